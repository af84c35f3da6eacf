"""What the verifier tells an auditor: which event, which note and which words, and nothing a terminal obeys."""

import base64
import contextlib
import json
import sqlite3
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journals import erased_before_signing, seat
from test_verify import ATTACKS, DAMAGED, EVENTS, OPENED, forged, kept

from assistant.call.events import Noted
from assistant.journal import own, showing
from assistant.journal.hand import Lot
from assistant.journal.verify import report
from assistant.journal.verify.notes import Key, Note, notes_in, read_notes
from assistant.journal.verify.proof import prove, root_by_path
from assistant.journal.verify.walk import audit

__all__ = ["kept"]
OTHER_ROOT = base64.b64encode(bytes(32)).decode()


def key_of(folder):
    return Key.read((folder / "seat.pub").read_text("utf-8"))


def shown(folder, case="K-0001"):
    with seat(folder) as book:
        return book.shown(lambda connection: showing.proof(connection, case))


def told(folder, *notes, key=True):
    """Return what is found in the journal, as (code, event, detail)."""
    return [tuple(each) for each in audit(folder / "seat.sqlite3", notes, key_of(folder) if key else None).findings]


def test_each_lie_in_a_case_shown_alone_is_told_by_its_event(kept):
    proof = shown(kept)
    first, second, *_ = proof["events"]
    third = proof["events"][2]
    name = {**third["secrets"]["name"], "value": "佐藤"}
    lies = {
        "another word": [{**first, "raw": first["raw"].replace("hikari", "hikare")}],
        "a path cut short": [{**second, "path": second["path"][:-1]}],
        "a path too long": [{**second, "path": [*second["path"], "00" * 32]}],
        "no path": [{**second, "path": []}],
        "one event twice": [first, second, second],
        "a private word": [{**third, "secrets": {"name": name}}],
    }
    found = {
        lie: [tuple(each) for each in prove({**proof, "events": made}, [], None).findings] for lie, made in lies.items()
    }

    assert found == {
        "another word": [("not_in_note", 1, "")],
        "a path cut short": [("not_in_note", 2, "")],
        "a path too long": [("not_in_note", 2, "")],
        "no path": [("not_in_note", 2, "")],
        "one event twice": [("order", 2, "")],
        "a private word": [("secret", 3, "name")],
    }
    assert [tuple(each) for each in prove({**proof, "case": "K-0002"}, [], None).findings] == [
        ("column", at, "") for at in range(1, len(EVENTS) + 1)
    ]


def test_a_case_shown_alone_is_held_against_every_other_note_of_the_seat(kept):
    proof, key = shown(kept), key_of(kept)
    (note,) = notes_in(proof["note"])
    two = Note(note.origin, note.size, OTHER_ROOT, note.lines)
    later = Note(note.origin, note.size + 1, OTHER_ROOT, note.lines)
    elsewhere = Note("journal/other", note.size + 5, OTHER_ROOT, note.lines)
    unsigned = {**proof, "note": proof["note"].replace(note.root, OTHER_ROOT)}

    def codes(proof, *notes):
        return [(each.code, each.seq) for each in prove(proof, notes, key).findings]

    assert codes(proof, note, later) == []
    assert codes(proof, two) == [("note_two", note.size)]
    assert codes(proof, elsewhere) == [("note_other", note.size + 5)]
    assert ("note_signature", note.size) in codes(unsigned)


def test_of_a_case_shown_alone_the_auditor_learns_how_much_was_seen(kept):
    proof = shown(kept)
    (note,) = notes_in(proof["note"])
    facts = {
        "journal": note.origin.removeprefix("journal/"),
        "case": "K-0001",
        "events": len(EVENTS),
        "root": note.root,
    }

    assert prove(proof, [], None).facts == {**facts, "notes": 1, "key": False}
    assert prove(proof, [note], key_of(kept)).facts == {**facts, "notes": 2, "key": True}


@settings(max_examples=30)
@given(st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=40, unique=True), st.data())
def test_only_the_whole_path_leads_to_a_root(leaves, data):
    at = data.draw(st.integers(0, len(leaves) - 1))
    (path,) = showing.paths(leaves, [at])

    assert root_by_path(leaves[at], at, len(leaves), path[:-1]) is None
    assert root_by_path(leaves[at], at, len(leaves), [*path, bytes(32)]) is None


@pytest.mark.parametrize("ending", [".eml", ".txt"])
def test_a_note_is_found_in_the_mail_it_went_out_with(kept, tmp_path, ending):
    (note,) = read_notes(kept / "note.txt")
    mail = EmailMessage()
    mail["Subject"] = "確認"
    mail.set_content(
        f"お世話になっております。\n\n{note.body.decode()}\n{note.lines}\n以上", charset="utf-8", cte="8bit"
    )
    file = tmp_path / f"mail{ending}"
    file.write_bytes(bytes(mail).replace("以上".encode(), b"\xff\xfe"))

    assert read_notes(file) == [note]


