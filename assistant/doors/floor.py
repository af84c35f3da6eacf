"""`assistant floor`: all seats together, before a supervisor. Only the commands stand here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from assistant.doors import passphrase
from assistant.doors.dsn import dsn_options
from assistant.doors.languages import lang_option

OPEN = "open"
_FOLDER = click.Path(path_type=Path, file_okay=False)
_PATHS = click.argument("paths", nargs=-1, type=_FOLDER, metavar="[PATH]...")
_SEATS = click.option(
    "--seats", "paths", multiple=True, type=_FOLDER, metavar="PATH", help="A seat's folder, or one that holds seats."
)
_KEYS = click.option("--keys", type=_FOLDER, help="Folder of your key file (else keys beside the first seat's record).")
_JSON = click.option("--json", "as_json", is_flag=True, help="JSON, one row a line.")
_BY = click.option("--by", required=True, metavar="ID", help="Who signs: a supervisor registered at that seat.")
_SEAT = click.option("--seat", default="", metavar="NAME", help="The seat, by folder name or journal id.")
_CASE = click.argument("case_id", metavar="CASE")
_WORDS = click.option("--words", default="", help="In your own words; kept apart, and can be erased.")


class FloorGroup(click.Group):
    """A group that opens the desk where no command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, those of the desk among them."""
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = [OPEN, *args]
        return super().parse_args(ctx, args)


@click.group(cls=FloorGroup, epilog="Example:  assistant floor ./seats --as sv-1")
def floor() -> None:
    """Open the supervisors' desk over all seats, or look and answer without a screen.

    A PATH is a seat's folder, or a folder that holds seats; without one it is the server of
    ASSISTANT_DSN, else this seat. The desk reads the records and never writes in them; what
    it answers goes to a seat as a signed letter.
    """


@floor.command(OPEN, epilog="Example:  assistant floor ./seats --as sv-1")
@_PATHS
@dsn_options
@click.option("--as", "person", required=True, metavar="ID", help="Who sits here: a registered supervisor.")
@_KEYS
@lang_option
def open_desk(person: str, **given: Any) -> None:  # noqa: ANN401  # click hands every option over
    """Open the desk on the screen; `assistant floor [PATH]... --as ID` does the same."""
    from assistant.doors.floor_look import Asking, open_screen  # noqa: PLC0415  # only here is a floor read

    sys.exit(open_screen(Asking.of(given, person)))


@floor.command("list", epilog="Example:  assistant floor list ./seats --as sv-1 --mine --json")
@_PATHS
@dsn_options
@click.option("--as", "person", default="", metavar="ID", help="Whose list: needed with --mine.")
@click.option("--mine", "which", flag_value="mine", help="What waits for your rung.")
@click.option("--open", "which", flag_value="open", default=True, help="All open cases (the default).")
@click.option("--due", "which", flag_value="promises", help="What was promised, overdue first.")
@click.option("--alerts", "which", flag_value="alerts", help="What rings.")
@_KEYS
@_JSON
@lang_option
def list_command(**given: Any) -> None:  # noqa: ANN401  # click hands every option over
    """List cases, promises or alerts of all seats."""
    from assistant.doors.floor_look import Asking, tell_list  # noqa: PLC0415  # only here is a floor read

    if given["which"] == "mine" and not given["person"]:
        raise click.UsageError("--mine goes with --as")
    sys.exit(tell_list(Asking.of(given, given["person"]), given["which"], as_json=given["as_json"]))


@floor.command(
    epilog="Example:  assistant floor answer K-0001 --seat seat-3 --says do_not_bill --by sv-1 --seats ./seats"
)
@_CASE
@_SEAT
@_SEATS
@dsn_options
@click.option("--says", required=True, metavar="WHAT", help="bill, do_not_bill or ask.")
@_BY
@_WORDS
@_KEYS
@passphrase.option
@lang_option
def answer(case_id: str, seat: str, says: str, words: str, **given: Any) -> None:  # noqa: ANN401  # click hands every option over
    """Answer a case. Exit 0 once the letter lies at its seat, 1 where it is refused, 2 for wrong use."""
    from assistant.doors.floor_acts import act  # noqa: PLC0415  # only here is a letter written

    sys.exit(act(given, case_id, seat, lambda desk, key, by: desk.answer(key, by, says, words)))


@floor.command(epilog="Example:  assistant floor overrule K-0001 1 --by sv-1 --reason use_confirmed --evidence record")
@_CASE
@click.argument("line")
@_SEAT
@_SEATS
@dsn_options
@click.option("--reason", required=True, metavar="CODE", help="contract_confirmed, use_confirmed or counsel_advised.")
@click.option("--evidence", required=True, metavar="KIND", help="What it rests on: document or record.")
@_BY
@_WORDS
@_KEYS
@passphrase.option
@lang_option
def overrule(case_id: str, line: str, seat: str, reason: str, evidence: str, words: str, **given: Any) -> None:  # noqa: ANN401, PLR0913, PLR0917  # click hands every option over
    """Sign that a LINE on hold may be billed. It takes two supervisors; the ruling stays hold."""
    from assistant.call.signed import Grounds  # noqa: PLC0415  # only here is a letter written
    from assistant.doors.floor_acts import act  # noqa: PLC0415  # likewise

    grounds = Grounds(reason, evidence, words)
    sys.exit(act(given, case_id, seat, lambda desk, key, by: desk.overrule(key, by, line, grounds)))


@floor.command(epilog="Example:  assistant floor take K-0001 systemic --seat seat-3 --by co-1 --seats ./seats")
@_CASE
@click.argument("what")
@_SEAT
@_SEATS
@dsn_options
@_BY
@_KEYS
@passphrase.option
@lang_option
def take(case_id: str, what: str, seat: str, **given: Any) -> None:  # noqa: ANN401  # click hands every option over
    """Take an alert up: systemic, do_not_record, contradicts or overdue. It stays in sight."""
    from assistant.doors.floor_acts import act  # noqa: PLC0415  # only here is a letter written

    sys.exit(act(given, case_id, seat, lambda desk, key, by: desk.take_alert(key, by, what)))


@floor.command(epilog="Example:  assistant floor reassign K-0001 --to op-8 --by sv-1 --seats ./seats")
@_CASE
@_SEAT
@_SEATS
@dsn_options
@click.option("--to", required=True, metavar="ID", help="The operator who goes on with it.")
@_BY
@_WORDS
@_KEYS
@passphrase.option
@lang_option
def reassign(case_id: str, seat: str, to: str, words: str, **given: Any) -> None:  # noqa: ANN401  # click hands every option over
    """Give a case to another operator."""
    from assistant.doors.floor_acts import act  # noqa: PLC0415  # only here is a letter written

    sys.exit(act(given, case_id, seat, lambda desk, key, by: desk.reassign(key, by, to, words)))


@floor.command("confirm-erasure", epilog="Example:  assistant floor confirm-erasure K-0001 --by sv-1 --seats ./seats")
@_CASE
@_SEAT
@_SEATS
@dsn_options
@_BY
@_KEYS
@passphrase.option
@lang_option
def confirm_erasure(case_id: str, seat: str, **given: Any) -> None:  # noqa: ANN401  # click hands every option over
    """Sign that private words of a closed case may be erased, as its seat asked with `assistant erase`."""
    from assistant.doors.floor_acts import act  # noqa: PLC0415  # only here is a letter written
    from assistant.floor.erasing import statement  # noqa: PLC0415  # likewise

    sys.exit(act(given, case_id, seat, lambda desk, key, by: desk.confirm_erasure(key, by), statement))
