"""What doors print is ours, or made visible first: held by a look at every call that prints."""

from __future__ import annotations

import ast
import unicodedata
from pathlib import Path

import pytest

from assistant.doors.words import say

HOUSE = Path(__file__).parent.parent
DOORS = sorted((*HOUSE.glob("assistant/doors/*.py"), *HOUSE.glob("assistant/drills/*.py")))

HARMLESS = {"show", "say", "len", "encode"}
"""Calls that give text made visible, a sentence (`say` makes visible what it is filled with), a number, or bytes."""


def loud(text: str) -> list[str]:
    """Name the lines that print something that may hold another's words as they are."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"click.echo", "print", "sys.stdout.write"}:
            found += [f"{node.lineno}: {ast.unparse(each)[:80]}" for each in node.args if not harmless(each)]
    return found


def harmless(node: ast.expr) -> bool:
    """Whether an expression can only be words of ours, or words made visible."""
    match node:
        case ast.JoinedStr():
            return all(harmless(each) for each in node.values)
        case ast.FormattedValue():
            return _number(node) or harmless(node.value)
        case ast.IfExp():
            return harmless(node.body) and harmless(node.orelse)
        case ast.BinOp():
            return harmless(node.left) and harmless(node.right)
        case ast.Call():
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            return called in HARMLESS
    return isinstance(node, ast.Constant)


def _number(node: ast.FormattedValue) -> bool:
    return node.format_spec is not None and ast.unparse(node.format_spec).rstrip("'\"")[-1:] in {",", "f", "d", "%"}


@pytest.mark.parametrize("file", DOORS, ids=lambda file: file.name)
def test_what_a_door_prints_is_made_visible_first(file: Path):
    assert loud(file.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "click.echo(note)",
        'click.echo(f"{case_id}:")',
        'click.echo("  ".join(words))',
        'click.echo("of " + name, err=True)',
        "click.echo(show(a) if b else c)",
        "click.echo(json.dumps(found, ensure_ascii=False))",
        "print(quote)",
        'sys.stdout.write(f"{line}\\n")',
        'click.echo(f"{name:>20}")',
    ],
)
def test_a_door_that_prints_words_as_they_are_is_found(planted: str):
    assert loud(planted) != []


@pytest.mark.parametrize(
    "plain",
    [
        'click.echo("ok")',
        'click.echo(f"{n:,} of {len(x)}")',
        "click.echo(show(a) if b else say(c))",
        "click.echo(x.encode())",
    ],
)
def test_a_door_that_prints_what_is_harmless_is_left_alone(plain: str):
    assert loud(plain) == []


@pytest.mark.parametrize("odd", ["\x1b]0;x\x07", "\x9b31m", "a\u202eb", "\x00", "\u200b"])
def test_a_sentence_makes_visible_what_it_is_filled_with(odd: str):
    said = say("erase.copy", "en", file=odd)

    assert not {each for each in said if unicodedata.category(each) in {"Cc", "Cf"}}
    assert say("erase.copy", "en", file=Path("a.db")) == say("erase.copy", "en", file="a.db")
    assert " 3 " in say("erase.done", "en", case="K", words=3, papers=0)
