"""From the list of actions to bindings, and whether a key acts here and now."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from assistant.screens.actions import ACTIONS, BY_ID, NOT_YET, PICKING, PICKS, Mode, spelled, types_nothing

PRESS, DO, PICK = "press", "do", "pick"
"""A key that types nothing, one that would type a character, and one that picks from a list."""


def bindings() -> list[BindingType]:
    """Return a binding for every key of every action, in both widths."""
    bound: list[BindingType] = []
    for action in ACTIONS:
        for key in spelled(action.keys):
            verb = PRESS if types_nothing(key) else DO
            bound.append(_bound(key, f"{verb}('{action.id}')"))
    return bound + [_bound(each, f"{PICK}('{key}')") for key in (*PICKS, NOT_YET) for each in spelled((key,))]


def acts(verb: str, what: str, page: str, *, typing: bool) -> bool:
    """Whether a key acts on this page; while words are typed, a key that types stays with the entry line."""
    if verb == PICK:
        return not typing and what in PICKING.get(page, "")
    action = BY_ID[what]
    wanted = Mode.TYPING if typing else Mode.KEYS
    shown = page in action.pages and action.mode in {wanted, Mode.BOTH}
    return shown and (verb == PRESS or not typing)


def _bound(key: str, action: str) -> Binding:
    return Binding(key, action, show=False, priority=True)
