"""An encrypted record keeps every promise of a plain one, and is opened with its key or not at all."""

import json
import os
import shutil
import subprocess
import sys

import keyring
import pytest
from desks import case_2011, seat_in
from floors import floor_over
from journals import acknowledged_before_kills
from journals import seat as book_in
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import PasswordDeleteError
from signing import PASSPHRASE
from test_erasing import ASKED, QUOTE, closed_in, files_with, run

from assistant.call.events import Noted
from assistant.journal import cipher, door, health, keeper, recasting
from assistant.journal.book import Book
from assistant.journal.encryption import Kept, KeyPlace
from assistant.journal.keyhole import KEYHOLE
from assistant.journal.past import Coded
from assistant.journal.refusals import CannotOpen, Why
from assistant.journal.verify import alone
from assistant.seat import JOURNAL
from assistant.shelf import take

WORDS = "当然かかります"  # what a leader said, in the case of 2011
KEY = "5a" * 32


class Ring(KeyringBackend):
    """A keyring at the door: it keeps what it is given as long as a test."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        """Return what lies there."""
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        """Lay something there."""
        self.kept[service, username] = password

    def delete_password(self, service, username):
        """Take it away."""
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


@pytest.fixture(autouse=True)
def ring():
    """Put a keyring of our own at the door, and forget every key afterwards."""
    before = keyring.get_keyring()
    keyring.set_keyring(made := Ring())
    yield made
    keyring.set_keyring(before)
    KEYHOLE.keys.clear()
    KEYHOLE.ask = None


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """Keep one closed case; every test has a copy of its own."""
    folder = tmp_path_factory.mktemp("closed")
    closed_in(folder)
    return folder


@pytest.fixture
def data(tmp_path, closed):
    return shutil.copytree(closed, tmp_path / "seat")


def refused(do, *given, **more):
    with pytest.raises(CannotOpen) as why:
        do(*given, **more)
    return why.value.why


def encrypted(folder, name=JOURNAL):
    """Encrypt the record of a folder by a key in a file."""
    path = folder.with_name(f"{folder.name}.key")
    path.write_text(KEY, "ascii")
    path.chmod(0o600)
    recasting.recast((folder / name).absolute(), KEY, KeyPlace(Kept.FILE, str(path)))
    return path


# --- on, off ---


def test_once_encrypted_no_word_can_be_read_in_any_file_and_every_door_still_reads_the_record(data, ring):
    before = run("journal", "show", "K-0001", "--json", data=data).stdout
    assert files_with(data, WORDS) == [JOURNAL]

    ran = run("crypt", "on", "--lang", "en", data=data)

    assert (ran.exit_code, "keyring" in ran.stdout, len(ring.kept)) == (0, True, 1)
    assert files_with(data, WORDS, "erasure", "instruction.given", "CREATE TABLE") == []
    assert sorted(each.name for each in data.iterdir() if each.suffix == ".new") == []
    KEYHOLE.keys.clear()
    assert run("journal", "show", "K-0001", "--json", data=data).stdout == before
    assert run("journal", "verify", data=data).exit_code == 0
    assert run("journal", "verify", "--from-checkpoint", data=data).exit_code == 0
    assert run("report", "K-0001", data=data).exit_code == 0
    assert "K-0001" in run("search", WORDS, data=data).stdout
    assert run("retention", data=data).exit_code == 0
    assert run("note", "K-0001", data=data).exit_code == 0
    assert json.loads(run("crypt", "status", "--json", data=data).stdout)["key"] == "keyring"


def test_an_encrypted_record_is_written_on_erased_from_and_made_plain_again(data, ring):
    run("crypt", "on", data=data)
    seat = seat_in(data)
    case_2011(seat).note("暗号の中に書いた")
    seat.close()
    assert run("erase", "K-0001", *ASKED, data=data).exit_code == 0
    assert run("crypt", "on", data=data).exit_code == 1
    assert run("journal", "verify", data=data).exit_code == 0

    ran = run("crypt", "off", data=data)

    assert (ran.exit_code, ring.kept, (data / door.ENCRYPTION).exists()) == (0, {}, False)
    assert run("journal", "verify", data=data).exit_code == 0
    assert files_with(data, "暗号の中に書いた") == [JOURNAL]
    assert files_with(data, QUOTE) == []


def test_an_auditor_is_handed_a_plain_copy_that_the_stand_alone_verifier_reads(data, tmp_path_factory):
    there = tmp_path_factory.mktemp("auditor") / "copy"
    encrypted(data)

    assert run("journal", "export", there, data=data).exit_code == 0

    ran = subprocess.run(
        [sys.executable, "-I", "-S", there / "verify.py", there / JOURNAL, "--json"], capture_output=True, check=False
    )
    assert (ran.returncode, json.loads(ran.stdout)["findings"]) == (0, [])
    script = there / "verify.py"
    assert script.read_text("utf-8") == alone.alone()
    ran = subprocess.run([sys.executable, "-I", "-S", script, data / JOURNAL], capture_output=True, check=False)
    assert ran.returncode == 1


def test_past_cases_are_replayed_from_an_encrypted_record(data):
    def coded(folder):
        store = Coded(folder / "replay.db")
        store.take_in(data / JOURNAL, take().policy, None, lambda *_: None)
        found = store.connection.execute("SELECT case_id, line, ruling FROM coded").fetchall()
        store.close()
        (folder / "replay.db").unlink()
        return found

    plain = coded(data)
    encrypted(data)

    assert coded(data) == plain


def test_the_old_file_is_overwritten_and_a_plain_reader_of_it_is_told_off(data):
    reader = cipher.connect(data / JOURNAL, None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM event").fetchone()
    writer = cipher.connect(data / JOURNAL, None)
    writer.execute("CREATE TABLE strange (x)")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cipher.ciphered, "connect", _impatient(cipher.ciphered.connect))
        assert refused(encrypted, data) is Why.HELD
    assert (data / JOURNAL).read_bytes().startswith(b"SQLite format 3")
    reader.close()
    writer.close()

    with (data / JOURNAL).open("rb") as old:
        encrypted(data)
        assert old.read() == b""  # the very file that was read before


def _impatient(connect):
    return lambda *given, **more: connect(*given, **{**more, "timeout": 0.05})


def test_a_record_that_does_not_hold_is_not_written_anew(tmp_path):
    from journals import forge

    with book_in(tmp_path) as book:
        for at in range(3):
            book.append("K-1", Noted(f"{at}"))
        forge(book, "UPDATE event SET raw = replace(raw, 'note', 'nota') WHERE seq = 2")
    before = (tmp_path / "seat.sqlite3").read_bytes()

    assert refused(encrypted, tmp_path, "seat.sqlite3") is Why.DAMAGED
    assert (tmp_path / "seat.sqlite3").read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if "new" in each.name or each.name == door.ENCRYPTION] == []


@pytest.mark.parametrize("step", ["export", "_same", "write_place", "_sync", "wipe"])
def test_broken_off_at_any_step_the_record_is_there_and_opens(data, monkeypatch, step):
    """Until the swap it is the old one, after it the new one; there is no moment without."""
    head = Book.read(data / JOURNAL).head()

    def broken(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cipher if step == "export" else recasting, step, broken)
    assert refused(encrypted, data) is Why.FULL
    monkeypatch.undo()

    assert door.is_encrypted(data / JOURNAL) is (step == "wipe")
    assert Book.read(data / JOURNAL).head() == head
    assert not (data / f"{JOURNAL}.new").exists()


def test_killed_while_it_is_made_plain_no_plain_copy_outlives_the_next_opening(data, monkeypatch):
    """A copy that lies there would outlive every erasure, too."""
    encrypted(data)
    pid = os.fork()
    if not pid:
        monkeypatch.setattr(recasting, "_swap", lambda *_: os._exit(9))
        try:
            recasting.recast((data / JOURNAL).absolute(), None, None)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    left = data / f"{JOURNAL}.new"
    with left.open("rb") as held:
        assert WORDS.encode() in held.read()

        seat_in(data).close()

        assert not left.exists()
        held.seek(0)
        assert held.read() == b""


def test_a_new_file_that_differs_in_one_byte_is_not_put_in_place(data, monkeypatch):
    export = cipher.export

    def forging(old, to, key):
        export(old, to, key)
        made = cipher.connect(to, key)
        made.execute("UPDATE secret SET value = value || '.' WHERE seq = (SELECT min(seq) FROM secret)")
        made.close()

    monkeypatch.setattr(cipher, "export", forging)

    assert refused(encrypted, data) is Why.FAILED
    assert not door.is_encrypted(data / JOURNAL)


# --- keys ---


def test_where_there_is_no_keyring_nothing_is_encrypted_and_no_file_is_made_instead(data):
    keyring.set_keyring(NoKeyring())
    before = sorted(data.rglob("*"))

    ran = run("crypt", "on", "--lang", "en", data=data)

    assert (ran.exit_code, "keyring cannot be used" in ran.stderr) == (1, True)
    assert sorted(data.rglob("*")) == before
    assert files_with(data, WORDS) == [JOURNAL]


def test_a_backend_that_writes_secrets_into_plain_files_is_no_keyring(data, monkeypatch):
    monkeypatch.setattr(Ring, "__module__", "keyrings.alt.file")

    assert run("crypt", "on", data=data).exit_code == 1
    assert not door.is_encrypted(data / JOURNAL)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_encrypted_record_whose_key_or_library_is_missing_stays_shut_and_says_why(data, ring, monkeypatch, lang):
    run("crypt", "on", data=data)
    before = (data / JOURNAL).read_bytes()

    def said(code, *words):
        KEYHOLE.keys.clear()
        ran = run(*words, "--lang", lang, data=data)
        assert ran.exit_code == code, ran.output
        return ran.stderr

    kept = dict(ring.kept)
    shut = {
        "ja": ("鍵が見つかりません", "鍵またはパスフレーズ", "部品"),
        "en": ("was not found", "is another", "installed"),
    }
    ring.kept.clear()
    for words in (("journal", "list"), ("journal", "verify"), ("search", "x"), ("report", "K-0001")):
        assert shut[lang][0] in said(2, *words)
    assert shut[lang][0] in said(1, "erase", "K-0001", *ASKED)
    ring.kept.update(dict.fromkeys(kept, "ab" * 32))
    assert shut[lang][1] in said(2, "journal", "list")
    ring.kept.update(dict.fromkeys(kept, "'; DROP TABLE event; --"))
    assert shut[lang][0] in said(2, "journal", "list")
    ring.kept.update(kept)
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    monkeypatch.delitem(sys.modules, "assistant.journal.cipher")
    monkeypatch.delattr("assistant.journal.cipher")
    assert shut[lang][2] in said(2, "journal", "list")
    with pytest.raises(CannotOpen):
        seat_in(data)
    assert (data / JOURNAL).read_bytes() == before


def test_a_key_in_a_file_is_an_explicit_choice_warned_of_and_read_by_its_owner_alone(data, tmp_path_factory):
    file = tmp_path_factory.mktemp("stick") / "record.key"

    ran = run("crypt", "on", "--key-file", file, "--lang", "en", data=data)

    assert (ran.exit_code, "on the same disk" in ran.stderr) == (0, True)
    assert file.stat().st_mode & 0o777 == 0o600
    KEYHOLE.keys.clear()
    assert run("journal", "list", data=data).exit_code == 0
    states = {each.name: each for each in health.look(data / JOURNAL, seat_in(data).now())}
    assert (states["encryption"].state, states["encryption"].value) == ("note", f"file: {file}")
    assert states["journal"].state == "ok"
    file.chmod(0o644)
    KEYHOLE.keys.clear()
    assert run("journal", "list", data=data).exit_code == 2
    assert run("crypt", "on", "--key-file", file, data=data).exit_code == 1


def test_an_existing_file_is_never_taken_for_a_key_nor_overwritten(data, tmp_path_factory):
    file = tmp_path_factory.mktemp("stick") / "letter.txt"
    file.write_text("大切な手紙", "utf-8")

    assert run("crypt", "on", "--key-file", file, data=data).exit_code == 1
    assert file.read_text("utf-8") == "大切な手紙"
    assert not door.is_encrypted(data / JOURNAL)


def test_a_passphrase_is_asked_for_once_a_process_and_a_wrong_one_may_be_typed_again(data):
    read, write = os.pipe()
    os.write(write, PASSPHRASE.encode())
    os.close(write)
    assert run("crypt", "on", "--passphrase", "--passphrase-fd", read, data=data).exit_code == 0
    assert PASSPHRASE not in (data / door.ENCRYPTION).read_text("utf-8")
    asked = []
    typed = iter(["not the passphrase", PASSPHRASE])

    def ask(folder):
        asked.append(folder.name)
        return next(typed)

    KEYHOLE.ask = ask
    assert refused(Book.read, data / JOURNAL) is Why.WRONG_KEY
    for _ in range(3):
        Book.read(data / JOURNAL).close()
    assert asked == ["seat", "seat"]
    KEYHOLE.keys.clear()
    KEYHOLE.ask = None
    assert refused(Book.read, data / JOURNAL) is Why.NO_KEY
    assert run("journal", "list", data=data).exit_code == 2  # no terminal to ask at: not a question into a pipe


def test_the_seats_own_key_goes_into_the_keyring_and_comes_back(data, ring):
    public = (data / keeper.PUBLIC).read_bytes()

    assert run("crypt", "on", "--seat-key", data=data).exit_code == 0

    assert not (data / keeper.KEY).exists()
    seat = seat_in(data)
    case_2011(seat).note("検印")
    assert seat.journal.sign()
    seat.close()
    assert (data / keeper.PUBLIC).read_bytes() == public
    assert run("journal", "verify", data=data).exit_code == 0
    assert {each.name: each.value for each in health.look(data / JOURNAL, seat.now())}["key"] == "keyring"
    keyring.set_keyring(NoKeyring())
    with Book.open(data / JOURNAL, now=seat.now, actor="op-7") as book:
        book.append("K-0002", Noted("鍵束がない"))
        assert book.sign() is None
    assert not (data / keeper.KEY).exists()  # another key is never made in its place
    keyring.set_keyring(ring)
    KEYHOLE.keys.clear()
    assert run("crypt", "off", data=data).exit_code == 0
    assert (data / keeper.PUBLIC).read_bytes() == public
    assert ((data / keeper.KEY).stat().st_size, ring.kept) == (keeper.SEED_BYTES, {})


# --- what is promised of writing ---


def test_an_encrypted_record_is_opened_with_the_same_settings(tmp_path):
    with book_in(tmp_path) as book:
        book.append("K-1", Noted("ひとつ"))
    encrypted(tmp_path, "seat.sqlite3")

    with book_in(tmp_path) as book:
        settings = book.ask(
            lambda hand: {name: hand.connection().execute(f"PRAGMA {name}").fetchone()[0] for name in door.PRAGMAS}
        )
        version = book.ask(lambda hand: hand.connection().execute("PRAGMA cipher_version").fetchone())

    assert settings == dict(door.PRAGMAS)
    assert version


def test_errors_of_the_cipher_are_those_of_the_plain_library(tmp_path):
    with book_in(tmp_path) as book:
        book.append("K-1", Noted("ひとつ"))
    encrypted(tmp_path, "seat.sqlite3")
    db = door.as_found(tmp_path / "seat.sqlite3")

    with pytest.raises(door.sqlite3.OperationalError):
        db.execute("SELECT nothing FROM nowhere")
    with pytest.raises(door.sqlite3.IntegrityError):
        db.execute("DELETE FROM event")
    with pytest.raises(door.sqlite3.IntegrityError):
        db.executemany("INSERT INTO secret SELECT * FROM secret WHERE seq = ?", [(1,)])
    db.close()
    assert issubclass(door.sqlite3.OperationalError, door.SqliteError)


def test_a_flipped_bit_in_an_encrypted_record_is_damage_and_never_other_words(tmp_path):
    with book_in(tmp_path) as book:
        for at in range(40):
            book.append("K-1", Noted(f"{at}" * 400))
    encrypted(tmp_path, "seat.sqlite3")
    path = tmp_path / "seat.sqlite3"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    with Book.read(path) as book:
        assert book.first_break() is not None


def test_killed_in_the_middle_nothing_acknowledged_is_lost_from_an_encrypted_record(tmp_path):
    (tmp_path / "seat").mkdir(mode=0o700)
    folder = tmp_path / "seat"
    book_in(folder).close()
    encrypted(folder, "seat.sqlite3")
    seen = acknowledged_before_kills(folder / "seat.sqlite3", 5)

    with book_in(folder) as book:
        kept = {str(each.seq): each.leaf.hex() for each in book.entries("K-0001")}
        assert len(seen) >= 5
        assert seen.items() <= kept.items()
        assert book.first_break() is None


READER = """
import sys
from pathlib import Path
from assistant.journal.book import Book
with Book.read(Path(sys.argv[1])) as book:
    print(book.head()[0])
