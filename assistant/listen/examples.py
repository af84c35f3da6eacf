"""Examples: utterances with what may be read into them, and how well an ear does on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.listen.ear import Ear
from assistant.listen.heard import HEARSAY, OPERATOR, UNSURE, Heard
from assistant.rules.entries import Entry, File
from assistant.rules.problems import Problem
from assistant.rules.toml_text import places, read_toml

TODAY = date(2011, 10, 19)
HELD = ("held", "fresh", "blind")
NEUTRAL = "neutral.txt"
AMOUNT = "amount_yen"
_SPEAKERS = frozenset({"customer", OPERATOR})

Said = tuple[str, str]
"""A claim and its value."""


@dataclass(frozen=True, slots=True)
class Example:
    """One utterance, what a careful person would propose from it, and what must not be read into it.

    What an operator typed are notes of what a customer said, so both are heard alike.
    """

    text: str
    lang: str
    register: str
    expect: frozenset[Said]
    forbid: frozenset[Said]
    warn: frozenset[str] | None
    file: str
    line: int

    @property
    def held(self) -> bool:
        """Whether it was kept from whoever writes patterns."""
        return any(word in self.file.rpartition("/")[2] for word in HELD)


@dataclass(frozen=True, slots=True)
class Score:
    """How an ear did on some examples. Firm: proposed without a reservation of its own."""

    examples: int
    expected: int
    found: int
    firm: int
    firm_right: int
    proposed: int
    forbidden: tuple[tuple[Example, Said], ...]
    missed: tuple[tuple[Example, Said], ...]
    extra: tuple[tuple[Example, Said], ...]
    warnings_due: int
    warnings_given: int

    @property
    def precision(self) -> float:
        """Of what was proposed firmly, the part that was to be."""
        return self.firm_right / self.firm if self.firm else 1.0

    @property
    def strict_precision(self) -> float:
        """Of everything proposed, also as unsure or hearsay, the part that was to be."""
        return self.found / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        """Of what was to be proposed, the part that was."""
        return self.found / self.expected if self.expected else 1.0


@dataclass(frozen=True, slots=True)
class Noise:
    """A line about nothing, and what was read into it."""

    line: int
    text: str
    said: tuple[Said, ...]


def read_examples(pack_id: str, texts: Mapping[str, str], ear: Ear) -> tuple[list[Example], list[Problem]]:
    """Return the example rows of a pack's listen_*.toml, by path inside its examples."""
    rows: list[Example] = []
    problems: list[Problem] = []
    for path, text in sorted(texts.items()):
        if not (path.startswith("listen_") and path.endswith(".toml")):
            continue
        shown = f"{pack_id}/examples/{path}"
        data, faults = read_toml(shown, text)
        file = File(shown, text, data, faults)
        rows += [_example(each, ear) for each in file.entries("example", named=False)]
        problems += file.problems
    return rows, problems


def _example(entry: Entry, ear: Ear) -> Example:
    entry.choice("speaker", _SPEAKERS, "customer")
    warned = entry.has("warn")
    return Example(
        text=entry.text("text"),
        lang=entry.choice("lang", ("ja", "en"), "ja"),
        register=entry.text("register", ""),
        expect=_said(entry, "expect", ear),
        forbid=_said(entry, "forbid", ear),
        warn=frozenset(entry.names("warn", ear.lore.warnings)) if warned else None,
        file=entry.file.name,
        line=places(entry.file.text).of(entry.header, entry.nth),
    )


def _said(entry: Entry, key: str, ear: Ear) -> frozenset[Said]:
    entry.read.add(key)
    found: set[Said] = set()
    listed = entry.table.get(key, [])
    for row in listed if isinstance(listed, list) else []:
        if not (isinstance(row, list) and len(row) == len(("claim", "value")) and row[0] in ear.lore.claims):
            entry.note("wrong_type", key, found=str(row), wanted='["claim", "value"]')
            continue
        found.add((row[0], str(row[1])))
    return frozenset(found)


def score(examples: Iterable[Example], ear: Ear) -> Score:
    """Hear every example and count."""
    heard = [(each, ear.hear(each.text, today=TODAY)) for each in examples]
    said = [(each, proposed(one)) for each, one in heard]
    firm = [(each, proposed(one, firm=True)) for each, one in heard]
    warned = [(each.warn, {w.kind for w in one.warnings}) for each, one in heard if each.warn is not None]
    return Score(
        examples=len(heard),
        expected=sum(len(each.expect) for each, _ in heard),
        found=sum(len(each.expect & got) for each, got in said),
        firm=sum(len(got) for _, got in firm),
        firm_right=sum(len(each.expect & got) for each, got in firm),
        proposed=sum(len(got) for _, got in said),
        forbidden=tuple((each, one) for each, got in said for one in sorted(each.forbid & got)),
        missed=tuple((each, one) for each, got in said for one in sorted(each.expect - got)),
        extra=tuple((each, one) for each, got in said for one in sorted(got - each.expect)),
        warnings_due=sum(len(due) for due, _ in warned),
        warnings_given=sum(len(due & given) for due, given in warned),
    )


def proposed(heard: Heard, *, firm: bool = False) -> frozenset[Said]:
    """Return what was proposed; `unsure` as a value proposes neither yes nor no."""
    soft = {UNSURE, HEARSAY} if firm else set()
    return frozenset((p.claim, p.value) for p in heard.proposals if p.value != UNSURE and p.reason not in soft)


def noise(neutral: str, ear: Ear) -> tuple[int, list[Noise]]:
    """Return how many neutral lines there are, and those something was read into; amounts may be named anywhere."""
    lines = [(n, line) for n, line in enumerate(neutral.splitlines(), 1) if line.strip() and line[0] != "#"]
    found = []
    for number, line in lines:
        said = sorted(one for one in proposed(ear.hear(line, today=TODAY)) if one[0] != AMOUNT)
        if said:
            found.append(Noise(number, line, tuple(said)))
    return len(lines), found
