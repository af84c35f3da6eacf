"""Events once written stay readable: frozen samples of every kind and version.

A sample is written once, when its version is released, and never edited. A new version
of a kind brings a new sample; the old one must then be read by upcasting.
"""

import inspect
import json
from pathlib import Path

import pytest
from desks import seat_in
from journals import seat
from signing import PASSPHRASE, staffed

from assistant.call.events import KINDS, Encoded, decode, encode
from assistant.journal import own
from assistant.journal.hand import Lot
from assistant.journal.people import Hall, remove
from assistant.journal.receipts import standing
from assistant.journal.signing import SIGNED
from assistant.journal.verify.signers import Signers, statement_of

SAMPLES = sorted((Path(__file__).parent / "samples" / "events").glob("*.json"))


def read(path):
    """Return a sample as it lies in the file."""
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_kind_and_version_has_its_sample():
    released = {f"{kind}.v{at}" for kind, (_, newest) in KINDS.items() for at in range(1, newest + 1)}

    assert {path.stem for path in SAMPLES} == released
    assert {f"{each['kind']}.v{each['version']}" for each in map(read, SAMPLES)} == released


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_read_as_the_event_it_was(path):
    sample = read(path)
    cls, newest = KINDS[sample["kind"]]

    event = decode(sample["kind"], sample["version"], sample["data"], sample["private"])

    assert type(event) is cls
    if sample["version"] == newest:
        encoded = encode(event)
        assert (encoded.data, encoded.private) == (sample["data"], sample["private"])


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_whose_private_words_were_erased_is_still_read(path):
    sample = read(path)

    event = decode(sample["kind"], sample["version"], sample["data"], {})

    assert encode(event).private == {}


@pytest.mark.parametrize(
    "path", [each for each in SAMPLES if read(each)["kind"] not in SIGNED], ids=lambda path: path.stem
)
def test_a_sample_goes_through_the_journal_unchanged(tmp_path, path):
    sample = read(path)
    event = decode(sample["kind"], sample["version"], sample["data"], sample["private"])

    with seat(tmp_path) as book:
        book.append("K-0001", event)

        assert book.events("K-0001") == [event]


def test_a_kind_or_version_of_a_later_program_is_not_guessed_at():
    assert decode("mood.sensed", 1, {}, {}) is None
    assert decode("step.moved", 99, {"step": "fee", "trigger": "go_on"}, {}) is None


# --- the journal's own events ---

OWN = sorted((Path(__file__).parent / "samples" / "own").glob("*.json"))
_CONSENT = {"case": "K-0001", "basis": "request", "class": "", "since": 3, "by": "op-3", "confirmed_by": "sv-1"}
_RELEASE = {"case": "K-0001", "since": 1, "by": "op-3", "confirmed_by": "sv-1"}

_RECEIPT = {
    "seq": 50,
    "leaf": "ab" * 32,
    "received_at": "2026-11-01T03:00:00.000Z",
    "key": "floor/0123456789abcdef",
    "signature": "c2lnbmVk",
    "letter": "0192f0c1-0000-7000-8000-00000000000a",
}


def _stated(kind, told):
    return {**told, "statement": statement_of(kind, told), "signature": "c2lnbmVk"}


MADE = (
    own.erasure_asked("K-0001", "request", "call", "op-3"),
    own.erasure_held("K-0001", "op-3"),
    own.erasure_agreed(_stated("erasure.agreed", _CONSENT), 2, ("drafts/K-0001-1.eml",)),
    own.erasure_released(_stated("erasure.released", _RELEASE)),
    own.erased(4, ("words",), "request"),
    own.clock_stepped(-3_600_000),
    own.stopped("full"),
    own.receipt(42, "cm9vdA==", "c2lnbmVk"),
    own.floor_received(_RECEIPT),
    own.revealed("K-0001", ("call",)),
    own.screen_locked("idle"),
    own.screen_refused(2),
    own.screen_unlocked("idle", "sv-1"),
)
_PEOPLE = {"person.registered", "person.removed"}


@pytest.mark.parametrize("made", MADE, ids=lambda each: each.kind)
def test_what_the_journal_says_of_itself_is_what_was_released(made):
    frozen = {path.stem: read(path) for path in OWN}[f"{made.kind}.v{made.version}"]

    assert frozen == {"kind": made.kind, "version": made.version, "data": made.data}


def test_every_event_of_the_journals_own_has_its_sample():
    makers = [each for _, each in inspect.getmembers(own, inspect.isfunction) if each.__module__ == own.__name__]
    newest = {f"{made.kind}.v{made.version}" for made in MADE} | {f"{kind}.v1" for kind in _PEOPLE}
    before = {"erasure.agreed.v1", "erasure.released.v1"}

    assert len({made.kind for made in MADE}) == len(makers)
    assert {path.stem for path in OWN} == newest | before
    assert {f"{each['kind']}.v{each['version']}" for each in map(read, OWN)} == newest | before


def test_whoever_is_registered_or_removed_is_written_down_as_it_was_released(tmp_path):
    frozen = {each["kind"]: each for each in map(read, OWN) if each["kind"] in _PEOPLE}
    sitting = staffed(seat_in(tmp_path))
    key = Hall.of(tmp_path).key("sv-1", PASSPHRASE)
    sitting.journal.ask(lambda hand: remove(hand, "sv-2", "sv-1", key))
    made = {each.kind: each for each in sitting.journal.entries(own.NO_CASE)}
    sitting.close()

    for kind in _PEOPLE:
        assert (made[kind].version, made[kind].data.keys()) == (frozen[kind]["version"], frozen[kind]["data"].keys())
        shape = {name: type(value) for name, value in frozen[kind]["data"].items()}
        assert {name: type(value) for name, value in made[kind].data.items()} == shape


def test_a_receipt_of_before_is_still_held_against_the_servers_key(tmp_path):
    sample = read(Path(__file__).parent / "samples" / "own" / "floor.received.v1.json")
    with seat(tmp_path) as book:
        kept = Encoded(sample["kind"], sample["version"], sample["data"], {})
        book.ask(lambda hand: hand.keep([Lot(own.NO_CASE, (kept,))]))
        for keys, found in ((None, (0, 1, ())), ({sample["data"]["key"]: b"k" * 32}, (0, 0, (1,)))):
            assert book.shown(lambda db, keys=keys: standing(db, "j", keys)) == found


def test_an_erasure_of_before_it_was_signed_is_still_read_as_one(tmp_path):
    old = [read(path) for path in OWN if path.stem in {"erasure.agreed.v1", "pii.erased.v1", "erasure.released.v1"}]
    signers = Signers("j")

    assert all(signers.holds({"type": e["kind"], "tv": 1, "case": "", "actor": "op", "data": e["data"]}) for e in old)
    assert signers.unsigned == 2
