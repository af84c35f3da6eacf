"""`assistant drill play`: a scenario played by a person, on the screen or in plain lines, and its debrief."""

from __future__ import annotations

import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.doors import surroundings
from assistant.doors.case_input import FAILED, write_json
from assistant.doors.talk import Talk
from assistant.drills.debrief_told import debrief_json, text
from assistant.drills.finish import finished, kept
from assistant.drills.play import Play

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.drills.result import DrillResult
    from assistant.drills.scenario import Scenario
    from assistant.seat import Seat

    Keep = Callable[[DrillResult], None]


def in_lines(  # noqa: PLR0913  # a drill in lines is all of these
    scenario: Scenario, mode: str, lang: str, seed: int, pack: str, *, as_json: bool, keep: Keep | None = None
) -> int:
    """Play on standard input and output, then tell the debrief; with JSON it alone goes to standard output."""
    from assistant.doors.drill_plain import DrillPlain  # noqa: PLC0415  # the screen must not pay for it

    out = sys.stderr if as_json else sys.stdout

    def write(line: str) -> None:
        out.write(f"{line}\n")
        out.flush()

    play = Play(scenario, mode, lang, now, seed, pack)
    try:
        DrillPlain(play, Talk(iter(sys.stdin.readline, ""), write, lang)).run()
        told = finished(play)
        result = kept(play, told, surroundings.actor())
        if keep is not None:
            keep(result)
        if as_json:
            write_json({"debrief": debrief_json(told), "result": result.to_json()}, compact=True)
        else:
            for line in text(told, lang):
                write(line)
    finally:
        play.close()
    return 0 if told.score.passed else FAILED


def on_screen(  # noqa: PLR0913  # a drill on the screen is all of these
    scenario: Scenario, mode: str, lang: str, seed: int, pack: str, *, keep: Keep | None = None
) -> int:
    """Play on the screen, at a seat that is gone afterwards; leaving the drill leaves the program.

    What was played to its end is kept once the screen is gone: only then is there room to say so.
    """
    from assistant.screens.start import start  # noqa: PLC0415  # plain lines must not pay for it

    with tempfile.TemporaryDirectory(prefix="drill-", ignore_cleanup_errors=True) as folder:
        played: list[DrillResult] = []
        try:
            return start(
                lambda: _seat(Path(folder)),
                lang,
                drill=(scenario, mode, seed, pack),
                scored=lambda play, told: played.append(kept(play, told, surroundings.actor())),
            )
        finally:
            if keep is not None:
                for each in played:
                    keep(each)


def now() -> datetime:
    """Return the time of day, with its zone."""
    return datetime.now().astimezone()


def _seat(folder: Path) -> Seat:
    from assistant.seat import Seat  # noqa: PLC0415  # after the first frame

    return Seat.open(folder, actor=surroundings.actor(), now=now)
