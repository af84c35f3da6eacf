"""One scenario file against one pack, table by table; what is wrong is noted and reading goes on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from assistant.call import phrases
from assistant.drills import scenario as sc
from assistant.drills.truth import SPEAKER
from assistant.rules.entries import Entry, File
from assistant.rules.facts import NONE_YET, UNKNOWN, Evidence, Value
from assistant.rules.policy import FactSpec, Policy, Ruling, Words
from assistant.rules.problems import near
from assistant.rules.roles import money_of

KNOWS = "customer.knows"
TABLES = ("customer", "expect", "line", "records", "boss", "reaction", KNOWS)
NOTHING = Words("", "")
LINES_MAX, TELLINGS_MAX, BOSSES_MAX = 9, 60, 8
AMOUNT_MAX = 100_000_000
SAYS = ("bill", "do_not_bill")
PAIR = 2

Part = TypeVar("Part")


@dataclass(slots=True)
class Reader:
    """Reads the tables of one file. `points` are the learning points there are; None: not checked."""

    file: File
    policy: Policy
    points: Collection[str] | None
    unknown: set[str] = field(default_factory=set)
    lines: tuple[str, ...] = ()
    id: str = ""

    def scenario(self) -> sc.Scenario | None:
        """Return the scenario, or None where a problem was noted."""
        head = Entry(self.file, "", 0, self.file.data)
        head.id = self.id = head.text("id")
        stem = self.file.name.rpartition("/")[2].removesuffix(".toml")
        if head.id and head.id != stem:
            head.note("id_not_file", "id", found=head.id, wanted=stem)
        head.read.update(TABLES)
        self._unknown(head)
        lines = tuple(self._each("line", LINES_MAX, self._line))
        self.lines = tuple(each.id for each in lines)
        if not lines:
            head.note("missing", "[[line]]")
        title, teaches, today = head.words("title"), head.names("teaches", self.points), self._today(head)
        customer, expected = self._customer(head), self._expected(head)
        records = tuple(self._each("records", TELLINGS_MAX, self._record, named=False))
        bosses = tuple(self._each("boss", BOSSES_MAX, self._boss, named=False))
        reactions = tuple(self._each("reaction", TELLINGS_MAX, self._reaction, named=False))
        head.close()
        if self.file.problems or customer is None or expected is None:
            return None
        known = frozenset(self.unknown)
        return sc.Scenario(head.id, title, teaches, today, lines, customer, records, known, bosses, reactions, expected)

    def _each(self, header: str, most: int, read: Callable[[Entry], Part], *, named: bool = True) -> Iterator[Part]:
        found = self.file.data.get(header, [])
        if isinstance(found, list) and len(found) > most:
            self.file.note("too_many_stated", key=header, found=len(found), most=most)
            return
        for entry in self.file.entries(header, named=named):
            if not named:
                entry.id = self.id
            yield read(entry)

    def _today(self, head: Entry) -> date:
        if not head.has("today"):
            head.note("missing", "today")
        return head.day("today") or date.min

    def _unknown(self, entry: Entry) -> None:
        """Take what nobody can tell, wherever the key stands: TOML gives it to the table above it."""
        for name in entry.names("unknown"):
            if self._spec(entry, "unknown", name):
                self.unknown.add(name)

    def _line(self, entry: Entry) -> sc.Charge:
        kind = entry.choice("charge_line", (*self.policy.lines, UNKNOWN))
        option = entry.words("option") if entry.has("option") else NOTHING
        return sc.Charge(entry.id, kind, option, self._amount(entry))

    def _amount(self, entry: Entry) -> int | None:
        key = money_of(self.policy).id
        entry.read.add(key)
        value = entry.table.get(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= AMOUNT_MAX:
            entry.note("bad_number", key, found=value, most=AMOUNT_MAX)
            return None
        return value

    def _customer(self, head: Entry) -> sc.Customer | None:
        knows = tuple(self._each(KNOWS, TELLINGS_MAX, self._knows, named=False))
        for entry in self.file.entries("customer", named=False):
            entry.id = self.id
            self._unknown(entry)
            return self._closed(
                entry,
                sc.Customer(
                    name=entry.words("name"),
                    mood=entry.choice("mood", sc.MOODS),
                    patience=self._patience(entry),
                    speech=entry.text("speech", "standard"),
                    speaker=entry.choice("speaker", (*self.policy.facts[SPEAKER].values, UNKNOWN)),
                    opens=entry.words("opens"),
                    knows=knows,
                ),
            )
        head.note("missing", "[customer]")
        return None

    def _patience(self, entry: Entry) -> int:
        value = entry.number("patience", 3)
        if not 1 <= value <= sc.PATIENCE_MAX:
            entry.note("not_allowed", "patience", found=value, near=f"1-{sc.PATIENCE_MAX}")
        return value

    def _knows(self, entry: Entry) -> sc.Telling:
        self._unknown(entry)
        fact, value, line = self._fact(entry)
        return sc.Telling(fact, value, line, Evidence.CUSTOMER, entry.words("says"), entry.flag("asked_well"))

    def _record(self, entry: Entry) -> sc.Telling:
        self._unknown(entry)
        fact, value, line = self._fact(entry)
        allowed = [each.value for each in Evidence]
        evidence = entry.choice("evidence", allowed, Evidence.RECORD.value)
        on = Evidence(evidence) if evidence in allowed else Evidence.RECORD
        return sc.Telling(fact, value, line, on, entry.words("shows"))

    def _fact(self, entry: Entry) -> tuple[str, Value, str | None]:
        name = entry.text("fact")
        line = entry.choice("line", self.lines) if entry.has("line") else None
        entry.read.update(("fact", "value"))
        spec = self._spec(entry, "fact", name) if name else None
        if name == SPEAKER:
            entry.note("not_allowed", "fact", found=name, near=near("", ["customer.speaker"]))
        value = entry.table.get("value")
        if value is None:
            entry.note("missing", "value")
        elif spec is not None:
            if isinstance(value, date) and not isinstance(value, datetime):
                value = value.isoformat()
            if not isinstance(value, str | int) or isinstance(value, bool) or not spec.allows(value):
                allowed = self._allowed(spec, value)
                self.file.note("unknown_value", entry.line("value"), entry.id, key=name, found=str(value), near=allowed)
        return name, value if isinstance(value, str | int) else "", line

    def _allowed(self, spec: FactSpec, value: object) -> Words | str:
        if spec.kind == "choice":
            return near(str(value), (*spec.values, UNKNOWN))
        example = "2011-10-19" if spec.kind == "date" else "525"
        return near("", (example, UNKNOWN, *([NONE_YET] if spec.none_yet else [])))

    def _spec(self, entry: Entry, key: str, name: str) -> FactSpec | None:
        spec = self.policy.facts.get(name)
        if spec is None:
            entry.note("unknown_fact", key, found=name, near=near(name, self.policy.facts))
        return spec

    def _boss(self, entry: Entry) -> sc.Boss:
        self._unknown(entry)
        return sc.Boss(
            by=entry.choice("by", [each.id for each in self.policy.ladder]),
            name=entry.words("name"),
            says=entry.choice("says", (*SAYS, sc.NOTHING_SAID)),
            channel=entry.choice("channel", phrases.names("channel"), "verbal"),
            words=entry.words("words"),
            when=entry.choice("when", sc.WHEN, sc.START),
            answers=entry.choice("answers", (*SAYS, sc.NO_ANSWER), sc.NO_ANSWER),
            replies=entry.words("replies") if entry.has("replies") else NOTHING,
            demands=entry.choice("demands", (sc.UNRECORDED,), ""),
        )

    def _reaction(self, entry: Entry) -> sc.Reacts:
        rulings = [each.value for each in Ruling]
        to = entry.choice("to", rulings)
        kind = entry.choice("kind", self.policy.reactions)
        return sc.Reacts(Ruling(to) if to in rulings else Ruling.HOLD, kind, entry.words("says"))

    def _expected(self, head: Entry) -> sc.Expected | None:
        for entry in self.file.entries("expect", named=False):
            entry.id = self.id
            rungs = [each.id for each in self.policy.ladder]
            return self._closed(
                entry,
                sc.Expected(
                    rulings=self._rulings(entry),
                    call=entry.choice("call", ("wait", "ok"), ""),
                    escalate=entry.choice("escalate", (*rungs, sc.NO_ANSWER), ""),
                    must=entry.names("must", sc.MUST),
                    must_not=entry.names("must_not", sc.MUST_NOT),
                    order=self._order(entry),
                ),
            )
        head.note("missing", "[expect]")
        return None

    def _closed(self, entry: Entry, part: Part) -> Part:
        entry.close()
        return part

    def _rulings(self, entry: Entry) -> dict[str, Ruling]:
        given = dict(entry.tables("rulings"))
        allowed = [each.value for each in Ruling]
        for line, ruling in given.items():
            if line not in self.lines:
                entry.note("unknown_key", f"rulings.{line}", near=near(line, self.lines))
            if ruling not in allowed:
                entry.note("not_allowed", f"rulings.{line}", found=ruling, near=near(str(ruling), allowed))
        for line in self.lines:
            if line not in given:
                entry.note("missing", f"rulings.{line}")
        return {line: Ruling(each) for line, each in given.items() if each in allowed}

    def _order(self, entry: Entry) -> tuple[tuple[str, str], ...]:
        entry.read.add("order")
        given = entry.table.get("order", [])
        found: list[tuple[str, str]] = []
        for pair in given if isinstance(given, list) else [given]:
            if not (isinstance(pair, list) and len(pair) == PAIR and all(isinstance(each, str) for each in pair)):
                entry.note("wrong_type", "order", found=str(pair), wanted='[["verify", "disclose"]]')
                continue
            for name in pair:
                if name not in sc.MOMENTS:
                    entry.note("not_allowed", "order", found=name, near=near(name, sc.MOMENTS))
            found.append((pair[0], pair[1]))
        return tuple(found)
