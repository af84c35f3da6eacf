"""What the tests ran through of the rooms a ruling passes, measured in every process that runs tests."""

from collections.abc import Iterator

import coverage
import pytest


class Measured:
    """Measures where tests are run, and joins what was measured where they are only handed out."""

    def __init__(self, *, runs: bool, joins: bool) -> None:
        self._own = coverage.Coverage(data_suffix=True) if runs else None
        self._all = coverage.Coverage() if joins else None
        if self._all:
            self._all.erase()
        if self._own:
            self._own.start()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self) -> Iterator[None]:
        """Keep what was measured; join it once every process has kept its own."""
        yield
        if self._own:
            self._own.stop()
            self._own.save()
        if self._all:
            self._all.combine()
            self._all.save()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Do not count through a sweep: it goes a million times where another test has been once."""
        pausing = self._own and item.get_closest_marker("sweep")
        if pausing:
            self._own.stop()
        yield
        if pausing:
            self._own.start()
