"""The folder: a pack's texts as they lie on disk, with what the pack borrows from another."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from assistant.rules.borrows import Borrows, borrows

SIGNATURE = "signature.toml"
"""The one file that is no part of the texts: who signed for all the others."""
FILES_MAX = 2_000
READ_MAX = 9_000_000
_KINDS = (".toml", ".md")
_NOT_LAW = frozenset({"examples", "scenarios", "golden"})
"""Folders of a pack that test it or teach it; a decision does not rest on them."""


def shelf_folder() -> Traversable:
    """Return the folder of the packs that come with the program."""
    return files("assistant").joinpath("packs")


def texts_of(name: str) -> dict[str, str]:
    """Return the texts of a pack that comes with the program."""
    return texts_at(shelf_folder().joinpath(name))


def texts_at(folder: Traversable) -> dict[str, str]:
    """Return the texts of a pack by path inside it, its own before those it borrows.

    `[borrows]` in pack.toml names a pack of the shelf and the files (or folders, with a
    slash) taken from it as they are; what the pack has itself is never taken.
    """
    own = _texts(folder)
    asked = borrows(own.get("pack.toml", ""))
    return {name: text_of(file) for name, file in _lent(asked).items()} | own


def lent_to(folder: Traversable) -> dict[str, Traversable]:
    """Return the files a pack's texts are filled up with from another's, by path inside the pack."""
    head = folder.joinpath("pack.toml")
    own = {name for name, _ in _walk(folder)}
    asked = borrows(text_of(head) if head.is_file() else "")
    return {name: file for name, file in _lent(asked).items() if name not in own}


def _lent(asked: Borrows) -> dict[str, Traversable]:
    there = shelf_folder().joinpath(asked.lender) if asked.lender else None
    if there is None or not there.is_dir():
        return {}
    lent: dict[str, Traversable] = {}
    for name in asked.files:
        if name.endswith("/"):
            lent |= {f"{name}{path}": file for path, file in _walk(there.joinpath(name.rstrip("/")))}
        elif there.joinpath(name).is_file():
            lent[name] = there.joinpath(name)
    return lent


def _texts(folder: Traversable) -> dict[str, str]:
    return {name: text_of(file) for name, file in _walk(folder)}


def _walk(folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    found = 0
    waiting = [("", folder)]
    while waiting and found < FILES_MAX:
        path, here = waiting.pop()
        for each in here.iterdir():
            name = f"{path}{each.name}"
            if each.is_dir() and name not in _NOT_LAW:
                waiting.append((f"{name}/", each))
            elif name.endswith(_KINDS) and name != SIGNATURE:
                found += 1
                yield name, each


def text_of(file: Traversable) -> str:
    """Read a bounded piece: what is longer is refused by the limits anyway.

    Bytes that are not UTF-8 become U+FFFD, which the limits refuse by name.
    """
    with file.open("rb") as stream:
        return stream.read(READ_MAX).decode("utf-8-sig", "replace").replace("\r\n", "\n")
