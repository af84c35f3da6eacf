"""Events once written stay readable: frozen samples of every kind and version.

A sample is written once, when its version is released, and never edited. A new version
of a kind brings a new sample; the old one must then be read by upcasting.
"""

import json
from pathlib import Path

import pytest
from journals import seat

from assistant.call.events import KINDS, decode, encode
from assistant.journal.signing import SIGNED

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
