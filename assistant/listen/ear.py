"""The ear: one utterance in, what may be proposed from it out.

Pure: the same words on the same day are heard alike. Nothing here becomes a fact;
a person confirms, or nothing happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from assistant.listen.fold import Folded, fold, kana, kanji
from assistant.listen.heard import CONFLICT, CUSTOMER, NO, OPERATOR, UNSURE, YES, Heard, Proposal, Slip, Warned
from assistant.listen.lore import Lore
from assistant.listen.match import Hit, corrected, hits, taken_back, takes_back
from assistant.listen.reading import read_lore
from assistant.listen.sentence import Sentence, pieces, read_sentence
from assistant.listen.sounds import sounded
from assistant.listen.taboo import hits as taboo_hits
from assistant.rules.policy import Policy
from assistant.rules.problems import Problem

TEXT_MAX = 20_000
NO_ANCHORS: Mapping[str, date] = MappingProxyType({})
NOTHING_KNOWN: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Ear:
    """What a pack can hear."""

    lore: Lore
    policy: Policy

    @classmethod
    def of(cls, listen_texts: Mapping[str, str], policy: Policy) -> tuple[Ear | None, list[Problem]]:
        """Turn a pack's listen files, by path inside the pack, into an ear; None where they cannot be used."""
        lore, problems = read_lore(policy.id, listen_texts, policy)
        return (None, problems) if lore is None or problems else (cls(lore, policy), [])

    def hear(
        self,
        text: str,
        speaker: str = CUSTOMER,
        today: date = date.min,
        anchors: Mapping[str, date] = NO_ANCHORS,
        known: Mapping[str, str] = NOTHING_KNOWN,
    ) -> Heard:
        """Return what an utterance proposes, warns of and touches; of our own speech, only what must not be said.

        `anchors` are the dates known by fact id, `known` the values: a taboo may hold in some cases only.
        """
        if speaker == OPERATOR:
            return Heard(text, taboos=self._slips(text[:TEXT_MAX], known))
        folded, found, sentences = self._understood(fold(text[:TEXT_MAX]), today, anchors)
        kept = _settled(found, self.lore)
        proposals = tuple(self._proposal(each, text, folded) for each in kept)
        return Heard(
            text,
            proposals=proposals,
            warnings=tuple(_warnings(found, text, folded)),
            chips=self._chips(sentences, proposals),
        )

    def facts(self, claim: str, value: str) -> tuple[tuple[str, str], ...]:
        """Return the facts a claim answers once it is confirmed, with their values."""
        return tuple(
            (row.fact, value if row.to == "*" else row.to)
            for row in self.lore.maps
            if row.claim == claim and row.value in ("*", value)
        )

    def agreeing(self, claim: str, value: str, fact: str) -> tuple[str, ...]:
        """Return what may be recorded of a fact without this claim speaking against it."""
        rows = (row for row in self.lore.maps if (row.claim, row.fact) == (claim, fact) and row.value in ("*", value))
        return tuple(each for row in rows for each in (value if row.to == "*" else row.to, *row.agrees))

    def options(self, text: str) -> frozenset[str]:
        """Return the codes of the options a text names."""
        folded = fold(text[:TEXT_MAX])
        read = (read_sentence(folded.text, each, self.lore, date.min, NO_ANCHORS) for each in pieces(folded.text))
        return frozenset(code for sentence in read for code in _options(sentence))

    def _slips(self, text: str, known: Mapping[str, str]) -> tuple[Slip, ...]:
        """Return what was said that must not be; each once, however often."""
        lang = "ja" if any(kana(each) or kanji(each) for each in text) else "en"
        slips: dict[str, Slip] = {}
        for taboo, start, end in taboo_hits(self.policy, text, lang, known):
            slips.setdefault(taboo.id, Slip(taboo.id, taboo.level, text[start:end], taboo.better.of(lang)))
        return tuple(slips.values())

    def _understood(
        self, folded: Folded, today: date, anchors: Mapping[str, date]
    ) -> tuple[Folded, list[Hit], list[Sentence]]:
        """Return what was found, and in which spelling: as typed, or as it sounds where that says more."""
        found, sentences = self._listened(folded, today, anchors)
        for aloud in sounded(folded, self.lore.syllables):
            more, spoken = self._listened(aloud, today, anchors)
            if len(more) > len(found):
                folded, found, sentences = aloud, more, spoken
        return folded, found, sentences

    def _listened(self, folded: Folded, today: date, anchors: Mapping[str, date]) -> tuple[list[Hit], list[Sentence]]:
        earlier: list[Hit] = []
        last: list[Hit] = []
        sentences: list[Sentence] = []
        topic: frozenset[str] = frozenset()
        spoken: frozenset[str] = frozenset()
        for piece in pieces(folded.text):
            sentence = read_sentence(folded.text, piece, self.lore, today, anchors)
            here = _options(sentence)
            spoken |= sentence.classes
            now = corrected(sentence, hits(sentence, self.lore, here or topic, spoken), self.lore)
            earlier += taken_back(last, now, sentence, self.lore) if takes_back(sentence, self.lore) else last
            last, topic = now, here or topic
            sentences.append(sentence)
        return [*earlier, *last], sentences

    def _proposal(self, hit: Hit, text: str, folded: Folded) -> Proposal:
        start, end = folded.span(*hit.clause)
        mark = folded.span(hit.start, hit.end)
        facts = () if hit.value == UNSURE else self.facts(hit.claim, hit.value)
        return Proposal(hit.claim, hit.value, text[start:end], start, end, hit.reason, hit.pattern, mark, facts)

    def _chips(self, sentences: Iterable[Sentence], proposals: Iterable[Proposal]) -> tuple[str, ...]:
        """Return the facts whose words were used, though nothing was proposed about them."""
        classes = frozenset(name for each in sentences for name in each.classes)
        answered = {fact for each in proposals for fact, _ in each.facts}
        touched = [chip.fact for chip in self.lore.chips if not chip.classes.isdisjoint(classes)]
        return tuple(fact for fact in dict.fromkeys(touched) if fact not in answered)


