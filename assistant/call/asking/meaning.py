"""What a question means: the intent, the facts it supposes otherwise, the argument it brings up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.call.asking.match import DISPUTED, OTHER, Plain, marked, plain
from assistant.call.asking.questions import LEAD, LEAD_SHARE, LEAST, SURE, SURE_SHARE, WHOLE, Found, Phrases, Questions
from assistant.call.case import Case
from assistant.rules.facts import UNKNOWN
from assistant.rules.policy import Policy

SUPPOSING, ARGUING, SAYING = "what_if", "argument", "may_say"
"""The intents that need more than their phrases: a fact supposed, an argument brought up, a sentence."""


NEGATION_NEAR = 4
"""How many English words before a supposed fact may deny it."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a question was understood as; `ranked` are all intents that explain something of it."""

    intent: str | None
    sure: bool
    ranked: tuple[Found, ...]
    changes: Mapping[str, str]
    claim: str | None


def meaning(questions: Questions, policy: Policy, said: Plain) -> Meaning:
    """Return what a question means, options already marked."""
    changes = read_changes(questions, policy, said)
    claim, argued = _claim(questions, said)
    more = {ARGUING: argued}
    if changes and questions.covered(questions.intents[SUPPOSING].phrasings, said):
        more[SUPPOSING] = {at for each in changes for at in each.places}
    ranked = questions.rank(said, more)
    intent, sure = _best(questions, said, ranked)
    return Meaning(intent, sure, tuple(ranked), {each.fact: each.value for each in changes}, claim)


def _best(questions: Questions, said: Plain, ranked: list[Found]) -> tuple[str | None, bool]:
    best = next((each for each in ranked if each.score >= LEAST[said.lang]), None)
    if best is None:
        return None, False
    second = max((each.score for each in ranked if each != best and not each.ruled_out), default=0)
    size = questions.size(said, best)
    enough = best.score >= SURE[said.lang] and best.score >= SURE_SHARE * size
    clear = not best.ruled_out and best.score - second >= max(LEAD[said.lang], LEAD_SHARE * best.score)
    return best.intent, clear and (enough or best.score >= WHOLE * size)


def _claim(questions: Questions, said: Plain) -> tuple[str | None, set[int]]:
    found = [(each.argument, questions.covered(each.words, said)) for each in questions.claims]
    name, places = max(found, key=lambda each: said.weight(each[1]), default=(None, set()))
    return (name if places else None), places


@dataclass(frozen=True, slots=True)
class Change:
    """A fact supposed otherwise, and the places of the question that say so."""

    fact: str
    value: str
    places: frozenset[int]


def with_options(questions: Questions, policy: Policy, case: Case, said: Plain) -> Plain:
    """Put marks for the options named: the one in dispute, and any other."""
    line = next((each for each in case.lines if each.charge_line == policy.roles.disputed), None)
    own = _own_names(questions, line.option if line else "", said.lang)
    other = [w for words in questions.options.values() for w in words.of(said.lang) if w not in own]
    other += [each.option for each in case.lines if each.option and each is not line]
    return marked(said, [(DISPUTED, tuple(own)), (OTHER, tuple(w for w in other if w not in own))])


def _own_names(questions: Questions, option: str, lang: str) -> list[str]:
    if not option:
        return []
    spelt = {plain(option, each).text for each in ("ja", "en")}
    found = [option]
    for words in questions.options.values():
        if any(plain(w, each).text in spelt for each in ("ja", "en") for w in words.of(each)):
            found += words.of(lang)
    return found


def read_changes(questions: Questions, policy: Policy, said: Plain) -> tuple[Change, ...]:
    """Return the facts a question supposes otherwise, each once: longer wordings go first."""
    found = sorted(_candidates(questions, policy, said), key=lambda each: -said.weight(each.places))
    kept: list[Change] = []
    for each in found:
        if any(each.fact == other.fact or each.places & other.places for other in kept):
            continue
        kept.append(each)
    return tuple(kept)


def _candidates(questions: Questions, policy: Policy, said: Plain) -> Iterator[Change]:
    for each in questions.means:
        places = questions.covered(each.words, said)
        if places and not _negated(questions, said, places):
            yield Change(each.fact, each.value, frozenset(places))
    unknown = questions.lists["unknown"]
    for fact, value, label, names in _named(policy, unknown):
        phrases = Phrases(tuple(f"{label[0]}~{n}" for n in names[0]), tuple(f"{label[1]}~{n}" for n in names[1]))
        places = questions.covered(phrases, said)
        if places and not _negated(questions, said, places):
            yield Change(fact, value, frozenset(places))


def _negated(questions: Questions, said: Plain, places: set[int]) -> bool:
    """Whether what is supposed is denied: in Japanese right after it, in English shortly before it."""
    words = questions.lists["negations"].of(said.lang)
    if said.lang == "ja":
        return said.text[max(places) + 1 :].startswith(words)
    before = said.text[: min(places)].split()[-NEGATION_NEAR:]
    return any(each in words for each in before)


def _named(
    policy: Policy, unknown: Phrases
) -> Iterator[tuple[str, str, tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]]]:
    for spec in policy.facts.values():
        if spec.kind != "choice" or not spec.label.ja:
            continue
        label = (_safe(spec.label.ja), _safe(spec.label.en))
        for value, name in spec.names.items():
            yield spec.id, value, label, ((_safe(name.ja),), (_safe(name.en),))
        yield spec.id, UNKNOWN, label, (unknown.ja, unknown.en)


def _safe(name: str) -> str:
    return name.translate(dict.fromkeys(map(ord, "{}~*"), " "))
