"""The report: one page in Japanese or English of what was checked and what came of it."""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from assistant.journal.verify.notes import MAX_BYTES, Key, Note, read_notes
from assistant.journal.verify.proof import prove
from assistant.journal.verify.walk import Connect, Seen, audit

WORDS = ""
"""The words, where they stand in this file; else they lie beside it."""

TROUBLE = 1
SHOWN_MAX = 20
FACT_MAX = 1_000


def main(given: Sequence[str] | None = None, connect: Connect | None = None) -> int:
    """Verify what was handed over; return the exit code."""
    asked = _asked(given)
    try:
        key = _key(asked.key, asked.record)
        notes = [note for path in asked.note for note in _notes(path)]
        seen = _seen(asked.record, notes, key, connect)
    except Exception as error:  # noqa: BLE001  # an auditor gets a sentence, whatever he was handed
        sys.stderr.write(f"{say('unreadable', asked.lang)} ({type(error).__name__}: {str(error)[:200]})\n")
        return TROUBLE
    code = max((each.exit for each in seen.findings), default=0)
    if asked.json:
        findings = [each._asdict() for each in seen.findings]
        text = json.dumps({"exit": code, **seen.facts, "findings": findings}, ensure_ascii=False)
    else:
        text = "\n".join(page(seen, code, asked.lang))
    sys.stdout.buffer.write(f"{text}\n".encode("utf-8", "replace"))
    sys.stdout.flush()
    return code


def page(seen: Seen, code: int, lang: str) -> Iterator[str]:
    """Write the page, line by line."""
    yield say("title", lang)
    yield ""
    yield say(f"exit_{code}", lang)
    yield ""
    for name, value in seen.facts.items():
        told = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        words = say(f"is.{value}", lang) if isinstance(value, bool) else visible(told, FACT_MAX) or "-"
        yield f"  {say(f'fact.{name}', lang)}: {words}"
    yield ""
    for each in seen.findings[:SHOWN_MAX]:
        yield f"  #{each.seq}  {say(f'finding.{each.code}', lang)} {visible(each.detail)}".rstrip()
    if len(seen.findings) > SHOWN_MAX:
        yield say("more", lang).format(n=len(seen.findings) - SHOWN_MAX)
    yield ""
    yield say("not_shown_case" if "case" in seen.facts else "not_shown", lang)


def visible(text: str, most: int = 100) -> str:
    """Return words from the file with nothing in them that a terminal would obey."""
    return "".join(char if char.isprintable() else "?" for char in text)[:most]


def say(name: str, lang: str) -> str:
    """Return a sentence by its name."""
    entry: Any = _words()
    for part in name.split("."):
        entry = entry[part]
    return str(entry[lang])


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(WORDS or Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def _asked(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="verify.py", exit_on_error=False)
    parser.add_argument("record", type=Path, metavar="JOURNAL.db|CASE.json")
    parser.add_argument("--note", type=Path, action="append", default=[], metavar="MAIL.eml|TEXT")
    parser.add_argument("--key", metavar="SEAT.pub")
    parser.add_argument("--lang", choices=("ja", "en"), default="ja")
    parser.add_argument("--json", action="store_true")
    try:
        return parser.parse_args(given)
    except (argparse.ArgumentError, SystemExit) as stop:
        if isinstance(stop, SystemExit) and not stop.code:
            raise
        parser.print_usage(sys.stderr)
        raise SystemExit(TROUBLE) from stop


def _key(given: str | None, record: Path) -> Key | None:
    """Return the key that was given, as text or as a file, or the one beside the record."""
    if given and not Path(given).is_file():
        return Key.read(given)
    path = Path(given) if given else record.with_name("seat.pub")
    return Key.read(path.read_text("utf-8")) if path.is_file() else None


def _notes(path: Path) -> list[Note]:
    found = read_notes(path)
    if not found:
        raise ValueError(f"no note in {path.name}")
    return found


def _seen(record: Path, notes: Sequence[Note], key: Key | None, connect: Connect | None) -> Seen:
    if record.suffix == ".json":
        with record.open("rb") as file:
            return prove(json.loads(file.read(MAX_BYTES * 10)), notes, key)
    if not record.is_file():
        raise FileNotFoundError(record.name)
    return audit(record, notes, key, connect)
