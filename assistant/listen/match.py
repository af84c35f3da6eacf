"""Matching: the patterns of the pack against one sentence, and what scope leaves of each hit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assistant.listen.heard import DIRECT, HEARSAY, NO, TOPIC, UNSURE, YES
from assistant.listen.lexicon import Token
from assistant.listen.lore import Claim, Lore, Pattern
from assistant.listen.sentence import Sentence

TOPIC_SLOT = "{@}"
TAKEN_BACK_NEAR = 6
"""So few characters before "no, wait", a claim is what was taken back, whatever comes next."""

LEADS = 3
"""So many words a sentence may take to say that it takes something back."""

BARRED = frozenset({"condition", "question", "doubt"})
"""What states nothing at all, whoever says it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One claim or warning found; places are those of the folded text."""

    claim: str
    value: str
    start: int
    end: int
    clause: tuple[int, int]
    reason: str
    pattern: str
    warns: str = ""
    group: str = ""


def hits(sentence: Sentence, lore: Lore, topic: frozenset[str], spoken: frozenset[str]) -> Iterator[Hit]:
    """Walk what a sentence says. An earlier pattern of the pack keeps a later one off the same words."""
    taken: dict[str, list[tuple[int, int]]] = {}
    for pattern in lore.japanese if sentence.japanese else lore.patterns:
        if (pattern.needs and not pattern.needs & sentence.present) or (
            pattern.beside and pattern.beside not in spoken
        ):
            continue
        group = _group(pattern, lore)
        mine: list[tuple[int, int]] = []
        for found in _found(pattern, sentence):
            start, end = found[0], found[1]
            if any(start < stop and begin < end for begin, stop in (*taken.get(group, ()), *mine)):
                continue
            if pattern.bare and sentence.of_a_stranger(start, lore):
                continue
            mine.append((start, end))
            yield from _heard(_Place(sentence, lore, topic, group), pattern, found)
        taken.setdefault(group, []).extend(mine)


Found = tuple[int, int, dict[str, tuple[str, ...]]]


def _found(pattern: Pattern, sentence: Sentence) -> Iterator[Found]:
    for template in pattern.templates:
        if not template.may_fit(sentence.present):
            continue
        for match in template.regex.finditer(sentence.signs):
            if match.end() > match.start():
                tokens = sentence.tokens
                slots = {slot: _values(match, slot, name, tokens) for slot, name in template.slots.items()}
                yield tokens[match.start()].start, tokens[match.end() - 1].end, slots
    for raw in pattern.raw:
        for match in raw.finditer(sentence.text, sentence.piece.start, sentence.piece.end):
            if match.end() > match.start():
                yield match.start(), match.end(), {k: (v,) for k, v in match.groupdict().items() if v}


def _values(match: re.Match[str], slot: str, name: str, tokens: tuple[Token, ...]) -> tuple[str, ...]:
    """Return the values a slot was filled with: of `opt` those of opt.FWD and opt.ND are FWD and ND."""
    below = f"{name}."
    start, end = match.span(slot)
    found: list[str] = []
    for token in tokens[max(start, 0) : max(end, 0)]:
        if token.value and name in token.classes:
            found.append(token.value)
        found.extend(sorted(each.removeprefix(below) for each in token.classes if each.startswith(below)))
    return tuple(dict.fromkeys(found))


def _group(pattern: Pattern, lore: Lore) -> str:
    """Return what patterns may not both be heard in the same words: a claim and the one that denies it."""
    if pattern.group:
        return pattern.group
    if not pattern.says:
        return f"!{pattern.warns}"
    claim = lore.claims[pattern.says[0][0]]
    return claim.denies or claim.id if claim.negative else claim.id


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a pattern was found."""

    sentence: Sentence
    lore: Lore
    topic: frozenset[str]
    group: str


def _heard(place: _Place, pattern: Pattern, found: Found) -> Iterator[Hit]:
    start, end, slots = found
    told = [(name, template, value) for name, template in pattern.says for value in _said(template, slots, place.topic)]
    if not (told or pattern.warns):
        return
    effects = place.lore.scope.found(place.sentence.around(start, end, place.lore))
    clause = place.sentence.clause(start, end)
    if pattern.warns:
        if not effects & {"denial", "third"}:
            yield Hit("", "", start, end, clause, DIRECT, pattern.id, pattern.warns, place.group)
        return
    for name, template, value in told:
        reason = TOPIC if template == TOPIC_SLOT else DIRECT
        hit = Hit(name, value, start, end, clause, reason, pattern.id, "", place.group)
        judged = _judged(hit, pattern, place.lore.claims[name], effects)
        if judged is not None:
            yield judged


