"""A seat's record on a server: what is taken in, what is refused, and what comes back."""

import json
import random
from base64 import b64decode
from contextlib import closing, suppress
from itertools import islice
from types import SimpleNamespace

import psycopg
import pytest
from journals import forge, seat, write
from postgres import Line
from signing import agreed_on, enrol

from assistant.call import events as e
from assistant.call.events import Encoded
from assistant.journal import erasing, sync
from assistant.journal.hand import Lot
from assistant.journal.letters import Letter
from assistant.journal.outbox import Outbox
from assistant.journal.postgres import Postgres
from assistant.journal.postgres_door import NoServer
from assistant.journal.postgres_schema import init
from assistant.journal.postgres_seat import SeatServer
from assistant.journal.receipts import receipt_text
from assistant.journal.seal import leaf
from assistant.journal.sync import WAIT_MAX, WAIT_MIN, State, waits
from assistant.journal.verify.curve import signed_by
from assistant.journal.witness import Witness, key_of

LETTER = "0192f0c1-0000-7000-8000-00000000000a"


@pytest.fixture
def line(tmp_path, pg_floor):
    found = Line(tmp_path, pg_floor)
    yield found
    found.book.close()


def refused(act):
    with pytest.raises(NoServer) as why:
        act()
    return why.value.code


def test_the_server_holds_what_the_seat_holds_word_for_word(line):
    found = line.sync(most=2)
    assert (found.state, found.sent, found.head) == (State.IN_STEP, 3, 3)
    assert line.kept() == line.own()
    assert all(line.kept()[at][2] for at in range(3))


def test_its_seals_are_those_of_the_seat_computed_there_anew(line):
    line.sync()
    rows = line.floor.rows("SELECT raw, leaf FROM assistant.event WHERE journal = %s", line.journal)
    assert all(leaf(raw.encode()) == sealed for raw, sealed in rows)


def test_what_is_sent_again_is_taken_as_known(line):
    line.sync()
    before = line.kept()
    assert line.ingest(line.batch()) == (3, line.book.head()[1], False)
    assert line.sync().sent == 0
    line.note("d")
    assert line.ingest(line.batch(1))[0] == 4, "some known, some new"
    assert line.kept()[:3] == before


def test_a_gap_is_refused_and_nothing_of_the_batch_is_kept(line):
    assert refused(lambda: line.ingest(line.batch(1))) == "gap"
    assert line.kept() == []
    holed = [each for each in line.batch() if each.seq != 2]
    assert refused(lambda: line.ingest(holed)) == "broken"
    assert line.kept() == []


@pytest.mark.parametrize(
    "given", ["NULL, 1, '{{x}}'", "'{0}', NULL, '{{x}}'", "'{0}', 1, NULL", "'{0}', 1, '{{NULL}}'", "'{0}', 1, '{{}}'"]
)
def test_nothing_in_place_of_something_gets_nobody_in(line, given):
    call = f"SELECT assistant.ingest({given.format(line.journal)}, '{{}}', '{{}}', '{{}}', '{{}}')"
    with psycopg.connect(line.dsn, autocommit=True) as connection, suppress(psycopg.Error):
        connection.execute(call)
    assert line.floor.rows("SELECT 1 FROM assistant.head WHERE journal = %s", line.journal) == []


def forged(each, **other):
    return each._replace(raw=json.dumps({**json.loads(each.raw), **other}, sort_keys=True, separators=(",", ":")))


@pytest.mark.parametrize("other", [{"prev": "0" * 64}, {"j": LETTER}, {"seq": 3}, {"prev": None}])
def test_a_link_that_does_not_hold_is_refused(line, other):
    first, second, _ = line.batch()
    assert refused(lambda: line.ingest([first, forged(second, **other)])) == "broken"
    assert line.kept() == []


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda each: each._replace(raw="no JSON"), "unfit"),
        (lambda each: each._replace(secrets=[("name", bytes(32), "a word that no event holds")]), "unfit"),
        (lambda each: each._replace(secrets=[("words", bytes(3), "a short salt")]), "failed"),
        (lambda each: each._replace(secrets=[("words", bytes(32), "nul\0")]), "unfit"),
    ],
)
def test_what_does_not_fit_is_refused_whole(line, spoil, code):
    first, *_ = line.batch()
    assert refused(lambda: line.ingest([spoil(first)])) == code
    assert line.kept() == []


