"""Who may sign at a record, with which key, and what each role may have written."""

from __future__ import annotations

import base64
import json
import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from desks import case_2011, seat_in
from signing import CHEAP, PASSPHRASE, agreed_on, enrol, on_hold, staffed

from assistant.call import events as ev
from assistant.doors.front import front
from assistant.journal import keyring, own, people
from assistant.journal.book import Book
from assistant.journal.erasing import Consent, erase
from assistant.journal.hand import Lot
from assistant.journal.keyring import NoKey
from assistant.journal.people import Hall
from assistant.journal.refusals import CannotOpen, NotWritten, Why
from assistant.journal.roles import VARIABLE
from assistant.journal.signing import SIGNED, registered
from assistant.journal.verify.signers import AGREED, OVERRIDE, REGISTERED, RELEASED, REMOVED, statement_of


@pytest.fixture
def seat(tmp_path):
    sat = seat_in(tmp_path)
    yield sat
    sat.close()


def barred(do, *given):
    with pytest.raises(NotWritten) as why:
        do(*given)
    return why.value.why


def no_key(do, *given):
    with pytest.raises(NoKey) as why:
        do(*given)
    return why.value.code


# --- keys ---


def test_a_key_opens_with_its_passphrase_and_for_its_person_only(tmp_path):
    made = keyring.make(tmp_path, "sv-1", PASSPHRASE, CHEAP)
    file = tmp_path / "sv-1.key"

    assert keyring.take(tmp_path, "sv-1", PASSPHRASE) == made
    assert no_key(keyring.take, tmp_path, "sv-1", PASSPHRASE + " ") == "passphrase"
    assert no_key(keyring.take, tmp_path, "sv-2", PASSPHRASE) == "missing"
    assert no_key(keyring.make, tmp_path, "sv-1", PASSPHRASE, CHEAP) == "exists"
    assert no_key(keyring.make, tmp_path, "sv-3", "short", CHEAP) == "short"
    (tmp_path / "sv-2.key").write_bytes(file.read_bytes())
    (tmp_path / "sv-2.key").chmod(0o600)
    assert no_key(keyring.take, tmp_path, "sv-2", PASSPHRASE) == "passphrase"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o640)
    assert no_key(keyring.take, tmp_path, "sv-1", PASSPHRASE) == "shared"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"n": "x", "salt": "", "nonce": "", "key": ""}', '{"salt": 1}'])
def test_a_damaged_key_file_is_told(tmp_path, text):
    (tmp_path / "sv-1.key").write_text(text, encoding="utf-8")
    (tmp_path / "sv-1.key").chmod(0o600)

    assert no_key(keyring.take, tmp_path, "sv-1", PASSPHRASE) == "damaged"


# --- registering ---


def test_after_the_first_supervisor_nobody_registers_themselves(seat):
    enrol(seat, "sv-1")

    assert barred(enrol, seat, "sv-2") is Why.UNSIGNED
    assert set(seat.journal.shown(registered).people) == {"sv-1"}


def test_a_name_stands_beside_the_journal_and_never_in_it(seat):
    staffed(seat)
    seat.journal.checkpoint_wal()

    assert "中村".encode() not in seat.journal.path.read_bytes()
    assert Hall.of(seat.data).person("sv-2").name == "中村"
    assert stat.S_IMODE((seat.data / people.FILE).stat().st_mode) == 0o600


def test_who_was_removed_signs_no_more_and_cannot_be_put_back_by_the_old_signature(seat):
    staffed(seat)
    hall = Hall.of(seat.data)
    let_in = next(each for each in seat.journal.entries("") if each.data.get("person") == "sv-2")
    seat.journal.ask(lambda hand: people.remove(hand, "sv-2", "sv-1", hall.key("sv-1", PASSPHRASE)))

    assert set(seat.journal.shown(registered).people) == {"sv-1", "co-1"}
    again = own.Encoded(let_in.kind, 1, dict(let_in.data), {})
    assert barred(lambda: seat.journal.ask(lambda hand: hand.keep([Lot("", (again,))]))) is Why.UNSIGNED


def test_a_supervisor_confirms_a_statement_and_an_operator_does_not(seat):
    staffed(seat)
    enrol(seat, "op-9", "田村", role="operator", rung="", by="sv-1")
    hall = Hall.of(seat.data)

    def confirmed(who, statement, signature):
        return seat.journal.shown(lambda db: people.confirmed(db, who, statement, signature))

    signed = seat.journal.shown(lambda db: people.confirm(hall, db, "sv-1", PASSPHRASE, "erase K-0001"))
    assert confirmed("sv-1", "erase K-0001", signed)
    assert not confirmed("sv-1", "erase K-0002", signed)
    assert not confirmed("sv-2", "erase K-0001", signed)
    assert not confirmed("sv-1", "erase K-0001", "?")
    ask = seat.journal.shown
    assert no_key(ask, lambda db: people.confirm(hall, db, "op-9", PASSPHRASE, "erase K-0001")) == "not_supervisor"
    assert no_key(ask, lambda db: people.confirm(hall, db, "sv-1", "wrong", "erase K-0001")) == "passphrase"


