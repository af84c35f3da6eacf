"""What is said to the customer: in order, in both languages, and never more than is settled."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from cases import (
    ORDERED,
    OUR_ERROR,
    OWED,
    POLICY,
    RULED,
    TODAY,
    VERIFIED,
    WRONG,
    any_case,
    any_day,
    case_of,
    day_for,
    facts_of,
    scene_of,
)
from hypothesis import given
from hypothesis import strategies as st

from assistant.call.brief import taboos
from assistant.call.case import ChargeLine
from assistant.call.script import must_say, script
from assistant.call.workdays import add_workdays
from assistant.rules.facts import UNKNOWN
from assistant.rules.policy import Ruling
from assistant.rules.wording import CONTRACT_DATA, gaps

LANGS = ("ja", "en")
RIGHT_DAY = {"correction_date": "2011-10-22"}


def said(*stated, lang="ja", today=TODAY, lines=(WRONG,), operator="佐藤"):
    return script(scene_of(case_of(*stated, lines=lines), today, lang, operator))


def blocks(spoken):
    return list(dict.fromkeys(each.block for each in spoken))


def test_the_case_of_2011_is_told_whole_and_in_order():
    spoken = said(VERIFIED, OUR_ERROR, RIGHT_DAY, lines=[WRONG, ORDERED])

    assert blocks(spoken) == [
        "opening_verified",
        "purpose",
        "fact_error",
        "apology_company",
        "do_not_bill_not_billed",
        "not_delivered_not_billed",
        "correction",
        "delivery",
        "copy",
        "confirm_understanding",
        "contact",
        "close",
    ]
    told = "".join(must_say(spoken))
    for piece in ("ところが、転送サービスとして", "誠に申し訳ございません", "転送サービスの料金は、ご請求いたしません"):
        assert piece in told
    for piece in ("ナンバー・ディスプレイをお使いいただけず", "10月22日（土）", "書面でもお送り", "佐藤が承りました"):
        assert piece in told
    assert not any(each.missing for each in spoken)


def test_each_line_is_told_with_its_own_option_and_amount():
    second = replace(ORDERED, charge_line="disputed_option", facts=facts_of({"billing_state": "paid"}))
    spoken = said(VERIFIED, OUR_ERROR, RIGHT_DAY, lines=[replace(WRONG, option="甲"), replace(second, option="乙")])
    told = {line: "".join(each.text for each in spoken if each.line == line) for line in ("1", "2")}

    assert "甲の料金は、ご請求いたしません" in told["1"]
    assert "乙" not in told["1"]
    assert "乙の料金として、420円" in told["2"]
    assert "甲" not in told["2"]


# --- who hears it ---


@pytest.mark.parametrize("speaker", [None, "unverified", UNKNOWN])
@pytest.mark.parametrize("ruling", RULED)
def test_until_the_speaker_is_verified_only_verification_is_spoken(speaker, ruling):
    stated = {} if speaker is None else {"speaker": speaker}
    spoken = said(RULED[ruling], stated, RIGHT_DAY, lines=[WRONG, ORDERED], today=day_for(ruling))

    assert blocks(spoken)[:3] == ["opening_unverified", "recording", "verify_identity"]
    assert blocks(spoken)[-1] == "close_unverified"
    assert not any(each.kind == "ruling" for each in spoken)


def test_somebody_else_hears_the_company_a_name_and_nothing_more():
    spoken = said(OUR_ERROR, {"speaker": "third_party"})

    assert blocks(spoken) == ["verify_purpose_asked", "leave_name", "close_unverified"]


def test_an_agent_who_is_verified_hears_what_the_holder_would():
    assert blocks(said(OUR_ERROR, {"speaker": "agent_verified"})) == blocks(said(OUR_ERROR, VERIFIED))


@given(any_case, any_day, st.sampled_from(LANGS))
def test_who_is_not_verified_hears_no_contract_data(case, today, lang):
    """Not the option, not the amount, not a day: whatever else is so."""
    case = replace(case, facts={**case.facts, **facts_of({"speaker": "unverified", "correction_date": "2011-10-22"})})
    case = replace(case, lines=tuple(replace(each, option="Zephyr", amount_yen=98_765) for each in case.lines))
    spoken = script(scene_of(case, today, lang))

    assert spoken
    for each in spoken:
        assert each.line is None
        assert not re.search("Zephyr|98,765|22", each.text)
        assert CONTRACT_DATA.isdisjoint(gaps(POLICY.texts[each.block].of(lang)))


def test_a_block_that_forgot_to_ask_who_is_speaking_is_kept_back_all_the_same():
    """The pack says for each block who may hear it; should one not, nobody unverified does."""
    careless = tuple(replace(each, when={}) if each.id == "purpose" else each for each in POLICY.blocks)
    scene = replace(scene_of(case_of(OUR_ERROR)), policy=replace(POLICY, blocks=careless))

    assert "purpose" not in blocks(script(scene))
    verified = replace(scene_of(case_of(OUR_ERROR, VERIFIED)), policy=scene.policy)
    assert "purpose" in blocks(script(verified))


# --- the ruling ---

SETTLED = [ruling for ruling in RULED if ruling != "open"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("ruling", SETTLED)
def test_every_ruling_has_its_words(ruling, lang):
    spoken = said(VERIFIED, RULED[ruling], lang=lang, today=day_for(ruling))

    assert {each.line for each in spoken if each.kind == "ruling"} == {"1"}
    assert all(each.text for each in spoken)


@pytest.mark.parametrize("lang", LANGS)
def test_an_open_case_rules_nothing_aloud(lang):
    spoken = said(VERIFIED, lang=lang)

    assert "meanwhile_verified" in blocks(spoken)
    assert "apology_trouble" in blocks(spoken)
    assert not {"ruling", "fact", "correction", "copy"} & {each.kind for each in spoken}


@given(any_case, any_day)
def test_a_line_is_ruled_aloud_once_settled_and_never_before(case, today):
    scene = scene_of(replace(case, facts={**case.facts, **facts_of(VERIFIED)}), today)
    ruled: dict[str | None, set[str]] = {}
    for each in script(scene):
        if each.kind == "ruling":
            ruled.setdefault(each.line, set()).add(each.block)

    for line, decision in scene.verdict.lines:
        spoken = decision.ruling not in {None, Ruling.UNTOUCHED}
        assert len(ruled.get(line.id, ())) == spoken


@given(any_case, any_day)
def test_a_charge_is_spoken_of_as_due_only_where_the_ruling_is_to_bill(case, today):
    scene = scene_of(case, today)
    billed = {line.id for line, decision in scene.verdict.lines if decision.ruling is Ruling.BILL}

    assert {each.line for each in script(scene) if each.block in {"bill", "bill_work"}} <= billed


@pytest.mark.parametrize("source", ["company", "agent", "carrier"])
@pytest.mark.parametrize("where", ["case", "line"])
def test_our_error_is_apologised_for_and_put_right_wherever_it_is_recorded(source, where):
    """A provider error is told with its apology, its correction and a day (P12)."""
    ours = {**OUR_ERROR, "error_source": source}
    if where == "case":
        spoken = said(VERIFIED, ours, RIGHT_DAY)
    else:
        spoken = said(VERIFIED, RIGHT_DAY, lines=[replace(WRONG, facts=facts_of(ours))])

    assert f"apology_{source}" in blocks(spoken)
    assert "10月22日（土）" in "".join(each.text for each in spoken if each.kind == "correction")


def test_what_is_said_once_for_the_case_is_said_once_though_two_lines_call_for_it():
    second = ChargeLine("2", "disputed_option", "乙", 300)
    spoken = said(VERIFIED, OUR_ERROR, RIGHT_DAY, lines=[WRONG, second])

    assert [each.block for each in spoken].count("apology_company") == len(
        [each for each in said(VERIFIED, OUR_ERROR) if each.block == "apology_company"]
    )


# --- what is missing ---


@pytest.mark.parametrize(("lang", "gap"), [("ja", "【訂正日を確認】"), ("en", "[correction date to be confirmed]")])
def test_a_day_nobody_has_said_is_a_gap_one_can_see(lang, gap):
    spoken = said(VERIFIED, OUR_ERROR, lang=lang, lines=[WRONG, ORDERED])
    missing = [each for each in spoken if each.missing]

    assert [(each.block, each.missing) for each in missing] == [
        ("correction", ("correction_date",)),
        ("delivery", ("correction_date",)),
    ]
    assert gap in missing[0].text


@pytest.mark.parametrize("day", [None, UNKNOWN])
def test_an_unknown_day_is_as_good_as_none(day):
    stated = {} if day is None else {"correction_date": day}

    spoken = said(VERIFIED, OUR_ERROR, stated, lines=[WRONG, ORDERED])

    assert {name for each in spoken for name in each.missing} == {"correction_date"}


def test_what_was_really_ordered_is_a_gap_until_its_line_is_there():
    told = {each.missing for each in said(VERIFIED, OUR_ERROR, RIGHT_DAY)}

    assert told == {(), ("ordered_option",)}


def test_an_amount_or_an_option_nobody_has_named_is_a_gap_as_well():
    spoken = said(VERIFIED, OWED, lines=[ChargeLine("1", "disputed_option")])

    assert {name for each in spoken for name in each.missing} == {"option", "amount"}
    assert "【オプション名を確認】" in "".join(each.text for each in spoken)
    assert "【金額を確認】" in "".join(each.text for each in spoken)


def test_nothing_to_pay_is_an_amount():
    told = said(VERIFIED, OWED, lines=[replace(WRONG, amount_yen=0)])

    assert not any(each.missing for each in told)
    assert any("0円" in each.text for each in told)


@pytest.mark.parametrize("name", ["{case}", "{correction_date:date}", "{", "}{option}"])
def test_braces_in_a_name_are_letters_and_are_not_filled(name):
    spoken = said(VERIFIED, OUR_ERROR, lines=[replace(WRONG, option=name), ORDERED], operator=name)

    assert f"ところが、{name}として登録されておりました。" in [each.text for each in spoken]
    assert any(f"{name}が承りました" in each.text for each in spoken)


def test_braces_in_a_name_stay_letters_beside_a_gap():
    """The one sentence that has both: an option of this name, and a day nobody has said."""
    texts = {**POLICY.texts, "correction": replace(POLICY.texts["correction"], ja="{option}は{correction_date:date}に")}
    scene = scene_of(case_of(VERIFIED, OUR_ERROR, lines=[replace(WRONG, option="{correction_date:date}")]))
    spoken = script(replace(scene, policy=replace(POLICY, texts=texts)))

    assert [each.text for each in spoken if each.block == "correction"] == [
        "{correction_date:date}は【訂正日を確認】に"
    ]


# --- both languages, and any case at all ---


@given(any_case, any_day)
def test_both_languages_say_the_same_blocks(case, today):
    ja, en = (script(scene_of(case, today, lang)) for lang in LANGS)

    assert blocks(ja) == blocks(en)
    assert {(each.block, name) for each in ja for name in each.missing} == {
        (each.block, name) for each in en for name in each.missing
    }


@given(any_case, any_day, st.sampled_from(LANGS))
def test_whatever_the_case_there_is_something_to_say_and_no_gap_is_blank(case, today, lang):
    spoken = script(scene_of(case, today, lang))

    assert spoken
    for each in spoken:
        assert each.text.strip()
        assert not set("{}") & set(each.text)
        assert "None" not in each.text
        assert all(cited.source.verified for cited in each.cites)


def test_what_must_not_be_said_is_shown_with_stops_first():
    unverified = taboos(scene_of(case_of(OUR_ERROR)))
    verified = taboos(scene_of(case_of(OUR_ERROR, VERIFIED)))

    assert [each.level for each in unverified] == sorted((each.level for each in unverified), key=lambda e: e != "stop")
    assert {each.id for each in unverified} - {each.id for each in verified} == {
        "contract_before_verification",
        "reading_data_out",
    }


def test_before_any_line_is_known_the_call_is_opened_and_nothing_is_ruled():
    spoken = said(VERIFIED, lines=[])

    assert blocks(spoken)[0] == "opening_verified"
    assert "meanwhile_verified" in blocks(spoken)
    assert {each.line for each in spoken} == {None}


def test_one_speaks_for_all_lines():
    """What a line says of the speaker neither opens nor shuts a mouth."""
    verified = replace(WRONG, facts=facts_of(VERIFIED))
    unverified = replace(WRONG, facts=facts_of({"speaker": "unverified"}))

    assert blocks(said(OUR_ERROR, lines=[verified])) == blocks(said(OUR_ERROR))
    assert blocks(said(OUR_ERROR, VERIFIED, lines=[unverified])) == blocks(said(OUR_ERROR, VERIFIED))


# --- days ---


def test_a_hold_is_due_when_its_owner_answers_and_the_call_back_is_the_working_day_after():
    scene = scene_of(case_of(VERIFIED, RULED["hold"]))  # leader: one working day

    assert (scene.due.isoformat(), scene.callback.isoformat()) == ("2011-10-21", "2011-10-24")
    assert scene_of(case_of(OUR_ERROR)).due.isoformat() == "2011-10-24"  # nobody's: two


@given(any_day, st.integers(0, 30))
def test_working_days_end_on_a_working_day_and_pass_no_more_than_weekends(day, count):
    end = add_workdays(day, count)

    assert count == 0 or end.weekday() < 5
    assert sum((day.toordinal() + each + 6) % 7 < 5 for each in range(1, (end - day).days + 1)) == count
