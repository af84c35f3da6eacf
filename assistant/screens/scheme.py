"""Which colours a terminal can show, told by its environment. Imports nothing, so it can be asked first."""

from __future__ import annotations

from collections.abc import Mapping

OWN_COLOURS = frozenset({"ansi", "plain"})
"""The schemes that use the colours of the terminal itself, or none."""

_MANY = frozenset({"truecolor", "24bit"})


def scheme_of(environment: Mapping[str, str]) -> str:
    """Return the name of the palette this terminal can show."""
    if environment.get("NO_COLOR"):
        return "plain"
    many = environment.get("COLORTERM", "").lower() in _MANY or "256" in environment.get("TERM", "")
    return "dark" if many else "ansi"
