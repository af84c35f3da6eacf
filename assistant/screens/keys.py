"""From the list of commands to bindings, and whether a key acts here and now."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from assistant.screens.commands import BY_ID, COMMANDS, NOT_YET, PICKING, PICKS, Mode, spelled, types_nothing

WORDY = frozenset({"call", "drill", "exam", "form", "locked"})
"""The pages on which words may be asked for."""

PRESS, DO, PICK = "press", "do", "pick"
"""A key that types nothing, one that would type a character, and one that picks from a list."""


def bindings() -> list[BindingType]:
    """Return a binding for every key of every command, in both widths."""
    bound: list[BindingType] = []
    for command in COMMANDS:
        for key in spelled(command.keys):
            verb = PRESS if types_nothing(key) else DO
            bound.append(_bound(key, f"{verb}('{command.id}')"))
    return bound + [_bound(each, f"{PICK}('{key}')") for key in (*PICKS, NOT_YET) for each in spelled((key,))]


def acts(verb: str, what: str, page: str, *, typing: bool) -> bool:
    """Whether a key acts on this page; while words are typed, a key that types stays with the entry line."""
    if verb == PICK:
        return not typing and what in PICKING.get(page, "")
    command = BY_ID[what]
    wanted = Mode.TYPING if typing else Mode.KEYS
    shown = page in command.pages and command.mode in {wanted, Mode.BOTH}
    return shown and (verb == PRESS or not typing)


def idle(names: set[str], page: str) -> bool:
    """Whether no key of these names acts on a page on which words may be asked for."""
    taken = {key for each in COMMANDS if page in each.pages for key in spelled(each.keys)}
    taken |= {key for each in PICKING.get(page, "") for key in spelled((each,))}
    return page in WORDY and taken.isdisjoint(names)


def _bound(key: str, command: str) -> Binding:
    return Binding(key, command, show=False, priority=True)
