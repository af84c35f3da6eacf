"""The spoken and mailed texts of a pack: words/{ja,en}/*.md, paired by name and checked gap by gap."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from assistant.rules.entries import Entry, File
from assistant.rules.policy import Words
from assistant.rules.problems import near, problem
from assistant.rules.toml_text import control_in, lines_of
from assistant.rules.wording import CONTRACT_DATA, MAILED, SPOKEN, fits, gaps, ungapped

LANGS = ("ja", "en")
TONES = ("inquiry", "confirmation", "concern")
WORDS_MAX = 4_000


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a pack as they were given, and the file their problems are kept with."""

    script: File
    given: Mapping[str, str]
    dates: Collection[str] = ()  # the facts that are dates

    def pairs(self) -> dict[str, Words]:
        """Pair the texts of both languages by name, and see that the mails are there."""
        listed = [path.split("/", 2)[2] for path in self.given if path.startswith(tuple(map(_folder, LANGS)))]
        mails = {f"mail_{kind}{tone}" for kind in ("", "subject_") for tone in TONES}
        names = mails.union(name.removesuffix(".md") for name in listed if name.endswith(".md"))
        found = {name: Words(*(self._text(lang, name) for lang in LANGS)) for name in sorted(names)}
        for name in sorted(mails):
            self.check(name, found[name], MAILED)
        return found

    def of_block(self, entry: Entry, said: Words | None, *, unverified: bool) -> None:
        """See that a block of the script has its text, and that nobody unverified hears of the contract (P10)."""
        if said is None:
            entry.note("no_words", "id", found=entry.id)
            return
        if unverified:
            allowed = {name: form for name, form in SPOKEN.items() if name not in CONTRACT_DATA}
        else:
            allowed = {**SPOKEN, **dict.fromkeys(self.dates, "date")}
        self.check(entry.id, said, allowed)

    def check(self, name: str, said: Words, allowed: Mapping[str, str]) -> None:
        """See that a text has known gaps only, and the same ones in both languages."""
        used = {lang: set(gaps(said.of(lang))) for lang in LANGS}
        for lang, other in (LANGS, LANGS[::-1]):
            for number, gap in self._gaps(lang, name):
                if not fits(gap, allowed):
                    self._note("placeholder", lang, name, number, found=gap, near=near(gap, _written(allowed)))
                elif gap not in used[other] and said.of(other):
                    self._note("placeholder_differs", lang, name, number, found=gap)

    def _gaps(self, lang: str, name: str) -> Iterator[tuple[int, str]]:
        seen: set[str] = set()
        for number, line in enumerate(lines_of(self.given.get(_path(lang, name), "")), 1):
            for gap in (*gaps(line), *ungapped(line)):
                if gap not in seen:
                    seen.add(gap)
                    yield number, gap

    def _text(self, lang: str, name: str) -> str:
        text = self.given.get(_path(lang, name), "")
        if not text.strip():
            self._note("no_words", lang, name, 0, found=f"{name}.md")
        if len(text) > WORDS_MAX:
            self._note("too_long", lang, name, 0, key=f"{name}.md", most=WORDS_MAX)
        for number, line in enumerate(lines_of(text), 1):
            odd = control_in(line)
            if odd:
                self._note("control_character", lang, name, number, found=f"{ord(odd):04X}")
            elif "\ufffd" in line:
                self._note("not_utf8", lang, name, number)
        return text[:WORDS_MAX].strip()

    def _note(self, code: str, lang: str, name: str, line: int, **values: object) -> None:
        file = self.script.name.removesuffix("script.toml") + _path(lang, name)
        self.script.problems.append(problem(code, file, line, name, **values))


def _folder(lang: str) -> str:
    return f"words/{lang}/"


def _path(lang: str, name: str) -> str:
    return f"{_folder(lang)}{name}.md"


def _written(allowed: Mapping[str, str]) -> Collection[str]:
    return [f"{name}:{form}" if form else name for name, form in allowed.items()]
