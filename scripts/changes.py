"""The small changes that can be made to a file, each with what stood there and what stands there now.

Which changes are made is mutmut's to say (`uv pip install mutmut==3.8.1`); here they are made outside of
functions too, and each in the file as it stands, so that a new process sees it from its first line on.
"""

from __future__ import annotations

import ast
import difflib
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

NOT_HERE = "not installed here: uv pip install mutmut==3.8.1"


class Change(NamedTuple):
    """A small change: where it is, what stood there, what stands there now."""

    at: str
    was: str
    now: str


def here() -> bool:
    """Tell whether changes can be made on this machine."""
    return importlib.util.find_spec("mutmut") is not None


def changes(name: str, house: Path) -> Iterator[tuple[Change, str]]:
    """Walk the changes that can be made to a file of the house, and the file with each of them made."""
    import libcst  # noqa: PLC0415  # asked for only where it is installed
    from mutmut.mutation import file_mutation, mutators, pragma_handling  # noqa: PLC0415  # as above

    source = (house / name).read_text("utf-8")
    nothing = pragma_handling.IgnoredCode(set(), set(), set())
    visitor = file_mutation.MutationVisitor(mutators.mutation_operators, nothing)
    module = libcst.MetadataWrapper(libcst.parse_module(source)).visit(visitor)
    names = _names(source)
    for each in visitor.mutations:
        made = file_mutation.deep_replace(module, each.original_node, each.mutated_node)
        if isinstance(made, libcst.Module) and (changed := made.code) != source:
            was, now, line = _differing(source, changed)
            inside = next((inside for first, last, inside in names if first <= line <= last), "")
            at = name.removesuffix(".py").replace("/", ".") + ("." + inside if inside else "")
            yield Change(at, was, now), changed


def _differing(source: str, changed: str) -> tuple[str, str, int]:
    before, after = source.splitlines(), changed.splitlines()
    lines = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
    was, now = (" ".join(line[1:].strip() for line in lines if line[:1] == sign) for sign in "-+")
    first = next(
        at for at, (one, other) in enumerate(zip((*before, None), (*after, None), strict=False)) if one != other
    )
    return was, now, first + 1


def _names(source: str) -> list[tuple[int, int, str]]:
    """Return the functions and methods of a file by their first and last line, the inner names left out."""
    found = []
    for node in ast.parse(source).body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        for each in inner:
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                name = each.name if each is node else f"{getattr(node, 'name', '')}.{each.name}"
                found.append((each.lineno, each.end_lineno or each.lineno, name))
    return found
