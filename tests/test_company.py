"""What a company sets over the packs: names, ladder and words, and rules that are only stricter."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant import house, shelf
from assistant.doors.front import front
from assistant.rules.policy import Ruling
from assistant.rules.stricter import loosened

PACK = shelf.DEFAULT
OWED = {
    "order_evidence": "supports",
    "error_source": "none",
    "customer_kind": "business",
    "explained": "ok",
    "basis": "service_fee",
    "amount": "within",
    "disputed": "no",
    "billing_state": "not_billed",
    "later_assent": "none",
    "option_used": "no",
    "contract_date": "2011-10-01",
}
NAMES = '[names]\ncompany.ja = "ひかり販売"\ncompany.en = "Hikari Sales"\n'


def rule(ruling: str, when: str, layer: str = "", **more: str) -> str:
    parts = {"id": "H1", "line": "disputed_option", "ruling": ruling, **({"layer": layer} if layer else {}), **more}
    told = "\n".join(f'{key} = "{value}"' for key, value in parts.items())
    reason = 'reason.ja = "社内の決まりです。"\nreason.en = "A rule of the house."\n'
    return f'[[rule]]\n{told}\n{when}\ncites = ["CC-521old", "CC-522"]\n{reason}'


def house_at(folder: Path, **files: str) -> Path:
    place = folder / "our-house"
    for name, text in {"house.toml": NAMES, **{k.replace("__", "/"): v for k, v in files.items()}}.items():
        path = place / (name if "." in name else f"{name}.toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return place


def codes(place: Path, pack: str = PACK) -> set[str]:
    try:
        shelf.take_under(pack, place)
    except shelf.NotLoaded as error:
        return {each.code for each in error.problems}
    return set()


def ruling_under(place: Path, **facts: str) -> str:
    given = json.dumps({"facts": OWED | facts})
    done = CliRunner().invoke(front, ["--house", str(place), "decide", "-"], input=given)
    return json.loads(done.stdout)["charges"][0]["ruling"]


@pytest.fixture(autouse=True)
def no_house_of_our_own(monkeypatch):
    monkeypatch.setenv(house.HOUSE, "")


def test_a_house_may_hold_what_the_pack_bills(tmp_path):
    place = house_at(tmp_path, **{f"{PACK}__rules": rule("hold", 'when.customer_kind = ["business"]')})

    assert not codes(place)
    assert ruling_under(place) == "hold"
    assert ruling_under(place, customer_kind="consumer") == "bill"
    assert ruling_under(place, error_source="company", order_evidence="refutes") == "do_not_bill"


LAX = {
    "a bill for an error of ours": rule("bill", 'when.error_source = ["company"]', "conflict"),
    "a bill for everything": rule("bill", "", "assent"),
    "a hold loosened to no bill": rule("do_not_bill", 'when.order_evidence = ["unchecked"]', "assent"),
    "a refund put off": rule("hold", 'when.billing_state = ["paid"]', "assent"),
    "a bill since some day": rule("bill", 'when.explained = ["defective"]\nfrom = 2020-01-01', "assent"),
}


@pytest.mark.parametrize("text", LAX.values(), ids=LAX)
def test_a_house_that_is_laxer_is_refused(tmp_path, text):
    assert codes(house_at(tmp_path, **{f"{PACK}__rules": text})) & {"house_loosens", "conflict", "never_broken"}


def test_in_the_layer_of_the_house_a_bill_reaches_nothing_that_is_not_billed_anyway(tmp_path):
    place = house_at(tmp_path, **{f"{PACK}__rules": rule("bill", "")})

    assert not codes(place)
    assert ruling_under(place, explained="defective") == "hold"


def test_a_laxer_rule_is_told_by_its_counterexample_in_words(tmp_path):
    place = house_at(tmp_path, **{f"{PACK}__rules": rule("bill", 'when.explained = ["defective"]', "assent")})
    done = CliRunner().invoke(front, ["house", "check", str(place), "--json"])
    (told,) = [each for each in json.loads(done.stdout)["problems"] if each["code"] == "house_loosens"]

    assert done.exit_code == 1
    assert "契約前の説明=不備がある" in told["ja"]
    assert "Explanation=Defective" in told["en"]
    assert told["file"] == f"our-house/{PACK}/rules.toml"


def test_without_a_house_nothing_is_loosened():
    book = shelf.take()

    assert not list(loosened(book, book))


def test_the_names_and_the_ladder_of_the_house_are_those_that_are_shown(tmp_path):
    ladder = '[[rung]]\nid = "leader"\naddress = "night@hikari.example"\ndays_to_answer = 2\n'
    policy = shelf.take_under(PACK, house_at(tmp_path, ladder=ladder)).policy

    assert policy.names["company"].en == "Hikari Sales"
    assert policy.names["operator"] == shelf.take().policy.names["operator"]
    assert (policy.ladder[0].address, policy.ladder[0].days_to_answer) == ("night@hikari.example", 2)
    assert policy.ladder[0].role == shelf.take().policy.ladder[0].role
    assert policy.ladder[1:] == shelf.take().policy.ladder[1:]


def test_what_is_recorded_of_a_pack_covers_its_house(tmp_path):
    assert shelf.take_under(PACK, house_at(tmp_path)).policy.digest != shelf.take().policy.digest


def test_the_words_of_the_house_are_spoken_in_both_languages(tmp_path):
    ja, en = "お電話ありがとうございました。", "Thank you for calling."
    place = house_at(tmp_path, words__ja__close_unverified__md="", words__en__close_unverified__md="")
    shutil.rmtree(place / "words")
    for lang, text in (("ja", ja), ("en", en)):
        path = place / "words" / lang / "close_unverified.md"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")

    assert shelf.take_under(PACK, place).policy.texts["close_unverified"].en == en
    (place / "words" / "en" / "close_unverified.md").write_text(
        "Your call-forwarding option: silence is consent.", "utf-8"
    )
    assert codes(tmp_path / "our-house") <= {"house_taboo"}


HOSTILE = {
    "not toml": {"house.toml": "names = ["},
    "a rung nobody has": {"ladder": '[[rung]]\nid = "boss"\naddress = "a@b.example"\n'},
    "a fact in a house": {f"{PACK}__facts": ""},
    "a name in one language": {"house.toml": '[names]\ncompany.ja = "社"\n'},
    "a number for names": {"house.toml": "names = 3\nother = 1\n"},
    "a word that must not be said": {f"{PACK}__words__ja__close.md": "ご返事がなかったので同意とみなします。"},
    "no toml rule": {f"{PACK}__rules": "[[rule]]\n"},
}


@pytest.mark.parametrize("files", HOSTILE.values(), ids=HOSTILE)
def test_a_house_that_is_wrong_lets_nothing_load(tmp_path, files):
    assert codes(house_at(tmp_path, **files))


def test_a_house_that_is_not_there_lets_nothing_load_and_says_so(tmp_path):
    done = CliRunner().invoke(front, ["--house", str(tmp_path / "gone"), "decide", "-"], input='{"facts": {}}')

    assert done.exit_code == 2
    assert json.loads(done.stdout)["problems"][0]["code"] == "no_house"
    assert json.loads(done.stdout)["charges"] == []


def test_a_house_begun_is_in_order_and_begun_again_keeps_what_stands(tmp_path):
    place, runner = tmp_path / "begun", CliRunner()
    assert runner.invoke(front, ["house", "init", str(place)]).exit_code == 0
    (place / "house.toml").write_text(NAMES, encoding="utf-8")
    assert runner.invoke(front, ["house", "init", str(place)]).exit_code == 0

    assert (place / "house.toml").read_text("utf-8") == NAMES
    assert runner.invoke(front, ["house", "check", str(place)]).exit_code == 0


def test_a_house_holds_and_does_nothing_else():
    from assistant.rules.stricter import ALLOWED  # said of the table itself

    assert {old: new - {old} for old, new in ALLOWED.items() if new != {old}} == {Ruling.BILL: {Ruling.HOLD}}
