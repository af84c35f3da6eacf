"""The linter: what a pack's author would regret in words and patterns, by file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from assistant.listen.ear import Ear
from assistant.listen.fold import hiragana, katakana, spelled
from assistant.listen.heard import UNSURE
from assistant.listen.lore import LANGS, Pattern
from assistant.listen.reading import files_of
from assistant.rules.entries import File
from assistant.rules.problems import Problem, problem
from assistant.rules.toml_text import places, read_toml

TODAY = date(2011, 10, 19)
SHORT_MAX = 3
_UNBOUNDED = re.compile(r"(?<!\\)[*+]|\{\d*,\}")
_NESTED = re.compile(r"[*+}]\??\)\s*(?:[*+]|\{)")
_GUARD = "(?<!"
_LEADING = re.compile(r"^[^{}~<>?]+")


def lint(pack_id: str, texts: Mapping[str, str], ear: Ear) -> list[Problem]:
    """Return what is wrong with the words and patterns of a pack that reads well enough to be heard with."""
    found: list[Problem] = []
    for path, text in files_of(texts).items():
        data, _ = read_toml(path, text)
        file = File(f"{pack_id}/{path}", text, data)
        found += _words(file)
        found += _wordings(file)
        mine = [each for each in ear.lore.patterns if each.file.rpartition("/")[2] == path]
        found += [each for pattern in sorted(mine, key=lambda each: each.nth) for each in _examples(file, pattern, ear)]
    return found


def _words(file: File) -> Iterator[Problem]:
    """Name the short kana words that would be found inside longer ones."""
    for nth, table in enumerate(file.data.get("word", [])):
        if table.get("clings"):
            continue
        for word in (each for lang in LANGS for each in table.get(lang, [])):
            if _short_kana(word) and not word.startswith("<"):
                line = places(file.text).of("word", nth)
                yield problem("unguarded", file.name, line, str(table.get("id")), found=word)


def _short_kana(word: str) -> bool:
    bare = spelled(word.strip("<>"))
    return 0 < len(bare) <= SHORT_MAX and all(hiragana(each) for each in bare)


def _wordings(file: File) -> Iterator[Problem]:
    for nth, table in enumerate(file.data.get("pattern", [])):
        for source in table.get("say", []):
            code = _of_regex(source) if table.get("regex") else _of_template(source)
            if code:
                line = places(file.text).of("pattern", nth, "say")
                yield problem(code, file.name, line, str(table.get("id")), found=source)


def _of_template(source: str) -> str | None:
    """Return what is wrong with how a template begins: the rest of it is held by what stands before."""
    leading = _LEADING.match(source)
    if leading is None:
        return None
    first = spelled(leading[0])
    whole = len(first) == len(source)
    return "unguarded" if (_short_kana(first) and not whole) or first[:1].isdigit() else None


def _of_regex(source: str) -> str | None:
    if _NESTED.search(source):
        return "nested"
    if _UNBOUNDED.search(source):
        return "unbounded"
    bare = re.sub(r"^\(\?<!.*?\)", "", source)
    first = bare[:1]
    needs = first.isdigit() or bare.startswith((r"\d", "[0-9")) or katakana(first or " ") or hiragana(first or " ")
    return "unguarded" if needs and not source.startswith(_GUARD) else None


def _examples(file: File, pattern: Pattern, ear: Ear) -> Iterator[Problem]:
    """Name the examples a pattern lacks, and those it does not keep."""
    line = places(file.text).of("pattern", pattern.nth)
    if not pattern.says and not pattern.warns:
        return
    for kind, listed in (("good", pattern.good), ("bad", pattern.bad)):
        if not listed:
            yield problem("no_example", file.name, line, pattern.id, key=kind)
        for text in listed:
            if _hears(ear, pattern, text) != (kind == "good"):
                yield problem(f"example_{kind}", file.name, line, pattern.id, found=text)


def _hears(ear: Ear, pattern: Pattern, text: str) -> bool:
    heard = ear.hear(text, today=TODAY)
    if pattern.warns:
        return pattern.warns in {each.kind for each in heard.warnings}
    return any(each.pattern == pattern.id and each.value != UNSURE for each in heard.proposals)
