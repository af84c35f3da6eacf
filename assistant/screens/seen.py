"""How one thing of a case is written on the screen: a fact, a ruling, an amount."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.call import phrases
from assistant.call.mail import TONES
from assistant.rules.dates import echo
from assistant.rules.eras import weekday
from assistant.rules.facts import NONE_YET, UNKNOWN
from assistant.rules.policy import Ruling
from assistant.rules.roles import MONEY, money_of
from assistant.screens.columns import Role

if TYPE_CHECKING:
    from assistant.call.brief import Brief
    from assistant.call.case import ChargeLine
    from assistant.desk import Desk
    from assistant.rules.facts import Fact, Value
    from assistant.rules.policy import FactSpec, Policy, Taboo
    from assistant.screens.words import Wording

DATE = "date"
CHOICE = "choice"
_ROLES = {
    Ruling.DO_NOT_BILL: Role.GOOD,
    Ruling.REFUND: Role.GOOD,
    Ruling.HOLD: Role.WARN,
    Ruling.OFFER: Role.WARN,
    Ruling.BILL: Role.STRONG,
    Ruling.UNTOUCHED: Role.DIM,
}


def brief_of(desk: Desk, lang: str, tone: str = TONES[1]) -> Brief:
    """Return the brief of the case as it stands; between two events it is worked out once."""
    return _brief(desk, desk.case.events, desk.today, lang, tone)


@lru_cache(maxsize=4)
def _brief(desk: Desk, _events: int, _today: date, lang: str, tone: str) -> Brief:
    return desk.brief(lang, tone)


def ruling(policy: Policy, what: Ruling, words: Wording) -> str:
    """Return the name of a ruling."""
    return policy.rulings[what].of(words.lang)


def ruling_role(what: Ruling | None) -> Role:
    """Return how a ruling looks; its word says the same."""
    return Role.WARN if what is None else _ROLES[what]


def money(amount: int | None, policy: Policy, words: Wording) -> str:
    """Return an amount with its unit, or nothing."""
    return "" if amount is None else phrases.money(money_of(policy), amount, words.lang)


def charge(line: ChargeLine, policy: Policy, words: Wording) -> str:
    """Return what a charge line is about: the option by its name, else the kind, and the amount."""
    kind = policy.lines.get(line.charge_line)
    name = line.option or (kind.of(words.lang) if kind else line.charge_line)
    amount = money(line.amount_yen, policy, words)
    return f"{name} {amount}" if amount else name


def lifted(desk: Desk, words: Wording) -> list[str]:
    """Return what there is to do where two people let a hold be billed, before all else; or nothing."""
    approved = {line.id for line, _ in desk.verdict.lines if desk.verdict.approved(line.id)}
    if not approved:
        return []
    billed = {each.line for each in desk.case.told if each.ruling == Ruling.BILL}
    return [words.say("call.do_approved_told" if approved <= billed else "call.do_approved")]


def day(when: date, words: Wording) -> str:
    """Return a date in full, with era and weekday."""
    return echo(when, words.lang)


def short_day(when: date, words: Wording) -> str:
    """Return a day in few cells, with its weekday and, where it is a moment, its time."""
    name = weekday(when).of(words.lang)[:3]
    day = words.say("due.day", day=f"{when:%m/%d}", weekday=name)
    return f"{day} {when:%H:%M}" if isinstance(when, datetime) else day


def iso_day(text: str, words: Wording) -> str:
    """Return a recorded date in full, or that it has not come to pass."""
    return words.say("call.none_yet") if text == NONE_YET else day(date.fromisoformat(text), words)


def value(spec: FactSpec, held: Value, words: Wording) -> str:
    """Return what was answered, in the operator's words."""
    if held == UNKNOWN:
        return words.say("call.unknown")
    if spec.kind == DATE:
        return words.say("call.none_yet") if held == NONE_YET else _short_date(str(held))
    if spec.kind in MONEY and isinstance(held, int):
        return phrases.money(spec, held, words.lang)
    name = spec.names.get(str(held))
    return name.of(words.lang) if name else str(held)


def evidence(fact: Fact, words: Wording) -> str:
    """Return what a fact rests on."""
    return words.say(f"evidence.{fact.evidence}") if fact.evidence else words.say("evidence.none")


def held_of(desk: Desk, fact: str, line: str | None) -> Fact | None:
    """Return the fact as it is recorded for the line, or for the case."""
    if line is None:
        return desk.case.facts.get(fact)
    return desk.case.facts_of(desk.case.line(line)).get(fact)


def phrase(taboo: Taboo, words: Wording) -> str:
    """Return what must not be said in its first wording, the most telling one."""
    wordings = taboo.ja if words.lang == "ja" else taboo.en
    return wordings[0].replace("~", "\u2026")


def moment(text: str) -> str:
    """Return a recorded moment as people write it; what is no moment stays as it was said."""
    try:
        return f"{datetime.fromisoformat(text):%Y/%m/%d %H:%M}"
    except ValueError:
        return text


def _short_date(text: str) -> str:
    return text.replace("-", "/")
