"""What the journal commands write of a record. Nothing is changed in it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from assistant.doors import surroundings
from assistant.doors.case_input import FAILED, USAGE, write_json
from assistant.doors.record import open_record
from assistant.doors.words import say
from assistant.journal import flat, showing
from assistant.journal.book import Book
from assistant.journal.door import as_found, is_encrypted
from assistant.journal.keeper import PUBLIC
from assistant.journal.record import Entry
from assistant.journal.refusals import CannotOpen
from assistant.journal.verify import report
from assistant.journal.verify.alone import alone
from assistant.journal.verify.notes import Key
from assistant.rules.clean import show
from assistant.rules.problems import near
from assistant.seat import JOURNAL

FOR_THE_AUDITOR = "verify.py"


def write_list(data: Path | None, lang: str, *, as_json: bool) -> None:
    """List the cases."""
    with open_record(data, lang) as book:
        for row in book.cases():
            plain = asdict(row)
            _write(plain, as_json=as_json)


def write_case(case_id: str, data: Path | None, lang: str, *, as_json: bool) -> None:
    """Show a case's events."""
    with open_record(data, lang) as book:
        for entry in _entries(book, case_id, lang):
            _write(_plain(entry), as_json=as_json)


def write_proof(case_id: str, data: Path | None, lang: str) -> None:
    """Write one case with its proofs."""
    with open_record(data, lang) as book:
        _entries(book, case_id, lang)
        try:
            found = book.shown(lambda connection: showing.proof(connection, case_id))
        except CannotOpen:
            click.echo(say("journal.no_note", lang), err=True)
            sys.exit(FAILED)
    signed = len(found["events"])
    if not signed:
        click.echo(say("journal.no_note", lang), err=True)
        sys.exit(FAILED)
    write_json(found, compact=True)


def write_note(data: Path | None, lang: str) -> int:
    """Print the last note; return the exit code."""
    with open_record(data, lang) as book:
        note = book.last_note()
    if note is None:
        click.echo(say("journal.no_note", lang), err=True)
        return FAILED
    click.echo(show(note))
    click.echo(say("journal.code", lang, code=showing.code(note)), err=True)
    return 0


def write_copy(folder: Path, data: Path | None, lang: str, form: str = "copy") -> int:
    """Write a copy with all that is needed to verify it; return the exit code."""
    with open_record(data, lang) as book:
        path = book.path
        lines = [] if form == "copy" else book.shown(flat.FORMS[form])
    if folder.resolve().is_relative_to(path.parent.resolve()):
        click.echo(say("erase.inside", lang, folder=folder), err=True)
        return USAGE
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        click.echo(say("journal.folder_there", lang, folder=show(str(folder))), err=True)
        return USAGE
    except OSError as error:
        click.echo(say("journal.no_folder", lang, why=error.strerror or ""), err=True)
        return USAGE
    if form != "copy":
        (folder / f"events.{form}").write_text("".join(lines), encoding="utf-8", newline="")
        click.echo(say("journal.copied", lang, folder=folder), err=True)
        return 0
    showing.copy(path, folder / JOURNAL)
    (folder / FOR_THE_AUDITOR).write_text(alone(), encoding="utf-8")
    public = path.with_name(PUBLIC)
    if public.is_file():
        (folder / PUBLIC).write_bytes(public.read_bytes())
    code = report.main([str(folder / JOURNAL), "--lang", lang])
    click.echo(say("journal.copied", lang, folder=show(str(folder))), err=True)
    return code


def verify_all(data: Path | None, lang: str, notes: Sequence[Path], *, as_json: bool) -> int:
    """Verify the whole record; return the exit code."""
    path = (data or surroundings.data_folder()) / JOURNAL
    given = [str(path), "--lang", lang, *(part for each in notes for part in ("--note", str(each)))]
    if is_encrypted(path):
        open_record(data, lang).close()  # what stands in the way is told here, and not by what an auditor has
        return report.main([*given, "--json"] if as_json else given, as_found)
    return report.main([*given, "--json"] if as_json else given)


def verify_end(data: Path | None, lang: str, *, as_json: bool) -> int:
    """Verify what came after the last note; return the exit code."""
    with open_record(data, lang) as book:
        public = book.path.with_name(PUBLIC)
        key = Key.read(public.read_text("utf-8")) if public.is_file() else None
        found = book.shown(lambda connection: showing.from_note(connection, key))
    codes = [3 if each["code"].startswith("note_") else 2 for each in found["findings"]]
    code = max(codes, default=0)
    if as_json:
        write_json({"exit": code, **found}, compact=True)
        return code
    click.echo(report.say(f"exit_{code}", lang))
    for each in found["findings"]:
        click.echo(show(f"  #{each['seq']}  {report.say('finding.' + each['code'], lang)}"))
    click.echo(say("journal.from_note", lang, size=found["from"], events=found["events"]))
    return code


def _entries(book: Book, case_id: str, lang: str) -> list[Entry]:
    found = book.entries(case_id)
    if not found:
        known = [row.case_id for row in book.cases()]
        click.echo(say("record.no_case", lang, case=case_id[:80], near=near(case_id, known).of(lang)), err=True)
        sys.exit(USAGE)
    return found


def _plain(entry: Entry) -> dict[str, object]:
    told = {"seq": entry.seq, "at": entry.at, "actor": entry.actor, "type": entry.kind, "tv": entry.version}
    return {**told, "data": dict(entry.data), "words": dict(entry.secrets), "seal": entry.leaf.hex()}


def _write(plain: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        write_json(plain, compact=True)
    else:
        click.echo(show(_columns(plain)))


def _columns(plain: dict[str, object]) -> str:
    shown = (json.dumps(each, ensure_ascii=False) if isinstance(each, dict) else each for each in plain.values())
    return "  ".join(str(each) for each in shown if each not in {None, "{}"})
