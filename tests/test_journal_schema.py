"""The tables refuse what an append-only record must refuse, and grow without being rewritten."""

import subprocess
import sys

import pytest
from journals import forge, seat, write

from assistant.call.events import Instructed, Noted, Opened
from assistant.journal import schema
from assistant.journal.book import Book
from assistant.journal.door import PRAGMAS, sqlite3
from assistant.journal.refusals import CannotOpen, NotWritten, Why

OPENED = Opened("hikari_option_fee", "2026.11.0", "ab12")
TOLD = Instructed("leader", "mail", "2011-10-20", "bill", "山田", "請求してください")
REST = "case_id, type, at, lower(hex(leaf)), raw, leaf FROM event WHERE seq = 3"


@pytest.fixture
def book(tmp_path):
    with seat(tmp_path) as book:
        book.append_all("K-0001", [OPENED, TOLD, Noted("続き")])
        write(book, "INSERT INTO checkpoint VALUES (2, 'note', x'')")
        yield book


def everything(book):
    """Return every row there is."""
    tables = ("event", "secret", "checkpoint", "meta")
    return [book._connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET at = '2030' WHERE seq = 1",
        "DELETE FROM event WHERE seq = 3",
        "DELETE FROM event",
        "REPLACE INTO event SELECT * FROM event WHERE seq = 1",
        f"REPLACE INTO event SELECT 4, id, {REST}",
        f"INSERT INTO event SELECT 5, 'x', {REST}",
        "INSERT INTO event SELECT 4, 'x', case_id, type, at, prev, raw, leaf FROM event WHERE seq = 3",
        f"INSERT INTO event SELECT NULL, 'x', {REST}",
        f"INSERT INTO event SELECT 4, 'x', {REST}".replace("raw, leaf", "raw, 'text'"),
        "INSERT INTO event SELECT * FROM event WHERE seq = 3 ON CONFLICT DO UPDATE SET at = '2030'",
        "UPDATE secret SET value = '佐藤' WHERE seq = 2",
        "REPLACE INTO secret SELECT seq, name, salt, '佐藤' FROM secret WHERE seq = 3",
        "INSERT INTO secret SELECT 1, name, salt, value FROM secret WHERE seq = 3",
        "INSERT INTO secret SELECT 9, name, salt, value FROM secret WHERE seq = 3",
        "UPDATE checkpoint SET note = 'another'",
        "DELETE FROM checkpoint",
        "REPLACE INTO checkpoint VALUES (2, 'another', x'')",
        "INSERT INTO checkpoint VALUES (4, 'of what is not there', x'')",
        "UPDATE meta SET value = 'another journal'",
        "DELETE FROM meta",
        "REPLACE INTO meta VALUES ('journal', 'another')",
    ],
)
@pytest.mark.parametrize("recursive", [True, False], ids=["our settings", "a stranger's settings"])
def test_the_tables_refuse(book, change, recursive):
    write(book, f"PRAGMA recursive_triggers = {recursive}")
    before = everything(book)

    with pytest.raises(sqlite3.IntegrityError):
        write(book, change)

    assert everything(book) == before


def test_the_tables_let_pass_what_they_should(book):
    write(book, "DELETE FROM secret WHERE seq = 2")
    write(book, "INSERT INTO checkpoint VALUES (3, 'note', x'')")
    assert book.first_break() is None

    write(book, f"INSERT INTO event SELECT 4, 'x', {REST}")  # well placed, and still a forgery
    assert book.first_break() == 4


def test_every_setting_that_safety_rests_on_is_asked_for_again(book):
    promised = {"journal_mode": "wal", "synchronous": 2, "wal_autocheckpoint": 0, "secure_delete": 1}
    promised |= {"foreign_keys": 1, "recursive_triggers": 1, "trusted_schema": 0, "cell_size_check": 1}

    assert promised.items() <= PRAGMAS.items()
    for name, wanted in PRAGMAS.items():
        assert write(book, f"PRAGMA {name}") == [(wanted,)], name


def test_a_setting_that_did_not_take_shuts_the_door(tmp_path):
    def deaf(path):
        return sqlite3.connect(path, isolation_level=None, factory=Deaf)

    class Deaf(sqlite3.Connection):
        def execute(self, sql, *values):
            return super().execute("SELECT 1" if sql.startswith("PRAGMA synchronous =") else sql, *values)

    seat(tmp_path).close()
    with seat(tmp_path, connect=deaf):  # the default happens to be the same
        pass
    Deaf.execute = lambda self, sql, *values: sqlite3.Connection.execute(
        self, "PRAGMA synchronous = 1" if sql.startswith("PRAGMA synchronous =") else sql, *values
    )

    with pytest.raises(CannotOpen, match="synchronous is 1") as refused:
        seat(tmp_path, connect=deaf)

    assert refused.value.why is Why.UNSAFE
    seat(tmp_path).close()  # and the latch was let go


