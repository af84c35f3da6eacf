"""The end of a drill that a person played: its debrief, with the learning points of the program."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from assistant import shelf
from assistant.drills.debrief import debrief, result_of
from assistant.drills.reading import Library, read_library
from assistant.rules.decision import Judge

if TYPE_CHECKING:
    from assistant.drills.debrief import Debrief
    from assistant.drills.play import Play
    from assistant.drills.result import DrillResult

PLACE = "scenarios"


@cache
def own_library() -> Library:
    """Return the scenarios that come with the program."""
    return read_library(PLACE, shelf.scenarios(None), Judge(shelf.take()))


def finished(play: Play) -> Debrief:
    """Return the debrief of a drill as it stands."""
    return debrief(Judge(shelf.take(play.pack)), play, own_library().points)


def kept(play: Play, told: Debrief, trainee: str) -> DrillResult:
    """Return what is kept of it."""
    return result_of(Judge(shelf.take(play.pack)), play, told, trainee)
