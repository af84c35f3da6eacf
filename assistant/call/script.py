"""The script: what may be said to the customer now, from the pack's blocks and this case.

Before the speaker is verified only blocks made for it are spoken (P10). While a line
is open it has no ruling to be told: those blocks carry the rulings they are for.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.call import phrases
from assistant.call.case import Case, ChargeLine
from assistant.call.verdict import ON_HOLD, OPEN, Verdict, kind_of, ruling_word, values_of
from assistant.call.workdays import add_workdays
from assistant.rules.decision import Cited, Decision, cite
from assistant.rules.derive import day_of
from assistant.rules.facts import UNKNOWN
from assistant.rules.holds import holds
from assistant.rules.policy import Block, Policy
from assistant.rules.roles import money_of
from assistant.rules.wording import SPOKEN, fill, paragraphs

VERIFIED = frozenset({"contract_holder_verified", "agent_verified"})
OUTBOUND = "outbound"
CUSHION = "{cushion}"
_AFTER_RULING = frozenset({"correction", "copy", "contact", "close"})
HOLD_DAYS = 2
"""Working days for a hold without a rung of its own."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line to say. `missing` names what must be filled in first: it stops the script."""

    kind: str
    text: str
    block: str
    must: bool
    missing: tuple[str, ...]
    line: str | None
    cites: tuple[Cited, ...]
    verbatim: bool = False  # to be said word for word
    ticks: tuple[str, ...] = ()  # the required utterances its block holds
    point: bool = True  # it carries its block where there is room for no more
    gaps: tuple[str, ...] = ()  # what is missing, in words
    why: str = ""  # why it is said, where the kind of its block does not tell


@dataclass(frozen=True, slots=True)
class Scene:
    """A case with its verdict, on a day, in a language: all that words depend on."""

    policy: Policy
    case: Case
    case_id: str
    verdict: Verdict
    today: date
    lang: str
    operator: str = ""

    def values(self, line: ChargeLine | None) -> dict[str, str]:
        """Return what blocks are chosen by; a speaker nobody asked about is not verified.

        One speaks for all lines: what a line says of the speaker is not heard, nor of
        the direction. A call is from us to the customer until somebody says otherwise.
        """
        facts = self.case.facts if line is None else self.case.facts_of(line)
        found = values_of(self.policy, facts, self.today)
        for name, usual in (("speaker", "unverified"), ("direction", OUTBOUND)):
            told = self.case.facts.get(name)
            found[name] = str(told.value) if told and (name, told.value) != ("direction", UNKNOWN) else usual
        return found

    @property
    def verified(self) -> bool:
        """Whether contract data may be spoken."""
        return self.values(None)["speaker"] in VERIFIED

    @property
    def due(self) -> date:
        """The day by which a hold is answered, by whoever has to answer it."""
        rung = self.verdict.rung
        return add_workdays(self.today, rung.days_to_answer if rung else HOLD_DAYS)

    @property
    def callback(self) -> date:
        """The day on which the customer is called back: the working day after the due day."""
        return add_workdays(self.due, 1)


@dataclass(slots=True)
class Turns:
    """Whose turn it is among the cushion phrases: by case and line, never the same twice running."""

    scene: Scene
    taken: int = 0
    last: int = -1

    def next(self, line: ChargeLine | None) -> str:
        """Return the next phrase."""
        said = self.scene.policy.cushions
        place = f"{self.scene.case_id}/{line.id if line else ''}"
        at = (zlib.crc32(place.encode("utf-8", "replace")) + self.taken) % len(said)
        self.taken += 1
        self.last = (at + 1) % len(said) if at == self.last else at
        return said[self.last].of(self.scene.lang)


def script(scene: Scene) -> tuple[Spoken, ...]:
    """Return the lines to say, in the pack's order."""
    turns = Turns(scene)
    spoken = [each for block in scene.policy.blocks for each in speak(scene, block, turns)]
    at = next((at for at, each in enumerate(spoken) if each.kind in _AFTER_RULING), len(spoken))
    return (*spoken[:at], *_approvals(scene), *spoken[at:])


def _approvals(scene: Scene) -> Iterator[Spoken]:
    """Walk what is said of lines on hold that two people let be billed, in place of what is said of a hold."""
    for line, _ in scene.verdict.lines:
        yield from approval_said(scene, line, "approved_said")


def approval_said(scene: Scene, line: ChargeLine, phrase: str) -> Iterator[Spoken]:
    """Walk what is said of one line that two people let be billed; nothing before the speaker is verified."""
    roles = approvers(scene, line.id) if scene.verified else ""
    if roles:
        charge = scene.policy.lines[line.charge_line].of(scene.lang)
        text = phrases.phrase(phrase, scene.lang, charge=charge, roles=roles)
        yield Spoken("ruling", text, "", must=True, missing=(), line=line.id, cites=())


