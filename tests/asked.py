"""What the tests of asking share: the pack's questions, ready cases, and one way to ask."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from cases import (
    JUDGE,
    LEADER,
    ORDERED,
    POLICY,
    RULED,
    SECOND,
    VERIFIED,
    WRONG,
    case_of,
    day_for,
    scene_of,
)

from assistant import shelf
from assistant.call.asking import NO_HISTORY, Answer
from assistant.call.events import Event
from assistant.call.script import Scene

PACK = Path(__file__).parent.parent / "assistant" / "packs" / POLICY.id
TEXTS = shelf.read(None)[1]
QUESTIONS = shelf.questions()
ASKED = QUESTIONS.asked
EXAMPLES = [(name, each.examples.of(lang)[0], lang) for name, each in ASKED.intents.items() for lang in ("ja", "en")]
"""One example of every intent, in each language."""
QUESTION = {name: {lang: each.examples.of(lang)[0] for lang in ("ja", "en")} for name, each in ASKED.intents.items()}


def load(name: str) -> dict:
    """Read a file of examples."""
    return tomllib.loads((PACK / "examples" / name).read_text("utf-8"))


def scenes(lang: str = "ja", *, verified: bool = True) -> dict[str, Scene]:
    """Return a case of each ruling with both charge lines, and the one two leaders want billed."""
    speaker = VERIFIED if verified else {}
    found = {
        name: scene_of(case_of(facts, speaker, lines=(WRONG, ORDERED)), day_for(name), lang)
        for name, facts in RULED.items()
    }
    contested = case_of(RULED["do_not_bill"], speaker, lines=(WRONG, ORDERED), said=(LEADER, SECOND))
    return {**found, "contested": scene_of(contested, lang=lang)}


def ask(scene: Scene, text: str, history=NO_HISTORY, lang: str | None = None) -> Answer:
    """Ask a question on a case."""
    return QUESTIONS.answer(replace(scene, lang=lang or scene.lang), JUDGE, history, text)


def said(answer: Answer) -> str:
    """Return an answer as one text."""
    return "\n".join(answer.lines)


def put(scene: Scene, intent: str) -> str:
    """Ask a question by its first example, and return the answer as one text."""
    return said(ask(scene, QUESTION[intent][scene.lang]))


def ruled(ruling: str) -> Scene:
    """Return a case of one line in dispute that comes to this ruling."""
    return scene_of(case_of(RULED[ruling], VERIFIED), day_for(ruling))


class Kept(NamedTuple):
    """An event as a record keeps it."""

    event: Event
    at: str = "2011-10-20T05:03:00.000Z"
    seq: int = 1
    actor: str = "op-7"
    kind: str = ""
