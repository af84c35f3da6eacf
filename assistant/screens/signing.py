"""The page on which supervisors sign at the seat that a line on hold may be billed.

The passphrase passes through: it is never on the screen, in a field of the page, or kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.approval import Approval, barred, given, refusal, signable
from assistant.call.override import EVIDENCE
from assistant.call.phrases import names, phrase
from assistant.call.signed import Grounds
from assistant.call.steps import NotNow
from assistant.journal.keyring import Key, NoKey
from assistant.journal.people import Hall
from assistant.screens import seen
from assistant.screens.columns import Role, Row, Span, blank, line, phrases
from assistant.screens.form import Field, Form, FormPage
from assistant.screens.stage import Drawn, Entry

if TYPE_CHECKING:
    from assistant.call.signed import OverrideSigned
    from assistant.desk import Desk
    from assistant.screens.stage import Stage, View
    from assistant.screens.words import Wording

_NOTHING = frozenset[str]()
_OFF = frozenset({"override"})


def unsignable(desk: Desk) -> frozenset[str]:
    """Return the command as one that does nothing, where no override can stand."""
    return _NOTHING if signable(desk) else _OFF


def sign_over(stage: Stage) -> None:
    """Open the page where an override can stand, or say why it cannot."""
    if signable(stage.desk):
        stage.go(SigningPage(stage))
    else:
        stage.say(stage.words.say("signing.nothing"), Role.DIM)


class SigningPage(FormPage):
    """A form that is signed, once by each of two supervisors."""

    def __init__(self, stage: Stage) -> None:
        """Begin with the line, where there is more than one to choose from."""
        lines = signable(stage.desk)
        form = _form(stage, tuple((each.id, _about(stage.desk, each.id, stage.words)) for each in lines))
        super().__init__(form, {"line": lines[0].id} if len(lines) == 1 else None)
        self._unsigned: OverrideSigned | None = None  # waits for a passphrase, and for nothing else

    def draw(self, stage: Stage, view: View) -> Drawn:
        """Return what an override is, what is still missing, what is barred, and the fields."""
        drawn, words, desk = super().draw(stage, view), view.words, stage.desk
        rows = _said(words.say("signing.stays"), view, Role.DIM)
        rows += _said(_missing(desk, self._values.get("line"), words), view, Role.WARN)
        for charged, code in barred(desk):
            if code is not None:
                why = words.say(f"signing.bar.{code.removeprefix('override_')}")
                rows += _said(
                    words.say("signing.barred", charge=_about(desk, charged.id, words), why=why), view, Role.DIM
                )
        return Drawn([drawn.top[0], *rows, blank(view.width)], drawn.body)

    def typed(self, stage: Stage, text: str) -> bool:
        """Take the words of a field; a passphrase goes to the key and nowhere else."""
        unsigned, self._unsigned = self._unsigned, None
        if unsigned is None:
            return super().typed(stage, text)
        if text:
            self._try(stage, unsigned, text)
        return False

    def echo(self, stage: Stage, text: str) -> Span | None:
        """Return how words would be read; of a passphrase nothing."""
        if self._unsigned is not None:
            return Span(stage.words.say("signing.unseen"), Role.DIM)
        return super().echo(stage, text)

    def _open(self, stage: Stage, begin: str = "") -> None:
        self._unsigned = None  # a passphrase that was asked for was not given
        super()._open(stage, begin)

    def _next(self, stage: Stage) -> None:
        """Refuse what can be refused before anybody types a secret; then ask for it."""
        if not self.complete():
            super()._next(stage)
            return
        told = self._values
        grounds = Grounds(told["reason"], told["evidence"], told.get("words", ""))
        approval = _approval(stage)
        try:
            unsigned = approval.unsigned(told["line"], told["by"], grounds, stage.words.lang)
        except (NotNow, NoKey) as refused:
            stage.say(_why(refused, stage.words), Role.STOP)
            return
        self._unsigned = unsigned
        stage.ask(Entry(stage.words.say("signing.passphrase", who=unsigned.by), secret=True))

    def _try(self, stage: Stage, unsigned: OverrideSigned, passphrase: str) -> None:
        approval = _approval(stage)

        def key() -> Key | NoKey:
            try:
                return approval.hall.key(unsigned.by, passphrase)
            except NoKey as refused:
                return refused

        stage.say(stage.words.say("signing.checking"), Role.DIM)
        stage.aside(key, lambda found: self._sign(stage, approval, unsigned, found))

    def _sign(self, stage: Stage, approval: Approval, unsigned: OverrideSigned, key: Key | NoKey) -> None:
        """Record the signature; the next supervisor fills in everything but the line themselves."""
        words = stage.words
        if isinstance(key, NoKey):
            stage.say(_why(key, words), Role.STOP)
            return
        try:
            approval.sign(unsigned, key)
        except NotNow as refused:
            stage.say(_why(refused, words), Role.STOP)
            return
        if approval.desk.verdict.approved(unsigned.line):
            stage.back()
            about = _about(approval.desk, unsigned.line, words)
            stage.say(words.say("signing.approved", who=unsigned.by, charge=about), Role.GOOD)
            return
        self._values = {"line": unsigned.line}
        self._at = 1
        stage.say(words.say("signing.signed", who=unsigned.by, n=len(given(approval.desk, unsigned.line))), Role.GOOD)


def _form(stage: Stage, lines: tuple[tuple[str, str], ...]) -> Form:
    lang = stage.words.lang
    reasons = tuple((each, phrase(f"override_reason.{each}", lang)) for each in names("override_reason"))
    kinds = tuple((each, phrase(f"evidence.{each}", lang)) for each in EVIDENCE)
    fields = (
        Field("line", "signing.line", lines),
        Field("reason", "signing.reason", reasons),
        Field("evidence", "signing.evidence", kinds),
        Field("words", "signing.words", needed=False),
        Field("by", "signing.by"),
    )
    return Form("signing.title", fields, lambda _stage, _values: None)


def _approval(stage: Stage) -> Approval:
    return Approval(stage.desk, stage.seat.journal, Hall.of(stage.seat.data))


def _why(refused: NotNow | NoKey, words: Wording) -> str:
    if isinstance(refused, NotNow):
        return refusal(refused, words.lang)
    return words.say(f"signing.refused.{refused.code}")


def _missing(desk: Desk, line_id: str | None, words: Wording) -> str:
    signed = given(desk, line_id) if line_id else ()
    if not signed:
        return words.say("signing.none")
    rungs = {rung.id: rung.role.of(words.lang) for rung in desk.policy.ladder}
    return words.say("signing.one", who=signed[0].by, rung=rungs.get(signed[0].rung, signed[0].rung))


def _about(desk: Desk, line_id: str, words: Wording) -> str:
    return seen.charge(desk.case.line(line_id), desk.policy, words)


def _said(text: str, view: View, role: Role) -> list[Row]:
    return [line(f"   {each}", view.width, role) for each in phrases(text, view.width - 5)]
