"""Events once written stay readable: frozen samples of every kind and version.

A sample is written once, when its version is released, and never edited. A new version
of a kind brings a new sample; the old one must then be read by upcasting.
"""

import json
from pathlib import Path

import pytest
from journals import seat

from assistant.call.events import KINDS, decode, encode
from assistant.journal import own
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
    "path", [each for each in SAMPLES if each.stem != "override.signed.v1"], ids=lambda path: path.stem
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


def _stated(kind, told):
    return {**told, "statement": statement_of(kind, told), "signature": "c2lnbmVk"}


MADE = (
    own.erasure_asked("K-0001", "request", "call", "op-3"),
    own.erasure_held("K-0001", "op-3"),
    own.erasure_agreed(_stated("erasure.agreed", _CONSENT), 2, ("drafts/K-0001-1.eml",)),
    own.erasure_released(_stated("erasure.released", _RELEASE)),
    own.erased(4, ("words",), "request"),
)


@pytest.mark.parametrize("made", MADE, ids=lambda each: each.kind)
def test_what_the_journal_says_of_an_erasure_is_what_was_released(made):
    frozen = {path.stem: read(path) for path in OWN}[f"{made.kind}.v{made.version}"]

    assert frozen == {"kind": made.kind, "version": made.version, "data": made.data}


def test_an_erasure_of_before_it_was_signed_is_still_read_as_one(tmp_path):
    old = [read(path) for path in OWN if path.stem in {"erasure.agreed.v1", "pii.erased.v1", "erasure.released.v1"}]
    signers = Signers("j")

    assert all(signers.holds({"type": e["kind"], "tv": 1, "case": "", "actor": "op", "data": e["data"]}) for e in old)
    assert signers.unsigned == 2