def other_history(line, folder):
    """Return the same seat as an old copy of its folder would have gone on: the first two events alike."""
    folder.mkdir()
    copy = folder / "seat.sqlite3"
    line.book.checkpoint_wal()
    copy.write_bytes(line.book.path.read_bytes())
    copy.chmod(0o600)
    other = Line.__new__(Line)
    other.folder, other.floor, other.dsn, other.journal, other.post = folder, line.floor, line.dsn, line.journal, {}
    other.book = seat(folder)
    return other


@pytest.mark.parametrize("longer", [1, 5])
def test_a_fork_is_recorded_and_told_and_the_first_history_stays(line, tmp_path, longer):
    other = other_history(line, tmp_path / "old")
    line.note("one", "way")
    line.sync()
    kept = line.kept()
    other.note(*("another",) * longer)
    assert other.sync().state is State.FORKED
    assert other.sync().state is State.FORKED
    other.book.close()
    assert line.kept() == kept
    with closing(Postgres(line.floor.login("supervisor"))) as store:
        (fork,) = [each for each in store.forks() if each.journal == line.journal]
    assert fork.seq == 4
    assert fork.kept == leaf(line.batch(3)[0].raw.encode()).hex()
    assert fork.other == leaf(other.batch(3)[0].raw.encode()).hex()
    line.note("on")
    assert line.sync().state is State.IN_STEP, "the history that was first goes on"


def test_an_old_copy_put_back_is_told_from_a_fork(line, tmp_path):
    other = other_history(line, tmp_path / "old")
    line.note("d", "e")
    line.sync()
    assert other.sync().state is State.AHEAD
    other.book.close()
    assert line.floor.rows("SELECT 1 FROM assistant.fork WHERE journal = %s", line.journal) == []


def test_another_seats_login_can_neither_send_nor_learn_anything(line, pg_floor):
    line.sync()
    stranger = pg_floor.login("seat")
    line.note("d")
    assert refused(lambda: line.ingest(line.batch(3), stranger)) == "not_yours"
    with closing(SeatServer(stranger)) as server:
        assert server.head(line.journal)[0] == 0
        assert server.leaf_at(line.journal, 1) is None
        assert server.letters(line.journal) == []
    assert len(line.kept()) == 3


SEAT_REFUSED = [
    f"{verb} assistant.{table} {rest}"
    for table in ("head", "event", "secret", "fork", "letter", "receipt", "coded", "meta")
    for verb, rest in (("SELECT 1 FROM", ""), ("DELETE FROM", ""), ("TRUNCATE", ""), ("INSERT INTO", "DEFAULT VALUES"))
] + [
    "UPDATE assistant.event SET raw = ''",
    "UPDATE assistant.head SET login = session_user",
    "SELECT assistant.erase_told('', 0)",
    "SELECT assistant.send('', '', '', '', '', '', '')",
    "SELECT assistant.receipts_due()",
    "SELECT assistant.receipt_signed('', 0, '', '', '', '')",
    "CREATE TABLE assistant.mine (a int)",
    "DROP FUNCTION assistant.schema_version()",
]


def statements_allowed(dsn, statements):
    allowed = []
    with psycopg.connect(dsn, autocommit=True) as connection:
        for each in statements:
            try:
                connection.execute(each)
            except psycopg.errors.InsufficientPrivilege:
                continue
            except psycopg.Error:
                pass
            allowed.append(each)
    return allowed


def test_a_seat_may_call_its_functions_and_nothing_else(pg_floor):
    assert statements_allowed(pg_floor.login("seat"), SEAT_REFUSED) == []


def test_a_supervisor_reads_everything_and_writes_letters_only(pg_floor):
    dsn = pg_floor.login("supervisor")
    reads = [f"SELECT * FROM assistant.{table}" for table in ("head", "event", "secret", "fork", "letter", "receipt")]
    assert statements_allowed(dsn, reads) == reads
    writes = [each for each in SEAT_REFUSED if "SELECT" not in each and "INTO assistant.coded" not in each]
    assert statements_allowed(dsn, writes) == []
    assert statements_allowed(dsn, ["SELECT assistant.ingest('', 1, '{}', '{}', '{}', '{}', '{}')"]) == []


