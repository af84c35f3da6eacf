"""The sources, both sides and the ladder of the option-fee pack: missing law is better than wrong law."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

PACK = Path(__file__).parent.parent / "assistant" / "packs" / "hikari_option_fee"
Table = dict[str, Any]


def rows(file: str, name: str) -> list[Table]:
    """Read one array of tables of the pack."""
    found: list[Table] = tomllib.loads((PACK / f"{file}.toml").read_text(encoding="utf-8"))[name]
    return found


BLOCKS = rows("script", "block")
SOURCES = {row["id"]: row for row in rows("sources", "source")}
ARGUMENTS = rows("arguments", "argument")


def test_every_citation_is_listed_and_every_source_is_whole() -> None:
    cited = {each for row in [*BLOCKS, *ARGUMENTS] for each in row.get("cites", [])}

    assert cited <= set(SOURCES)
    assert len(SOURCES) == len(rows("sources", "source"))
    for row in SOURCES.values():
        assert row["key"] in {"order", "supply", "conduct", "contract"}, row["id"]
        assert row["confidence"] in "LOSMI", row["id"]
        assert ("checked" in row) == (row["confidence"] == "L"), row["id"]
        assert row.get("from", date.min) <= row.get("until", date.max), row["id"]


def test_the_law_of_2011_knows_nothing_of_later_law() -> None:
    day = date(2011, 10, 19)
    then = {each for each, row in SOURCES.items() if row.get("from", date.min) <= day <= row.get("until", date.max)}
    later = ("TBA-26-2", "TBA-26-3", "TBA-27-", "TBA-73", "TBA-167", "CC-522", "CC-548", "LPA", "TKO")

    assert not [each for each in then if each.startswith(later)]
    assert not then & {"CCA-10.example", "CCA-9(2)"}
    assert {"TBA-26@2004", "TBA-27@2004", "CC-521old", "CC-silence", "CCA-10", "APPI-correction@2011"} <= then


@pytest.mark.parametrize(
    ("before", "after", "flip"),
    [
        ("TBA-26@2004", "TBA-26@2016", date(2016, 5, 21)),
        ("TBA-27-4@2016", "TBA-27-4", date(2019, 10, 1)),
        ("CC-521old", "CC-522", date(2020, 4, 1)),
        ("APPI-accuracy@2011", "APPI-accuracy@2017", date(2017, 5, 30)),
        ("APPI-accuracy@2017", "APPI-accuracy", date(2022, 4, 1)),
        ("CCA-9@2001", "CCA-9(1)1", date(2023, 6, 1)),
        ("WPA@2022", "WPA@2026", date(2026, 12, 1)),
    ],
)
def test_a_renumbered_article_leaves_no_day_without_law_and_none_with_two(before: str, after: str, flip: date) -> None:
    assert SOURCES[after]["from"] == flip
    assert (flip - SOURCES[before]["until"]).days == 1


@pytest.mark.parametrize("file", ["sources", "arguments", "ladder", "taboo"])
def test_nothing_is_said_in_one_language_only(file: str) -> None:
    for table in tomllib.loads((PACK / f"{file}.toml").read_text(encoding="utf-8")).values():
        for row in table:
            for field in (each for each in row.values() if isinstance(each, dict) and {"ja", "en"} & set(each)):
                assert field.get("ja"), row["id"]
                assert field.get("en"), row["id"]


def test_the_tax_of_a_day_is_one_rate() -> None:
    """525 yen is 500 yen in 2011, and the same option cost 540 and 550 later."""
    taxes = rows("amounts", "tax")
    for day, total in (
        (date(2011, 10, 19), 525),
        (date(2014, 4, 1), 540),
        (date(2019, 9, 30), 540),
        (date(2026, 1, 1), 550),
    ):
        held = [tax["percent"] for tax in taxes if tax.get("from", date.min) <= day <= tax.get("until", date.max)]

        assert [500 + 500 * percent // 100 for percent in held] == [total]


def test_a_law_for_consumers_is_marked_so() -> None:
    """A business customer is never shown consumer law."""
    marked = {each for each, row in SOURCES.items() if row.get("consumer_only")}

    assert {each for each in SOURCES if each.startswith(("CCA-", "SCT-", "TBA-26-3", "TBA-27-2.4"))} <= marked


def test_goods_only_law_is_never_cited_for_an_option() -> None:
    assert not [row["id"] for row in [*BLOCKS, *ARGUMENTS] if "SCT-59" in row.get("cites", [])]


def test_numbers_to_call_are_those_that_were_read() -> None:
    read = {"03-5253-5900", "188", "0570-064-370", "03-5475-1979", "03-5253-5500"}

    assert {desk["contact"] for desk in rows("ladder", "desk") if desk["contact"][:1].isdigit()} == read
    assert all(rung["address"].endswith("@callcentre.example") for rung in rows("ladder", "rung"))


def test_an_answer_to_silence_never_holds() -> None:
    """A notice, a clause about silence, an hour of calling, a small sum make no contract."""
    inert = {"notice", "notice_content", "deemed_clause", "instruction", "conduct_flag"}
    never = {"notice_posted", "terms_make_silence_consent", "a_day_earlier", "carrier_charges_us"}

    for row in ARGUMENTS:
        assert not (row["id"] in never and row.get("holds"))
        assert not inert & {fact for test in row.get("holds", []) for fact in test["when"]}