def test_a_key_changed_beside_the_record_is_not_taken_for_the_registered_one(seat):
    staffed(seat)
    hall = Hall.of(seat.data)
    (hall.keys / "sv-1.key").unlink()
    keyring.make(hall.keys, "sv-1", PASSPHRASE, CHEAP)

    assert no_key(hall.key, "sv-1", PASSPHRASE) == "another"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("高橋 一郎", "高橋", True),
        ("ﾀｶﾊｼ", "タカハシ", True),
        ("Jane Roe", "ROE", True),
        ("高橋", "中村", False),
        ("高橋", "", False),
    ],
)
def test_one_person_is_known_again_under_another_spelling(one, other, same):
    assert people.same_name(one, other) is same


# --- roles ---


def test_the_book_of_an_auditor_takes_nothing(tmp_path, monkeypatch):
    seat = seat_in(tmp_path)
    desk = case_2011(seat)
    seat.close()
    before = seat.journal.path.read_bytes()
    monkeypatch.setenv(VARIABLE, "auditor")

    seen = seat_in(tmp_path)
    read = seen.resume(desk.case_id)
    assert barred(read.note, "一言") is Why.ROLE
    assert barred(lambda: seen.journal.ask(lambda hand: hand.sign())) is Why.ROLE
    assert read.case == desk.case
    seen.close()
    assert seat.journal.path.read_bytes() == before


def test_a_trainer_writes_on_practice_cases_only(tmp_path, monkeypatch):
    real = case_2011(seat_in(tmp_path))
    real._place.journal.close()
    monkeypatch.setenv(VARIABLE, "trainer")

    seat = seat_in(tmp_path)
    assert barred(seat.resume(real.case_id).note, "一言") is Why.ROLE
    assert barred(case_2011, seat) is Why.ROLE
    practice = seat.new(real.case.lines, example=True)
    practice.note("演習")
    assert barred(enrol, seat, "tr-1") is Why.ROLE
    seat.close()


def _signed_by_nobody(seat, by="sv-1"):
    """Return every act that takes a supervisor, as somebody without a supervisor's key would have it written."""
    bad = base64.b64encode(bytes(64)).decode()
    told = {"case": "K-1", "since": 0, "by": "op-3", "confirmed_by": by}
    agreed = {**told, "basis": "request", "class": ""}
    stated = {
        kind: {"statement": statement_of(kind, data), "signature": bad}
        for kind, data in ((AGREED, agreed), (RELEASED, told))
    }
    person = {"person": "sv-8", "role": "supervisor", "rung": "sv", "public": "AA==", "by": by, "signature": bad}
    override = json.loads((SAMPLES / "override.signed.v1.json").read_text("utf-8"))["data"]
    yield "", own.Encoded(REGISTERED, 1, {**person, "nth": seat.journal.shown(registered).changes}, {})
    yield "", own.Encoded(REMOVED, 1, {**person, "person": "sv-2", "nth": 3}, {})
    yield "", own.erasure_agreed({**agreed, **stated[AGREED]}, 1, ())
    yield "", own.erasure_released({**told, **stated[RELEASED]})
    yield "", own.Encoded(RELEASED, 1, told, {})
    yield "", own.erased(1, ("words",), "request")
    yield "K-1", own.Encoded(OVERRIDE, 1, override, {})


SAMPLES = Path(__file__).parent / "samples" / "events"


@pytest.mark.parametrize("role", ["", "operator", "supervisor", "trainer", "auditor"])
def test_no_word_in_the_environment_stands_in_for_a_supervisors_key(tmp_path, monkeypatch, role):
    """Every act that takes a supervisor is walked, under every role: the role may refuse more, and never less."""
    staffed(seat_in(tmp_path)).close()
    monkeypatch.setenv(VARIABLE, role)
    seat = seat_in(tmp_path)
    acts = list(_signed_by_nobody(seat))

    assert {act.kind for _, act in acts} == SIGNED
    for case_id, act in acts:
        lots = [Lot(case_id, (act,))]
        why = barred(seat.journal.ask, lambda hand, lots=lots: hand.keep(lots))
        assert why is (Why.ROLE if role in {"trainer", "auditor"} else Why.UNSIGNED), act.kind
    seat.close()


def test_what_a_supervisor_signed_holds_at_an_operators_seat(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "operator")
    seat = staffed(seat_in(tmp_path))
    seat.journal.append("K-1", ev.Noted("ことば"))
    seq = seat.journal.entries("K-1")[0].seq
    consent = agreed_on(seat, "K-1", Consent("request", "op-3", "sv-1"))

    seat.journal.ask(lambda hand: erase(hand, "K-1", [(seq, "words")], consent, ()))

    assert seat.journal.events("K-1") == [ev.Noted("")]
    seat.close()


