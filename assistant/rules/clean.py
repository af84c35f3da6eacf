"""Text from outside: made harmless where it comes in, and made visible where it is shown.

`clean` takes out what a terminal would obey. What only misleads the eye is evidence
and is kept as typed: `show` makes it visible.
"""

from __future__ import annotations

import unicodedata

_UNREADABLE = "\ufffd"
_PICTURES = 0x2400  # one for each control character below the space
_LINE_FEED, _DELETE = 0x0A, 0x7F

_HARMLESS: dict[int, int | str] = {
    **{code: _PICTURES + code for code in range(1, 0x20) if code != _LINE_FEED},
    0: _UNREADABLE,
    _DELETE: "\u2421",
    **dict.fromkeys(range(0x80, 0xA0), _UNREADABLE),
    **dict.fromkeys(range(0xD800, 0xE000), _UNREADABLE),  # half a character
}

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, bidi, zero width, line separators
_BLANK = frozenset("\u034f\u115f\u1160\u3164\uffa0")  # letters by name, nothing to the eye
_TAGS = range(0xE0000, 0xE0080)


def clean(text: str, limit: int) -> str:
    """Return at most `limit` characters of a text, with nothing in it that a terminal obeys.

    Line ends become one line feed; otherwise it is as typed, not even normalised.
    """
    return text[: 2 * limit].replace("\r\n", "\n")[:limit].translate(_HARMLESS)


def show(text: str) -> str:
    """Return the text with every character the eye would miss spelt out.

    Safe for what never went through `clean`, too: the two do not rely on each other.
    """
    return "".join(map(_visible, text))


def unseen(char: str) -> bool:
    """Whether the eye would miss this character; a line end is seen."""
    return char != "\n" and (unicodedata.category(char) in _UNSEEN or char in _BLANK or ord(char) in _TAGS)


def _visible(char: str) -> str:
    return f"\u27e8U+{ord(char):04X}\u27e9" if unseen(char) else char
