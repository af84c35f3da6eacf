"""Reading: a pack's listen files become its lore, and the problems found on the way. Never throws."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from assistant.listen.fold import spelled
from assistant.listen.lexicon import FILLER, Lexicon
from assistant.listen.lore import GOALS, KINDS, LANGS, TABLES, Chip, Claim, Lore, Mapped, Pattern
from assistant.listen.scope import EFFECTS, PLACES, compiled
from assistant.listen.spellings import checked, expanded, unnested
from assistant.listen.stretches import NAMES, STRETCHES
from assistant.listen.template import Grammar, Template, Unreadable
from assistant.listen.verbs import read_tails, read_verbs
from assistant.rules.borrows import borrows
from assistant.rules.entries import Entry, File
from assistant.rules.policy import Policy
from assistant.rules.problems import Problem, near, problem
from assistant.rules.toml_text import read_toml

CUT, FIX, TOPIC = "cut", "fix", "{@}"
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(slots=True)
class Draft:
    """What was read so far."""

    pieces: dict[str, tuple[str, ...]] = field(default_factory=dict)
    units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    solid: set[str] = field(default_factory=set)
    forms: dict[str, list[str]] = field(default_factory=dict)
    gaps: dict[str, int] = field(default_factory=dict)
    scope: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    soft: list[str] = field(default_factory=list)
    joints: list[str] = field(default_factory=list)
    goals: dict[str, int] = field(default_factory=dict)
    syllables: dict[str, str] = field(default_factory=dict)


def files_of(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the listen files among a pack's texts."""
    return {path: text for path, text in sorted(texts.items()) if re.fullmatch(r"listen\w*\.toml", path)}


def read_lore(pack_id: str, texts: Mapping[str, str], policy: Policy) -> tuple[Lore | None, list[Problem]]:
    """Turn a pack's listen files into its lore; None where one cannot be read at all."""
    opened = [_open(f"{pack_id}/{path}", text) for path, text in files_of(texts).items()]
    problems = [each for file in opened for each in file.problems]
    if not opened:
        return None, [problem("missing_file", f"{pack_id}/listen.toml")]
    if problems:
        return None, problems
    draft = Draft()
    for file in opened:
        _settings(file, draft)
    draft.pieces = unnested(draft.pieces, Entry(opened[0], "", 0, {}))
    for file in opened:
        _words(file, draft)
    lent = frozenset(f"{pack_id}/{name}" for name in borrows(texts.get("pack.toml", "")).files)
    lore = _lore(opened, draft, policy, lent)
    return lore, [each for file in opened for each in file.problems]


def _open(shown: str, text: str) -> File:
    data, problems = read_toml(shown, text)
    return File(shown, text, data, problems)


def _settings(file: File, draft: Draft) -> None:
    """Read what has no tables of its own: gaps, small words, units, the ceiling."""
    head = Entry(file, "", 0, file.data)
    head.read.update(TABLES)
    for name, listed in (("pieces", draft.pieces), ("units", draft.units)):
        table = file.data.get(name, {})
        inner = Entry(file, "", 0, table if isinstance(table, dict) else {})
        listed.update({key: listed.get(key, ()) + inner.names(key) for key in inner.table})
    table = file.data.get("syllables", {})
    inner = Entry(file, "", 0, table if isinstance(table, dict) else {})
    draft.syllables.update({key: inner.text(key) for key in inner.table})
    gaps = file.data.get("gaps", {})
    inner = Entry(file, "", 0, gaps if isinstance(gaps, dict) else {})
    draft.gaps.update({lang: inner.number(lang) for lang in LANGS if inner.has(lang)})
    draft.soft += head.names("soft")
    goals = file.data.get("goals", {})
    inner = Entry(file, "", 0, goals if isinstance(goals, dict) else {})
    draft.goals.update({name: inner.number(name) for name in GOALS if inner.has(name)})
    head.close()


