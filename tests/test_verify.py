"""The verifier an auditor runs alone: ten attacks on a record, and each is caught with what left the seat."""

import base64
import json
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from journals import erased_before_signing, forge, seat

from assistant.call.events import Decided, Instructed, LineAdded, Noted, Opened
from assistant.journal import showing
from assistant.journal.frontier import Frontier
from assistant.journal.keeper import Keeper, key_text
from assistant.journal.seal import root
from assistant.journal.verify import curve, report
from assistant.journal.verify.alone import alone
from assistant.journal.verify.notes import notes_in, read_notes
from assistant.journal.verify.proof import root_by_path

HELD, TROUBLE, DAMAGED, CONTRADICTS = 0, 1, 2, 3
OPENED = Opened("hikari_option_fee", "2026.11.0", "ab12")
TOLD = Instructed("leader", "mail", "2011-10-20", "bill", "山田", "請求してください")
DECIDED = Decided({"a": "do_not_bill"}, {"a": ("P1",)}, (), {}, None, "1", "ab12")
EVENTS = [OPENED, LineAdded("a", "disputed_option", "転送", 0), TOLD, Noted("一"), DECIDED, Noted("二"), Noted("三")]


@pytest.fixture
def kept(tmp_path):
    """Keep seven events, sign them, and three more; the note has left the seat in a mail."""
    with seat(tmp_path) as book:
        book.append_all("K-0001", EVENTS)
        (tmp_path / "note.txt").write_text(f"> いつもお世話に\r\n> {book.sign()}".replace("\n", "\n> "), "utf-8")
        book.append_all("K-0002", [OPENED, Noted("次")])
        book.append("K-0001", Noted("続き"))
    return tmp_path


def verified(folder, *more, capsys=None):
    """Return what the verifier says in this process."""
    return report.main([str(folder / "seat.sqlite3"), "--key", str(folder / "seat.pub"), *more])


def changed(folder, old, new):
    """Change bytes on the disk, past SQLite."""
    file = folder / "seat.sqlite3"
    content = file.read_bytes()
    assert content.count(old) == 1
    assert len(old) == len(new)
    file.write_bytes(content.replace(old, new))


def forged(folder, *statements):
    with seat(folder) as book:
        forge(book, *statements)


def rechained(folder, first):
    """Write everything from one event on anew, in a consistent way, and forget what was signed after."""
    with seat(folder) as book:
        events = [each.event for each in book.entries("K-0001") if each.seq > first]
        forge(book, f"DELETE FROM secret WHERE seq > {first}", f"DELETE FROM event WHERE seq > {first}")
        forge(book, "DELETE FROM checkpoint")
    (folder / "last.note").unlink(missing_ok=True)
    with seat(folder) as book:
        book.append_all("K-0001", [Noted("別の話"), *events])
        book.sign()


def other_key(folder):
    """Sign another end with a key of one's own, under the seat's name."""
    seed = bytes(range(32))
    public = curve.public_of(seed)
    (note,) = read_notes(folder / "note.txt")
    body = f"{note.origin}\n{note.size}\n{base64.b64encode(bytes(32)).decode()}\n"
    name, keyhash, _ = (folder / "seat.pub").read_text().split("+", 2)
    blob = base64.b64encode(bytes.fromhex(keyhash) + curve.sign(seed, public, body.encode())).decode()
    (folder / "note.txt").write_text(f"{body}\n\u2014 {name} {blob}\n", "utf-8")


