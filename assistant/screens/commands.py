"""The one list of what an operator can do: keys, words, and the pages it belongs to.

Bindings, key bar, help and the search for a command are all read from here, so
none of them can know a key that another does not. F6 to F10 belong to the input
method and ctrl+w, t and n to browsers; Esc costs a tenth of a second, so it only leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.screens.words import Wording

ANYWHERE = frozenset(
    {
        *("home", "call", "facts", "brief", "reaction", "form", "help", "find"),
        *("drills", "drill", "exam", "drill_brief", "office", "pause", "debrief", "locked"),
        *("floor", "floor_case"),
    }
)
CALL, BRIEF = frozenset({"call", "drill", "exam"}), frozenset({"brief", "drill_brief"})
CASE = CALL | BRIEF
REAL = frozenset({"call"})
"""A call that is no drill: what leaves the house belongs here alone."""

REACTION, HOME, FORM, LOCKED = (frozenset({each}) for each in ("reaction", "home", "form", "locked"))
DRILL, EXAM, HELPED = frozenset({"drill", "exam"}), frozenset({"exam"}), frozenset({"call", "drill"})
FLOOR, FLOOR_CASE = frozenset({"floor"}), frozenset({"floor_case"})
DRILLS, PAUSE, DEBRIEF = (frozenset({each}) for each in ("drills", "pause", "debrief"))


class Mode(StrEnum):
    """While keys act, while words are typed, or both."""

    KEYS = "keys"
    TYPING = "typing"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Command:
    """Something an operator can do, by key."""

    id: str
    keys: tuple[str, ...]
    group: str
    pages: frozenset[str]
    mode: Mode = Mode.KEYS

    def label(self, words: Wording) -> str:
        """Return its short name."""
        return words.say(f"command.{self.id}.label")

    def help(self, words: Wording) -> str:
        """Return what it does, as a sentence."""
        return words.say(f"command.{self.id}.help")


NOT_YET = "-"
"""The key for a day that has not come to pass."""

YES_NO = "yn"
"""The keys of yes and no, where a fact is answered by them."""

_LETTERS = "acdfghijkmnoprstvwyezux"
PICKS = "1234567890" + _LETTERS + _LETTERS.upper()
"""The keys of a list, in order: digits first; b, l and q keep their meaning everywhere."""

COMMANDS: tuple[Command, ...] = (
    Command("help", ("f1", "?"), "always", ANYWHERE, Mode.BOTH),
    Command("facts", ("f2", "f"), "case", CASE, Mode.BOTH),
    Command("instruct", ("f3", "i"), "case", CASE, Mode.BOTH),
    Command("brief", ("f4", "v"), "case", HELPED, Mode.BOTH),
    Command("hand_over", ("f5", "h"), "case", CASE | REACTION, Mode.BOTH),
    Command("hold", ("f12", "w"), "case", CASE, Mode.BOTH),
    Command("hear", ("/",), "answer", REAL | FORM),
    Command("type", ("tab",), "answer", CALL | FORM),
    Command("card", ("c",), "answer", CASE | REACTION),
    Command("superior", ("s",), "said", CALL),
    Command("regulator", ("g",), "said", CALL),
    Command("strong_tone", ("t",), "said", CALL),
    Command("react", ("r",), "said", HELPED),
    Command("density", ("d",), "brief", BRIEF | REACTION),
    Command("tick", ("a",), "said", REAL | frozenset({"brief"})),  # a drill hears for itself what was said
    Command("do_not_record", ("k",), "said", CALL),
    Command("undo", ("z",), "answer", CASE),
    Command("go_on", ("enter", "space", "ideographic_space"), "answer", CALL),
    Command("go_ahead", ("enter",), "brief", BRIEF),
    Command("unknown", ("u",), "answer", CALL),
    Command("evidence", ("e",), "answer", CALL),
    Command("withdraw", ("x",), "answer", CALL),
    Command("new", ("n",), "home", HOME),
    Command("drills", ("d",), "home", HOME),
    Command("example", ("e",), "home", HOME),
    Command("open", ("enter",), "home", HOME),
    Command("save", ("s",), "brief", BRIEF),
    Command("tone", ("t",), "brief", BRIEF),
    Command("note", ("o",), "case", REAL),
    Command("report", ("p",), "case", REAL),
    Command("golden", ("j",), "case", REAL),
    Command("ask_customer", ("a",), "drill", DRILL),
    Command("look_up", ("d",), "drill", DRILL),
    Command("speak", ("/",), "drill", DRILL),
    Command("office", ("o",), "drill", DRILL),
    Command("decide", ("f4", "v"), "drill", EXAM),
    Command("hint", ("j",), "drill", frozenset({"drill"})),
    Command("pause", ("p",), "drill", DRILL),
    Command("read_aloud", ("a",), "drill", frozenset({"drill_brief"})),
    Command("mode", ("tab", "m"), "drill", DRILLS),
    Command("resume_drill", ("enter", "p"), "drill", PAUSE),
    Command("finish", ("f",), "drill", PAUSE),
    Command("restart", ("r",), "drill", PAUSE),
    Command("more_drills", ("enter",), "drill", DEBRIEF),
    Command("override", ("!",), "case", REAL | frozenset({"brief"})),
    Command("told", ("m",), "case", CASE),
    Command("reply", ("r",), "brief", BRIEF),
    Command("part", ("tab", "right", "space", "ideographic_space"), "brief", BRIEF),
    Command("floor_mine", ("m",), "floor", FLOOR),
    Command("floor_open", ("o",), "floor", FLOOR),
    Command("floor_promises", ("p",), "floor", FLOOR),
    Command("floor_alerts", ("a",), "floor", FLOOR),
    Command("floor_sort", ("space", "ideographic_space"), "floor", FLOOR),
    Command("floor_take", ("t",), "floor", FLOOR_CASE),
    Command("floor_overrule", ("o",), "floor", FLOOR_CASE),
    Command("floor_reassign", ("r",), "floor", FLOOR_CASE),
    Command("floor_erase", ("e",), "floor", FLOOR_CASE),
    Command("next", ("enter",), "form", FORM | frozenset({"find"})),
    Command("again", ("a",), "form", FORM),
    Command("before", ("up",), "form", FORM),
    Command("after", ("down",), "form", FORM),
    Command("reveal", (".",), "case", CASE),
    Command("up", ("up", "pageup"), "always", ANYWHERE - FORM),
    Command("down", ("down", "pagedown"), "always", ANYWHERE - FORM),
    Command("hand_in", ("enter",), "typing", ANYWHERE, Mode.TYPING),
    Command("stop_typing", ("escape", "tab"), "typing", ANYWHERE, Mode.TYPING),
    Command("back", ("b", "escape"), "always", ANYWHERE - HOME - FLOOR - LOCKED),
    Command("find", ("ctrl+p", ":"), "always", ANYWHERE - FORM - LOCKED - frozenset({"find"}), Mode.BOTH),
    Command("lock", (";",), "always", HOME | REAL | FLOOR | FLOOR_CASE | frozenset({"facts", "brief"})),
    Command("unlock", ("enter",), "always", LOCKED),
    Command("language", ("l",), "always", ANYWHERE),
    Command("colours", ("f11", "*"), "always", ANYWHERE),
    Command("leave", ("q", "ctrl+q"), "always", ANYWHERE, Mode.BOTH),
)

BY_ID = {command.id: command for command in COMMANDS}
_TYPING_BAR = ("hand_in", "stop_typing", "help", "leave")
BARS = {
    "home": ("help", "new", "drills", "example", "open", "language", "colours", "leave", "lock"),
    "call": (
        *("help", "facts", "instruct", "brief", "hand_over", "hold", "hear", "undo"),
        *("back", "leave", "go_on", "told", "card", "override", "tick", "react", "reveal", "lock", "find"),
    ),
    "drills": ("mode", "down", "help", "back"),
    "drill": (
        *("ask_customer", "look_up", "speak", "office", "instruct", "brief", "hint", "pause", "help"),
        *("hand_over", "hold", "facts", "card", "told", "go_on", "undo", "react", "find"),
    ),
    "exam": (
        *("facts", "ask_customer", "look_up", "speak", "office", "instruct", "decide", "told", "pause", "help"),
        *("hand_over", "hold", "card", "undo", "find"),
    ),
    "office": ("back", "down", "help"),
    "pause": ("resume_drill", "restart", "finish", "leave"),
    "debrief": ("down", "up", "more_drills", "help", "leave"),
    "facts": ("help", "back", "leave"),
    "brief": (
        "save",
        "tone",
        "go_ahead",
        "told",
        "override",
        "reply",
        "part",
        "back",
        "density",
        "help",
        "undo",
        "hand_over",
        "reveal",
        "tick",
        "leave",
    ),
    "reaction": ("density", "back", "hand_over", "help", "leave"),
    "form": ("next", "again", "type", "before", "after", "back", "help"),
    "help": ("back", "up", "down", "leave"),
    "find": ("next", "back"),
    "floor": (
        *("floor_mine", "floor_open", "floor_promises", "floor_alerts", "floor_sort"),
        *("help", "leave", "lock", "language", "colours"),
    ),
    "floor_case": (
        *("back", "floor_take", "floor_overrule", "floor_reassign", "floor_erase", "down", "help", "leave", "lock"),
    ),
    "locked": ("unlock", "help", "language", "colours", "leave"),
}
BARS["drill_brief"] = ("read_aloud", *(each for each in BARS["brief"] if each not in {"tick", "override"}))
"""What stands on the key bar of each page, as far as there is room."""

PICKING = {
    "call": PICKS[:10] + NOT_YET + YES_NO,
    "drill": PICKS[:10] + NOT_YET + YES_NO,
    "exam": PICKS[:10] + NOT_YET + YES_NO,
    "drill_brief": PICKS[:5],
    "drills": PICKS.translate({ord("m"): None}),
    "office": PICKS[:9],
    "form": PICKS[:10],
    "brief": PICKS[:10],
    "reaction": PICKS[:9],
    "home": PICKS[:9],
    "facts": PICKS,
    "floor": PICKS.translate(dict.fromkeys(map(ord, "mopa"))),
    "floor_case": PICKS[:3],
    "locked": PICKS[:10],
}
"""Which keys pick something on a page: a value, a case, a fact, a part of the brief."""

_TWINS = 0xFEE0  # from an ASCII character to its full-width form


def twin(key: str) -> str:
    """Return the full-width form of a one-character key, as an input method sends it."""
    return chr(ord(key) + _TWINS)


def spelled(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys and the full-width twin of every printable one."""
    return tuple(each for key in keys for each in ((key, twin(key)) if len(key) == 1 else (key,)))


def is_word(key: str) -> bool:
    """Whether a character begins a word, as an input method sends it, and is not the twin of a key."""
    return not key.isascii() and key not in {twin(each) for each in (*PICKS, NOT_YET)}


def types_nothing(key: str) -> bool:
    """Whether a key leaves no character in the entry line, so that it may act while typing."""
    return len(key) > 1 and not key.endswith("space")


def shown_on(page: str, *, typing: bool = False) -> tuple[Command, ...]:
    """Return what can be done on a page, in the order of the list."""
    mode = Mode.TYPING if typing else Mode.KEYS
    return tuple(each for each in COMMANDS if page in each.pages and each.mode in {mode, Mode.BOTH})


def bar_of(page: str, *, typing: bool = False) -> tuple[Command, ...]:
    """Return what stands on the key bar of a page, the most needed first."""
    return tuple(BY_ID[each] for each in (_TYPING_BAR if typing else BARS[page]))