def _said(template: str, slots: dict[str, tuple[str, ...]], topic: frozenset[str]) -> Iterable[str]:
    """Return the values a pattern claims here: of a topic, only where there is but one."""
    if template == TOPIC_SLOT:
        return topic if len(topic) == 1 else ()
    return _filled(template, slots)


def _filled(template: str, slots: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return slots.get(template[1:-1], ()) if template.startswith("{") else (template,)


def _judged(hit: Hit, pattern: Pattern, claim: Claim, effects: frozenset[str]) -> Hit | None:
    """Return what scope leaves of a hit, or None where it states nothing."""
    negative = claim.negative or hit.value == NO
    if "softened" in effects and (negative or not claim.own_act):
        # "Well, I never ordered it, did I": put as a question, and asking nothing.
        effects = effects - {"question", "denial"} | (frozenset() if negative else {"hedge"})
    asked = effects & (BARRED - {"question"} if pattern.asks else BARRED)
    told = "elsewhere" in effects or ("our_claim" in effects and not pattern.told)
    if asked or told or (claim.own_act and "third" in effects):
        return None
    if pattern.plain and effects & {"hedge", "denial", "hearsay"}:
        return None
    if "denial" in effects:
        return _denied(hit, claim)
    if pattern.hearsay or ("hearsay" in effects and not pattern.told):
        return replace(hit, reason=HEARSAY)
    if pattern.wary or "hedge" in effects:
        return replace(hit, reason=UNSURE)
    return hit


def _denied(hit: Hit, claim: Claim) -> Hit | None:
    """Return what is left of a claim that is denied after it was made: of a denial, doubt; else nothing."""
    if claim.kind == "yes_no" and hit.value in (YES, NO):
        return replace(hit, value=UNSURE, reason=UNSURE) if hit.value == NO else None
    return None


def corrected(sentence: Sentence, found: Iterator[Hit], lore: Lore) -> list[Hit]:
    """Drop what somebody took back in the same breath: what comes after "no, wait" counts."""
    kept = list(found)
    for fix in (token for token in sentence.tokens if token.sign in lore.fixes):
        later = {each.group for each in kept if each.end > fix.start}
        kept = [
            each
            for each in kept
            if each.end > fix.start or (each.group not in later and fix.start - each.end > TAKEN_BACK_NEAR)
        ]
    return kept


def takes_back(sentence: Sentence, lore: Lore) -> bool:
    """Whether a sentence begins with a "no, wait": it takes back what was said just before it."""
    return any(token.sign in lore.fixes for token in sentence.tokens[:LEADS])


def taken_back(found: list[Hit], now: list[Hit], sentence: Sentence, lore: Lore) -> list[Hit]:
    """Return what was found in the sentence before, without what is now said otherwise."""
    kept = [each for each in found if not any(_otherwise(each, other, lore) for other in now)]
    days = [token for token in sentence.tokens if "date" in token.classes]
    if len(days) != 1 or any(each.claim and lore.claims[each.claim].kind == "date" for each in now):
        return kept
    return [_on(each, days[0], sentence, lore) for each in kept]


def _on(hit: Hit, day: Token, sentence: Sentence, lore: Lore) -> Hit:
    """Return a hit with the day a correction names, where it is about a day."""
    if not hit.claim or lore.claims[hit.claim].kind != "date":
        return hit
    clause = sentence.clause(day.start, day.end)
    return replace(hit, value=day.value, start=day.start, end=day.end, clause=clause)


def _otherwise(before: Hit, now: Hit, lore: Lore) -> bool:
    """Whether two hits answer the same question, or say of the same option, in two ways."""
    if before.group != now.group or not (before.claim and now.claim):
        return False
    if before.claim != now.claim:
        return before.value == now.value
    return before.value != now.value and lore.claims[now.claim].kind != "options"