SWAP = ("UPDATE event SET seq = -3 WHERE seq = 3", "UPDATE event SET seq = 3 WHERE seq = 4")
SLIP = "INSERT INTO event SELECT 11, 'x', case_id, type, at, lower(hex(leaf)), raw, leaf FROM event WHERE seq = 10"
ATTACKS = {
    "a byte of the content": (lambda at: changed(at, b'"bill"', b'"bi1l"'), DAMAGED),
    "the fee from 0 to 5": (lambda at: changed(at, b'"amount_yen":0', b'"amount_yen":5'), DAMAGED),
    "an event removed": (lambda at: forged(at, "DELETE FROM secret WHERE seq=4", "DELETE FROM event WHERE seq=4"), 3),
    "two events swapped": (lambda at: forged(at, *SWAP, "UPDATE event SET seq = 4 WHERE seq = -3"), CONTRADICTS),
    "the end cut off": (
        lambda at: forged(at, "DELETE FROM secret WHERE seq>6", "DELETE FROM event WHERE seq>6"),
        CONTRADICTS,
    ),
    "an event and its seal": (
        lambda at: forged(
            at,
            "UPDATE event SET raw = replace(raw, 'op-7', 'op-9') WHERE seq = 9",
            "UPDATE event SET leaf = leaf(raw) WHERE seq = 9",
        ),
        DAMAGED,
    ),
    "a column only": (lambda at: forged(at, "UPDATE event SET case_id = 'K-0009' WHERE seq = 3"), DAMAGED),
    "all of it from the third on, anew": (lambda at: rechained(at, 3), CONTRADICTS),
    "a note by another key": (other_key, CONTRADICTS),
    "an event slipped in": (lambda at: forged(at, SLIP), DAMAGED),
    "a private word exchanged": (
        lambda at: forged(at, "UPDATE secret SET value = '佐藤' WHERE name = 'name'"),
        DAMAGED,
    ),
    "a private word removed in silence": (lambda at: forged(at, "DELETE FROM secret WHERE seq = 4"), DAMAGED),
    "the note kept in the file": (
        lambda at: forged(at, "UPDATE checkpoint SET note = replace(note, 'seat/', 'meat/')"),
        DAMAGED,
    ),
}


def test_what_nobody_touched_holds(kept):
    assert verified(kept, "--note", str(kept / "note.txt")) == HELD


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_attack_is_caught(kept, attack):
    attacked, code = ATTACKS[attack]
    attacked(kept)

    assert verified(kept, "--note", str(kept / "note.txt")) == code


@pytest.mark.parametrize("attack", ["the end cut off", "all of it from the third on, anew"])
def test_without_a_note_from_outside_the_owner_of_the_file_is_believed(kept, attack):
    """The honest limit, and why the note goes out with the mail."""
    ATTACKS[attack][0](kept)
    if attack == "the end cut off":
        forged(kept, "DELETE FROM checkpoint")

    assert verified(kept) == HELD


def test_two_notes_of_one_moment_prove_two_histories(kept, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    for name in ("seat.sqlite3", "seat.key", "seat.pub"):
        (other / name).write_bytes((kept / name).read_bytes())
    (other / "seat.key").chmod(0o600)
    rechained(other, 6)
    with seat(other) as book:
        second = notes_in(book.last_note())[0]
        (kept / "second.txt").write_text(book.last_note(), "utf-8")
    with seat(kept) as book:
        while book.head()[0] < second.size:
            book.append("K-0001", Noted("まだ"))

    assert verified(kept, "--note", str(kept / "second.txt")) == CONTRADICTS


def test_an_erasure_that_is_recorded_is_no_damage(kept):
    with seat(kept) as book:
        erased_before_signing(book, 4, "words")

    assert verified(kept, "--note", str(kept / "note.txt")) == HELD


def test_it_stands_alone(kept, tmp_path_factory):
    """Python with nothing installed, no environment, in a folder where nothing may be written."""
    there = tmp_path_factory.mktemp("auditor")
    (there / "verify.py").write_text(alone(), "utf-8")
    showing.copy(kept / "seat.sqlite3", there / "journal.db")
    for name in ("seat.pub", "note.txt"):
        (there / name).write_bytes((kept / name).read_bytes())
    there.chmod(0o500)
    command = [sys.executable, "-I", "-S", "verify.py", "journal.db", "--note", "note.txt"]
    for lang, said in (("ja", "【一致】"), ("en", "[HOLDS]")):
        ran = subprocess.run([*command, "--lang", lang], cwd=there, capture_output=True, check=False)
        assert (ran.returncode, ran.stderr) == (HELD, b"")
        assert said in ran.stdout.decode()
        assert len(ran.stdout.decode().splitlines()) <= 40
    assert sorted(each.name for each in there.iterdir()) == ["journal.db", "note.txt", "seat.pub", "verify.py"]
    there.chmod(0o700)

    changed(kept, b'"amount_yen":0', b'"amount_yen":5')
    ran = subprocess.run([*command[:4], str(kept / "seat.sqlite3")], cwd=there, capture_output=True, check=False)
    assert ran.returncode == DAMAGED


@pytest.mark.parametrize(
    "hostile",
    [
        [],
        ["nothing.db"],
        ["note.txt"],
        ["seat.sqlite3", "--note", "nothing"],
        ["seat.sqlite3", "--key", "no key"],
        ["-x"],
    ],
)
def test_what_cannot_be_read_is_said_and_is_no_verdict(kept, hostile, monkeypatch):
    monkeypatch.chdir(kept)
    try:
        code = report.main(hostile)
    except SystemExit as stopped:
        code = stopped.code

    assert code == TROUBLE


def test_one_case_is_shown_alone(kept):
    with seat(kept) as book:
        proof = book.shown(lambda connection: showing.proof(connection, "K-0001"))
    file = kept / "case.json"

    def said(changed):
        file.write_text(json.dumps(changed, ensure_ascii=False), "utf-8")
        return report.main([str(file), "--key", str(kept / "seat.pub"), "--note", str(kept / "note.txt")])

    assert len(proof["events"]) == len(EVENTS)
    assert said(proof) == HELD
    first, *rest = proof["events"]
    told = proof["events"][2]
    lies = [
        {**proof, "events": [{**first, "raw": first["raw"].replace("hikari", "hikare")}, *rest]},
        {**proof, "events": [{**first, "path": first["path"][::-1]}, *rest]},
        {**proof, "events": [*rest, first]},
        {**proof, "case": "K-0002"},
        {**proof, "events": [{**told, "secrets": {"name": {**told["secrets"]["name"], "value": "佐藤"}}}]},
    ]
    assert [said(each) for each in lies] == [DAMAGED] * len(lies)
    assert said({**proof, "note": proof["note"].replace("\n7\n", "\n8\n")}) == CONTRADICTS
    assert said({"note": proof["note"]}) == TROUBLE


@settings(max_examples=30)
@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40), st.data())
def test_the_frontier_grows_to_the_root_and_a_path_leads_to_it(leaves, data):
    size = data.draw(st.integers(0, len(leaves)))
    frontier = Frontier()
    frontier.extend(leaves[:size])
    frontier = Frontier(size, frontier.kept())
    frontier.extend(leaves[size:])
    at = data.draw(st.integers(0, len(leaves) - 1))
    (path,) = showing.paths(leaves, [at])

    assert frontier.root() == root(leaves)
    assert root_by_path(leaves[at], at, len(leaves), path) == root(leaves)
    other = data.draw(st.integers(0, len(leaves) - 1))
    if leaves[at] != leaves[other]:
        assert root_by_path(leaves[other], at, len(leaves), path) != root(leaves)