def _words(file: File, draft: Draft) -> None:
    for each in file.entries("word"):
        listed = [word for lang in LANGS for word in each.names(lang)]
        draft.words.setdefault(each.id, []).extend(expanded(each, listed, draft.pieces))
        each.flag("clings")
        for other in each.names("also"):
            draft.words.setdefault(other, []).extend(draft.words[each.id])
        if each.flag("solid"):
            draft.solid.add(each.id)
    for each in file.entries("form", named=False):
        draft.forms.setdefault(each.text("of"), []).extend(each.names("say"))
    for each in file.entries("cut", named=False):
        draft.joints += _joints(each)
    for each in file.entries("scope", named=False):
        key = each.choice("effect", EFFECTS), each.choice("place", PLACES)
        listed = [word for lang in LANGS for word in each.names(lang)]
        draft.scope.setdefault(key, []).extend(checked(each, listed, draft.pieces))


def _lore(opened: Sequence[File], draft: Draft, policy: Policy, lent: frozenset[str]) -> Lore:
    verbs = [each for file in opened for each in read_verbs(file, draft.words, draft.pieces)]
    tails = read_tails(opened, draft.pieces)
    lexicon = Lexicon(draft.words, (*STRETCHES, CUT), draft.pieces.get("particle", ()), verbs, tails)
    solid = "".join(sorted({sign for name in draft.solid for sign in lexicon.signs(name)}))
    cuts = lexicon.signs(CUT)
    gaps = {lang: draft.gaps.get(lang, 0) for lang in LANGS}
    grammar = Grammar(lexicon, draft.pieces, draft.forms, gaps, solid, cuts)
    claims = {each.id: each for file in opened for each in _claims(file, policy, lent=file.name in lent)}
    reader = _Reader(grammar, claims, policy, frozenset(draft.words), lent)
    patterns = tuple(each for file in opened for each in reader.patterns(file))
    return Lore(
        lexicon=lexicon,
        scope=compiled(draft.scope, draft.soft, draft.pieces),
        options=frozenset(name.removeprefix("opt.") for name in draft.words if name.startswith("opt.")),
        joints=re.compile("|".join(draft.joints) or "(?!)"),
        syllables=draft.syllables,
        units={name: draft.units.get(name, ()) for name in NAMES},
        solid=frozenset(solid),
        objects=frozenset(draft.pieces.get("object", ())),
        cuts=frozenset(cuts),
        fixes=frozenset(lexicon.signs(FIX)),
        claims=claims,
        patterns=tuple(sorted(patterns, key=lambda each: each.lang != "en")),
        japanese=tuple(each for each in patterns if each.lang == "ja"),
        chips=tuple(each for file in opened for each in reader.chips(file)),
        maps=tuple(each for file in opened for each in reader.maps(file)),
        goals={name: draft.goals.get(name, 0) for name in GOALS},
        warnings=tuple(dict.fromkeys(each.warns for each in patterns if each.warns)),
    )


def _joints(entry: Entry) -> list[str]:
    """Return the words at which a clause ends, with the letters they must follow and come before."""
    after, before, unless = (entry.text(key, "") for key in ("after", "before", "unless"))
    behind = f"(?<=[{re.escape(after)}])" if after else ""
    ahead = f"(?=[{re.escape(before)}])" if before else ""
    ahead += f"(?![{re.escape(unless)}])" if unless else ""
    listed = sorted((word for lang in LANGS for word in entry.names(lang)), key=len, reverse=True)
    return [behind + re.escape(spelled(word)) + ahead for word in listed]


