"""ask.toml, from text to Questions; what is wrong with it is named by file and line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from assistant.call.asking import people, speech, state, supposing, work
from assistant.call.asking.inquiry import Query
from assistant.call.asking.match import MARKS, plain, quoted
from assistant.call.asking.meaning import SAYING, meaning, with_options
from assistant.call.asking.questions import Claim, Intent, Means, Phrases, Questions
from assistant.call.asking.says import GAPS, SAYS
from assistant.call.case import Case
from assistant.rules.entries import Entry, File
from assistant.rules.facts import UNKNOWN
from assistant.rules.policy import Policy, Words
from assistant.rules.problems import Problem, near
from assistant.rules.toml_text import read_toml
from assistant.rules.wording import gaps

FILE, OWN = "ask.toml", "ask_own.toml"
TABLES = ("list", "intent", "means", "claim", "option", "say")
FACTS_NAMED = frozenset({"means", "claim", "option"})
"""Tables that name facts and arguments of one pack: a pack that borrows ask.toml has its own, in ask_own.toml."""

NO_CASE = Case()
LISTS = (
    *("quote_before", "quote_after", "contract", "waives", "gives_back", "asks_money", "denies", "admits"),
    *("family", "unknown", "negations", "filler"),
)
"""Word lists the queries themselves need; a pack may have more for its phrases."""

QUERIES: Mapping[str, Query] = {
    **state.QUERIES,
    **people.QUERIES,
    **speech.QUERIES,
    **work.QUERIES,
    **supposing.QUERIES,
}
"""What can be answered. Every intent of a pack is one of these, and each has an intent."""


def read(texts: Mapping[str, str], policy: Policy, *, examples: bool = False) -> tuple[Questions | None, list[Problem]]:
    """Return the questions of a pack, or what is wrong with them; None where there is anything."""
    shown = f"{policy.id}/{FILE}"
    text = texts.get(FILE)
    if text is None:
        file = File(shown, "", {})
        file.note("missing_file")
        return None, file.problems
    data, problems = read_toml(shown, text)
    own, faults = read_toml(f"{policy.id}/{OWN}", texts.get(OWN, ""))
    if problems or faults:
        return None, [*problems, *faults]
    file = File(shown, text, _without(data, own))
    if OWN in texts:
        file.more = (File(f"{policy.id}/{OWN}", texts[OWN], own),)
    questions = _questions(file, policy)
    for each in (file, *file.more):
        for key in each.data.keys() - set(TABLES):
            each.note("unknown_key", key=key, near=near(key, TABLES))
    if examples and not file.all_problems:
        _strays(file, questions, policy)
    return (None if file.all_problems else questions), file.all_problems


def _without(data: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ask.toml says where a pack has words of its own: those stand instead."""
    if not own:
        return data
    kept = {name: tables for name, tables in data.items() if name not in FACTS_NAMED}
    for name in TABLES:
        mine = {each.get("id") for each in own.get(name, []) if isinstance(each, dict)}
        if mine and isinstance(kept.get(name), list):
            kept[name] = [each for each in kept[name] if not (isinstance(each, dict) and each.get("id") in mine)]
    return kept


def _questions(file: File, policy: Policy) -> Questions:
    lists = {each.id: _phrases(each, "words", ()) for each in file.entries("list")}
    _all_there(file, "list", lists, LISTS)
    known = (*lists, *MARKS)
    intents = {each.id: _intent(each, known) for each in file.entries("intent")}
    _all_there(file, "intent", intents, QUERIES)
    says = {each.id: _say(each) for each in file.entries("say")}
    _all_there(file, "say", says, SAYS)
    arguments = [each.id for each in policy.arguments]
    return Questions(
        intents=intents,
        lists=lists,
        means=tuple(_means(each, policy, known) for each in file.entries("means", named=False)),
        claims=tuple(_claim(each, arguments, known) for each in file.entries("claim", named=False)),
        options={each.id: _phrases(each, "words", ()) for each in file.entries("option")},
        says=says,
    )


def _all_there(file: File, header: str, found: Collection[str], wanted: Collection[str]) -> None:
    for name in wanted:
        if name not in found:
            file.note("missing", key=f"{header} {name}")


def _phrases(entry: Entry, key: str, lists: Collection[str], *, optional: bool = False) -> Phrases:
    """Read `key.ja` and `key.en`, lists of phrases that name known word lists only."""
    entry.read.add(key)
    table = entry.table.get(key, {})
    inner = Entry(entry.file, "", 0, table if isinstance(table, dict) else {})
    said = {lang: inner.names(lang) for lang in ("ja", "en")}
    inner.close()
    for lang, phrases in said.items():
        if not phrases and not optional:
            entry.note("empty", f"{key}.{lang}")
        for phrase in phrases:
            _check(entry, f"{key}.{lang}", phrase, lang, lists)
    return Phrases(**said)


def _check(entry: Entry, key: str, phrase: str, lang: str, lists: Collection[str]) -> None:
    for name in gaps(phrase):
        if name not in lists:
            entry.note("not_allowed", key, found=f"{{{name}}}", near=near(name, lists))
    for piece in phrase.split("~"):
        if not gaps(piece) and not plain(piece, lang).text:
            entry.note("empty", key)


def _intent(entry: Entry, lists: Collection[str]) -> Intent:
    if entry.id not in QUERIES:
        entry.note("not_allowed", "id", found=entry.id, near=near(entry.id, QUERIES))
    return Intent(
        id=entry.id,
        phrasings=_phrases(entry, "phrasings", lists),
        unless=_phrases(entry, "unless", lists, optional=True),
        examples=_phrases(entry, "examples", lists),
    )


def _means(entry: Entry, policy: Policy, lists: Collection[str]) -> Means:
    choices = [name for name, spec in policy.facts.items() if spec.kind == "choice"]
    fact = entry.choice("fact", choices)
    values = (*policy.facts[fact].values, UNKNOWN) if fact in choices else ()
    return Means(fact, entry.choice("value", values), _phrases(entry, "words", lists))


def _claim(entry: Entry, arguments: Collection[str], lists: Collection[str]) -> Claim:
    return Claim(entry.choice("argument", arguments), _phrases(entry, "words", lists))


def _say(entry: Entry) -> Words:
    if entry.id not in SAYS:
        entry.note("not_allowed", "id", found=entry.id, near=near(entry.id, SAYS))
    said = entry.words("words")
    allowed = SAYS.get(entry.id, GAPS)
    for gap in (*gaps(said.ja), *gaps(said.en)):
        if gap not in allowed:
            entry.note("placeholder", "words", found=gap, near=near(gap, allowed))
    differs = set(gaps(said.ja)) ^ set(gaps(said.en))
    if differs:
        entry.note("placeholder_differs", "words", found=", ".join(sorted(differs)))
    return said


def _strays(file: File, questions: Questions, policy: Policy) -> None:
    """Note each example that is answered by another intent than its own."""
    for nth, (name, intent) in enumerate(questions.intents.items()):
        for lang, example in _examples(intent):
            said = plain(quoted(example)[1] if name == SAYING else example, lang)
            found = meaning(questions, policy, with_options(questions, policy, NO_CASE, said)).intent
            if found != name:
                entry = Entry(file, "intent", nth, {"id": name})
                entry.note("example_strays", "examples", example=example, found=found or "-")


def _examples(intent: Intent) -> Iterator[tuple[str, str]]:
    for lang in ("ja", "en"):
        for example in intent.examples.of(lang):
            yield lang, example