@settings(max_examples=10)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_our_curve_signs_as_everybody_elses(seed, message):
    theirs = Ed25519PrivateKey.from_private_bytes(seed)
    public = curve.public_of(seed)
    signature = curve.sign(seed, public, message)

    assert public == theirs.public_key().public_bytes_raw()
    assert signature == theirs.sign(message)
    assert curve.signed_by(public, message, signature)
    assert not curve.signed_by(public, message + b"x", signature)
    for at in (0, 33):
        assert not curve.signed_by(public, message, signature[:at] + bytes((signature[at] ^ 1,)) + signature[at + 1 :])


@pytest.mark.parametrize("number", [2, 7, curve.P, curve.P + 3, 1 | 1 << 255])
def test_what_is_no_point_of_the_curve_and_a_second_spelling_of_one_are_no_key(number: int):
    with pytest.raises(ValueError, match="no point"):
        curve.unpacked(number.to_bytes(32, "little"))


def test_a_point_of_the_curve_has_32_bytes_and_no_more():
    assert curve.unpacked((3).to_bytes(32, "little"))[1] == 3
    for many in (1, 31, 33):
        with pytest.raises(ValueError, match="no point"):
            curve.unpacked((3).to_bytes(many, "little"))


def test_the_notes_are_those_of_the_go_programs():
    """The example published with sumdb/note."""
    key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    text = (
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKv"
        "qfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    body, blob = text.split("\n\n")
    signature = base64.b64decode(blob.split()[2])

    assert signature[:4].hex() == key.split("+")[1]
    assert curve.signed_by(base64.b64decode(key.split("+")[2])[1:], f"{body}\n".encode(), signature[4:])


def test_a_key_that_others_may_read_signs_nothing(tmp_path):
    with seat(tmp_path) as book:
        book.append("K-0001", OPENED)
        assert book.sign()
        book.append("K-0001", Noted("続き"))
    assert (tmp_path / "seat.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "seat.pub").read_text() == key_text(curve.public_of((tmp_path / "seat.key").read_bytes())) + "\n"
    (tmp_path / "seat.key").chmod(0o644)

    with seat(tmp_path) as book:
        assert book.sign() is None
        assert book.append("K-0001", Noted("それでも")).seq == 3
    assert isinstance(Keeper(tmp_path), Keeper)