def _claims(file: File, policy: Policy, *, lent: bool) -> Iterator[Claim]:
    for each in file.entries("claim"):
        about = each.names("about", None if lent else policy.facts)
        yield Claim(
            id=each.id,
            kind=each.choice("kind", KINDS),
            values=each.names("values"),
            about=tuple(name for name in about if name in policy.facts),
            own_act=each.flag("own_act"),
            denies=each.text("denies", ""),
            negative=each.flag("negative"),
        )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads what refers to words and claims."""

    grammar: Grammar
    claims: Mapping[str, Claim]
    policy: Policy
    classes: Collection[str]
    lent: frozenset[str]

    def patterns(self, file: File) -> Iterator[Pattern]:
        for each in file.entries("pattern"):
            yield self._pattern(each)

    def _pattern(self, entry: Entry) -> Pattern:
        lang, raw = entry.choice("lang", LANGS, "ja"), entry.flag("regex")
        sayings = entry.names("say")
        if not sayings:
            entry.note("empty", "say")
        templates = () if raw else tuple(each for each in (self._template(entry, s, lang) for s in sayings) if each)
        expressions = tuple(each for each in (_raw(entry, s) for s in sayings) if each) if raw else ()
        slots = {name for each in templates for name in each.slots} | {
            n for each in expressions for n in each.groupindex
        }
        return Pattern(
            id=entry.id,
            lang=lang,
            says=self._says(entry, slots),
            warns=entry.text("warns", ""),
            templates=templates,
            raw=expressions,
            told=entry.flag("told"),
            asks=entry.flag("asks"),
            wary=entry.flag("wary"),
            hearsay=entry.flag("hearsay"),
            group=entry.text("group", ""),
            beside=self._class(entry, "beside"),
            needs=_needs(templates) if not expressions else 0,
            bare=entry.flag("bare"),
            plain=entry.flag("plain"),
            good=entry.names("good"),
            bad=entry.names("bad"),
            file=entry.file.name,
            nth=entry.nth,
        )

    def _template(self, entry: Entry, source: str, lang: str) -> Template | None:
        try:
            return self.grammar.compile(source, lang)
        except Unreadable as error:
            known = (*self.classes, *self.grammar.pieces, *STRETCHES)
            entry.note("not_allowed", "say", found=str(error), near=near(str(error), known))
            return None

    def _class(self, entry: Entry, key: str) -> str:
        return entry.choice(key, self.classes, "")

    def _says(self, entry: Entry, slots: Collection[str]) -> tuple[tuple[str, str], ...]:
        entry.read.add("says")
        said: list[tuple[str, str]] = []
        listed = entry.table.get("says", [])
        for row in listed if isinstance(listed, list) else [listed]:
            if not isinstance(row, list) or [type(each) for each in row] != [str, str]:
                entry.note("wrong_type", "says", found=str(row), wanted='["claim", "value"]')
                continue
            claim, value = row
            if claim not in self.claims:
                entry.note("not_allowed", "says", found=claim, near=near(claim, self.claims))
                continue
            slot = _SLOT.fullmatch(value)
            if slot and value != TOPIC and slot[1] not in slots:
                entry.note("not_allowed", "says", found=value, near=near(value, slots))
            said.append((claim, value))
        if not said and not entry.has("warns") and not entry.has("says"):
            entry.note("missing", "says")
        return tuple(said)

    def chips(self, file: File) -> Iterator[Chip]:
        for each in file.entries("chip", named=False):
            words = frozenset(each.names("words", self.classes))
            if file.name not in self.lent or each.text("fact") in self.policy.facts:
                yield Chip(each.choice("fact", self.policy.facts), words)

    def maps(self, file: File) -> Iterator[Mapped]:
        for each in file.entries("maps", named=False):
            if file.name in self.lent and not self._answers(each):
                continue
            fact = each.choice("fact", self.policy.facts)
            spec = self.policy.facts.get(fact)
            allowed = {"*", *spec.values} if spec else {"*"}
            claim, to = each.choice("claim", self.claims), each.choice("to", allowed)
            yield Mapped(claim, each.text("value"), fact, to, each.names("agrees", spec.values if spec else ()))

    def _answers(self, entry: Entry) -> bool:
        """Whether a row lent by another pack is about a fact this one has, with a value it knows."""
        for key in ("claim", "value", "to", "agrees"):
            entry.read.add(key)
        spec = self.policy.facts.get(entry.text("fact"))
        to, agrees = entry.table.get("to"), entry.table.get("agrees", [])
        return spec is not None and {to, *agrees} <= {"*", *spec.values}


def _needs(templates: Sequence[Template]) -> int:
    """Return the signs of which a sentence must have one for any of the templates to fit; 0 where one needs none."""
    firsts = [each.needs[0] if each.needs else 0 for each in templates]
    return 0 if 0 in firsts else reduce(or_, firsts, 0)


def _raw(entry: Entry, source: str) -> re.Pattern[str] | None:
    try:
        return re.compile(source)
    except re.error as error:
        entry.note("not_regex", "say", found=source, detail=str(error))
        return None


__all__ = ["FILLER", "TOPIC", "files_of", "read_lore"]
