"""The report of a case: what was known, decided, said and promised, and on which grounds.

Built once as plain parts; `report_html` and `report_markdown` only write them down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo

from assistant.call import phrases
from assistant.call.answers import EscalationAnswered
from assistant.call.arguments import weigh
from assistant.call.events import Answered, Instructed, Opened, Replied
from assistant.call.happened import happened, known, line_name, promised, role, ruling, step_name
from assistant.call.mail import charge, value_name
from assistant.call.promises import in_order
from assistant.call.rendering import tick_name
from assistant.call.required import required_of
from assistant.call.script import Scene
from assistant.call.telling import ruled
from assistant.call.timeline import History, stamp, when
from assistant.rules.decision import Cited

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A part of the report: its title, the names of its columns, and its rows."""

    id: str
    title: str
    head: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One case on paper. `marks` are what a reader must know first."""

    lang: str
    case_id: str
    title: str
    notice: str
    marks: tuple[str, ...]
    tables: tuple[Table, ...]


def report(scene: Scene, history: History, zone: tzinfo | None) -> Report:
    """Return the report of a case as it stands, with everything that happened on it."""
    tell = _Teller(scene, history, zone)
    tables = (
        tell.summary(),
        tell.decision(),
        tell.facts(),
        tell.sides(),
        tell.citations(),
        tell.instructions(),
        tell.actions(),
        tell.promises(),
        tell.counsel(),
        tell.timeline(),
    )
    title = phrases.phrase("report.title", scene.lang, case=scene.case_id)
    return Report(scene.lang, scene.case_id, title, scene.policy.notice.of(scene.lang), tuple(marks(tell)), tables)


def codes(rules: Iterable[str]) -> str:
    """Return the reason codes: the names of these rules, each once (P22)."""
    return " ".join(dict.fromkeys(rule.partition("/")[0] for rule in rules))


def marks(tell: _Teller) -> Iterator[str]:
    """Say what stands above everything else: unsigned, practice, a changed pack or ruling."""
    scene, say = tell.scene, tell.say
    if not scene.policy.reviewed_by:
        yield say("report.unsigned")
    if scene.case.example:
        yield say("report.example")
    decided = scene.case.decided
    if decided is not None and decided.digest != scene.policy.digest:
        yield say("report.other_pack", then=decided.version, now=scene.policy.version)
    now = {line.id: one.ruling.value if one.ruling else "hold" for line, one in scene.verdict.lines}
    if decided is not None and dict(decided.rulings) != now:
        yield say("report.other_ruling")
    if scene.verdict.call_waits:
        yield say("report.waits")
    unread = sum(each.event is None for each in tell.history)
    if unread:
        yield say("report.unread", count=unread)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells each table of a report."""

    scene: Scene
    history: History
    zone: tzinfo | None

    def say(self, name: str, /, **said: object) -> str:
        return phrases.phrase(name, self.scene.lang, **said)

    def _table(self, name: str, heads: str, rows: Iterator[Row]) -> Table:
        head = tuple(self.say(f"head.{each}") for each in heads.split())
        return Table(name, self.say(f"report.{name}"), head, tuple(rows))

    def summary(self) -> Table:
        return self._table("summary", "item content", self._summary())

    def _summary(self) -> Iterator[Row]:
        scene, policy, decided = self.scene, self.scene.policy, self.scene.case.decided
        opened = next((each.event for each in self.history if isinstance(each.event, Opened)), None)
        yield self.say("head.case"), scene.case_id
        yield self.say("head.step"), step_name(scene, scene.case.step)
        if self.history:
            yield self.say("head.opened"), stamp(self.history[0].at, self.zone)
            yield self.say("head.last"), stamp(self.history[-1].at, self.zone)
            yield self.say("head.by"), ", ".join(dict.fromkeys(each.actor for each in self.history))
        told = [
            self.say("report.said" if each.said else "report.not_said", what=tick_name(each.what, scene.lang))
            for each in required_of(scene)
        ]
        if told:
            yield self.say("head.required"), ", ".join(told)
        yield self.say("head.pack"), f"{policy.title.of(scene.lang)} ({policy.id} {policy.version})"
        yield self.say("head.digest"), policy.digest if opened is None else opened.digest
        if decided is not None:
            yield self.say("head.decided_by"), f"{decided.version} {decided.digest}"
        yield self.say("head.verified"), policy.verified_through.isoformat()
        yield self.say("head.reviewed"), policy.reviewed_by or self.say("report.unsigned")

    def decision(self) -> Table:
        return self._table("decision", "charge recorded now codes reason", self._decision())

    def _decision(self) -> Iterator[Row]:
        """Walk the lines: what was recorded, with its code, beside what the facts come to now, with its own."""
        scene, recorded = self.scene, self.scene.case.decided
        for line, one in scene.verdict.lines:
            now = ruled(scene, line, one)
            then = self.say("none")
            if recorded is not None and line.id in recorded.rulings:
                then = f"{ruling(scene, recorded.rulings[line.id])} ({codes(recorded.rules.get(line.id, ()))})"
            reasons = " ".join(dict.fromkeys(rule.reason.of(scene.lang) for rule in one.rules))
            yield charge(scene, line), then, now, codes(rule.id for rule in one.rules), reasons

    def facts(self) -> Table:
        return self._table("facts", "charge fact value evidence by at", self._facts())

    def _facts(self) -> Iterator[Row]:
        """Walk the facts that hold, with who entered each last and when."""
        last = {(e.event.fact, e.event.line): e for e in self.history if isinstance(e.event, Answered)}
        owners = [(None, self.scene.case.facts), *((line.id, line.facts) for line in self.scene.case.lines)]
        for owner, facts in owners:
            for name, fact in facts.items():
                spec, kept = self.scene.policy.facts.get(name), last.get((name, owner))
                value = value_name(spec, str(fact.value), self.scene.lang) if spec else str(fact.value)
                evidence = self.say(f"evidence.{fact.evidence}") if fact.evidence else self.say("none")
                label = spec.label.of(self.scene.lang) if spec else name
                by, at = (kept.actor, stamp(kept.at, self.zone)) if kept else ("", "")
                yield line_name(self.scene, owner), label, value, evidence, by, at

    def sides(self) -> Table:
        rows = (
            (
                self.say(f"side.{each.argument.side}"),
                each.argument.claim.of(self.scene.lang),
                self.say("holds.open" if each.holds is None else "holds.yes" if each.holds else "holds.no"),
                each.reply(self.scene.lang),
                ", ".join(cited.source.article.of(self.scene.lang) for cited in each.cites),
            )
            for each in weigh(self.scene)
        )
        return self._table("sides", "side claim holds answer law", rows)

    def citations(self) -> Table:
        scene = self.scene
        decided = [cited for _, one in scene.verdict.lines for cited in one.citations]
        argued = [cited for each in weigh(scene) for cited in each.cites]
        found: dict[str, Cited] = {}
        for cited in (*decided, *argued):
            found.setdefault(cited.source.id, cited)
        rows = (
            (
                f"{each.source.law.of(scene.lang)} {each.source.article.of(scene.lang)}",
                each.source.gist.of(scene.lang),
                f"{each.on.isoformat()} ({self.say(f'key.{each.source.key}')})",
                self.say(f"sure.{each.source.confidence}"),
            )
            for each in found.values()
        )
        return self._table("citations", "law gist on sure", rows)

    def instructions(self) -> Table:
        return self._table("instructions", "at role name channel says words", self._instructions())

    def _instructions(self) -> Iterator[Row]:
        """Walk what superiors said, each in the words it came in; a reply has no channel of its own."""
        lang = self.scene.lang
        for kept in self.history:
            match kept.event:
                case Instructed(by, channel, at, says, name, words):
                    way, moment = known("channel", channel, lang), when(at)
                case Replied(by, says, name, words):
                    way, moment = self.say("promise.reply_by"), stamp(kept.at, self.zone)
                case EscalationAnswered(rung=by, says=says, name=name, words=words):
                    way, moment = self.say("floor.answer"), stamp(kept.at, self.zone)
                case _:
                    continue
            yield moment, role(self.scene, by), name, way, known("says", says, lang), words

    def actions(self) -> Table:
        rows = (
            (f"{each.id} {each.title.of(self.scene.lang)}", each.do.of(self.scene.lang))
            for each in self.scene.verdict.actions
        )
        return self._table("actions", "item content", rows)

    def promises(self) -> Table:
        return self._table(
            "promises", "due what", ((when(each.due), promised(self.scene, each)) for each in in_order(self.scene.case))
        )

    def counsel(self) -> Table:
        points = dict.fromkeys(p for _, one in self.scene.verdict.lines for rule in one.rules for p in rule.counsel)
        found = [self.scene.policy.counsel[each] for each in points if each in self.scene.policy.counsel]
        rows = ((each.question.of(self.scene.lang), each.default.of(self.scene.lang)) for each in found)
        return self._table("counsel", "item content", rows)

    def timeline(self) -> Table:
        rows = (
            (str(each.seq), stamp(each.at, self.zone), each.actor, happened(self.scene, each)) for each in self.history
        )
        return self._table("timeline", "seq at by happened", rows)
