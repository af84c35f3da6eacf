"""How the machine looks for the case where we lied: as long as it takes, on any computer."""

from hypothesis import HealthCheck, settings

# A slow computer breaks no promise of ours.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")
