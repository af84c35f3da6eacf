"""Sides: whose words a line holds, by the sign in front of them."""

from __future__ import annotations

import unicodedata

from assistant.screens.words import LANGS, wording

_PREFIX_MAX = 12
SIDES = ("ask", "operator", "note", "customer")
"""Who is speaking, or what for; the customer is meant where nothing stands before the words."""


def side_of(text: str) -> tuple[str, str]:
    """Return whose words these are, and the words without the sign that says so."""
    return signed(text) or ("customer", text.strip())


def signed(text: str) -> tuple[str, str] | None:
    """Return whose words a line says it holds, and the words; None where it does not say."""
    begins = text.lstrip()
    for side in SIDES:
        for sign in (each for lang in LANGS for each in wording(lang).say(f"sign.{side}").split()):
            for length in range(1, min(len(begins), _PREFIX_MAX) + 1):
                if unicodedata.normalize("NFKC", begins[:length]).casefold() == sign:
                    return side, begins[length:].strip()
    return None