def test_an_auditor_reads_no_private_word(line, pg_floor):
    line.sync()
    dsn = pg_floor.login("auditor")
    assert statements_allowed(dsn, ["SELECT * FROM assistant.secret", "SELECT body FROM assistant.letter"]) == []
    assert statements_allowed(dsn, ["SELECT kind, taken_at FROM assistant.letter"]) != []
    with closing(Postgres(dsn)) as store:
        kept = store.entries(line.journal, 0)
        assert refused(lambda: store.send(letter(line))) == "denied"
    assert [each.seq for each in kept] == [1, 2, 3]
    assert all(not each.secrets for each in kept)


def test_somebody_without_a_role_learns_nothing(pg_floor):
    dsn = pg_floor.login("seat")
    name = psycopg.conninfo.conninfo_to_dict(dsn)["user"]
    pg_floor.rows(f"REVOKE assistant_seat FROM {name}")
    assert refused(lambda: SeatServer(dsn)) == "denied"


def letter(line, number=LETTER, words="go on"):
    told = {"letter": number, "by": "sv-1", "signature": "c2ln", "at": "2011-10-20T06:00:00.000Z"}
    return Letter(number, line.journal, "K-0001", "escalation.answered", told, {"words": words})


def test_a_letter_is_fetched_once_and_its_words_are_gone_once_the_seat_has_taken_it(line):
    line.sync()
    with closing(Postgres(line.floor.login("supervisor"))) as store:
        sent = letter(line)
        store.send(sent)
        store.send(sent)
        assert store.untaken(line.journal) == {LETTER}
        assert line.sync().letters == 1
        assert line.post == {LETTER: sent.text()}
        assert line.sync().letters == 0
        assert store.untaken(line.journal) == {LETTER}, "fetched is not taken"
        line.book.ask(lambda hand: hand.keep([_lot("x.taken", {"letter": LETTER})]))
        line.sync()
        assert store.untaken(line.journal) == frozenset()
    query = "SELECT body, taken_at IS NULL FROM assistant.letter WHERE journal = %s"
    assert line.floor.rows(query, line.journal) == [(None, False)]


def _lot(kind, data, case=""):
    return Lot(case, (Encoded(kind, 1, data, {}),))


def test_a_letter_that_could_not_be_laid_down_comes_again(line):
    line.sync()
    with closing(Postgres(line.floor.login("supervisor"))) as store:
        store.send(letter(line))

    def full(*_):
        raise OSError(28, "no space left")

    outbox, server = Outbox(line.book.path), SeatServer(line.dsn)
    with closing(outbox), closing(server), pytest.raises(OSError, match="no space"):
        sync.run(outbox, server, full, lambda *_: None)
    assert line.sync().letters == 1


def test_a_letter_to_a_seat_nobody_knows_is_refused(line):
    with closing(Postgres(line.floor.login("supervisor"))) as store:
        assert refused(lambda: store.send(letter(line))) == "unknown_journal"


def erase(line, *events):
    """Take the words of these events out at the seat, agreed and signed by a supervisor of it."""
    seat = SimpleNamespace(data=line.folder, journal=line.book)
    enrol(seat, "sv-1")
    consent = agreed_on(seat, "K-0001", erasing.Consent("request", "a", "sv-1"))
    words = [(each, "words") for each in events]
    line.book.ask(lambda hand: erasing.erase(hand, "K-0001", words, consent, ()))


def test_erased_at_the_seat_is_erased_on_the_server(line):
    line.sync()
    erase(line, 1, 3)
    line.sync()
    assert line.kept() == line.own()
    with closing(Postgres(line.floor.login("supervisor"))) as store:
        assert [each.seq for each in store.entries(line.journal, 0) if each.secrets] == [2]


def test_erased_before_it_was_ever_sent_it_never_comes_back(line):
    words = line.batch()
    erase(line, 1)
    line.ingest(words)
    line.sync()
    line.ingest(words)
    assert line.kept() == line.own()


