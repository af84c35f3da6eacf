"""Whoever looks at an encrypted seat from outside opens it with its key, moves nothing, or says what is missing."""

import json
import shutil

import pytest
from benches import text_of
from desks import case_2011, seat_in, two_leaders
from floors import NOON, SV, contested, floor_over, seat_on
from test_encryption import encrypted, ring
from test_floor_server import run

from assistant.journal import recasting
from assistant.journal.encryption import Kept, KeyPlace, from_passphrase
from assistant.journal.keyhole import KEYHOLE
from assistant.screens.floor_lists import troubles
from assistant.screens.stage import View
from assistant.screens.words import wording

ring = ring  # noqa: PLW0127  # a fixture, and used by every test
READ = {
    "sync": lambda out: json.loads(out)["sent"] > 10,
    "floor": lambda out: json.loads(out)["case"] == "K-0001",
    "figures": lambda out: json.loads(out)["cases"] == 1,
    "replay": lambda out: json.loads(out)["lines"] == 2,
}
FILES = ("journal.db", "journal.db-wal")


@pytest.fixture
def seat(tmp_path):
    """Return an encrypted seat as one that was killed leaves it: its last case waits in the log."""
    folder = tmp_path / "floor" / "seat-1"
    seat_in(folder).close()
    key = encrypted(folder)
    sitting = seat_in(folder)
    two_leaders(desk := case_2011(sitting))
    desk.go_to_brief()
    killed = tmp_path / "killed" / "seat-1"
    shutil.copytree(folder, killed)
    sitting.close()
    assert (killed / FILES[1]).stat().st_size > 10_000
    return killed, key


def bytes_of(folder):
    return [(folder / name).read_bytes() for name in FILES]


def commands(folder, floor):
    dsn = floor.login("seat")
    return {
        "sync": ("sync", "--json", "--data", folder, "--dsn", dsn),
        "floor": ("floor", "list", folder, "--json"),
        "figures": ("report", "--figures", "--json", "--data", folder),
        "replay": ("replay", "--pack", "hikari_option_fee", "--json", "--data", folder),
    }


@pytest.mark.parametrize("name", READ)
def test_an_encrypted_seat_is_read_with_its_key_and_nothing_of_it_is_moved(seat, pg_floor, name):
    folder, key = seat
    before, words = bytes_of(folder), commands(folder, pg_floor)[name]
    ran = run(*words, "--lang", "en")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert bytes_of(folder) == before
    assert READ[name](ran.stdout)
    KEYHOLE.keys.clear()
    key.rename(key.with_suffix(".gone"))
    for lang, said, do in (("en", "as it was", "put it back"), ("ja", "元のまま", "鍵を戻す")):
        ran = run(*words, "--lang", lang)
        assert (ran.exit_code > 0 or name == "floor", said in ran.stderr, do in ran.stderr) == (True, True, True)
    assert bytes_of(folder) == before


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Encrypted seats with no key here: 1"), ("ja", "暗号化された 1 席の鍵")]
)
def test_the_desk_says_that_a_seat_has_no_key_here_and_shows_the_others(seat, lang, said):
    folder, key = seat
    KEYHOLE.keys.clear()
    key.rename(key.with_suffix(".gone"))
    other = seat_on(folder.parent, "seat-2")
    contested(other)
    other.close()
    floor = floor_over(folder.parent)
    told = text_of(troubles(floor, SV, View(80, 24, wording(lang), NOON)))
    assert (len(floor.open()), said in told, "…" in told) == (1, True, False)


def test_whoever_sits_down_at_the_desk_is_asked_for_each_seats_passphrase_by_its_name(tmp_path):
    words = {"seat-1": "correct horse 電池 1", "seat-2": "correct horse 電池 2", "seat-3": "correct horse 電池 3"}
    for number, (name, secret) in enumerate(words.items()):
        sitting = seat_on(tmp_path, name)
        contested(sitting)
        sitting.close()
        place = KeyPlace(Kept.PASSPHRASE, f"{number:032x}")
        recasting.recast((tmp_path / name / FILES[0]).absolute(), from_passphrase(secret, place.name), place)
    KEYHOLE.keys.clear()
    asked = []

    def ask(folder):
        asked.append(folder.name)
        return "another passphrase" if folder.name == "seat-2" else words[folder.name]

    KEYHOLE.ask = ask
    floor = floor_over(tmp_path)
    assert asked == ["seat-1", "seat-2", "seat-3"]
    assert sorted(each.seat for each in floor.open()) == ["seat-1", "seat-3"]
    assert {path.name: why for path, why in floor.store.unread.items()} == {"seat-2": "wrong_key"}
    KEYHOLE.ask = None
    floor.turn()
    assert len(floor.open()) == 2