def test_a_mail_as_programs_code_it_is_decoded_and_one_without_text_holds_no_note(kept, tmp_path):
    (note,) = read_notes(kept / "note.txt")
    mail = EmailMessage()
    mail.set_content(f"{note.body.decode()}\n{note.lines}\n", charset="utf-8", cte="base64")
    (tmp_path / "coded.eml").write_bytes(bytes(mail))
    page = EmailMessage()
    page.set_content("<p>-</p>", subtype="html")
    (tmp_path / "page.eml").write_bytes(bytes(page))

    assert read_notes(tmp_path / "coded.eml") == [note]
    assert read_notes(tmp_path / "page.eml") == []


@pytest.mark.parametrize(
    ("attack", "first"),
    [
        ("a byte of the content", ("bytes", 3, "")),
        ("a column only", ("column", 3, "")),
        ("a private word exchanged", ("secret", 3, "name")),
        ("an event removed", ("gap", 4, "5")),
        ("the note kept in the file", ("checkpoint", 7, "")),
    ],
)
def test_damage_is_told_by_the_event_it_was_done_to(kept, attack, first):
    ATTACKS[attack][0](kept)

    assert told(kept)[0] == first


def test_private_words_of_no_event_are_told(kept):
    forged(kept, "INSERT INTO secret SELECT 99, name, salt, value FROM secret WHERE seq = 4")

    assert told(kept) == [("stray_secret", 99, "")]


def test_a_note_by_nobody_of_the_seat_is_told_and_believed_in_nothing(kept):
    (note,) = read_notes(kept / "note.txt")
    stranger = Note(note.origin, note.size, OTHER_ROOT, note.lines)

    assert told(kept, stranger) == [("note_signature", note.size, note.origin)]
    assert {each[:2] for each in told(kept, stranger, key=False)} == {("note_root", note.size), ("note_two", note.size)}


def test_a_file_broken_in_the_middle_is_damage_after_the_last_event_that_could_be_read(kept):
    with seat(kept) as book:
        book.append_all("K-0003", [OPENED, *(Noted("長" * 900) for _ in range(9)), Noted("最後")])
    file = kept / "copy.db"
    showing.copy(kept / "seat.sqlite3", file)
    whole = file.read_bytes()
    page = whole.index("最後".encode()) // 4096 * 4096
    file.write_bytes(whole[:page] + bytes([255] * 4096) + whole[page + 4096 :])
    (broken, *_), facts = audit(file, [], key_of(kept))

    assert (broken.code, broken.seq) == ("unreadable", facts["events"] + 1)
    assert "malformed" in broken.detail
    assert broken.exit == DAMAGED


