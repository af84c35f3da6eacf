"""The facts of a generated case put into people's mouths: who tells what, and what a superior wants. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from assistant.call import phrases
from assistant.drills import scenario as sc
from assistant.drills.facts_for import Given
from assistant.drills.truth import SPEAKER
from assistant.rules.facts import UNKNOWN, Evidence, Value
from assistant.rules.policy import FactSpec, Policy, Words

LINE = "1"
VERIFIED = "contract_holder_verified"
YEN = (330, 525, 550, 1_100, 3_300)
_SAID = ("", "bill", "bill", "do_not_bill")  # what a superior says, as often as it is said
_ANSWERS = ("bill", "do_not_bill", "do_not_bill", sc.NO_ANSWER)


@dataclass(frozen=True, slots=True)
class Name:
    """The id and the title of a scenario to be made."""

    id: str
    title: Words


def cast(policy: Policy, line: str, given: Given, name: Name, chance: Random) -> sc.Scenario:
    """Return a scenario of these facts. What is to come of it is left open."""
    told = [(policy.facts[fact], value) for fact, value in given.values.items() if fact != SPEAKER]
    known = [(spec, value) for spec, value in told if value != UNKNOWN]
    amount = chance.choice(YEN)
    option = words("option", line=policy.lines[line]) if line in policy.lines else Words("", "")
    return sc.Scenario(
        id=name.id,
        title=name.title,
        teaches=(),
        today=given.today,
        lines=(sc.Charge(LINE, line, option, amount),),
        customer=_customer(policy, given, known, chance),
        records=tuple(_telling(spec, value, "shows") for spec, value in known if not _theirs(spec)),
        unknown=frozenset(spec.id for spec, value in told if value == UNKNOWN),
        bosses=tuple(_bosses(policy, chance)),
        reactions=(),
        expected=sc.Expected({}, "", "", (), (), ()),
    )


def _customer(policy: Policy, given: Given, known: list[tuple[FactSpec, Value]], chance: Random) -> sc.Customer:
    speakers = policy.facts[SPEAKER].values
    usual = VERIFIED if VERIFIED in speakers else speakers[0]
    return sc.Customer(
        name=chance.choice(_people()),
        mood=chance.choice(("calm", "worried", "polite", "angry")),
        patience=sc.PATIENCE_MAX,
        speech="standard",
        speaker=str(given.values.get(SPEAKER, usual)),
        opens=words("opens"),
        knows=tuple(_telling(spec, value, "says") for spec, value in known if _theirs(spec)),
    )


def _theirs(spec: FactSpec) -> bool:
    return spec.usual == Evidence.CUSTOMER.value


def _telling(spec: FactSpec, value: Value, how: str) -> sc.Telling:
    line = LINE if spec.scope == "line" else None
    evidence = Evidence.CUSTOMER if how == "says" else Evidence(spec.usual)
    return sc.Telling(spec.id, value, line, evidence, words(how, fact=spec.label, value=_spoken(spec, value)))


def _spoken(spec: FactSpec, value: Value) -> Words:
    """Return a value in the pack's own words, a day as people say it."""
    found = spec.names.get(str(value))
    if found is not None:
        return found
    if spec.kind == "date" and str(value)[:4].isdigit():
        day = date.fromisoformat(str(value))
        return Words(phrases.day(day, "ja", full=True), phrases.day(day, "en", full=True))
    return Words(str(value), str(value))


def _bosses(policy: Policy, chance: Random) -> Iterator[sc.Boss]:
    says, answers = chance.choice(_SAID), chance.choice(_ANSWERS)
    if not says or not policy.ladder:
        return
    replies = words(f"replies.{answers}") if answers != sc.NO_ANSWER else Words("", "")
    rung = policy.ladder[0].id
    yield sc.Boss(
        rung, words("superior"), says, "verbal", words(f"words.{says}"), sc.BEFORE_CALL, answers, replies, demands=""
    )


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(files("assistant.drills").joinpath("generated.toml").read_text(encoding="utf-8"))


def _people() -> tuple[Words, ...]:
    return tuple(Words(each["ja"], each["en"]) for each in _catalogue()["customer"])


def words(name: str, /, **told: Words | str) -> Words:
    """Return a sentence of the catalogue by its dotted name, filled in, in both languages."""
    entry: Any = _catalogue()
    for part in name.split("."):
        entry = entry[part]
    ja, en = (
        {key: each.of(lang).rstrip("\u3002.") if isinstance(each, Words) else each for key, each in told.items()}
        for lang in ("ja", "en")
    )
    return Words(entry["ja"].format(**ja), entry["en"].format(**en))
