"""The rest of a pack: sources, arguments, ladder, taboos, script and texts, read and checked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from assistant.rules.entries import Entry, File
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
from assistant.rules.problems import near
from assistant.rules.wording import CONTRACT_DATA, MAILED, SPOKEN, fits, gaps

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
TONES = ("inquiry", "confirmation", "concern")
TICKS = frozenset({"name", "recording", "apology", "read_back", "callback_time"})
"""What has to be heard in a call where the case calls for it, and is ticked off when said."""
WORDS_MAX = 4_000

Values = Mapping[str, Collection[str]]


def due_day(entry: Entry, key: str) -> date:
    """Return a date that must be there."""
    day = entry.day(key)
    if day is None:
        entry.note("missing", key)
        return date.min
    return day


def days_by_name(entry: Entry, key: str) -> dict[str, date]:
    """Return a table of dates, such as `exists_from.open`."""
    entry.read.add(key)
    table = entry.table.get(key, {})
    return {name: day for name, day in table.items() if isinstance(day, date)} if isinstance(table, dict) else {}


def counsel_points(file: File) -> Iterator[CounselPoint]:
    """Walk the points left to counsel."""
    for each in file.entries("counsel"):
        yield CounselPoint(each.id, each.words("question"), each.words("default"))


def names(file: File) -> dict[str, Words]:
    """Return the names of the house: company, operator."""
    entry = Entry(file, "", 0, file.data.get("names", {}))
    return {name: entry.words(name) for name in ("company", "operator")}


def tones(file: File) -> dict[str, Words]:
    """Return the names of the tones of a mail; all of them are due."""
    found = {each.id: each.words("name") for each in file.entries("tone")}
    for tone in TONES:
        if tone not in found:
            file.note("missing", key=f"tone {tone}")
    return found


def date_keys(file: File, dates: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return, for each date key, the facts that give its date."""
    entry = Entry(file, "", 0, file.data.get("date_keys", {}))
    return {key: entry.names(key, dates) for key in KEYS}


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
    )


def tax(entry: Entry) -> TaxRate:
    """Read one rate of consumption tax."""
    since, until = entry.days()
    return TaxRate(entry.number("percent"), since, until)


def rung(entry: Entry) -> Rung:
    """Read one step of the ladder."""
    return Rung(
        id=entry.id,
        role=entry.words("role"),
        people=entry.number("people", 1),
        address=entry.text("address"),
        hours=entry.words("hours"),
        days_to_answer=entry.number("days_to_answer"),
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
        inner = Entry(entry.file, "", nth, box if isinstance(box, dict) else {})
        holds.append(inner.test(values))
        inner.close()
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
    entry.read.add("phrases")
    phrases = entry.table.get("phrases", {})
    inner = Entry(entry.file, "", 0, phrases if isinstance(phrases, dict) else {})
    said = {lang: inner.names(lang) for lang in ("ja", "en")}
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


def block(
    entry: Entry,
    values: Values,
    lines: Collection[str],
    sources: Collection[str],
    texts_by_id: Mapping[str, Words],
) -> Block:
    """Read one piece of the script, or one answer to a reaction: its text must be there and use known gaps only."""
    line = entry.choice("line", lines, "") or None
    unverified = entry.flag("unverified")
    points = entry.numbers("points", (1,))
    said = texts_by_id.get(entry.id)
    if said is None:
        entry.note("no_words", "id", found=entry.id)
    else:
        _check_gaps(entry, said, forbidden=CONTRACT_DATA if unverified else frozenset())
        _check_points(entry, said, points)
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
    ja, en = (len(text.split("\n\n")) for text in (said.ja, said.en))
    if ja != en:
        entry.note("paragraphs_differ", "id", found=ja, wanted=en)
    if not points or not all(1 <= each <= min(ja, en) for each in points):
        entry.note("no_paragraph", "points", found=", ".join(map(str, points)), most=min(ja, en))


def _check_gaps(entry: Entry, said: Words, forbidden: frozenset[str]) -> None:
    for text in (said.ja, said.en):
        for gap in gaps(text):
            if not fits(gap, SPOKEN) or gap.partition(":")[0] in forbidden:
                entry.note("placeholder", "id", found=gap, near=near(gap, SPOKEN.keys() - forbidden))
    differs = set(gaps(said.ja)) ^ set(gaps(said.en))
    if differs:
        entry.note("placeholder_differs", "id", found=", ".join(sorted(differs)))


def texts(script: File, given: Mapping[str, str]) -> dict[str, Words]:
    """Pair the Markdown of words/ja and words/en by name, and see that the mails are there."""
    ids = {
        path.removeprefix("words/").partition("/")[2].removesuffix(".md")
        for path in given
        if path.startswith("words/") and path.endswith(".md")
    }
    found: dict[str, Words] = {}
    for name in sorted(ids):
        ja, en = given.get(f"words/ja/{name}.md", ""), given.get(f"words/en/{name}.md", "")
        if not ja.strip() or not en.strip():
            script.note("no_words", entry=name, found=f"{name}.md")
        if max(len(ja), len(en)) > WORDS_MAX:
            script.note("too_long", entry=name, key=f"{name}.md", most=WORDS_MAX)
        found[name] = Words(ja[:WORDS_MAX].strip(), en[:WORDS_MAX].strip())
    for tone in TONES:
        for name in (f"mail_{tone}", f"mail_subject_{tone}"):
            said = found.get(name)
            if said is None:
                script.note("no_words", entry=name, found=f"{name}.md")
                continue
            for gap in gaps(said.ja) + gaps(said.en):
                if not fits(gap, MAILED):
                    script.note("placeholder", entry=name, found=gap, near=near(gap, MAILED))
    return found