def test_a_role_nobody_knows_opens_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "admin")

    with pytest.raises(CannotOpen) as why:
        seat_in(tmp_path)
    assert why.value.why is Why.ROLE


# --- the doors ---


def run(*words, secrets=()):
    """Say words to the front door, with passphrases on a descriptor of their own."""
    more = []
    if secrets:
        read, write = os.pipe()
        os.write(write, "\n".join(secrets).encode())
        os.close(write)
        more = ["--passphrase-fd", str(read)]
    ran = CliRunner().invoke(front, [str(each) for each in (*words, *more)])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran


def test_two_people_register_and_sign_by_their_doors(tmp_path):
    seat = seat_in(tmp_path)
    desk = on_hold(seat)
    seat.close()
    own_words, other = PASSPHRASE, "another long passphrase"
    data = ("--data", tmp_path, "--lang", "en")
    first = ("people", "add", "高橋", "--id", "sv-1", "--role", "supervisor", "--rung", "sv", *data)
    second = ("people", "add", "中村", "--id", "sv-2", "--role", "supervisor", "--rung", "sv", "--by", "sv-1", *data)
    assert run(*first, secrets=[own_words]).exit_code == 0
    assert run(*first, secrets=[own_words]).exit_code == 1
    assert run(*second, secrets=[other, own_words]).exit_code == 0
    listed = [json.loads(line) for line in run("people", "list", "--json", "--data", tmp_path).stdout.splitlines()]
    assert [(each["id"], each["name"], each["role"]) for each in listed] == [
        ("sv-1", "高橋", "supervisor"),
        ("sv-2", "中村", "supervisor"),
    ]

    grounds = ("--reason", "contract_confirmed", "--evidence", "document", *data)
    line = ("override", desk.case_id, "1")
    wrong = run(*line, "--by", "sv-1", *grounds, secrets=["not the passphrase"])
    assert (wrong.exit_code, "Nothing was changed" in wrong.stderr) == (1, True)
    one = json.loads(run(*line, "--by", "sv-1", *grounds, "--json", secrets=[own_words]).stdout)
    two = json.loads(run(*line, "--by", "sv-2", *grounds, "--json", secrets=[other]).stdout)
    assert (one["signatures"], one["approved"]) == (1, False)
    assert (two["signatures"], two["approved"], two["ruling"]) == (2, True, "hold")
    assert run("journal", "verify", "--data", tmp_path).exit_code == 0
    assert run("people", "remove", "sv-2", "--by", "sv-1", *data, secrets=[own_words]).exit_code == 0


def test_whoever_gave_the_instruction_is_known_by_name_on_any_rung(tmp_path):
    seat = staffed(seat_in(tmp_path))
    desk = on_hold(seat)
    desk.instruct("leader", "高橋一郎", "email", "2011-10-19", "bill", "請求してください")
    seat.close()
    words = ("--reason", "use_confirmed", "--evidence", "record", "--data", tmp_path)

    for lang, told in (("ja", "請求を指示した人"), ("en", "Whoever said bill")):
        ran = run("override", desk.case_id, "1", "--by", "sv-1", *words, "--lang", lang, secrets=[PASSPHRASE])
        assert (ran.exit_code, told in ran.stderr) == (1, True)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("people", "add", "高橋", "--id", "高橋", "--role", "supervisor", "--rung", "sv"), 2),
        (("people", "add", "高橋", "--id", "sv-1", "--role", "boss"), 2),
        (("people", "add", "高橋", "--id", "sv-1", "--role", "supervisor"), 2),
        (("people", "remove", "sv-1", "--by", "sv-1"), 1),
        (("override", "K-0009", "1", "--by", "sv-1", "--reason", "x", "--evidence", "y"), 1),
    ],
)
def test_a_refusal_at_the_door_says_that_nothing_was_changed(tmp_path, words, code):
    seat_in(tmp_path).close()

    for lang, told in (("ja", "何も変更していません"), ("en", "Nothing was changed")):
        ran = run(*words, "--data", tmp_path, "--lang", lang, secrets=[PASSPHRASE])
        assert (ran.exit_code, told in ran.stderr) == (code, True)


def test_an_auditor_is_told_at_the_door(tmp_path, monkeypatch):
    seat = staffed(seat_in(tmp_path))
    desk = on_hold(seat)
    seat.close()
    monkeypatch.setenv(VARIABLE, "auditor")
    grounds = ("--reason", "use_confirmed", "--evidence", "record")

    ran = run("override", desk.case_id, "1", "--by", "sv-1", *grounds, "--data", tmp_path, secrets=[PASSPHRASE])

    assert (ran.exit_code, "auditor" in ran.stderr) == (1, True)
    assert Book.read(tmp_path / "journal.db").events(desk.case_id) == Book.read(tmp_path / "journal.db").events(
        "K-0001"
    )
