"""What day it is: the day of the clock, or the one that `--today` pretends.

Every command takes `--today`, before its name or behind it, and ASSISTANT_TODAY says it
for all of them. The time of day, and the record's own clock, are never pretended.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from assistant.rules.dates import Reading, read_date

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAY = "assistant.today"


class Day(click.ParamType[date]):
    """A day as people write it: 2011-10-19, 10/19, H23.10.19."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or say what is wrong with it."""
        if isinstance(value, date):
            return value
        read = read_date(str(value), date.today())  # noqa: DTZ011  # the operator's own calendar day
        if not isinstance(read, Reading):
            self.fail(f"{value!r}: {read.en}", param, ctx)
        return read.day


def pretended() -> date | None:
    """Return the day that is pretended, or None: the clock's is."""
    context = click.get_current_context(silent=True)
    found: date | None = context.meta.get(_DAY) if context else None
    return found


def today() -> date:
    """Return the day all decisions are made on."""
    return pretended() or date.today()  # noqa: DTZ011  # the operator's own calendar day


def pretendable(command: click.Command) -> None:
    """Give a command, and every command under it, the option to pretend a day."""
    for each in _all(command):
        if not any(parameter.name == "today" for parameter in each.params):
            each.params.append(
                click.Option(
                    ["--today"],
                    type=Day(),
                    metavar="DAY",
                    envvar="ASSISTANT_TODAY",
                    expose_value=False,
                    callback=_pretend,
                    help="Pretend that today is this day.",
                )
            )


def _pretend(context: click.Context, _parameter: click.Parameter, value: date | None) -> None:
    if value is not None:
        context.meta[_DAY] = value


def _all(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from _all(each)
