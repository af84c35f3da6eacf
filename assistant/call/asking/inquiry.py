"""One question under answer: the case it is about, and the words to answer in.

Everything said comes from the case, the pack, or a decision made anew. A query puts
its lines together here; it never writes a sentence of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.call import phrases
from assistant.call.asking.match import Plain
from assistant.call.asking.questions import Questions
from assistant.call.case import Case, ChargeLine
from assistant.call.mail import charge, citation, fact_line, value_name
from assistant.call.script import Scene, Spoken, approvers, gap_name, script
from assistant.call.timeline import History
from assistant.call.verdict import judge_case, values_of, with_instruction
from assistant.rules.decision import Cited, Decision, Judge
from assistant.rules.facts import UNKNOWN, Fact, Facts
from assistant.rules.policy import Action, Ruling, Rung
from assistant.rules.wording import fill

Query = Callable[["Inquiry"], bool]
"""Answers by writing lines; False where the question turned out not to be answerable."""


@dataclass(slots=True)
class Inquiry:
    """A question, the case, and the answer as it grows."""

    scene: Scene
    judge: Judge
    questions: Questions
    history: History
    text: str  # as typed
    said: Plain  # as compared, what was quoted left out
    quote: str  # what was quoted
    changes: Mapping[str, str] = field(default_factory=dict)  # the facts it supposes otherwise
    claim: str | None = None  # the argument it brings up
    lines: list[str] = field(default_factory=list)
    cites: list[Cited] = field(default_factory=list)
    shown: list[Cited] = field(default_factory=list)
    read: list[str] = field(default_factory=list)

    @property
    def lang(self) -> str:
        """The language of the answer."""
        return self.scene.lang

    def words(self, name: str, /, **gaps: str) -> str:
        """Return a sentence of the pack, filled in."""
        shown = {key: value or phrases.phrase("none", self.lang) for key, value in gaps.items()}
        return fill(self.questions.says[name].of(self.lang), shown)[0]

    def say(self, name: str, /, **gaps: str) -> None:
        """Answer with a sentence of the pack."""
        self.lines.append(self.words(name, **gaps))

    def cite(self, cited: Iterable[Cited]) -> None:
        """Rest the answer on these sources."""
        self.cites += [each for each in cited if each not in self.cites]

    def show_cites(self, cited: Iterable[Cited]) -> None:
        """Say sources out, with the day by which each was chosen and how sure it is."""
        listed = list(cited)
        self.shown += listed
        for each in listed:
            self.say(
                "cited",
                citation=citation(each, self.lang),
                key=self.words(f"key.{each.source.key}"),
                day=phrases.day(each.on, self.lang, full=True),
                confidence=self.words(f"confidence.{each.source.confidence}"),
            )
        self.cite(listed)

    def name_cites(self) -> None:
        """Name the sources that were not said out, in one line."""
        left = [each.source for each in self.cites if each not in self.shown]
        if left:
            names = (f"{each.law.of(self.lang)} {each.article.of(self.lang)}" for each in left if each.verified)
            doubtful = (
                self.words("source.unverified", name=f"{each.law.of(self.lang)} {each.article.of(self.lang)}")
                for each in left
                if not each.verified
            )
            self.say("sources", citation=self.joined([*names, *doubtful]))

    def read_out(self, spoken: Iterable[Spoken]) -> None:
        """Give lines to be read to the customer; one with a gap waits until it is filled."""
        for each in spoken:
            if each.missing:
                names = self.joined(gap_name(self.scene.policy, name, self.lang) for name in each.missing)
                self.say("read.missing", fact=names)
            elif each.text not in self.read:
                self.read.append(each.text)
                self.say("read", text=each.text)
                self.cite(each.cites)

    def script(self, kinds: Iterable[str], scene: Scene | None = None) -> list[Spoken]:
        """Return the script's lines of some kinds, as the case stands or as supposed."""
        wanted = frozenset(kinds)
        return [each for each in script(scene or self.scene) if each.kind in wanted]

    def charge(self, line: ChargeLine) -> str:
        """Name a charge line."""
        return charge(self.scene, line)

    def ruling(self, decision: Decision) -> str:
        """Name what a line comes to; what is possible while it is open."""
        if decision.ruling is not None:
            name, roles = self.ruling_name(decision.ruling), self._approvers(decision)
            return phrases.phrase("approved_short", self.lang, ruling=name, roles=roles) if roles else name
        return self.words("open.short", rulings=self.possible(decision))

    def _approvers(self, decision: Decision) -> str:
        told = [approvers(self.scene, line.id) for line, one in self.scene.verdict.lines if one is decision]
        return told[0] if told and all(told) else ""

    def approved(self, decision: Decision) -> bool:
        """Whether two people let what is on hold be billed."""
        return bool(self._approvers(decision))

    def ruling_name(self, ruling: Ruling) -> str:
        """Name a ruling."""
        return self.scene.policy.rulings[ruling].of(self.lang)

    def possible(self, decision: Decision) -> str:
        """Name the rulings a line may still come to."""
        return self.joined(self.ruling_name(each) for each in Ruling if each in decision.possible)

    def joined(self, words: Iterable[str]) -> str:
        """Return words in a row."""
        return self.words("comma").join(dict.fromkeys(words))

    def fact(self, name: str) -> str:
        """Name a fact."""
        return self.scene.policy.facts[name].label.of(self.lang)

    def value(self, name: str, value: str) -> str:
        """Name a value of a fact."""
        return value_name(self.scene.policy.facts[name], value, self.lang)

    def told(self, names: Iterable[str], facts: Facts) -> Iterator[str]:
        """Walk facts as they are recorded, with what they rest on."""
        for name in names:
            fact = facts.get(name)
            if fact is not None:
                yield fact_line(self.scene.policy.facts[name], str(fact.value), fact.evidence, self.lang)

    def rung(self, rung: Rung) -> str:
        """Name a rung."""
        return rung.role.of(self.lang)

    def actions(self, wanted: Callable[[Action], bool]) -> bool:
        """Say what some of the actions of the case are to do; say whether there was one."""
        found = [each for each in self.scene.verdict.actions if wanted(each)]
        for each in found:
            self.say("action", action=each.title.of(self.lang), do=each.do.of(self.lang))
        return bool(found)

    def facts_of(self, line: ChargeLine) -> Facts:
        """Return the facts of a line, with what the record of instructions says."""
        return with_instruction(self.scene.policy, self.scene.case, self.scene.case.facts_of(line), [])

    def values(self, line: ChargeLine | None) -> Mapping[str, str]:
        """Return every choice of a line; a fact nobody asked about is left out."""
        facts = self.scene.case.facts if line is None else self.facts_of(line)
        return values_of(self.scene.policy, facts, self.scene.today)

    def supposing(self, **changes: str) -> Scene:
        """Return the scene as it would be, decided anew."""
        case = suppose(self.scene, changes)
        return replace(self.scene, case=case, verdict=judge_case(self.judge, case, self.scene.today))


