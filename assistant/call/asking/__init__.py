"""The operator asks, and the case answers: at once, with its source, and nothing invented.

Every intent is a query on the engine, the case or the pack. What is asked in other
words is not guessed at: it says so, and offers the two nearest questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.call.asking.inquiry import Inquiry
from assistant.call.asking.match import TEXT_MAX, Plain, language, plain, quoted
from assistant.call.asking.meaning import SAYING, Meaning, meaning, with_options
from assistant.call.asking.questions import Questions as Asked
from assistant.call.asking.reading import QUERIES, read
from assistant.call.script import Scene
from assistant.call.timeline import History
from assistant.rules.clean import clean
from assistant.rules.decision import Cited, Judge
from assistant.rules.policy import Policy
from assistant.rules.problems import Problem

NO_HISTORY: History = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was understood, and the answer; `read` are the lines meant for the customer's ears."""

    intent: str | None
    lines: tuple[str, ...]
    citations: tuple[Cited, ...]
    sure: bool
    nearest: tuple[str, ...]
    read: tuple[str, ...] = ()


def check_questions(texts: Mapping[str, str], policy: Policy) -> list[Problem]:
    """Return everything wrong with a pack's questions, examples answered by another intent included."""
    return read(texts, policy, examples=True)[1]


class Questions:
    """The questions of a pack, ready to be answered."""

    def __init__(self, asked: Asked) -> None:
        """Take questions already read; `of` reads them."""
        self.asked = asked

    @classmethod
    def of(cls, texts: Mapping[str, str], policy: Policy) -> tuple[Questions | None, list[Problem]]:
        """Return the questions of a pack's texts, or None and what is wrong with them."""
        asked, problems = read(texts, policy)
        return (None if asked is None else cls(asked)), problems

    def answer(self, scene: Scene, judge: Judge, history: History, text: str) -> Answer:
        """Answer a question on a case; the judge decides anew what is only supposed."""
        typed = clean(text, TEXT_MAX)
        quote, said, meant = self._understand(scene, typed)
        inquiry = Inquiry(scene, judge, self.asked, history, typed, said, quote, meant.changes, meant.claim)
        intent, sure = meant.intent, meant.sure
        near = self.asked.nearest(said, meant.ranked, intent)
        nearest = tuple(self.asked.intents[name].examples.of(scene.lang)[0] for name in near)
        if intent is None:
            inquiry.say("unknown")
            return Answer(None, tuple(inquiry.lines), (), sure=False, nearest=nearest)
        if not sure:
            inquiry.say("taken_as", text=self.asked.intents[intent].examples.of(scene.lang)[0])
        sure = QUERIES[intent](inquiry) and sure
        inquiry.name_cites()
        if not inquiry.lines:
            inquiry.say("no_lines")
        cites = tuple(inquiry.cites)
        return Answer(intent, tuple(inquiry.lines), cites, sure, () if sure else nearest, tuple(inquiry.read))

    def _understand(self, scene: Scene, typed: str) -> tuple[str, Plain, Meaning]:
        """Return what is quoted, the question as it is compared, and what it means.

        A quotation is a sentence to be judged where the words around it ask for that; else
        it is part of the question.
        """
        quote, around = quoted(typed)
        if quote:
            said = with_options(self.asked, scene.policy, scene.case, plain(around, language(typed)))
            meant = meaning(self.asked, scene.policy, said)
            if meant.intent == SAYING:
                return quote, said, meant
        said = with_options(self.asked, scene.policy, scene.case, plain(typed, language(typed)))
        return "", said, meaning(self.asked, scene.policy, said)
