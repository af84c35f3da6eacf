"""A scenario written down as the file it would be read from: `reading` of it gives the same scenario back. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from assistant.drills import scenario as sc
from assistant.rules.facts import Evidence, Value
from assistant.rules.policy import Words

_DELETE = "\x7f"


def written(one: sc.Scenario, remarks: Iterable[str] = ()) -> str:
    """Return the text of the scenario's file; remarks stand above it, each on lines of its own."""
    tables = [_head(one), *_lines(one), *_customer(one.customer), *_records(one), *_bosses(one), *_reactions(one)]
    said = "".join(f"# {line}\n".replace(" \n", "\n") for each in remarks for line in each.split("\n"))
    return "\n".join([said, *tables, _expected(one.expected)] if said else [*tables, _expected(one.expected)])


def _head(one: sc.Scenario) -> str:
    return _table(
        "",
        _pair("id", one.id),
        *_words("title", one.title),
        f"teaches = {_list(one.teaches)}",
        f"today = {one.today.isoformat()}",
        *([f"unknown = {_list(sorted(one.unknown))}"] if one.unknown else []),
    )


def _lines(one: sc.Scenario) -> Iterator[str]:
    for each in one.lines:
        option = _words("option", each.option) if each.option.ja else ()
        amount = () if each.amount_yen is None else (f"amount_yen = {each.amount_yen}",)
        yield _table("[[line]]", _pair("id", each.id), _pair("charge_line", each.charge_line), *option, *amount)


def _customer(who: sc.Customer) -> Iterator[str]:
    yield _table(
        "[customer]",
        *_words("name", who.name),
        _pair("mood", who.mood),
        f"patience = {who.patience}",
        _pair("speech", who.speech),
        _pair("speaker", who.speaker),
        *_words("opens", who.opens),
    )
    for each in who.knows:
        kept = ("asked_well = true",) if each.asked_well else ()
        yield _table("[[customer.knows]]", *_told(each), *_words("says", each.says), *kept)


def _records(one: sc.Scenario) -> Iterator[str]:
    for each in one.records:
        on = () if each.evidence is Evidence.RECORD else (_pair("evidence", each.evidence.value),)
        yield _table("[[records]]", *_told(each), *on, *_words("shows", each.says))


def _told(each: sc.Telling) -> Iterator[str]:
    yield _pair("fact", each.fact)
    yield _pair("value", each.value)
    if each.line is not None:
        yield _pair("line", each.line)


def _bosses(one: sc.Scenario) -> Iterator[str]:
    for each in one.bosses:
        yield _table(
            "[[boss]]",
            _pair("by", each.by),
            *_words("name", each.name),
            _pair("says", each.says),
            _pair("channel", each.channel),
            *_words("words", each.words),
            _pair("when", each.when),
            _pair("answers", each.answers),
            *(_words("replies", each.replies) if each.replies.ja else ()),
            *([_pair("demands", each.demands)] if each.demands else []),
        )


def _reactions(one: sc.Scenario) -> Iterator[str]:
    for each in one.reactions:
        yield _table("[[reaction]]", _pair("to", each.to.value), _pair("kind", each.kind), *_words("says", each.says))


def _expected(wanted: sc.Expected) -> str:
    pairs = (_list(pair) for pair in wanted.order)
    return _table(
        "[expect]",
        f"rulings = {_inline({line: ruling.value for line, ruling in wanted.rulings.items()})}",
        *([_pair("call", wanted.call)] if wanted.call else []),
        *([_pair("escalate", wanted.escalate)] if wanted.escalate else []),
        f"must = {_list(wanted.must)}",
        f"must_not = {_list(wanted.must_not)}",
        f"order = [{', '.join(pairs)}]",
    )


def _table(header: str, *rows: str) -> str:
    return "\n".join([*([header] if header else []), *rows, ""])


def _pair(key: str, value: Value) -> str:
    return f"{key} = {value if isinstance(value, int) else _text(value)}"


def _words(key: str, words: Words) -> tuple[str, str]:
    return f"{key}.ja = {_text(words.ja)}", f"{key}.en = {_text(words.en)}"


def _list(names: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, names))}]"


def _inline(table: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{_text(key)} = {_text(value)}" for key, value in table.items()) + " }"


def _text(text: str) -> str:
    """Return a text as TOML has it: JSON's strings are TOML's, but for one sign."""
    return json.dumps(text, ensure_ascii=False).replace(_DELETE, "\\u007f")
