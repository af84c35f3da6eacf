"""A signature under a pack: who reviewed it, on which day, and the digest of every byte it was given for.

Kept in the pack's own folder. It holds for these bytes and no others: whatever is
changed afterwards, a test or a comment included, voids it. What the pack borrows counts
as its own: a decision and a word rest on it just so.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.folder import SIGNATURE, lent_to
from assistant.rules.toml_text import read_toml

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from assistant.rules.compile import Rulebook

NAME_MAX = 80
BYTES_MAX = 10_000
_KINDS = (".toml", ".md", ".txt", ".csv")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, when, and for which bytes."""

    reviewer: str
    on: date
    digest: str

    def text(self) -> str:
        """Write it down as it is read back."""
        return f'reviewer = {json.dumps(self.reviewer)}\non = {self.on.isoformat()}\ndigest = "{self.digest}"\n'


def seal(folder: Traversable) -> str:
    """Return the SHA-256 of every file of a pack, by name and byte, lent ones included, but for the signature."""
    found = hashlib.sha256()
    lent = ((f"lent:{name}", file) for name, file in lent_to(folder).items())
    for name, file in sorted((*_files("", folder), *lent), key=lambda each: each[0]):
        content = file.read_bytes()
        found.update(f"{name}\0{len(content)}\0".encode() + content)
    return found.hexdigest()


def signed(book: Rulebook, folder: Traversable) -> Rulebook:
    """Return the book as its folder's signature leaves it: signed, void, or as it was."""
    file = folder.joinpath(SIGNATURE)
    if not file.is_file():
        return book
    kept = _read(file)
    if kept is None or kept.digest != seal(folder):
        return replace(book, policy=replace(book.policy, signature_void=kept.reviewer if kept else "?"))
    return replace(book, policy=replace(book.policy, reviewed_by=kept.reviewer, reviewed_on=kept.on))


def _read(file: Traversable) -> Signature | None:
    with file.open("rb") as stream:
        data, problems = read_toml(SIGNATURE, stream.read(BYTES_MAX).decode("utf-8", "replace"))
    reviewer, on, digest = (data.get(name) for name in ("reviewer", "on", "digest"))
    if problems or not isinstance(reviewer, str) or not isinstance(digest, str) or type(on) is not date:
        return None
    return Signature(reviewer[:NAME_MAX], on, digest) if reviewer.strip() else None


def _files(path: str, folder: Traversable) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for each in folder.iterdir():
        name = f"{path}{each.name}"
        if each.is_dir():
            found += _files(f"{name}/", each)
        elif name.endswith(_KINDS) and name != SIGNATURE:
            found.append((name, each))
    return found