def approvers(scene: Scene, line_id: str) -> str:
    """Return the roles of the two who let a line on hold be billed; nothing where there are no two."""
    named = {rung.id: rung.role.of(scene.lang) for rung in scene.policy.ladder}
    roles = dict.fromkeys(named[each.rung] for each in scene.verdict.approved(line_id))
    return phrases.phrase("and", scene.lang).join(roles)


def must_say(spoken: tuple[Spoken, ...]) -> tuple[str, ...]:
    """Return the lines that must not be left out."""
    return tuple(each.text for each in spoken if each.must)


def speak(scene: Scene, block: Block, turns: Turns) -> Iterator[Spoken]:
    """Walk the lines of a block, if this case calls for it: once, or once for each charge line."""
    if not block.unverified and not scene.verified:
        return
    if block.per_line:
        for line, decision in scene.verdict.lines:
            if _fits(scene, block, line, decision):
                yield from _paragraphs(scene, block, line, turns)
    elif _said_once(scene, block):
        yield from _paragraphs(scene, block, None, turns)


def _fits(scene: Scene, block: Block, line: ChargeLine, decision: Decision) -> bool:
    if block.line is not None and block.line != kind_of(line, scene.policy):
        return False
    if block.rulings is not None and ruling_word(decision) not in block.rulings:
        return False
    if scene.verdict.approved(line.id) and (block.kind == "ruling" or block.rulings == ON_HOLD):
        return False
    return holds(block.when, scene.values(line)) is True


def _said_once(scene: Scene, block: Block) -> bool:
    """Whether any line calls for a block of the whole case; without lines, whether the case does."""
    if scene.verdict.lines:
        return any(_fits(scene, block, line, decision) for line, decision in scene.verdict.lines)
    return holds(block.when, scene.values(None)) is True and (block.rulings is None or OPEN in block.rulings)


def _paragraphs(scene: Scene, block: Block, line: ChargeLine | None, turns: Turns) -> Iterator[Spoken]:
    said = _said(scene, line)
    facts = scene.case.facts if line is None else scene.case.facts_of(line)
    cited = cite(scene.policy, list(block.cites), facts, scene.today)
    verified = tuple(each for each in cited if each.source.verified)
    text = scene.policy.texts[block.id].of(scene.lang)
    for nth, paragraph in enumerate(paragraphs(text), 1):
        one = " ".join(paragraph.split()) if scene.lang == "en" else "".join(paragraph.splitlines())
        cushion = turns.next(line) if CUSHION in one else ""
        filled, missing = fill(one, {**said, "cushion": cushion})
        if missing:
            named = {name: _gap(scene.policy, name, scene.lang) for name in missing}
            filled, _ = fill(one, {**said, "cushion": cushion, **named})
        yield Spoken(
            kind=block.kind,
            text=filled,
            block=block.id,
            must=block.must,
            missing=missing,
            gaps=tuple(gap_name(scene.policy, name, scene.lang) for name in missing),
            line=line.id if line else None,
            cites=verified,
            verbatim=block.verbatim,
            ticks=block.ticks,
            point=nth in block.points,
        )


def _gap(policy: Policy, name: str, lang: str) -> str:
    return phrases.phrase("gap", lang, name=gap_name(policy, name, lang))


def gap_name(policy: Policy, name: str, lang: str) -> str:
    """Return what a gap is called: a date by the label of its fact."""
    if name in SPOKEN:
        return phrases.phrase(f"gaps.{name}", lang)
    label = policy.facts[name].label.of(lang)
    return label[:1].lower() + label[1:]


def _said(scene: Scene, line: ChargeLine | None) -> dict[str, str]:
    policy, lang = scene.policy, scene.lang
    facts = scene.case.facts if line is None else scene.case.facts_of(line)
    amount = line.amount_yen if line else None
    said = {
        "company": policy.names["company"].of(lang),
        "operator": scene.operator or policy.names["operator"].of(lang),
        "case": scene.case_id,
        "rung": scene.verdict.rung.role.of(lang) if scene.verdict.rung else policy.names["company"].of(lang),
        "due": phrases.day(scene.due, lang),
        "callback": phrases.day(scene.callback, lang),
        "option": line.option if line else "",
        "ordered_option": ordered_option(scene),
        "amount": phrases.money(money_of(policy), amount, lang) if amount is not None else "",
    }
    for name in (name for name, spec in policy.facts.items() if spec.kind == "date"):
        day = day_of(facts, name)
        said[name] = phrases.day(day, lang) if isinstance(day, date) else ""
    return said


def ordered_option(scene: Scene) -> str:
    """Return the name of the option that was really ordered, from its own line."""
    ordered = scene.policy.roles.ordered
    return next((line.option for line in scene.case.lines if line.charge_line == ordered), "")
