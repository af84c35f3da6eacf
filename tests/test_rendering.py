"""The script as it is read: the same words in every density, timed, stopped where something is missing."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from functools import cache
from itertools import groupby, pairwise, product

import pytest
from cases import (
    CHOICES,
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
    scene_of,
)
from hypothesis import given
from hypothesis import strategies as st

from assistant.call import phrases
from assistant.call.phrases import day
from assistant.call.reactions import react
from assistant.call.rendering import (
    DENSITIES,
    FULL,
    MINIMAL,
    SPOKEN_PARTS,
    STANDARD,
    Part,
    asks,
    density_name,
    render,
    seconds,
    tick_name,
    to_tick,
    usual_pace,
)
from assistant.call.rows import columns, setting
from assistant.call.script import Spoken, script
from assistant.listen.taboo import hits
from assistant.rules.clean import show
from assistant.rules.facts import UNKNOWN
from assistant.rules.pack_words import SPOKEN_KINDS, TICKS
from assistant.rules.policy import Ruling
from assistant.rules.wording import SPOKEN

LANGS = ("ja", "en")
OPTION, OTHER, AMOUNT = "Zephyr", "Aeolus", 98_765
RIGHT_DAY = {"correction_date": "2011-10-22"}
LINES = [replace(WRONG, option=OPTION, amount_yen=AMOUNT), replace(ORDERED, option=OTHER, amount_yen=AMOUNT)]
PROVIDER = ("company", "agent", "carrier")
NOT_VERIFIED = (None, "unverified", "third_party", UNKNOWN)
densities = st.sampled_from(DENSITIES)
langs = st.sampled_from(LANGS)


def one(text: str, **more) -> Spoken:
    plain = {"kind": "close", "block": "close", "must": False, "missing": (), "line": None, "cites": ()}
    gaps = tuple(phrases.phrase(f"gaps.{name}", "ja") for name in more.get("missing", ()))
    return Spoken(text=text, **{**plain, "gaps": gaps, **more})


def shown(text: str, lang: str = "ja", density: str = STANDARD, pace: int | None = None, **more):
    (block,) = render([one(text, **more)], lang, density, pace or usual_pace(lang))
    return block


def read_aloud_taken_out(text: str, lang: str) -> str:
    return re.sub(r"〔[^〕]*〕" if lang == "ja" else r" \[[^\]]* yen\]", "", text)


# --- every state, language and density ---


def states():
    """Walk the states words depend on, the rest drawn; every ruling and an open case among them."""
    draw = random.Random(44)  # noqa: S311  # a sample, not a secret
    walked = {
        "speaker": (*NOT_VERIFIED, *POLICY.facts["speaker"].values[:2]),
        "order_evidence": (*POLICY.facts["order_evidence"].values, UNKNOWN),
        "error_source": (*POLICY.facts["error_source"].values, UNKNOWN),
    }
    drawn = {
        "billing_state": (*POLICY.facts["billing_state"].values, UNKNOWN),
        "direction": (None, "outbound", "inbound"),
        "customer_request": (None, *POLICY.facts["customer_request"].values),
        "conduct_flag": (None, "abusive_act"),
        "icw": ("open", "closed", UNKNOWN),
        "basis": ("service_fee", "penalty", UNKNOWN),
        "disputed": ("no", "yes", None),
    }
    for values in product(*walked.values()):
        said = {**OWED, **dict(zip(walked, values, strict=True)), "later_assent": "none", "option_used": "no"}
        said |= {name: draw.choice(each) for name, each in drawn.items()}
        said |= RIGHT_DAY if draw.random() < 0.7 else {}
        yield {name: value for name, value in said.items() if value is not None}, TODAY
    offer = "offer_initial_cancellation"
    penalties = [
        (offer, {**RULED[offer], "basis": "penalty", "billing_state": each}) for each in ("not_billed", "paid")
    ]
    for speaker, (ruling, facts) in product(
        (*VERIFIED.values(), "agent_verified", "unverified"), [*RULED.items(), *penalties]
    ):
        yield {"billing_state": "not_billed", **facts, "speaker": speaker, **RIGHT_DAY}, day_for(ruling)


@cache
def walked(lang: str):
    """Return every script and every answer of the walk, with its scene."""
    kinds = ("correction_work", "main_service", UNKNOWN)
    further = [replace(WRONG, id=str(nth), charge_line=kind) for nth, kind in enumerate(kinds, 3)]
    found = []
    for nth, (facts, today) in enumerate(states()):
        lines = LINES if nth % 3 else [*LINES, further[nth // 3 % len(further)]]
        scene = scene_of(case_of(facts, lines=lines if nth % 7 else lines[2:] or lines), today, lang)
        found.append((scene, script(scene), [react(scene, name) for name in POLICY.reactions]))
    return found


@cache
def blocks_of(lang: str):
    """Return every different block of the walk once, with whether the speaker was verified."""
    found = {}
    for scene, told, answers in walked(lang):
        for spoken in (told, *answers):
            for _, group in groupby(spoken, key=lambda each: (each.block, each.line)):
                block = tuple(replace(each, cites=()) for each in group)
                found.setdefault((block, scene.verified), scene.values(None))
    return [(block, verified, values) for (block, verified), values in found.items()]


@pytest.mark.sweep
def test_the_walk_meets_every_block_every_answer_and_every_ruling():
    """Or the tests below would be proud of little."""
    answers = {each.id for said in POLICY.reactions.values() for each in said.answers}
    # No rule of today rules so on such a line; the words are there for the day one does.
    never = {"bill_work", "hold_main", "hold_ordered", "reaction_why_bill_work", "reaction_why_unnamed"}
    rulings = {decision.ruling for scene, _, _ in walked("ja") for _, decision in scene.verdict.lines}

    assert {block[0].block for block, _, _ in blocks_of("ja")} >= (
        {each.id for each in POLICY.blocks} | answers
    ) - never
    assert rulings == {None, *Ruling}


@pytest.mark.sweep
@pytest.mark.parametrize(("lang", "density"), list(product(LANGS, DENSITIES)))
def test_every_block_of_every_state_is_fit_to_be_read(lang, density):
    """P16: no taboo; no blank, no brace; no row wider than a breath; a stop wherever something is missing."""
    for block, _, values in blocks_of(lang):
        (set_out,) = render(block, lang, density, usual_pace(lang))
        said = [row for row in set_out.rows if row.part in SPOKEN_PARTS]

        assert set_out.rows
        assert all(columns(row.text) <= 44 for row in set_out.rows)
        assert all(bool(row.text.strip()) == (row.part is not Part.BLANK) for row in set_out.rows)
        assert not [row for row in set_out.rows if set("{}【") & set(row.text)]
        assert not hits(POLICY, set_out.said, lang, values)
        assert not hits(POLICY, read_aloud_taken_out(set_out.said, lang), lang, values)
        assert bool(set_out.missing) == any(row.part is Part.STOP for row in set_out.rows)
        assert said or set_out.missing
        assert bool(said) == bool(set_out.seconds)


def rendered(scene, spoken, density):
    return render(spoken, scene.lang, density, usual_pace(scene.lang))


@pytest.mark.parametrize(("lang", "density"), list(product(LANGS, DENSITIES)))
def test_p10_no_density_lets_an_unverified_speaker_hear_the_contract(lang, density):
    for block, verified, _ in blocks_of(lang):
        if not verified:
            (set_out,) = render(block, lang, density, usual_pace(lang))

            assert not re.search(rf"{OPTION}|{OTHER}|\d", set_out.said.replace("K-0001", ""))


@pytest.mark.parametrize(("lang", "density"), list(product(LANGS, DENSITIES)))
def test_p12_in_every_density_our_error_has_its_apology_its_correction_and_a_day(lang, density):
    sorry = {"ja": "申し訳ございません", "en": "sorry"}[lang]
    for source, ruling in product(PROVIDER, ("do_not_bill", "refund", "hold")):
        facts = {**VERIFIED, **RULED[ruling], "error_source": source, **RIGHT_DAY}
        scene = scene_of(case_of(facts, lines=LINES), lang=lang)
        blocks = rendered(scene, script(scene), density)
        put_right = "".join(read_aloud_taken_out(block.said, lang) for block in blocks if block.kind == "correction")

        assert any(sorry in block.said for block in blocks if block.kind == "apology")
        assert day(scene.callback, lang) in put_right or day(TODAY.replace(day=22), lang) in put_right


HELD = "ご請求いたしません|お返しいたします|取り下げ|not billing you|returning|withdraw"


@pytest.mark.parametrize(("lang", "density"), list(product(LANGS, DENSITIES)))
def test_p21_in_every_density_a_hold_promises_the_day_of_an_answer_and_nothing_else(lang, density):
    scene = scene_of(case_of(VERIFIED, RULED["hold"], lines=LINES[:1]), lang=lang)
    ruled = [block for block in rendered(scene, script(scene), density) if block.kind == "ruling"]

    assert len(ruled) == 1
    assert day(scene.callback, lang) in read_aloud_taken_out(ruled[0].said, lang)
    assert not re.search(HELD, ruled[0].said)
    assert "callback_time" in ruled[0].ticks


@pytest.mark.parametrize("density", DENSITIES)
def test_what_must_be_said_is_left_out_of_no_density(density):
    for scene, told, _ in walked("ja"):
        due = {(each.block, each.line) for each in told if each.must}
        blocks = rendered(scene, told, density)

        assert {(block.block, block.line) for block in blocks if block.must} == due


# --- rows ---


@pytest.mark.sweep
@given(any_case, any_day, langs, st.sampled_from((FULL, STANDARD)))
def test_joining_the_rows_gives_the_text_back(case, today, lang, density):
    """Up to where something is missing; with what is read out taken out again."""
    case = replace(case, lines=tuple(replace(each, option="甲乙", amount_yen=0) for each in case.lines))
    spoken = script(scene_of(case, today, lang))
    for _, group in groupby(spoken, key=lambda each: (each.block, each.line)):
        block = tuple(group)
        (found,) = render(block, lang, density, usual_pace(lang))
        whole = [each for nth, each in enumerate(block) if not any(one.missing for one in block[: nth + 1])]

        assert read_aloud_taken_out(found.said, lang) == "".join(each.text for each in whole)


@given(st.text(max_size=80), langs, densities, st.integers(1, 2_000))
def test_any_name_in_a_sentence_is_shown_whole_and_within_the_row(name, lang, density, pace):
    text = f"これは{name}です。"
    block = shown(text, lang, density, pace)
    told = "".join(row.text for row in block.rows if row.part in SPOKEN_PARTS)

    assert all(columns(row.text) <= 44 for row in block.rows)
    if density == MINIMAL:
        assert told == show(text.replace("\n", " "))


def test_the_key_point_of_a_block_is_all_that_the_least_density_shows():
    scene = scene_of(case_of(VERIFIED, OUR_ERROR, RIGHT_DAY, lines=LINES))
    told = [each for each in script(scene) if each.point]
    blocks = rendered(scene, script(scene), MINIMAL)

    assert "".join(block.said for block in blocks) == "".join(each.text for each in told)
    assert len(told) < len(script(scene))
    assert all(block.said for block in blocks)


def test_only_training_says_why_and_says_it_once_for_what_follows():
    scene = scene_of(case_of(), lang="en")
    whys = {
        density: [
            row.text for block in rendered(scene, script(scene), density) for row in block.rows if row.part == "why"
        ]
        for density in DENSITIES
    }

    assert whys[STANDARD] == whys[MINIMAL] == []
    assert sum(text.startswith("Why: ") for text in whys[FULL]) >= 3
    assert all(one != other for one, other in pairwise(whys[FULL]))


def test_a_reaction_is_explained_by_its_own_reason():
    scene = scene_of(case_of(VERIFIED))
    (block, *_) = rendered(scene, react(scene, "silent"), FULL)

    assert (
        "".join(row.text for row in block.rows if row.part is Part.WHY) == f"なぜ：{POLICY.reactions['silent'].why.ja}"
    )


# --- questions ---


@pytest.mark.parametrize(
    ("text", "lang", "waits"),
    [
        ("よろしいでしょうか。", "ja", 1),
        ("お聞かせいただけますか？", "ja", 1),
        ("お名前をお願いできますでしょうか。ご住所をお願いできますでしょうか。", "ja", 2),
        ("さようでございますか。失礼いたしました。", "ja", 0),
        ("解約なさるかどうかは、お客様がお決めください。", "ja", 0),
        ("Do you have it to hand?", "en", 1),
        ("Whether to cancel is entirely up to you.", "en", 0),
    ],
)
def test_after_a_question_there_is_an_empty_row_and_one_waits(text, lang, waits):
    rows = shown(text, lang).rows
    wait = {"ja": "（お返事を待つ）", "en": "(wait for the answer)"}[lang]

    assert [(row.part, row.text) for row in rows if row.part not in SPOKEN_PARTS] == [
        (Part.BLANK, ""),
        (Part.WAIT, wait),
    ] * waits
    for before, row in pairwise(rows):
        assert row.part is not Part.BLANK or asks(before.text, lang)


def test_every_question_of_ours_waits_for_its_answer():
    """Whatever ends in the particle of a question, in Japanese, is one, but for an answer to somebody."""
    for words in POLICY.texts.values():
        for sentence in re.findall(r"[^。\n]*か。", words.ja):
            assert asks(sentence, "ja") == (sentence != "さようでございますか。")


# --- what is missing ---


@pytest.mark.parametrize(("lang", "density"), list(product(LANGS, DENSITIES)))
def test_a_gap_stops_its_block_and_says_what_to_find_out(lang, density):
    scene = scene_of(case_of(VERIFIED, OUR_ERROR, lines=[replace(WRONG, amount_yen=None), ORDERED]), lang=lang)
    blocks = {block.block: block for block in rendered(scene, script(scene), density)}
    stopped = [row.text for row in blocks["correction"].rows if row.part is Part.STOP]

    assert blocks["correction"].missing == ("correction_date",)
    assert {"ja": "訂正日", "en": "correction date"}[lang] in "".join(stopped)
    assert blocks["correction"].rows[-1].part is Part.STOP
    assert not blocks["copy"].missing


@pytest.mark.parametrize("density", DENSITIES)
def test_nothing_is_shown_after_a_gap(density):
    """Not even a key point: what stands before the gap may be the half that misleads."""
    spoken = [
        one("前の文です。", point=False),
        one("【金額を確認】です。", missing=("amount",)),
        one("後の文です。", missing=("amount", "option")),
    ]
    (block,) = render(spoken, "ja", density, 300)

    assert block.said == ("" if density == MINIMAL else "前の文です。")
    assert block.missing == ("amount", "option")
    assert "".join(row.text for row in block.rows if row.part is Part.STOP).endswith("金額、オプション名")


def test_every_gap_of_a_script_has_a_name_to_stop_with():
    for name, lang in product(SPOKEN, LANGS):
        assert shown("x", lang, missing=(name,)).rows[-1].part is Part.STOP


# --- time ---


def test_a_minute_of_text_takes_a_minute():
    assert seconds("あ" * 300, "ja", 300) == 60
    assert seconds("word " * 150, "en", 150) == 60
    assert shown("あ" * 49 + "。").seconds == 10
    assert shown("Five words make two seconds.", "en").seconds == 2


@given(st.text("あい、", min_size=1, max_size=200), st.integers(50, 900), st.integers(1, 200))
def test_who_speaks_faster_needs_no_longer(text, pace, more):
    assert shown(text, pace=pace + more).seconds <= shown(text, pace=pace).seconds


@given(st.integers(1, 200))
def test_a_stretch_over_twenty_seconds_is_warned_of_and_no_shorter_one(count):
    """A hundred characters at three hundred a minute are twenty seconds."""
    assert shown("あ" * count).long == (count > 100)


def test_an_answer_between_is_a_breath_for_both():
    ask = "お" * 55 + "でしょうか。"

    assert not shown(ask + ask).long
    assert shown(ask.replace("か。", "。") * 2).long
    assert shown(ask + ask).seconds == shown(ask.replace("か。", "た。") * 2).seconds


def test_what_is_read_out_beside_a_figure_takes_no_time_of_its_own():
    assert shown("料金は98,765円です。").seconds == shown("料金は98,765円です。", density=MINIMAL).seconds


@pytest.mark.parametrize(("density", "pace"), [(STANDARD, 0), (STANDARD, -5), ("dense", 300)])
def test_a_pace_of_nothing_or_an_unknown_density_is_refused(density, pace):
    with pytest.raises(ValueError, match=str(pace)):
        render([one("x")], "ja", density, pace)


# --- what is read out, ticked, and said word for word ---


@pytest.mark.parametrize(
    ("density", "said"),
    [
        (FULL, "4月20日〔しがつはつか〕（水）に525円〔ごひゃくにじゅうごえん〕、一日目〔いちにちめ〕です。"),
        (STANDARD, "4月20日（水）に525円〔ごひゃくにじゅうごえん〕、一日目です。"),
        (MINIMAL, "4月20日（水）に525円、一日目です。"),
    ],
)
def test_training_reads_everything_out_and_the_standard_the_money(density, said):
    assert shown("4月20日（水）に525円、一日目です。", density=density).said == said


def test_english_reads_the_money_out_as_well():
    assert shown("It is 525 yen.", "en").said == "It is 525 yen [five hundred and twenty-five yen]."


def test_what_is_said_word_for_word_is_marked_and_the_rest_is_not():
    scene = scene_of(case_of({"speaker": "unverified"}))
    parts = {
        block.block: {row.part for row in block.rows} & SPOKEN_PARTS for block in rendered(scene, script(scene), FULL)
    }

    assert parts.pop("recording") == {Part.VERBATIM}
    assert set(map(frozenset, parts.values())) == {frozenset({Part.SAY})}


def test_every_ruling_is_said_word_for_word():
    assert all(block.verbatim for block in POLICY.blocks if block.kind == "ruling")


def test_what_has_to_be_heard_can_be_ticked_off():
    """The name and the recording before; the apology, the read-back and the day of the call-back after."""
    before, after = (scene_of(case_of(facts)) for facts in ({}, {**VERIFIED, **RULED["hold"]}))

    assert to_tick(rendered(before, script(before), MINIMAL)) == ("name", "recording")
    assert to_tick(rendered(after, script(after), MINIMAL)) == ("name", "apology", "callback_time", "read_back")


@given(any_case, any_day)
def test_who_is_verified_is_always_apologised_to_unless_the_charge_is_owed(case, today):
    scene = scene_of(replace(case, facts={**case.facts, **case_of(VERIFIED).facts}), today)
    rulings = {decision.ruling for _, decision in scene.verdict.lines}

    if rulings & {Ruling.HOLD, None}:
        assert "apology" in to_tick(rendered(scene, script(scene), MINIMAL))


@pytest.mark.parametrize("lang", LANGS)
def test_every_tick_every_density_and_every_kind_has_its_words(lang):
    assert all(tick_name(each, lang) for each in TICKS)
    assert len({density_name(each, lang) for each in DENSITIES}) == 3
    assert set(setting()["kind"]) == {*SPOKEN_KINDS, "reaction"}
    assert set(setting()["tick"]) == TICKS
    assert {name for name in CHOICES if name == "direction"}
