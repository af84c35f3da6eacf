"""How the machine looks for the case where we lied: as long as it takes, on any computer and on all of its cores."""

import pytest
from hypothesis import HealthCheck, settings
from measured import Measured

# A slow computer breaks no promise of ours.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--measured", action="store_true", help="measure what the tests run through")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("measured"):
        handed_out = hasattr(config, "workerinput")
        alone = not config.getoption("numprocesses", None)
        config.pluginmanager.register(Measured(runs=handed_out or alone, joins=not handed_out))
