"""What the tests of overrides share: people with keys, a line on hold that may be overridden, and a forger."""

from __future__ import annotations

import base64
from dataclasses import replace

from cases import OWED, VERIFIED, WRONG
from desks import tell_facts
from journals import slipped

from assistant.call import events as ev
from assistant.call import telling
from assistant.call.signed import Grounds
from assistant.journal import erasing, keyring
from assistant.journal.people import Hall, Person, confirm, register
from assistant.journal.reading import journal_id
from assistant.journal.verify.signers import OVERRIDE, signed_text

CHEAP = 16
PASSPHRASE = "correct horse 電池"  # noqa: S105  # made up, for keys that last as long as a test
GROUNDS = Grounds("contract_confirmed", "document", "控えの原本を見た")
DISPUTED = {**OWED, "disputed": "yes"}
"""Owed by every fact, and disputed: a hold that two people may answer for."""


def enrol(seat, pseudonym, name="高橋", *, rung="sv", role="supervisor", by=None):
    """Make a key for somebody and register them; the first one signs alone."""
    hall = Hall.of(seat.data)
    key = keyring.make(hall.keys, pseudonym, PASSPHRASE, CHEAP)
    person = Person(pseudonym, name, role, rung, base64.b64encode(key.public()).decode())
    seat.journal.ask(lambda hand: register(hand, person, by or pseudonym, hall.key(by, PASSPHRASE) if by else key))
    hall.put((*hall.people(), person))
    return person


def staffed(seat):
    """Register two supervisors and the compliance desk."""
    enrol(seat, "sv-1", "高橋")
    enrol(seat, "sv-2", "中村", by="sv-1")
    enrol(seat, "co-1", "法務", rung="compliance", by="sv-1")
    return seat


def on_hold(seat, facts=DISPUTED):
    """Open a case whose line is on hold, as far as the call."""
    desk = seat.new([WRONG])
    tell_facts(desk, {**VERIFIED, **facts})
    while desk.case.step != "call":
        desk.go_on()
    return desk


def signature(desk, by, rung="sv", *, line="1", grounds=GROUNDS, passphrase=PASSPHRASE):
    """Return what this person signs of a line as it stands."""
    unsigned = telling.to_sign(desk.scene("ja"), line, (by, rung), grounds)
    return stamped(desk, unsigned, Hall.of(desk._place.data).key(by, passphrase))


def stamped(desk, unsigned, key):
    """Put a signature under it by this key."""
    journal = desk._place.journal.shown(journal_id)
    text = signed_text(journal, desk.case_id, OVERRIDE, ev.encode(unsigned).data)
    return replace(unsigned, signature=key.sign(text))


def slip_in(book, case_id, event):
    """Write an event past every check, sealed and all."""
    slipped(book, case_id, ev.encode(event))


def agreed_on(seat, case_id, consent, passphrase=PASSPHRASE):
    """Return the consent with the signature of whoever confirms it."""

    def signed(db):
        stated = erasing.agreement(db, case_id, consent)["statement"]
        return confirm(Hall.of(seat.data), db, consent.confirmed_by, passphrase, stated)

    return replace(consent, signature=seat.journal.shown(signed))