@pytest.mark.parametrize("name", ["case", "journal"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_nothing_in_what_was_handed_over_commands_the_auditors_terminal(kept, capsysbinary, name, lang):
    proof = shown(kept)
    hostile = "\x1b]0;x\x07\x9b2J\u202e"
    if name == "case":
        proof["case"] = hostile
    else:
        (note,) = notes_in(proof["note"])
        proof["note"] = proof["note"].replace(note.origin, f"journal/{hostile}")
    (kept / "case.json").write_text(json.dumps(proof), "utf-8")
    report.main([str(kept / "case.json"), "--lang", lang])

    page = capsysbinary.readouterr().out.decode()
    assert page
    assert all(char.isprintable() or char == "\n" for char in page)


SUMDB = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
"""A public key of somebody else's, as every Go program carries it."""


def test_a_key_is_read_as_others_write_theirs_and_refused_where_a_part_of_it_is_another():
    name, found, blob = SUMDB.split("+", 2)
    raw = base64.b64decode(blob)
    kind = base64.b64encode(b"\2" + raw[1:]).decode()
    turned = base64.b64encode(raw[:-1] + bytes([raw[-1] ^ 1])).decode()

    assert Key.read(f"{SUMDB}\n").public == raw[1:]
    for wrong in (f"{name}+{found}+{kind}", f"{name}+{found}+{turned}", f"x{SUMDB}", f"{name}+133de0ae+{blob}"):
        with pytest.raises(ValueError, match=r"^no ed25519 key of that name$"):
            Key.read(wrong)
    with pytest.raises(ValueError, match="base64"):
        Key.read(f"{name}+{found}+{blob[:8]}-{blob[8:]}")


def test_the_seats_signature_is_found_behind_one_that_cannot_be_read(kept):
    (note,) = read_notes(kept / "note.txt")
    other = "\u2014 witness A\n"

    assert note.signed(key_of(kept))
    assert note._replace(lines=other + note.lines).signed(key_of(kept))
    assert not note._replace(lines=other).signed(key_of(kept))


def test_a_signature_with_something_behind_it_is_none(kept):
    (note,) = read_notes(kept / "note.txt")

    assert note.lines.endswith("=\n")
    assert not note._replace(lines=note.lines.replace("=\n", "=AAAA\n")).signed(key_of(kept))


@pytest.mark.parametrize(
    "carried",
    [
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "  \n"),
        lambda text: "".join(f"> > {line}\n" for line in text.split("\n")),
        lambda text: f"before\n{text}after\n",
        lambda text: "before\n" + "\n".join(_broken_at_the_key(line) for line in text.split("\n")) + "\nafter",
    ],
    ids=["no end", "CRLF", "blanks", "quoted", "amid text", "broken before the key"],
)
def test_a_note_is_found_however_a_mail_program_carried_it(kept, carried):
    (note,) = read_notes(kept / "note.txt")
    text = f"{note.body.decode()}\n{note.lines}"

    assert notes_in(carried(text)) == [note]


def _broken_at_the_key(line):
    return "\n".join(line.rsplit(" ", 1)) if line[:1] == "\u2014" else line


def test_of_a_whole_journal_the_auditor_learns_how_much_it_holds_and_what_was_done_to_it(kept):
    (note,) = read_notes(kept / "note.txt")
    with seat(kept) as book:
        book.sign()
        facts = {
            "journal": note.origin.removeprefix("journal/"),
            "events": len(EVENTS) + 3,
            "erased": 0,
            "unsigned": 0,
            "clock_steps": [],
        }
        root = notes_in(book.last_note())[0].root
    facts |= {"root": root, "packs": ["hikari_option_fee ab12"], "people": [], "overrides": 0}

    assert told(kept, note) == []
    assert audit(kept / "seat.sqlite3", [note], key_of(kept)).facts == {**facts, "notes": 3, "key": True}
    assert audit(kept / "seat.sqlite3", [], None).facts == {**facts, "notes": 2, "key": False}

    with seat(kept) as book:
        book.ask(lambda hand: hand.keep([Lot(own.NO_CASE, (own.clock_stepped(-60_000),))]))
        erased_before_signing(book, 4, "words")
    # The seat's own clock began anew as well, and it said so first.
    done = audit(kept / "seat.sqlite3", [], key_of(kept)).facts
    assert (done["events"], done["clock_steps"], done["erased"]) == (14, [11, 12], 1)
    assert done["unsigned"] == 1


@pytest.mark.parametrize(
    ("done", "found"),
    [
        ("DELETE FROM secret WHERE seq = 4", ("secret_missing", 4, "words")),
        ("UPDATE checkpoint SET size = 6", ("checkpoint", 6, "")),
        ("UPDATE event SET raw = '[]', leaf = leaf('[]') WHERE seq = 10", ("record", 10, "")),
        ("UPDATE event SET raw = '{}', leaf = leaf('{}') WHERE seq = 10", ("record", 10, "")),
    ],
)
def test_what_was_done_behind_the_back_of_the_journal_is_told_by_its_place(kept, done, found):
    forged(kept, done)

    assert told(kept) == [found]


def test_a_note_of_more_events_than_there_are_and_one_of_another_journal_are_told(kept):
    (note,) = read_notes(kept / "note.txt")

    assert told(kept, note._replace(size=99), key=False) == [("note_beyond", 99, "")]
    assert told(kept, note._replace(origin="journal/other"), key=False) == [("note_other", 0, "")]


def test_a_journal_that_allows_no_log_beside_it_is_read_all_the_same(kept):
    showing.copy(kept / "seat.sqlite3", kept / "copy.db")
    with contextlib.closing(sqlite3.connect(kept / "copy.db")) as db:
        assert db.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    (kept / "copy.db-wal").mkdir()
    seen = audit(kept / "copy.db", [], key_of(kept))

    assert (seen.findings, seen.facts["events"]) == ([], len(EVENTS) + 3)


def test_a_file_of_another_program_is_none_of_ours_and_none_is_made_where_none_is(kept, tmp_path):
    with contextlib.closing(sqlite3.connect(tmp_path / "other.db")) as db:
        db.execute("CREATE TABLE event (x)")

    with pytest.raises(ValueError, match=r"^application_id$"):
        audit(tmp_path / "other.db", [], None)
    with pytest.raises(sqlite3.OperationalError):
        audit(tmp_path / "none.db", [], None)
    assert not (tmp_path / "none.db").exists()
