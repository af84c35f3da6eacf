"""A signature holds for exactly the bytes it was given for, and until there is one the pack is for training only."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from packs import PACK, put

from assistant import folder, shelf
from assistant.doors.front import front

DEAF = {name: text for name, text in PACK.items() if not name.startswith(("listen", "ask"))}
"""The pack without ears: they are looked at for a second, and nobody signs for them alone."""
GOLDEN = '[[golden]]\nid = "g"\ntoday = 2011-10-19\nfacts.order_evidence = "conflicting"\nruling = "hold"\n'
BY = '弁護士 甲野 "A"'
SIGNED = ("--by", BY, "--today", "2026-06-01", "--lang", "en")


def run(*words: str, given: str | None = None):
    return CliRunner().invoke(front, list(words), input=given)


@pytest.fixture(scope="module")
def signature(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what stands under the pack once it was signed: it is the same wherever the pack lies."""
    made = fresh(tmp_path_factory.mktemp("signed") / "pack")
    assert run("pack", "sign", str(made), *SIGNED).exit_code == 0
    return (made / "signature.toml").read_text("utf-8")


def fresh(folder: Path) -> Path:
    return put(folder, {**DEAF, "golden/mine.toml": GOLDEN, "examples/neutral.txt": "hello\n"})


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return fresh(tmp_path / "pack")


@pytest.fixture
def signed(pack: Path, signature: str) -> Path:
    return put(pack, {"signature.toml": signature})


def sign(pack: Path):
    return run("pack", "sign", str(pack), *SIGNED)


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
def test_one_byte_more_voids_the_signature(signed: Path, name: str, change: bytes):
    path = signed / name
    path.write_bytes(path.read_bytes() + (b"\n#" if name.endswith("toml") else b"") + change)
    policy = shelf.take_from(signed).policy

    assert (policy.reviewed_by, policy.signature_void) == ("", BY)


def test_a_byte_in_the_place_of_another_voids_the_signature(signed: Path):
    """The length is the same: what stands there is what was signed."""
    path = signed / "rules.toml"
    path.write_bytes(path.read_bytes().replace(b"Nothing", b"nothing", 1))

    assert shelf.take_from(signed).policy.signature_void == BY


@pytest.fixture
def borrower(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the pack on a shelf of its own beside the one it takes its law and words from."""
    lent = {name: text for name, text in DEAF.items() if name.startswith(("sources", "words/"))}
    put(tmp_path / "shelf" / "lender", {**lent, "pack.toml": ""})
    for name in lent:
        (pack / name).unlink()
    head = (pack / "pack.toml").read_text("utf-8")
    lends = '[borrows]\nfrom = "lender"\nfiles = ["sources.toml", "words/"]\n'
    put(pack, {"pack.toml": head.replace("\n[date_keys]", f"\n{lends}\n[date_keys]")})
    monkeypatch.setattr(folder, "shelf_folder", lambda: tmp_path / "shelf")
    return pack


def test_what_a_pack_borrows_is_signed_with_it(borrower: Path):
    assert sign(borrower).exit_code == 0
    assert shelf.take_from(borrower).policy.reviewed_by == BY


@pytest.mark.parametrize("name", ["sources.toml", "words/ja/bill.md"])
def test_one_byte_of_what_is_borrowed_voids_the_signature(borrower: Path, tmp_path: Path, name: str):
    """A decision and a word rest on it as on the pack's own."""
    sign(borrower)
    lent = tmp_path / "shelf" / "lender" / name
    lent.write_bytes(lent.read_bytes() + b"\n")

    assert shelf.take_from(borrower).policy.signature_void == BY


def test_a_file_of_ones_own_in_the_place_of_a_lent_one_voids_the_signature(borrower: Path):
    sign(borrower)
    put(borrower, {"sources.toml": DEAF["sources.toml"]})

    assert shelf.take_from(borrower).policy.signature_void == BY


def test_nobody_signed_for_a_house_that_is_laid_over_the_pack(signed: Path, tmp_path: Path, monkeypatch):
    assert shelf.take_from(signed).policy.reviewed_by == BY

    monkeypatch.setenv("ASSISTANT_HOUSE", str(put(tmp_path / "house", {"house.toml": ""})))
    assert shelf.take_from(signed).policy.reviewed_by == ""


def test_a_void_signature_is_told_by_the_check(signed: Path):
    put(signed, {"golden/mine.toml": GOLDEN + "#"})
    told = json.loads(run("pack", "check", str(signed), "--json").stdout)

    assert "signature_void" in {each["code"] for each in told["advice"]}


def test_a_file_more_or_less_voids_the_signature(signed: Path):
    (signed / "golden" / "more.toml").write_text("")
    assert shelf.take_from(signed).policy.reviewed_by == ""

    (signed / "golden" / "more.toml").unlink()
    assert shelf.take_from(signed).policy.reviewed_by == BY


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
