"""The veiled desk: a case to be looked at, masked. Nothing can happen on it."""

from __future__ import annotations

from typing import NoReturn

from assistant.call import events as ev
from assistant.call.masked import masked
from assistant.desk import Desk


class VeiledDesk(Desk):
    """The same case, the same verdict, no name and no free word."""

    def __init__(self, desk: Desk) -> None:
        """Lay a masked copy beside the desk."""
        self.__dict__.update(vars(desk))
        self.case = masked(desk.case)

    def _happened(self, *happened: ev.Event) -> NoReturn:
        raise LookupError(f"{len(happened)} events on a desk that is only looked at")  # a bug of ours, never shown
