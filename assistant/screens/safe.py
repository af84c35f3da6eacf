"""The exit for text: nothing reaches the terminal that was not made harmless here.

Textual shows what it is given: an escape sequence inside a customer's words would
set the window title or the clipboard. `lit` runs before a text is measured, because
making a mark visible also makes it wider.
"""

from __future__ import annotations

from functools import lru_cache

from assistant.rules.clean import clean, show

_SHORT = 200

LIMIT = 20_000
"""The longest text taken in or shown at once; a longer paste would stop the screen."""


def lit(text: str, *, keep_breaks: bool = False) -> str:
    """Return `text` as it may be shown: controls and bidirectional marks made visible."""
    if len(text) <= LIMIT and text.isascii() and text.isprintable():
        return text
    shown = _shown(text) if len(text) <= _SHORT else show(clean(text, LIMIT))
    return shown if keep_breaks else shown.replace("\n", " ")


@lru_cache(maxsize=2048)
def _shown(text: str) -> str:
    """Return a short text made harmless; most of a screen is the same from key to key."""
    return show(clean(text, LIMIT))
