"""A signature holds for exactly the bytes it was given for, and until there is one the pack is for training only."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from packs import PACK, put

from assistant import shelf
from assistant.doors.front import front

DEAF = {name: text for name, text in PACK.items() if not name.startswith(("listen", "ask"))}
"""The pack without ears: they are looked at for a second, and nobody signs for them alone."""
GOLDEN = '[[golden]]\nid = "g"\ntoday = 2011-10-19\nfacts.order_evidence = "conflicting"\nruling = "hold"\n'
BY = '弁護士 甲野 "A"'


def run(*words: str, given: str | None = None):
    return CliRunner().invoke(front, list(words), input=given)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return put(tmp_path / "pack", {**DEAF, "golden/mine.toml": GOLDEN, "examples/neutral.txt": "hello\n"})


def sign(pack: Path):
    return run("pack", "sign", str(pack), "--by", BY, "--today", "2026-06-01", "--lang", "en")


def test_a_signed_pack_names_its_reviewer_and_the_day(pack: Path):
    assert shelf.take_from(pack).policy.reviewed_by == ""
    assert sign(pack).exit_code == 0
    policy = shelf.take_from(pack).policy

    assert (policy.reviewed_by, str(policy.reviewed_on)) == (BY, "2026-06-01")
    told = json.loads(run("pack", "check", str(pack), "--json").stdout)
    assert (told["reviewed_by"], told["reviewed_on"]) == (BY, "2026-06-01")
    assert "no_review" not in {each["code"] for each in told["advice"]}


def test_signing_changes_nothing_of_what_the_pack_is(pack: Path):
    before = shelf.take_from(pack).policy.digest
    sign(pack)

    assert shelf.take_from(pack).policy.digest == before


@pytest.mark.parametrize("name", ["rules.toml", "words/ja/bill.md", "golden/mine.toml", "examples/neutral.txt"])
@pytest.mark.parametrize("change", [b" ", b"#"])
def test_one_byte_more_voids_the_signature(pack: Path, name: str, change: bytes):
    sign(pack)
    path = pack / name
    path.write_bytes(path.read_bytes() + (b"\n#" if name.endswith("toml") else b"") + change)
    policy = shelf.take_from(pack).policy

    assert (policy.reviewed_by, policy.signature_void) == ("", BY)


def test_a_byte_in_the_place_of_another_voids_the_signature(pack: Path):
    """The length is the same: what stands there is what was signed."""
    sign(pack)
    path = pack / "rules.toml"
    path.write_bytes(path.read_bytes().replace(b"Nothing", b"nothing", 1))

    assert shelf.take_from(pack).policy.signature_void == BY


def test_a_void_signature_is_told_by_the_check(pack: Path):
    sign(pack)
    put(pack, {"golden/mine.toml": GOLDEN + "#"})
    told = json.loads(run("pack", "check", str(pack), "--json").stdout)

    assert "signature_void" in {each["code"] for each in told["advice"]}


def test_a_file_more_or_less_voids_the_signature(pack: Path):
    sign(pack)
    (pack / "golden" / "more.toml").write_text("")
    assert shelf.take_from(pack).policy.reviewed_by == ""

    (pack / "golden" / "more.toml").unlink()
    assert shelf.take_from(pack).policy.reviewed_by == BY


@pytest.mark.parametrize("text", ["", "reviewer = 1", 'reviewer = "x"\non = 2026-06-01\ndigest = "00"\n', "\x00", "＝"])
def test_a_signature_that_does_not_fit_signs_nothing(pack: Path, text: str):
    (pack / "signature.toml").write_text(text, "utf-8")

    assert shelf.take_from(pack).policy.reviewed_by == ""


def test_a_pack_that_a_golden_case_contradicts_is_not_signed(pack: Path):
    put(pack, {"golden/mine.toml": GOLDEN.replace("hold", "bill")})

    assert sign(pack).exit_code == 1
    assert not (pack / "signature.toml").exists()


def test_a_name_typed_into_the_pack_is_no_signature(pack: Path):
    put(pack, {"pack.toml": PACK["pack.toml"].replace('reviewed_by = ""', 'reviewed_by = "甲野"')})
    told = run("pack", "check", str(pack), "--lang", "en")

    assert told.exit_code == 1
    assert "pack/pack.toml:8" in told.stderr


def test_the_call_says_who_signed_and_that_it_is_for_training_until_somebody_has(pack: Path, tmp_path: Path):
    def call(data: str) -> str:
        words = ["call", "--plain", "--pack", str(pack), "--data", str(tmp_path / data), "--lang", "ja"]
        return run(*words, given="新規\n1\n転送\n525\nn\n").stdout

    assert "【訓練専用】" in call("a")
    sign(pack)
    assert f"【署名 {BY}】" in call("b")