def test_a_step_that_was_released_is_not_edited(book):
    fresh = sqlite3.connect(":memory:")
    for (_, statements), kept in zip(schema.STEPS, schema.HASHES, strict=True):
        for statement in statements:
            fresh.execute(statement)
        assert schema.schema_hash(fresh) == kept

    assert schema.schema_hash(book._connection) == schema.HASHES[-1]
    assert len(schema.STEPS) == schema.VERSION
    fresh.close()


def test_a_first_run_that_was_cut_short_is_gone_on_with(tmp_path):
    db = sqlite3.connect(tmp_path / "seat.sqlite3")
    db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    db.execute("CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set, name, applied_at)")
    db.execute("CREATE UNIQUE INDEX x ON _sqlite_migrations (migration_set, name)")
    db.close()

    with pytest.raises(CannotOpen) as refused:
        Book.read(tmp_path / "seat.sqlite3")
    assert refused.value.why is Why.MISSING
    with seat(tmp_path) as book:
        assert book.append("K-0001", OPENED).seq == 1


def test_a_journal_of_a_later_program_is_read_and_not_written(tmp_path):
    with seat(tmp_path) as book:
        book.append("K-0001", OPENED)
    db = sqlite3.connect(book.path)
    db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    db.close()
    before = book.path.read_bytes()

    with seat(tmp_path) as book:
        assert book.barred is Why.NEWER
        assert book.events("K-0001") == [OPENED]
        assert book.first_break() is None
        with pytest.raises(NotWritten, match="newer"):
            book.append("K-0001", Noted("続き"))
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            book._connection.execute("DELETE FROM secret")

    assert book.path.read_bytes() == before


def test_a_journal_whose_guards_were_changed_is_read_and_not_written(tmp_path):
    with seat(tmp_path) as book:
        book.append("K-0001", OPENED)
    forge(book, "CREATE TRIGGER also AFTER INSERT ON event BEGIN DELETE FROM secret; END")

    with seat(tmp_path) as book:
        assert book.barred is Why.CHANGED
        assert book.events("K-0001") == [OPENED]
        with pytest.raises(NotWritten, match="changed"):
            book.append("K-0001", Noted("続き"))


def test_a_table_of_somebody_else_in_the_file_does_not_stop_a_call(tmp_path):
    with seat(tmp_path) as book:
        forge(book, "CREATE TABLE evnt (misspelt TEXT)")
    with seat(tmp_path) as book:
        assert book.append("K-0001", OPENED).seq == 1


def test_a_journal_that_lost_its_name_is_read_and_not_written(tmp_path):
    with seat(tmp_path) as book:
        book.append("K-0001", OPENED)
        forge(book, "DELETE FROM meta")

    with seat(tmp_path) as book:
        assert book.events("K-0001") == [OPENED]
        with pytest.raises(NotWritten, match="changed"):
            book.append("K-0001", TOLD)


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be asked about" * 90, None])
def test_a_file_that_is_no_journal_is_left_as_it_is(tmp_path, content):
    path = tmp_path / "seat.sqlite3"
    if content:
        path.write_bytes(content)
    else:
        db = sqlite3.connect(path)
        db.execute("CREATE TABLE recipes (name TEXT)")
        db.close()
    before = path.read_bytes()

    with pytest.raises(CannotOpen) as refused:
        seat(tmp_path)

    assert refused.value.why is Why.NOT_OURS
    assert path.read_bytes() == before


def test_a_first_run_leaves_a_record_of_its_steps(tmp_path):
    with seat(tmp_path) as book:
        steps = book._connection.execute("SELECT name FROM _sqlite_migrations").fetchall()

    assert steps == [("first_storey",), ("frontier_beside_the_note",)] == [(name,) for name, _ in schema.STEPS]


def test_nobody_elses_plugin_is_let_near_a_journal(tmp_path):
    from sqlite_utils import hookimpl
    from sqlite_utils.plugins import pm

    class Plugin:
        @hookimpl
        def prepare_connection(self, conn):
            conn.execute("CREATE TABLE left_by_a_plugin (x)")

    plugin = Plugin()
    pm.register(plugin)
    try:
        with seat(tmp_path) as book:
            found = book._connection.execute("SELECT name FROM sqlite_master").fetchall()
    finally:
        pm.unregister(plugin)

    assert ("left_by_a_plugin",) not in found


def test_looking_at_the_tables_does_not_cost_what_making_them_costs():
    program = "import sys, assistant.journal.schema; print('sqlite_utils' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "False"