def test_receipts_are_signed_for_what_was_committed_and_never_for_receipts_alone(line, tmp_path):
    key = key_of(tmp_path / "floor.key")
    line.note(*("word",) * 47)
    line.sync()
    with closing(Witness(line.floor.login("witness"), key)) as witness:
        assert witness.sign() == 1
        assert line.sync().letters == 1
        (text,) = line.post.values()
        told = json.loads(text)["data"]
        signed = receipt_text(line.journal, 50, line.book.head()[1].hex(), told["received_at"], told["key"])
        assert told["seq"] == 50
        assert signed_by(key.public(), signed, b64decode(told["signature"]))
        for _ in range(60):
            line.book.ask(lambda hand: hand.keep([_lot("floor.received", told)]))
        line.sync()
        assert witness.sign() == 0
        line.book.append("K-0001", e.Moved("wrap_up", "closed"))
        line.sync()
        assert witness.sign() == 1, "the end of a case is worth one"


def test_a_key_that_others_may_read_signs_nothing(tmp_path):
    key_of(tmp_path / "floor.key")
    (tmp_path / "floor.key").chmod(0o644)
    assert refused(lambda: key_of(tmp_path / "floor.key")) == "open_key"


def test_made_twice_is_made_once_and_a_later_version_is_left_alone(pg_floor):
    assert init(pg_floor.owner) is False
    pg_floor.rows("UPDATE assistant.meta SET value = '99' WHERE key = 'version'")
    try:
        assert refused(lambda: init(pg_floor.owner)) == "newer"
        assert refused(lambda: SeatServer(pg_floor.login("seat"))) == "newer"
    finally:
        pg_floor.rows("UPDATE assistant.meta SET value = '1' WHERE key = 'version'")


def test_the_store_shows_each_seat_with_its_login_and_how_far_it_is(line):
    line.sync()
    login = psycopg.conninfo.conninfo_to_dict(line.dsn)["user"]
    with closing(Postgres(line.floor.login("supervisor"))) as store:
        (row,) = [each for each in store.seats() if each.journal == line.journal]
        kept = store.entries(line.journal, 1)
    assert (row.name, row.head, row.last_at) == (login, 3, kept[-1].at)
    assert kept == line.book.entries("K-0001")[1:]


def test_a_desk_whose_line_was_cut_is_told_once_and_looks_again(line):
    line.sync()
    with closing(Postgres(line.floor.login("supervisor"))) as store:
        store.seats()
        login = psycopg.conninfo.conninfo_to_dict(store._dsn)["user"]
        line.floor.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", login)
        assert refused(store.seats) == "away"
        assert [each.seq for each in store.entries(line.journal, 0)] == [1, 2, 3]


def test_sending_neither_writes_at_the_seat_nor_holds_it_up(line):
    with closing(Outbox(line.book.path)) as outbox:
        outbox.batch(0)
        assert line.book.checkpoint_wal()
        with pytest.raises(Exception, match="readonly"):
            outbox._connection.execute("DELETE FROM secret")
    line.note("d")
    wal = line.book.path.with_name("seat.sqlite3-wal")
    before = wal.read_bytes()
    line.sync()
    assert wal.read_bytes() == before


def test_what_a_killed_seat_left_in_its_log_is_sent_and_left_there(line, tmp_path):
    """Only the seat moves the log into the main file, however it ended."""
    left = tmp_path / "left"
    left.mkdir()
    for name in ("seat.sqlite3", "seat.sqlite3-wal"):
        (left / name).write_bytes((tmp_path / name).read_bytes())
    before = [(left / name).read_bytes() for name in ("seat.sqlite3", "seat.sqlite3-wal")]
    assert len(before[1]) > 0
    with closing(Outbox(left / "seat.sqlite3")) as outbox:
        assert line.ingest(outbox.batch(0))[0] == 3
    assert [(left / name).read_bytes() for name in ("seat.sqlite3", "seat.sqlite3-wal")] == before


def test_a_seat_whose_chain_is_broken_behind_its_back_is_refused_from_there(line):
    line.sync()
    line.note("d", "e")
    write(line.book, "SELECT 1")
    forge(line.book, "UPDATE event SET raw = replace(raw, '\"tv\":1', '\"tv\":2') WHERE seq = 4")
    assert refused(line.sync) == "broken"
    assert len(line.kept()) == 3


def test_the_waiting_grows_to_a_minute_and_is_never_the_same_for_two():
    first, second = (list(islice(waits(random.Random(seed)), 12)) for seed in (1, 2))  # noqa: S311  # not for secrets
    assert first[1:] != second[1:]
    assert all(WAIT_MIN <= each <= WAIT_MAX for each in first + second)
    assert first[0] == WAIT_MIN
    assert min(first[6:]) >= WAIT_MAX / 2
