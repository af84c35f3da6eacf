"""Acts: what a supervisor does from the floor: one signed letter to one seat, and nothing until it is kept there."""

from __future__ import annotations

from datetime import datetime

from assistant.call import telling
from assistant.call.answers import SAYS
from assistant.call.signed import Grounds
from assistant.call.steps import CLOSED, NotNow
from assistant.floor.alerts import alerts
from assistant.floor.persons import Supervisor, barred, barred_alert
from assistant.floor.seen import Seen
from assistant.journal import answering
from assistant.journal.answering import Cover, Signer
from assistant.journal.keyring import Key, NoKey
from assistant.journal.letters import Letter
from assistant.journal.people import PSEUDONYM
from assistant.rules.clean import clean

WORDS_MAX = 2_000


def answer(  # noqa: PLR0913, PLR0917  # who does what to which case, and when
    seen: Seen, who: Supervisor, key: Key, now: datetime, says: str, words: str = ""
) -> Letter:
    """Answer a case: bill, do not bill, or a question; or raise NotNow."""
    _refuse(barred(seen, who))
    _open(seen)
    if says not in SAYS:
        raise NotNow("floor_says")
    if says == "ask" and not words.strip():
        raise NotNow("floor_no_question")
    return answering.answered(_cover(seen, now), _signer(who, key), says, seen.case.events, _cleaned(words))


def overrule(  # noqa: PLR0913, PLR0917  # who does what to which case, and when
    seen: Seen, who: Supervisor, key: Key, now: datetime, line: str, grounds: Grounds
) -> Letter:
    """Sign that a line on hold may be billed (P9); or raise NotNow. It takes a second supervisor as well."""
    _refuse(barred(seen, who))
    scene = seen.scene("ja")
    if scene is None:
        raise NotNow("floor_no_rules")
    reasons = Grounds(grounds.reason, grounds.evidence, _cleaned(grounds.words))
    unsigned = telling.to_sign(scene, line, (who.pseudonym, who.rung), reasons)
    return answering.override(_cover(seen, now), _signer(who, key), unsigned)


def take_alert(seen: Seen, who: Supervisor, key: Key, now: datetime, what: str) -> Letter:
    """Say that an alert is looked after; or raise NotNow, above all to whoever instructed (P20)."""
    _refuse(barred_alert(seen, who))
    if what not in {each.what for each in alerts(seen, now)}:
        raise NotNow("floor_no_alert")
    return answering.alert_taken(_cover(seen, now), _signer(who, key), what)


def reassign(  # noqa: PLR0913, PLR0917  # who does what to which case, and when
    seen: Seen, who: Supervisor, key: Key, now: datetime, to: str, words: str = ""
) -> Letter:
    """Give a case to another operator; or raise NotNow. Nobody moves a case away from their own instruction."""
    _refuse(barred(seen, who))
    _open(seen)
    if not PSEUDONYM.fullmatch(to):
        raise NotNow("floor_no_operator")
    if to == seen.operator:
        raise NotNow("floor_same_operator")
    return answering.reassigned(_cover(seen, now), _signer(who, key), to, _cleaned(words))


def _cover(seen: Seen, now: datetime) -> Cover:
    return Cover.new(seen.journal, seen.case_id, now)


def _signer(who: Supervisor, key: Key) -> Signer:
    if key.public() != who.public:
        raise NoKey("another")
    return Signer(who.pseudonym, who.rung, key, who.name)


def _refuse(code: str | None) -> None:
    if code is not None:
        raise NotNow(f"floor_{code}")


def _open(seen: Seen) -> None:
    if seen.case.step == CLOSED or seen.case.example:
        raise NotNow("floor_closed")


def _cleaned(words: str) -> str:
    return clean(words, WORDS_MAX).strip()
