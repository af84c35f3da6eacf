"""Two supervisors over a hold, in plain lines: the same questions as on the screen, and the same way of signing."""

from __future__ import annotations

from assistant.approval import Approval, barred, given, refusal, signable
from assistant.call import telling
from assistant.call.happened import line_name
from assistant.call.override import EVIDENCE, SIGNERS
from assistant.call.phrases import names, phrase
from assistant.call.signed import Grounds
from assistant.call.steps import NotNow
from assistant.desk import Desk
from assistant.doors.talk import Talk
from assistant.doors.words import say
from assistant.journal.keyring import NoKey
from assistant.journal.people import Hall
from assistant.seat import Seat


def override(desk: Desk, seat: Seat, talk: Talk) -> None:
    """Take one signature, or say why there is none."""
    lines = [(each.id, line_name(desk.scene(talk.lang), each.id)) for each in signable(desk)]
    for each, code in barred(desk):
        if code is not None:
            about = line_name(desk.scene(talk.lang), each.id)
            talk.say("plain.barred", charge=about, why=refusal(NotNow(code), talk.lang))
    if not lines:
        talk.say("plain.nothing_to_sign")
        return
    line = lines[0][0] if len(lines) == 1 else talk.chosen("charge_line", lines)
    if line is None:
        talk.say("plain.not_recorded")
        return
    told = (each.by for each in given(desk, line))
    talk.say("plain.signing", charge=dict(lines)[line], who=", ".join(told) or "-", needed=SIGNERS)
    grounds = _grounds(talk)
    by = talk.typed("signer") if grounds else ""
    if grounds is None or not by:
        talk.say("plain.not_recorded")
        return
    try:
        _sign(Approval(desk, seat.journal, Hall.of(seat.data)), line, by, grounds, talk)
    except NoKey as refused:
        talk.say(f"people.refused.{refused.code}")
    except NotNow as refused:
        talk.tell(refusal(refused, talk.lang))


def _grounds(talk: Talk) -> Grounds | None:
    lang = talk.lang
    reasons = [(each, phrase(f"override_reason.{each}", lang)) for each in names("override_reason")]
    reason = talk.chosen("override_reason", reasons)
    kinds = [(each, phrase(f"evidence.{each}", lang)) for each in EVIDENCE]
    evidence = talk.chosen("evidence", kinds) if reason else None
    return Grounds(reason, evidence, talk.typed("own_words")) if reason and evidence else None


def _sign(approval: Approval, line: str, by: str, grounds: Grounds, talk: Talk) -> None:
    """Sign; the passphrase is asked for once nothing else is in the way, and never shown."""
    unsigned = approval.unsigned(line, by, grounds, talk.lang)
    approval.sign(unsigned, approval.hall.key(by, talk.unseen(say("people.passphrase", talk.lang, who=by))))
    desk = approval.desk
    talk.say("override.signed", who=by, count=len(given(desk, line)), needed=SIGNERS)
    charged, decision = next(pair for pair in desk.verdict.lines if pair[0].id == line)
    name = "override.approved" if desk.verdict.approved(line) else "override.one_more"
    talk.say(name, ruling=telling.ruled(desk.scene(talk.lang), charged, decision))
