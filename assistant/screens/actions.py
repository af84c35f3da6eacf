"""The one list of what an operator can do: keys, words, and the pages it belongs to.

Bindings, key bar, help and the search for a command are all read from here, so
none of them can know a key that another does not. F6 to F10 belong to the input
method and ctrl+w, t and n to browsers; Esc costs a tenth of a second, so it only leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.screens.words import Wording

ANYWHERE = frozenset({"home", "call", "facts", "brief", "form", "help", "find"})
CASE = frozenset({"call", "brief"})
CALL, BRIEF, HOME, FORM = (frozenset({each}) for each in ("call", "brief", "home", "form"))


class Mode(StrEnum):
    """While keys act, while words are typed, or both."""

    KEYS = "keys"
    TYPING = "typing"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Action:
    """Something an operator can do, by key."""

    id: str
    keys: tuple[str, ...]
    group: str
    pages: frozenset[str]
    bar: int = 0  # its place on the key bar, 0 where it is not on it
    mode: Mode = Mode.KEYS

    def label(self, words: Wording) -> str:
        """Return its short name."""
        return words.say(f"action.{self.id}.label")

    def help(self, words: Wording) -> str:
        """Return what it does, as a sentence."""
        return words.say(f"action.{self.id}.help")


_LETTERS = "acdfghijkmnoprstvwyezux"
PICKS = "1234567890" + _LETTERS + _LETTERS.upper()
"""The keys of a list, in order: digits first; b, l and q keep their meaning everywhere."""

ACTIONS: tuple[Action, ...] = (
    Action("help", ("f1", "?"), "always", ANYWHERE, 1, Mode.BOTH),
    Action("facts", ("f2", "f"), "case", CASE, 2, Mode.BOTH),
    Action("instruct", ("f3", "i"), "case", CASE, 3, Mode.BOTH),
    Action("brief", ("f4", "v"), "case", CALL, 4, Mode.BOTH),
    Action("hand_over", ("f5", "h"), "case", CASE, 5, Mode.BOTH),
    Action("hold", ("f12", "w"), "case", CASE, 6, Mode.BOTH),
    Action("type", ("/", "tab"), "answer", CALL | FORM, 7),
    Action("undo", ("z",), "answer", CASE, 8),
    Action("go_on", ("enter", "space", "ideographic_space"), "answer", CALL),
    Action("unknown", ("u",), "answer", CALL),
    Action("evidence", ("e",), "answer", CALL),
    Action("withdraw", ("x",), "answer", CALL),
    Action("new", ("n",), "home", HOME, 2),
    Action("example", ("d",), "home", HOME, 3),
    Action("open", ("enter",), "home", HOME),
    Action("save", ("s",), "brief", BRIEF, 1),
    Action("tone", ("t",), "brief", BRIEF, 2),
    Action("told", ("m",), "brief", BRIEF, 3),
    Action("reply", ("r",), "brief", BRIEF, 4),
    Action("part", ("tab", "right", "enter", "space", "ideographic_space"), "brief", BRIEF, 5),
    Action("next", ("enter",), "form", FORM | frozenset({"find"}), 2),
    Action("again", ("a",), "form", FORM, 3),
    Action("before", ("up",), "form", FORM),
    Action("after", ("down",), "form", FORM),
    Action("up", ("up", "pageup"), "always", ANYWHERE - FORM),
    Action("down", ("down", "pagedown"), "always", ANYWHERE - FORM),
    Action("hand_in", ("enter",), "typing", ANYWHERE, 1, Mode.TYPING),
    Action("stop_typing", ("escape", "tab"), "typing", ANYWHERE, 2, Mode.TYPING),
    Action("back", ("b", "escape"), "always", ANYWHERE - HOME, 20),
    Action("find", ("ctrl+p", ":"), "always", ANYWHERE - FORM - frozenset({"find"}), 0, Mode.BOTH),
    Action("language", ("l",), "always", ANYWHERE, 30),
    Action("colours", ("f11", "*"), "always", ANYWHERE),
    Action("leave", ("q", "ctrl+q"), "always", ANYWHERE, 40, Mode.BOTH),
)

BY_ID = {action.id: action for action in ACTIONS}
PICKING = {"call": PICKS[:10], "form": PICKS[:10], "brief": PICKS[:5], "home": PICKS[:9], "facts": PICKS}
"""Which keys pick something on a page: a value, a case, a fact, a part of the brief."""

_TWINS = 0xFEE0  # from an ASCII character to its full-width form


def twin(key: str) -> str:
    """Return the full-width form of a one-character key, as an input method sends it."""
    return chr(ord(key) + _TWINS)


def spelled(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys and the full-width twin of every printable one."""
    return tuple(each for key in keys for each in ((key, twin(key)) if len(key) == 1 else (key,)))


def types_nothing(key: str) -> bool:
    """Whether a key leaves no character in the entry line, so that it may act while typing."""
    return len(key) > 1 and not key.endswith("space")


def shown_on(page: str, *, typing: bool = False) -> tuple[Action, ...]:
    """Return what can be done on a page, in the order of the list."""
    mode = Mode.TYPING if typing else Mode.KEYS
    return tuple(each for each in ACTIONS if page in each.pages and each.mode in {mode, Mode.BOTH})


def bar_of(page: str, *, typing: bool = False) -> tuple[Action, ...]:
    """Return what stands on the key bar of a page, in its order."""
    shown = [each for each in shown_on(page, typing=typing) if each.bar]
    return tuple(sorted(shown, key=lambda each: each.bar))
