"""How the machine looks for the case where we lied: as long as it takes, on any computer."""

import pytest
from hypothesis import HealthCheck, settings

# A slow computer breaks no promise of ours.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


@pytest.fixture(scope="session")
def pg_floor():
    """Return a floor in PostgreSQL that all tests share; each has journals and logins of its own."""
    from postgres import shared_floor  # only where somebody asks for a server

    with shared_floor() as made:
        yield made
