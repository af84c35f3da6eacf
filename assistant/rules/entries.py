"""One table of a pack file, read key by key; what is wrong is noted and reading goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from assistant.rules.policy import Test, Words
from assistant.rules.problems import Problem, near, problem
from assistant.rules.toml_text import control_in, places

TEXT_MAX = 1_000
ENTRIES_MAX = 20_000
NUMBER_MAX = 10_000


@dataclass(slots=True)
class File:
    """One file under reading, and the problems found in it."""

    name: str
    text: str
    data: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)
    more: tuple[File, ...] = ()  # files that go on where this one ends

    @property
    def all_problems(self) -> list[Problem]:
        """The problems of this file, and of those that go on with it."""
        return [each for file in (self, *self.more) for each in file.problems]

    def entries(self, header: str, *, named: bool = True) -> Iterator[Entry]:
        """Walk the `[[header]]` tables, each closed with a look for keys nobody knows."""
        seen: set[str] = set()
        for file in (self, *self.more):
            yield from file._own(header, seen, named=named)  # noqa: SLF001  # a file of the same pack

    def _own(self, header: str, seen: set[str], *, named: bool) -> Iterator[Entry]:
        found = self.data.get(header, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            line = places(self.text).of(header, 0)
            self.note("wrong_type", line, key=header, found=type(found).__name__, wanted=f"[[{header}]]")
            return
        if len(found) > ENTRIES_MAX:
            self.note("too_many", found=len(found), most=ENTRIES_MAX)
            return
        for nth, table in enumerate(found):
            entry = Entry(self, header, nth, table, named=named)
            if named and entry.id in seen:
                entry.note("duplicate", "id", found=entry.id)
                continue
            seen.add(entry.id)
            yield entry
            entry.close()

    def ids(self, header: str) -> frozenset[str]:
        """Return the ids of the `[[header]]` tables, right or wrong, to check references by."""
        found = [file.data.get(header, []) for file in (self, *self.more)]
        listed = [each for tables in found if isinstance(tables, list) for each in tables]
        return frozenset(str(each["id"]) for each in listed if isinstance(each, dict) and "id" in each)

    def note(self, code: str, line: int = 0, entry: str = "", **values: object) -> None:
        """Note a problem of this file."""
        self.problems.append(problem(code, self.name, line, entry, **values))


@dataclass(slots=True)
class Entry:
    """One table. Getters return a usable value even where they note a problem."""

    file: File
    header: str
    nth: int
    table: Mapping[str, Any]
    named: bool = True
    id: str = ""
    read: set[str] = field(default_factory=set)
    prefix: str = ""  # of a table inside the entry: `phrases.`
    within: Entry | None = None  # the entry this one is a part of

    def __post_init__(self) -> None:
        """Read the id first: every problem is told by it."""
        if self.header and self.named:
            self.id = self.text("id")
        elif self.within is not None:
            self.id = self.within.id

    def note(self, code: str, key: str = "", **values: object) -> None:
        """Note a problem with a key of this entry."""
        self.file.note(code, self.line(key), self.id, **({"key": self.prefix + key} | values))

    def line(self, key: str = "") -> int:
        """Return the line on which the entry begins, or on which a key of it stands."""
        at = places(self.file.text)
        if self.prefix and self.within is not None:
            return self.within.line(self.prefix + key)
        return at.of(self.header, self.nth, self.prefix + key, 0 if self.within is None else self.within.line())

    def has(self, key: str) -> bool:
        """Whether the key stands there at all."""
        return key in self.table

    def _take(self, key: str, kind: type[Any], wanted: str, default: Any) -> Any:  # noqa: ANN401  # TOML
        self.read.add(key)
        if key not in self.table:
            if default is None:
                self.note("missing", key)
                return kind()
            return default
        value = self.table[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.note("wrong_type", key, found=type(value).__name__, wanted=wanted)
            return kind() if default is None else default
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text, at most TEXT_MAX characters."""
        value: str = self._take(key, str, '"…"', default)
        if default is None and isinstance(self.table.get(key), str) and not value.strip():
            self.note("missing", key)
        return self._bounded(key, value)

    def _bounded(self, key: str, value: str, within: str = "") -> str:
        odd = control_in(value if within else value.replace("\n", "\v"))
        if odd:
            self.note("control_character", key, found=f"{ord(odd):04X}")
        if len(value) > TEXT_MAX:
            self.note("too_long", key, most=TEXT_MAX)
        return value[:TEXT_MAX]

    def flag(self, key: str) -> bool:
        """Return true or false; false where it is left out."""
        value: bool = self._take(key, bool, "true", default=False)
        return value

    def number(self, key: str, default: int | None = None) -> int:
        """Return a whole number."""
        value: int = self._take(key, int, "12", default)
        if not 0 <= value <= NUMBER_MAX:
            self.note("bad_number", key, found=value, most=NUMBER_MAX)
            return 0
        return value

    def numbers(self, key: str, default: tuple[int, ...]) -> tuple[int, ...]:
        """Return a list of whole numbers."""
        values = self._take(key, list, "[1, 2]", list(default))
        for value in values:
            if not isinstance(value, int) or isinstance(value, bool):
                self.note("wrong_type", key, found=type(value).__name__, wanted="[1, 2]")
        return tuple(each for each in values if isinstance(each, int) and not isinstance(each, bool))

    def day(self, key: str) -> date | None:
        """Return a date, or None where the key is left out."""
        self.read.add(key)
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self.note("wrong_type", key, found=type(value).__name__, wanted="2016-05-21")
            return None
        return value

    def days(self) -> tuple[date | None, date | None]:
        """Return `from` and `until`, in order."""
        since, until = self.day("from"), self.day("until")
        if since and until and since > until:
            self.note("bad_dates", "from")
        return since, until

    def words(self, key: str) -> Words:
        """Return `key.ja` and `key.en`; both are due."""
        table = self._take(key, dict, f"{key}.ja / {key}.en", None)
        said = {}
        for lang in ("ja", "en"):
            value = table.get(lang)
            if not isinstance(value, str) or not value.strip():
                self.note("empty", f"{key}.{lang}")
                value = ""
            said[lang] = self._bounded(f"{key}.{lang}", value, within=lang)
        for extra in table.keys() - {"ja", "en"}:
            self.note("unknown_key", f"{key}.{extra}", near=near(extra, ["ja", "en"]))
        return Words(**said)

    def choice(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """Return one of the names allowed."""
        value = self.text(key, default)
        if value not in allowed and (value or default is None) and self.has(key):
            self.note("not_allowed", key, found=value, near=near(value, allowed))
        return value

    def names(self, key: str, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        """Return a list of names, each allowed."""
        values = self._take(key, list, '["…"]', [])
        kept = []
        for value in values:
            if not isinstance(value, str):
                self.note("wrong_type", key, found=type(value).__name__, wanted='["…"]')
            elif allowed is not None and value not in allowed:
                self.note("not_allowed", key, found=value, near=near(value, allowed))
            elif not value.strip():
                self.note("wrong_type", key, found='""', wanted='["…"]')
            else:
                kept.append(value)
        return tuple(kept)

    def tables(self, key: str) -> Mapping[str, Any]:
        """Return a table inside this one; empty where it is left out."""
        value: Mapping[str, Any] = self._take(key, dict, f"{key}.…", {})
        return value

    def test(self, values: Mapping[str, Collection[str]], key: str = "when") -> Test:
        """Return a conjunction over facts; `values` says what each fact may be."""
        table = self._take(key, dict, f"{key}.fact_id = [...]", {})
        tests: dict[str, frozenset[str]] = {}
        for name, wanted in table.items():
            place = f"{key}.{name}"
            if name not in values:
                self.note("unknown_fact", place, found=name, near=near(name, values))
                continue
            listed = wanted if isinstance(wanted, list) else [wanted]
            if not listed:  # what holds of nothing keeps no promise
                self.note("wrong_type", place, found="[]", wanted='["…"]')
            for value in listed:
                if value not in values[name]:
                    self.note("unknown_value", place, found=str(value), near=near(str(value), values[name]))
            tests[name] = frozenset(str(each) for each in listed)
        return tests

    def close(self) -> None:
        """Note the keys nobody asked for."""
        for key in self.table:
            if key not in self.read:
                self.note("unknown_key", key, near=near(key, self.read))
