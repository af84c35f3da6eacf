"""The rest of a pack: sources, arguments, ladder, taboos, script and texts, read and checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from assistant.rules.entries import Entry, File
from assistant.rules.pack_texts import TONES, Texts
from assistant.rules.policy import (
    Argument,
    Block,
    ConsultDesk,
    CounselPoint,
    Rung,
    Source,
    Taboo,
    TaxRate,
    Test,
    Words,
)
from assistant.rules.problems import NO_WORDS
from assistant.rules.toml_text import places
from assistant.rules.wording import paragraphs

KEYS = ("order", "supply", "conduct", "contract")
CONFIDENCE = frozenset({"L", "O", "S", "M", "I"})
ADDRESSEES = frozenset({"carrier", "carrier_and_agents", "anyone"})
SPOKEN_KINDS = (
    "opening",
    "verify",
    "meanwhile",
    "apology",
    "fact",
    "ruling",
    "correction",
    "copy",
    "contact",
    "handover",
    "close",
)
RULED = frozenset({"do_not_bill", "refund", "hold", "offer_initial_cancellation", "bill", "untouched", "open"})
TICKS = frozenset({"name", "recording", "apology", "read_back", "callback_time"})
"""What has to be heard in a call where the case calls for it, and is ticked off when said."""
_ADDRESS = re.compile(r"[\w.+\-]+@[\w.\-]+", re.ASCII)

Values = Mapping[str, Collection[str]]


def due_day(entry: Entry, key: str) -> date:
    """Return a date that must be there."""
    day = entry.day(key)
    if not entry.has(key):
        entry.note("missing", key)
    return day or date.min


def inner(entry: Entry, key: str) -> Entry:
    """Return a table inside an entry, such as `phrases` with its `ja` and `en`."""
    table = entry.tables(key)
    return Entry(entry.file, entry.header, entry.nth, table, named=False, prefix=f"{key}.", within=entry)


def days_by_name(entry: Entry, key: str, allowed: Collection[str]) -> dict[str, date]:
    """Return a table of dates by the values of a fact, such as `exists_from.open`."""
    table = inner(entry, key)
    found = {name: day for name in allowed if (day := table.day(name))}
    table.close()
    return found


def counsel_points(file: File) -> Iterator[CounselPoint]:
    """Walk the points left to counsel."""
    for each in file.entries("counsel"):
        yield CounselPoint(each.id, each.words("question"), each.words("default"))


def names(file: File) -> dict[str, Words]:
    """Return the names of the house: company, operator."""
    entry = _only(file, "names")
    found = {name: entry.words(name) for name in ("company", "operator")}
    entry.close()
    return found


def _only(file: File, header: str) -> Entry:
    """Return a table that stands once in a file."""
    table = file.data.get(header, {})
    if not isinstance(table, dict):
        line = places(file.text).of(header, 0)
        file.note("wrong_type", line, key=header, found=type(table).__name__, wanted=f"[{header}]")
    return Entry(file, header, 0, table if isinstance(table, dict) else {}, named=False)


def triggers(head: Entry) -> dict[str, tuple[str, ...]]:
    """Read the words by which a pack's trouble is told from others; both languages, or none."""
    table = inner(head, "triggers") if head.has("triggers") else None
    if table is None:
        return {}
    found = {lang: table.names(lang) for lang in ("ja", "en")}
    table.close()
    for lang, words in found.items():
        if not words:
            head.note("empty", f"triggers.{lang}")
    return found


def tones(file: File) -> dict[str, Words]:
    """Return the names of the tones of a mail; all of them are due."""
    found = {each.id: each.words("name") for each in file.entries("tone")}
    for tone in TONES:
        if tone not in found:
            file.note("missing", key=f"tone {tone}")
    return found


