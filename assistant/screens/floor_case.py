"""One case before a supervisor: what matters now, the evidence, what to answer, what next."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from assistant.call.override import EVIDENCE
from assistant.call.signed import Grounds
from assistant.call.steps import NotNow
from assistant.floor.alerts import alerts
from assistant.floor.erasing import statement, wish
from assistant.floor.persons import barred, barred_alert
from assistant.floor.polite import polite
from assistant.rules.policy import Ruling
from assistant.screens import seen as shown
from assistant.screens.columns import Role, Row, Span, row, rule, wrap
from assistant.screens.columns import line as text_line
from assistant.screens.commands import PICKING
from assistant.screens.floor_parts import (
    approving,
    fact_rows,
    head_row,
    instruction_rows,
    mail_rows,
    now_rows,
    reasons,
    ruling_rows,
    side_rows,
    titled,
)
from assistant.screens.form import Field, Form, FormPage
from assistant.screens.stage import Drawn, Entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.call.case import ChargeLine
    from assistant.floor.seen import Key, Seen
    from assistant.screens.floor_stage import FloorStage
    from assistant.screens.stage import Stage, View

SAYS = ("do_not_bill", "bill", "ask")
REASSIGN, ERASE = "reassign", "erase"


class FloorCasePage:
    """A case, and the keys by which it is answered."""

    name = "floor_case"

    def __init__(self, key: Key) -> None:
        """Lay a case before the supervisor."""
        self._key = key
        self._typing = self._text = ""  # what is being typed, and how it reads now
        self.off: frozenset[str] = frozenset()

    def draw(self, stage: Stage, view: View) -> Drawn:
        """Return the case, the most pressing part first."""
        floor = _floor(stage)
        seen = self._seen(stage)
        self.off = frozenset(self._off(floor, seen))
        parts = (
            ("floor.case.now", [*now_rows(floor.floor, seen, floor.sitter.who, view), *self._keys(floor, seen, view)]),
            ("floor.case.instruction", instruction_rows(seen, view)),
            ("floor.case.ruling", ruling_rows(seen, view)),
            ("floor.case.say", self._ways(floor, seen, view)),
            ("floor.case.sides", side_rows(seen, view)),
            ("floor.case.facts", fact_rows(seen, view)),
            ("floor.case.mail", mail_rows(seen, view)),
        )
        return Drawn(
            [head_row(seen, view), *self._to_sign(view)],
            [each for title, rows in parts for each in titled(title, rows, view)],
        )

    def act(self, stage: Stage, command: str) -> None:
        """Take an alert, sign for a hold, give the case to somebody else, or go back."""
        floor, seen = _floor(stage), self._seen(stage)
        self._typing = self._text = ""
        if command == "back":
            stage.back()
        elif command == "floor_take":
            self._take(floor, seen)
        elif command == "floor_overrule":
            self._overrule(stage, seen)
        elif command == "floor_reassign":
            self._refuse(floor, seen)
            self._typing = REASSIGN
            stage.ask(Entry(stage.words.say("floor.entry.reassign")))
        elif command == "floor_erase":
            self._typing = ERASE
            stage.ask(Entry(stage.words.say("floor.entry.erase"), statement(seen)))

    def pick(self, stage: Stage, key: str) -> None:
        """Begin an answer: its words stand there, and may be changed before they are signed."""
        floor, seen = _floor(stage), self._seen(stage)
        self._refuse(floor, seen)
        says = dict(zip(PICKING[self.name], SAYS, strict=True))[key]
        self._typing = says
        stage.ask(Entry(stage.words.say(f"floor.entry.{says}"), polite(seen, says, stage.words.lang)))

    def typed(self, stage: Stage, text: str) -> bool:
        """Sign and send what was typed."""
        floor, says, key = _floor(stage), self._typing, self._key
        if says == REASSIGN:
            floor.signed(lambda by: floor.floor.reassign(key, by, text.strip()))
        elif says == ERASE:
            floor.signed(lambda by: floor.floor.confirm_erasure(key, by))
        elif says:
            floor.signed(lambda by: floor.floor.answer(key, by, says, text))
        return False

    def echo(self, stage: Stage, text: str) -> Span | None:
        """Say what Enter does, and remember the words: they are shown whole."""
        self._text = text
        return Span(stage.words.say("floor.entry.enter"), Role.GOOD)

    def _to_sign(self, view: View) -> list[Row]:
        """Return the words that Enter signs, whole: the entry line shows only an end of them."""
        if not (view.typing and self._text and self._typing and self._typing != REASSIGN):
            return []
        said = wrap(self._text, view.width - 4)[: view.height // 3]
        return [
            text_line(f" {view.words.say('floor.case.to_sign')}", view.width, Role.TITLE),
            *(text_line(f"  {each}", view.width, Role.STRONG) for each in said),
            rule(view.width),
        ]

    def _seen(self, stage: Stage) -> Seen:
        return _floor(stage).floor.case(self._key)

    def _off(self, stage: FloorStage, seen: Seen) -> list[str]:
        held = bool(_on_hold(seen))
        mine = stage.floor.signer(stage.sitter.who, seen.journal)
        shut = barred(seen, mine) is not None
        rings = alerts(seen, stage.now())
        return [
            *(["floor_take"] if not rings or barred_alert(seen, mine) else []),
            *(["floor_overrule"] if shut or not held else []),
            *(["floor_reassign"] if shut or not seen.open else []),
            *(["floor_erase"] if wish(seen) is None else []),
        ]

    def _refuse(self, stage: FloorStage, seen: Seen) -> None:
        code = barred(seen, stage.floor.signer(stage.sitter.who, seen.journal))
        if code is not None or not seen.open:
            raise NotNow(f"floor_{code or 'closed'}")

    def _keys(self, stage: FloorStage, seen: Seen, view: View) -> list[Row]:
        """Return the keys of the three answers in one row, where the eye is first."""
        if barred(seen, stage.floor.signer(stage.sitter.who, seen.journal)) or not seen.open:
            return []
        spans = [Span(f"  {view.words.say('floor.case.next')}  ", Role.TITLE)]
        for key, says in zip(PICKING[self.name], SAYS, strict=True):
            spans += [Span(key, Role.KEY), Span(f" {view.words.say(f'floor.case.pick.{says}')}   ")]
        return [row(spans, view.width)]

    def _ways(self, stage: FloorStage, seen: Seen, view: View) -> list[Row]:
        """Return the answers, each behind its key with the words it begins with."""
        if barred(seen, stage.floor.signer(stage.sitter.who, seen.journal)) or not seen.open:
            return []
        rows = []
        for key, says in zip(PICKING[self.name], SAYS, strict=True):
            name = view.words.say(f"floor.case.pick.{says}")
            rows.append(row((Span(f"  {key} ", Role.KEY), Span(name, Role.STRONG)), view.width))
            said = wrap(polite(seen, says, view.words.lang).rstrip(), view.width - 8)
            rows += [text_line(f"      {each}", view.width, Role.DIM) for each in said]
        return rows

    def _take(self, stage: FloorStage, seen: Seen) -> None:
        rings = sorted(alerts(seen, stage.now()), key=lambda each: bool(each.taken))
        if not rings:
            raise NotNow("floor_no_alert")
        what = rings[0].what
        stage.signed(lambda by: stage.floor.take_alert(self._key, by, what))

    def _overrule(self, stage: Stage, seen: Seen) -> None:
        policy, words = seen.policy, stage.words
        lines = _on_hold(seen)
        if policy is None or not lines:
            raise NotNow("floor_no_line")
        floor, key = _floor(stage), self._key

        def record(_stage: Stage, told: Mapping[str, str]) -> None:
            grounds = Grounds(told["reason"], told["evidence"], told.get("words", ""))
            floor.signed(lambda by: floor.floor.overrule(key, by, told["line"], grounds))

        fields = (
            Field("line", "floor.form.line", tuple((each.id, shown.charge(each, policy, words)) for each in lines)),
            Field("reason", "floor.form.reason", reasons(words.lang)),
            Field("evidence", "floor.form.evidence", tuple((each, words.say(f"evidence.{each}")) for each in EVIDENCE)),
            Field("words", "floor.form.words", needed=False),
        )
        form = Form("floor.form.overrule", fields, record, above=lambda words: approving(seen, lines, words))
        stage.go(FormPage(form, {"line": lines[0].id} if len(lines) == 1 else None))


def _on_hold(seen: Seen) -> list[ChargeLine]:
    """Return the lines on hold, without those that two people have approved already."""
    found = seen.verdict.lines if seen.verdict else ()
    return [
        line for line, one in found if one.ruling is Ruling.HOLD and seen.verdict and not seen.verdict.approved(line.id)
    ]


def _floor(stage: Stage) -> FloorStage:
    return cast("FloorStage", stage)
