"""Receipts of the floor's server: by its own key, where the seat knows it, and never taken for checked where not."""

import json
from base64 import b64decode, b64encode
from dataclasses import replace

import pytest
from click.testing import CliRunner
from desks import case_2011, seat_in
from hypothesis import given
from hypothesis import strategies as st
from posting import box, cover, taken

from assistant.call.floor_words import refused
from assistant.doors.front import front
from assistant.house import HOUSE
from assistant.journal.answering import RECEIPT
from assistant.journal.keyring import Key
from assistant.journal.letters import Letter
from assistant.journal.reading import journal_id, leaf_at
from assistant.journal.receipts import FILE, key_id, keys_at, receipt_text, witnessed
from assistant.journal.witness import public_text

SERVER, OTHER = Key(b"s" * 32), Key(b"o" * 32)


@pytest.fixture
def seat(tmp_path):
    found = seat_in(tmp_path / "seat")
    case_2011(found)
    yield found
    found.close()


def receipt(seat, key=SERVER, *, seq=1, journal=None, name=None, **changed):
    """Return a receipt as the witness signs it; what is changed is changed afterwards."""
    ours, leaf = seat.journal.shown(journal_id), seat.journal.shown(lambda db: leaf_at(db, seq)).hex()
    to, name = cover(seat, ""), name or key_id(key.public())
    signature = key.sign(receipt_text(journal or ours, seq, leaf, to.at, name))
    told = {"seq": seq, "leaf": leaf, "received_at": to.at, "key": name, "signature": signature, "letter": to.letter}
    return Letter(to.letter, ours, "", RECEIPT, {**told, **changed})


def further(letter, other):
    """Return a receipt that speaks of what another one speaks of."""
    return replace(letter, data={**letter.data, **{name: other.data[name] for name in ("seq", "leaf")}})


def know(folder, *keys):
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_text("".join(f"{public_text(each)}\n" for each in keys), "ascii")


def kept(seat):
    return [each.data["key"] for each in seat.journal.entries("") if each.kind == "floor.received"]


def doctor(seat):
    ran = CliRunner().invoke(front, ["doctor", "--json", "--data", str(seat.data)])
    return {each["name"]: (each["state"], each["value"]) for each in json.loads(ran.stdout)["checks"]}.get("receipts")


def test_a_receipt_by_the_server_that_the_seat_knows_is_kept_and_checked(seat):
    know(seat.data, OTHER, SERVER)
    assert doctor(seat) is None
    assert taken(seat, receipt(seat)) == []
    assert kept(seat) == [key_id(SERVER.public())]
    assert doctor(seat) == ("ok", "1 checked, 0 unchecked")


FORGED = {
    "by another key": lambda seat: receipt(seat, OTHER),
    "by another key under the server's name": lambda seat: receipt(seat, OTHER, name=key_id(SERVER.public())),
    "for another seat": lambda seat: receipt(seat, journal="another"),
    "of another day": lambda seat: receipt(seat, received_at="2030-01-01T00:00:00.000Z"),
    "of an event further on": lambda seat: further(receipt(seat), receipt(seat, seq=2)),
}


@pytest.mark.parametrize("made", FORGED.values(), ids=FORGED)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_forged_receipt_is_refused_and_that_is_told_in_words(seat, made, lang):
    know(seat.data, SERVER)
    (told,) = taken(seat, made(seat))
    assert (told.refused, kept(seat), box(seat)) == ("forged_receipt", [], ([], ["forged_receipt"]))
    assert {"ja": "サーバーの署名ではありません", "en": "not signed by the server"}[lang] in refused(told.refused, lang)


def test_without_a_key_a_receipt_is_kept_and_the_doctor_says_unchecked_until_there_is_one(seat):
    taken(seat, receipt(seat), receipt(seat, OTHER, seq=2))
    assert len(kept(seat)) == 2
    assert doctor(seat) == ("note", "0 checked, 2 unchecked")
    know(seat.data, SERVER)
    assert doctor(seat) == ("note", "1 checked, 1 unchecked")


def test_one_that_was_forged_under_the_servers_name_before_its_key_was_known_is_found(seat):
    taken(seat, receipt(seat))
    taken(seat, receipt(seat, OTHER, seq=2, name=key_id(SERVER.public())))
    know(seat.data, SERVER)
    state, value = doctor(seat)
    assert (state, value) == ("bad", f"#{seat.journal.head()[0]}")


@pytest.mark.parametrize("text", ["", "floor/0 AAAA\n", "nonsense", "\xff", f"floor/0 {b64encode(b'k' * 32).decode()}"])
def test_a_file_that_names_no_key_believes_nobody(seat, text):
    (seat.data / FILE).write_text(text, "latin-1")
    assert [each.refused for each in taken(seat, receipt(seat))] == ["forged_receipt"]
    assert doctor(seat) == ("bad", FILE)


def test_the_house_says_whose_receipts_count_before_the_seat_does(seat, tmp_path, monkeypatch):
    know(seat.data, OTHER)
    know(tmp_path / "house", SERVER)
    monkeypatch.setenv(HOUSE, str(tmp_path / "house"))
    assert [each.refused for each in taken(seat, receipt(seat, OTHER), receipt(seat))] == ["forged_receipt"]
    assert kept(seat) == [key_id(SERVER.public())]


@given(st.integers(0, 511), st.sampled_from(["seq", "leaf", "received_at"]))
def test_no_bit_of_a_signature_and_nothing_signed_can_be_another(bit, name):
    told = {"seq": 7, "leaf": "ab" * 32, "received_at": "2026-11-01T00:00:00.000Z", "key": key_id(SERVER.public())}
    text = receipt_text("j", *told.values())
    keys, signed = {told["key"]: SERVER.public()}, {**told, "signature": SERVER.sign(text)}
    assert witnessed("j", signed, keys)
    assert not witnessed("j", {**signed, name: 8 if name == "seq" else f"{told[name]}0"}, keys)
    assert not witnessed("j", {**signed, "signature": flipped(signed["signature"], bit)}, keys)


def flipped(signature, bit):
    raw = bytearray(b64decode(signature))
    raw[bit // 8] ^= 1 << bit % 8
    return b64encode(bytes(raw)).decode()


def test_no_file_is_no_key_and_an_empty_one_is_none_either(tmp_path):
    assert keys_at(None, tmp_path) is None
    (tmp_path / FILE).write_bytes(b"")
    assert keys_at(None, tmp_path) == {}
