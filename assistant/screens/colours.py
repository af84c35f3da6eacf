"""Colours: how each role looks in the light, in the dark, and without any colour.

Colour supports and never carries: every role also differs by its words, by weight
or by a mark. So `plain` and `ansi` are complete, not second best.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from rich.style import Style
from textual.theme import Theme

from assistant.screens.columns import Role
from assistant.screens.scheme import OWN_COLOURS, scheme_of

_LOOKS: Mapping[str, Mapping[Role, str]] = {
    "dark": {
        Role.PLAIN: "#d7dce2 on #14191f",
        Role.DIM: "#8793a1 on #14191f",
        Role.STRONG: "bold #f4f6f8 on #14191f",
        Role.TITLE: "bold #8fc1d6 on #14191f",
        Role.KEY: "bold #8fc1d6 on #14191f",
        Role.GOOD: "bold #93cda6 on #14191f",
        Role.WARN: "bold #e3c07a on #14191f",
        Role.STOP: "bold #eb9c93 on #14191f",
        Role.BANNER: "bold #ffffff on #1f4a5c",
        Role.HEAD: "#d7dce2 on #232b34",
        Role.HEAD_KEY: "bold #8fc1d6 on #232b34",
        Role.CHOSEN: "bold #14191f on #8fc1d6",
    },
    "light": {
        Role.PLAIN: "#24303a on #fbfaf7",
        Role.DIM: "#66727d on #fbfaf7",
        Role.STRONG: "bold #0e161c on #fbfaf7",
        Role.TITLE: "bold #1c6480 on #fbfaf7",
        Role.KEY: "bold #1c6480 on #fbfaf7",
        Role.GOOD: "bold #22693c on #fbfaf7",
        Role.WARN: "bold #7d5500 on #fbfaf7",
        Role.STOP: "bold #a3261c on #fbfaf7",
        Role.BANNER: "bold #ffffff on #1c6480",
        Role.HEAD: "#24303a on #e6e9e8",
        Role.HEAD_KEY: "bold #1c6480 on #e6e9e8",
        Role.CHOSEN: "bold #ffffff on #1c6480",
    },
    "ansi": {
        Role.PLAIN: "default on default",
        Role.DIM: "dim default on default",
        Role.STRONG: "bold default on default",
        Role.TITLE: "bold cyan on default",
        Role.KEY: "bold cyan on default",
        Role.GOOD: "bold green on default",
        Role.WARN: "bold yellow on default",
        Role.STOP: "bold red on default",
        Role.BANNER: "bold reverse default on default",
        Role.HEAD: "reverse default on default",
        Role.HEAD_KEY: "bold reverse default on default",
        Role.CHOSEN: "bold reverse default on default",
    },
    "plain": {
        Role.PLAIN: "default on default",
        Role.DIM: "default on default",
        Role.STRONG: "bold default on default",
        Role.TITLE: "bold default on default",
        Role.KEY: "bold default on default",
        Role.GOOD: "bold default on default",
        Role.WARN: "bold default on default",
        Role.STOP: "bold underline default on default",
        Role.BANNER: "bold reverse default on default",
        Role.HEAD: "reverse default on default",
        Role.HEAD_KEY: "bold reverse default on default",
        Role.CHOSEN: "bold reverse default on default",
    },
}

NAMES = tuple(_LOOKS)


@dataclass(frozen=True)  # no slots: the styles are parsed once and kept
class Palette:
    """One way for the roles to look."""

    name: str

    @cached_property
    def _styles(self) -> Mapping[Role, Style]:
        return {role: Style.parse(look) for role, look in _LOOKS[self.name].items()}

    def style(self, role: Role) -> Style:
        """Return how this role looks."""
        return self._styles[role]

    @property
    def ground(self) -> Style:
        """How the screen looks where nothing stands."""
        return self._styles[Role.PLAIN]


def palette_for(environment: Mapping[str, str]) -> Palette:
    """Return the palette this terminal can show."""
    return Palette(scheme_of(environment))


def next_palette(palette: Palette) -> Palette:
    """Return the palette after this one."""
    return Palette(NAMES[(NAMES.index(palette.name) + 1) % len(NAMES)])


def themes() -> list[Theme]:
    """Return the same colours for the one widget that is not drawn by us: the entry line."""
    return [_theme(name) for name in NAMES if name not in OWN_COLOURS]


def theme_name(palette: Palette) -> str:
    """Return the name of the theme that goes with a palette; without colours, the terminal's own."""
    return "ansi-dark" if palette.name in OWN_COLOURS else f"calm-{palette.name}"


def _theme(name: str) -> Theme:
    plain, chosen = (Style.parse(_LOOKS[name][role]) for role in (Role.PLAIN, Role.CHOSEN))
    return Theme(
        name=f"calm-{name}",
        primary=_hex(chosen.bgcolor),
        foreground=_hex(plain.color),
        background=_hex(plain.bgcolor),
        surface=_hex(plain.bgcolor),
        dark=name == "dark",
    )


def _hex(colour: object) -> str:
    return getattr(colour, "name", "#808080")
