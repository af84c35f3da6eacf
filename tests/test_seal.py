"""Seals: one spelling for each record, and hashes that others can check."""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journals import seat, write

from assistant.call.events import Noted
from assistant.journal.ids import Ids
from assistant.journal.record import FORMAT, epoch_ms, stamp
from assistant.journal.seal import canonical, commit, leaf, root

names = st.text(st.characters(codec="ascii"), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(names, values))
def test_a_record_has_one_spelling_and_loses_nothing(record):
    backwards = dict(reversed(record.items()))

    assert canonical(record) == canonical(backwards)
    assert json.loads(canonical(record)) == record


@pytest.mark.parametrize(
    "bad",
    [
        525.0,
        float("nan"),
        2**53,
        -(2**53),
        "\ud800",
        b"",
        {1: 2},
        {"名前": 1},
        (1,),
        [[1.5]],
        {"a": {"b": {3}}},
    ],
    ids=repr,
)
def test_what_two_readers_would_read_differently_is_refused(bad):
    with pytest.raises(ValueError, match=r"record|ASCII|surrogates"):
        canonical({"data": bad})


# The test data of Certificate Transparency (RFC 6962): these leaves, and the root after each.
PUBLISHED = [
    ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    ("606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
]


def test_the_root_is_the_one_that_was_published():
    leaves = [leaf(bytes.fromhex(text)) for text, _ in PUBLISHED]

    assert root([]) == hashlib.sha256().digest()
    for size, (_, published) in enumerate(PUBLISHED, start=1):
        assert root(leaves[:size]).hex() == published


def test_a_promise_depends_on_all_that_it_is_made_of():
    salt = bytes(range(32))

    promise = commit(salt, "name", "山田")

    assert promise == hmac.new(salt, b"ja-commit-v1\0name\0" + "山田".encode(), "sha256").hexdigest()
    others = [commit(bytes(32), "name", "山田"), commit(salt, "words", "山田"), commit(salt, "name", "田山")]
    assert promise not in others
    with pytest.raises(ValueError, match="surrogates"):
        commit(salt, "name", "\ud800")


@given(st.lists(st.integers(0, 2**48 - 1), min_size=2, max_size=20), st.integers(0, 19))
def test_ids_rise_whatever_the_clock_does(clock, restart):
    ids, given_out = Ids(), []
    for at, ms in enumerate(clock):
        if at == restart:
            ids = Ids()
            for last in given_out[-1:]:
                ids.above(last)
        given_out.append(ids.next(ms))

    assert given_out == sorted(set(given_out))
    assert {each[14] for each in given_out} == {"7"}
    assert {each[19] for each in given_out} <= set("89ab")


def test_an_id_begins_with_its_moment():
    assert Ids().next(0x017F22E279B0).startswith("017f22e2-79b0-7")  # the example of RFC 9562


def test_more_ids_than_a_millisecond_has_room_for_go_on_into_the_next():
    ids = Ids()

    given_out = [ids.next(5) for _ in range(5000)]

    assert given_out == sorted(set(given_out))
    assert given_out[-1].startswith("00000000-0006-7")


def test_a_moment_is_kept_in_utc_whatever_the_clock_on_the_wall_shows(monkeypatch):
    """On a seat in Japan, where the computer's own zone is no help."""
    noon = datetime(2026, 6, 30, 12, 0, 0, 250_999, tzinfo=timezone(timedelta(hours=9)))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert stamp(noon) == "2026-06-30T03:00:00.250Z"
        assert stamp(noon.astimezone(UTC)) == stamp(noon)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert epoch_ms(noon) == int(noon.timestamp() * 1_000)
    with pytest.raises(ValueError, match=r"^a moment needs its time zone$"):
        stamp(noon.replace(tzinfo=None))


def test_each_record_says_by_which_version_of_the_format_it_is_written(tmp_path):
    with seat(tmp_path) as book:
        book.append("K-0001", Noted("x"))
        raws = [json.loads(raw) for (raw,) in write(book, "SELECT raw FROM event")]

    assert [raw["v"] for raw in raws] == [FORMAT]