"""


@pytest.mark.parametrize("locked", [True, False])
def test_looking_at_a_record_takes_no_lock_from_whoever_writes_in_it_here(tmp_path, locked):
    """A file that is opened and closed beside SQLite loses its locks: the next reader elsewhere deletes the log."""
    (tmp_path / "seat").mkdir(mode=0o700)
    path = tmp_path / "seat" / "seat.sqlite3"
    with book_in(path.parent) as book:
        book.append("K-1", Noted("ひとつ"))
    encrypted(path.parent, path.name)
    if not locked:  # broken off in the middle: said to be encrypted, and not yet so
        said = (path.parent / door.ENCRYPTION).read_bytes()
        recasting.recast(path, None, None)
        (path.parent / door.ENCRYPTION).write_bytes(said)

    with book_in(path.parent) as book:
        book.append("K-1", Noted("まだ移していない"))
        assert door.is_encrypted(path) is locked
        Book.read(path).close()
        log = door.place(path.with_name(f"{path.name}-wal"))
        ran = subprocess.run([sys.executable, "-c", READER, path], capture_output=True, text=True, check=True)
        assert (ran.stdout, door.place(path.with_name(f"{path.name}-wal"))) == ("2\n", log)


def test_a_plain_record_loads_nothing_of_encryption(tmp_path):
    with book_in(tmp_path) as book:
        book.append("K-1", Noted("ひとつ"))
    code = (
        "import sys; from pathlib import Path; from assistant.journal.book import Book\n"
        "Book.read(Path(sys.argv[1])).head()\n"
        "print([each for each in sys.modules if each.partition('.')[0] in ('sqlcipher3', 'keyring') or"
        " each in ('assistant.journal.encryption', 'assistant.journal.cipher', 'assistant.journal.recasting')])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "seat.sqlite3"], capture_output=True, text=True, check=True
    )

    assert ran.stdout.strip() == "[]"


def test_the_floor_reads_an_encrypted_seat_with_its_key_and_says_why_without(data):
    key = encrypted(data)
    floor = floor_over(data.parent)
    assert [seen.case_id for seen in floor._all] == ["K-0001"]

    key.write_text("00" * 32, "ascii")
    KEYHOLE.keys.clear()
    floor = floor_over(data.parent)
    assert floor._all == ()
    assert floor.store.unread == {data: Why.WRONG_KEY.value}