def date_keys(file: File, dates: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return, for each date key, the facts that give its date."""
    entry = _only(file, "date_keys")
    found = {key: entry.names(key, dates) for key in KEYS}
    for key in KEYS:
        if not entry.has(key):
            entry.note("missing", key)
    entry.close()
    return found


def source(entry: Entry) -> Source:
    """Read one citation."""
    since, until = entry.days()
    return Source(
        id=entry.id,
        law=entry.words("law"),
        article=entry.words("article"),
        gist=entry.words("gist"),
        key=entry.choice("key", KEYS),
        confidence=entry.choice("confidence", CONFIDENCE),
        since=since,
        until=until,
        consumer_only=entry.flag("consumer_only"),
        addressee=entry.choice("addressee", ADDRESSEES, "anyone"),
        url=entry.text("url", ""),
        checked=entry.day("checked"),
        unread_before=entry.flag("unread_before"),
    )


def taxes(file: File) -> tuple[TaxRate, ...]:
    """Read the rates of consumption tax, first to last; every day has one rate."""
    found: list[TaxRate] = []
    for entry in file.entries("tax", named=False):
        since, until = entry.days()
        last = found[-1].until if found else None
        due = last + timedelta(days=1) if last and last < date.max else None
        if since != due or (found and last is None):
            entry.note("tax_dates", "from", wanted=due or "-")
        found.append(TaxRate(entry.number("percent"), since, until))
    if found and found[-1].until is not None:
        entry.note("tax_dates", "until", wanted="-")
    return tuple(found)


def rung(entry: Entry) -> Rung:
    """Read one step of the ladder."""
    address = entry.text("address")
    if address.strip() and not _ADDRESS.fullmatch(address):
        entry.note("wrong_type", "address", found=address, wanted='"name@example.jp"')
    return Rung(
        id=entry.id,
        role=entry.words("role"),
        people=entry.number("people", 1),
        address=address,
        hours=entry.words("hours"),
        days_to_answer=entry.number("days_to_answer"),
        liaison=entry.flag("liaison"),
    )


def consult_desk(entry: Entry) -> ConsultDesk:
    """Read one place to ask advice."""
    since, until = entry.days()
    return ConsultDesk(
        id=entry.id,
        name=entry.words("name"),
        what=entry.words("what"),
        contact=entry.text("contact", ""),
        since=since,
        until=until,
        confidence=entry.choice("confidence", CONFIDENCE),
    )


def argument(entry: Entry, values: Values, sources: Collection[str]) -> Argument:
    """Read one thing a side will say."""
    entry.read.add("holds")
    boxes = entry.table.get("holds", [])
    holds: list[Test] = []
    for nth, box in enumerate(boxes if isinstance(boxes, list) else []):
        table = box if isinstance(box, dict) else {}
        one = Entry(entry.file, "argument.holds", nth, table, named=False, within=entry)
        holds.append(one.test(values))
        one.close()
    return Argument(
        id=entry.id,
        side=entry.choice("side", {"bill", "customer"}),
        claim=entry.words("claim"),
        holds=tuple(holds),
        answer=entry.words("answer"),
        grants=entry.words("grants"),
        cites=entry.names("cites", sources),
        when=entry.test(values),
    )


def taboo(entry: Entry, values: Values) -> Taboo:
    """Read one thing that must not be said."""
    phrases = inner(entry, "phrases")
    said = {lang: phrases.names(lang) for lang in ("ja", "en")}
    phrases.close()
    for lang in ("ja", "en"):
        if not said[lang]:
            entry.note("empty", f"phrases.{lang}")
    return Taboo(
        id=entry.id,
        level=entry.choice("level", {"stop", "soften"}),
        ja=said["ja"],
        en=said["en"],
        better=entry.words("better"),
        why=entry.words("why"),
        when=entry.test(values),
    )


def block(  # noqa: PLR0913, PLR0917  # a block is checked against all of these
    entry: Entry,
    values: Values,
    lines: Collection[str],
    sources: Collection[str],
    texts: Texts,
    said: Mapping[str, Words],
) -> Block:
    """Read one piece of the script, or one answer to a reaction: its text must be there and use known gaps only."""
    line = entry.choice("line", lines, "") or None
    unverified = entry.flag("unverified")
    points = entry.numbers("points", (1,))
    texts.of_block(entry, said.get(entry.id), unverified=unverified)
    _check_points(entry, said.get(entry.id, NO_WORDS), points)
    return Block(
        id=entry.id,
        kind="reaction" if entry.header == "answer" else entry.choice("kind", SPOKEN_KINDS),
        when=entry.test(values),
        rulings=frozenset(entry.names("rulings", RULED)) or None,
        line=line,
        per_line=entry.flag("per_line") or line is not None,
        must=entry.flag("must"),
        cites=entry.names("cites", sources),
        unverified=unverified,
        verbatim=entry.flag("verbatim"),
        ticks=entry.names("ticks", TICKS),
        points=points,
    )


def _check_points(entry: Entry, said: Words, points: tuple[int, ...]) -> None:
    """See that each point is a paragraph, and that both languages have the same ones."""
    ja, en = len(paragraphs(said.ja)), len(paragraphs(said.en))
    if not ja or not en:
        return  # no text, and that has been told
    if ja != en:
        entry.note("paragraphs_differ", "id", found=ja, wanted=en)
    if not points or not all(1 <= each <= min(ja, en) for each in points):
        entry.note("no_paragraph", "points", found=", ".join(map(str, points)), most=min(ja, en))
