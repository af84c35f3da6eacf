"""The shelf: packs as they lie on disk, read as text and proved before anyone uses them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from assistant.rules.clean import clean
from assistant.rules.compile import Book, load
from assistant.rules.problems import Problem, near, problem

DEFAULT = "hikari_option_fee"
FILES_MAX = 2_000
READ_MAX = 400_000
_KINDS = (".toml", ".md")
_NOT_LAW = frozenset({"examples", "scenarios"})
"""Folders of a pack that test it or teach it; a decision does not rest on them."""


class NotLoaded(Exception):
    """A pack that could not be loaded, with everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems."""
        super().__init__("; ".join(each.text("en") for each in problems[:3]))
        self.problems = problems


def pack_names() -> tuple[str, ...]:
    """Return the packs that come with the program."""
    return tuple(sorted(each.name for each in _shelf().iterdir() if each.joinpath("pack.toml").is_file()))


def take(name: str = DEFAULT) -> Book:
    """Return a pack that comes with the program, proved once however it is asked for, or raise NotLoaded."""
    return _taken(name)


@cache
def _taken(name: str) -> Book:
    if name not in pack_names():
        raise NotLoaded([problem("unknown_pack", found=clean(name, 80), near=near(name, pack_names()))])
    return _loaded(name, _texts(_shelf().joinpath(name)))


def take_from(path: Path) -> Book:
    """Return the pack in a folder, or raise NotLoaded."""
    return _loaded(path.name, texts_in(path))


def read(path: Path | None) -> tuple[str, dict[str, str]]:
    """Return the name and the texts of a pack: the one in a folder, or the default."""
    if path is None:
        return DEFAULT, _texts(_shelf().joinpath(DEFAULT))
    return path.name, texts_in(path)


def texts_in(path: Path) -> dict[str, str]:
    """Return a folder's texts, or raise NotLoaded where there is no pack in it."""
    if not path.joinpath("pack.toml").is_file():
        raise NotLoaded([problem("missing_file", f"{path.name}/pack.toml")])
    try:
        return _texts(path)
    except OSError as error:
        raise NotLoaded([problem("unreadable", path.name, detail=error.strerror)]) from error


def _shelf() -> Traversable:
    return files("assistant").joinpath("packs")


def _loaded(name: str, texts: dict[str, str]) -> Book:
    book, problems = load(name, texts)
    if book is None:
        raise NotLoaded(problems)
    return book


def _texts(folder: Traversable) -> dict[str, str]:
    found: dict[str, str] = {}
    waiting = [("", folder)]
    while waiting and len(found) < FILES_MAX:
        path, here = waiting.pop()
        for each in here.iterdir():
            name = f"{path}{each.name}"
            if each.is_dir() and name not in _NOT_LAW:
                waiting.append((f"{name}/", each))
            elif name.endswith(_KINDS):
                found[name] = _text(each)
    return found


def _text(file: Traversable) -> str:
    """Read a bounded piece: what is longer is refused by the limits anyway.

    Bytes that are not UTF-8 become U+FFFD, which the limits refuse by name.
    """
    with file.open("rb") as stream:
        return stream.read(READ_MAX).decode("utf-8-sig", "replace").replace("\r\n", "\n")
