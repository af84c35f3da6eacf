"""What the tests of drills share: the pack's scenarios, each played once by each autopilot."""

from __future__ import annotations

from functools import cache

from assistant import shelf
from assistant.drills.autopilot import AUTOPILOTS
from assistant.drills.reading import POINTS, read_library, read_scenario
from assistant.drills.run import run
from assistant.rules.decision import Judge

JUDGE = Judge(shelf.take())
TEXTS = shelf.scenarios(None)
LIBRARY = read_library("scenarios", TEXTS, JUDGE)
SCENARIOS = LIBRARY.scenarios
NAMES = sorted(SCENARIOS)
TOLD = "told_2011"
AUTOS = tuple(AUTOPILOTS)


@cache
def played(name, auto, lang="ja"):
    """Return what came of a scenario played by an autopilot."""
    return run(SCENARIOS[name], auto, lang)


def changed(old, new, *, of=TOLD):
    """Read a scenario with one thing in its text changed."""
    text = TEXTS[f"{of}.toml"]
    assert old in text
    return read_scenario(f"scenarios/{of}.toml", text.replace(old, new, 1), JUDGE, frozenset(LIBRARY.points))


def points():
    """Return the file of learning points."""
    return TEXTS[POINTS]