def _options(sentence: Sentence) -> frozenset[str]:
    """Return the options a sentence names."""
    return frozenset(name.removeprefix("opt.") for name in sentence.classes if name.startswith("opt."))


def _settled(found: Iterable[Hit], lore: Lore) -> list[Hit]:
    """Return the hits in order, once each; what was said both ways is a conflict, and two dates are no choice."""
    unique: dict[tuple[str, str], Hit] = {}
    for each in sorted((hit for hit in found if hit.claim), key=lambda hit: (hit.start, hit.end)):
        unique.setdefault((each.claim, each.value), each)
    kept = [each for each in unique.values() if not (each.reason == "topic" and _known(each, unique, lore))]
    return [_with_reason(each, kept, lore) for each in kept]


def _known(hit: Hit, unique: Mapping[tuple[str, str], Hit], lore: Lore) -> bool:
    """Whether the same thing was already said of the option by name, either way."""
    denies = lore.claims[hit.claim].denies
    return (denies, hit.value) in unique and unique[denies, hit.value].reason != "topic"


def _with_reason(hit: Hit, kept: Iterable[Hit], lore: Lore) -> Hit:
    others = [each for each in kept if each is not hit]
    claim = lore.claims[hit.claim]
    both_ways = {NO: YES, YES: NO}.get(hit.value)
    for other in others:
        opposite = other.claim == hit.claim and both_ways is not None and other.value == both_ways
        if opposite or (claim.denies and other.claim == claim.denies and other.value == hit.value):
            return _because(hit, CONFLICT)
        if claim.kind == "date" and other.claim == hit.claim:
            return _because(hit, UNSURE)
    return hit


def _because(hit: Hit, reason: str) -> Hit:
    return Hit(hit.claim, hit.value, hit.start, hit.end, hit.clause, reason, hit.pattern, hit.warns, hit.group)


def _warnings(found: Iterable[Hit], text: str, folded: Folded) -> Iterable[Warned]:
    seen: set[str] = set()
    for each in found:
        if each.warns and each.warns not in seen:
            seen.add(each.warns)
            start, end = folded.span(*each.clause)
            yield Warned(each.warns, text[start:end], start, end)
