"""Approval: how a supervisor signs that a line on hold may be billed. The one way, from every door and page.

First whatever can be refused without a secret, then the key, then the signature. Names
are taken from the hall, so that nobody signs who sat at the case or said bill on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.call import events as ev
from assistant.call import override, telling
from assistant.call.ladder import instructors
from assistant.call.phrases import phrase
from assistant.call.steps import CLOSED, NotNow
from assistant.desk import WORDS_MAX
from assistant.journal.people import same_name
from assistant.journal.reading import journal_id
from assistant.journal.verify.signers import OVERRIDE, signed_text
from assistant.rules.clean import clean

if TYPE_CHECKING:
    from assistant.call.case import ChargeLine
    from assistant.call.signed import Grounds, OverrideSigned
    from assistant.desk import Desk
    from assistant.journal.book import Book
    from assistant.journal.keyring import Key
    from assistant.journal.people import Hall, Person


@dataclass(frozen=True, slots=True)
class Approval:
    """A case that supervisors of this hall may sign at."""

    desk: Desk
    book: Book
    hall: Hall

    def unsigned(self, line: str, by: str, grounds: Grounds, lang: str) -> OverrideSigned:
        """Return what this person is about to sign, or raise NotNow or NoKey; no secret is needed for that."""
        person = self.hall.person(by)
        self._apart(person)
        told = replace(grounds, words=clean(grounds.words, WORDS_MAX))
        return telling.to_sign(self.desk.scene(lang), line, (by, person.rung), told)

    def sign(self, unsigned: OverrideSigned, key: Key) -> None:
        """Sign and record it, or raise NotNow where the case has changed since, or NotWritten."""
        journal = str(self.book.shown(journal_id))
        text = signed_text(journal, self.desk.case_id, OVERRIDE, ev.encode(unsigned).data)
        self.desk.sign(replace(unsigned, signature=key.sign(text)))

    def _apart(self, person: Person) -> None:
        """Raise NotNow where the signer sat at this case, or may be one who said bill on it, whatever rung they say."""
        sat = {self.book.actor, *(each.actor for each in self.book.entries(self.desk.case_id))}
        if person.pseudonym in sat:
            raise NotNow("override_operator")
        if any(same_name(person.name, name) for _, name in instructors(self.desk.case)):
            raise NotNow("override_instructed")
        if self.hall.one_of(person.pseudonym, (each.by for each in self.desk.case.overrides)):
            raise NotNow("override_twice")


def given(desk: Desk, line: str) -> tuple[OverrideSigned, ...]:
    """Return the signatures under a line that count as things stand."""
    charged, decision = next(pair for pair in desk.verdict.lines if pair[0].id == line)
    return override.signatures(desk.policy, desk.case, charged, decision)


def barred(desk: Desk) -> tuple[tuple[ChargeLine, str | None], ...]:
    """Return every line with the code of why nobody may sign under it; None where two people may."""
    return tuple((line, override.barred(desk.policy, line, decision)) for line, decision in desk.verdict.lines)


def signable(desk: Desk) -> tuple[ChargeLine, ...]:
    """Return the lines under which a signature is still wanted."""
    if desk.case.step == CLOSED:
        return ()
    return tuple(line for line, code in barred(desk) if code is None and not desk.verdict.approved(line.id))


def refusal(refused: NotNow, lang: str) -> str:
    """Return why a signature was refused, in words."""
    return phrase(f"override_refused.{refused.code.removeprefix('override_')}", lang)