def disputed(scene: Scene) -> ChargeLine | None:
    """Return the line in dispute, or the first there is."""
    lines, kind = scene.case.lines, scene.policy.roles.disputed
    return next((line for line in lines if line.charge_line == kind), lines[0] if lines else None)


def suppose(scene: Scene, changes: Mapping[str, str]) -> Case:
    """Return the case with some facts otherwise.

    A fact of a line changes on the line in dispute. A derived fact stands by itself: the
    dates it came from give way, but for those that select the law. What was recorded of
    an instruction gives way to what is supposed of it.
    """
    policy, case = scene.policy, scene.case
    gone = {each for name in changes for each in policy.facts[name].inputs} - _law_dates(scene)
    target = disputed(scene)
    of_line = {name: Fact(value) for name, value in changes.items() if policy.facts[name].scope == "line"}
    of_case = {name: Fact(value) for name, value in changes.items() if name not in of_line}
    lines = tuple(
        replace(line, facts=_otherwise(line.facts, {*gone, *of_case}, of_line if line == target else {}))
        for line in case.lines
    )
    if "instruction" in changes:
        case = replace(case, instructions=(), replies=())
    if "instruction_reply" in changes:
        case = replace(case, replies=())
    return replace(case, facts=_otherwise(case.facts, gone, of_case), lines=lines)


def _law_dates(scene: Scene) -> set[str]:
    return {scene.policy.basis, *(name for names in scene.policy.date_keys.values() for name in names)}


def _otherwise(facts: Facts, gone: set[str], new: Facts) -> dict[str, Fact]:
    return {**{name: fact for name, fact in facts.items() if name not in gone}, **new}


def known_day(facts: Facts, name: str) -> date | None:
    """Return a date that has come and is known."""
    fact = facts.get(name)
    if fact is None or fact.value in {UNKNOWN, "none"}:
        return None
    return date.fromisoformat(str(fact.value))
