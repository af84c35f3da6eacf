"""What is said to a reaction: whatever was ruled, whoever listens, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import pytest
from cases import ORDERED, OUR_ERROR, POLICY, RULED, VERIFIED, WRONG, any_case, any_day, case_of, day_for, scene_of
from hypothesis import given
from hypothesis import strategies as st

from assistant.call.phrases import day
from assistant.call.reactions import react
from assistant.call.script import Spoken, Turns, script
from assistant.listen.taboo import hits
from assistant.rules.facts import UNKNOWN, Evidence, Fact
from assistant.rules.pack import parse
from assistant.rules.pack_reactions import REACTIONS
from assistant.rules.policy import Ruling
from assistant.rules.wording import CONTRACT_DATA, gaps

LANGS = ("ja", "en")
PACK = Path(__file__).parent.parent / "assistant" / "packs" / "hikari_option_fee"
TEXTS = {f.relative_to(PACK).as_posix(): f.read_text("utf-8") for f in PACK.rglob("*.*")}
NOT_VERIFIED = (None, "unverified", "third_party", UNKNOWN)
ELSEWHERE = ("not_contract_holder", "voicemail")
SECRET = ("Zephyr", "Aeolus", "98,765", "22")
RIGHT_DAY = {"correction_date": "2011-10-22"}
any_reaction = st.sampled_from(REACTIONS)


def heard(spoken: tuple[Spoken, ...]) -> str:
    return "\n".join(each.text for each in spoken)


def told(case, speaker):
    """Return the case with names nobody would say by chance, and a speaker."""
    facts = {**case.facts, **case_of(RIGHT_DAY).facts}
    facts.pop("speaker", None)
    if speaker is not None:
        facts["speaker"] = Fact(speaker, Evidence.RECORD)
    lines = tuple(replace(each, option="Zephyr", amount_yen=98_765) for each in case.lines)
    return replace(case, facts=facts, lines=lines)


def said(ruling, reaction, lang="ja", **facts):
    case = case_of({**VERIFIED, **RULED[ruling], **facts})
    return react(scene_of(case, day_for(ruling), lang), reaction)


# --- there are words for everything, and they are fit to be said ---


@given(any_case, any_day, st.sampled_from(LANGS), st.sampled_from((*NOT_VERIFIED, *VERIFIED.values())), any_reaction)
def test_whatever_the_case_every_reaction_has_words_that_may_be_said(case, today, lang, speaker, reaction):
    scene = scene_of(told(case, speaker), today, lang)
    spoken = react(scene, reaction)

    assert spoken
    for each in spoken:
        assert each.text.strip()
        assert each.kind == "reaction"
        assert each.why == POLICY.reactions[reaction].why.of(lang)
        assert not set("{}") & set(each.text)
        assert not each.missing
    assert hits(POLICY, heard(spoken), lang, scene.values(None)) == []


@pytest.mark.parametrize(("reaction", "ruling", "lang"), list(product(REACTIONS, RULED, LANGS)))
def test_every_ruling_and_every_open_case_answers_every_reaction(reaction, ruling, lang):
    spoken = said(ruling, reaction, lang)

    assert spoken
    assert len([each for each in spoken if each.point]) >= 1


@given(any_case, any_day, any_reaction)
def test_both_languages_give_the_same_answer(case, today, reaction):
    ja, en = (react(scene_of(case, today, lang), reaction) for lang in LANGS)

    assert [(each.block, each.line, each.point, each.missing) for each in ja] == [
        (each.block, each.line, each.point, each.missing) for each in en
    ]


def test_a_reaction_nobody_wrote_is_refused():
    with pytest.raises(KeyError):
        react(scene_of(case_of(VERIFIED)), "laughs")


# --- who may hear what (P10) ---


@given(any_case, any_day, st.sampled_from(LANGS), st.sampled_from(NOT_VERIFIED), any_reaction)
def test_p10_no_reaction_makes_an_unverified_speaker_hear_the_contract(case, today, lang, speaker, reaction):
    scene = scene_of(told(case, speaker), today, lang)
    spoken = heard(react(scene, reaction))

    assert not re.search("|".join(SECRET), spoken)
    assert not hits(POLICY, spoken, lang, {"speaker": speaker or "unverified"})


@given(any_case, any_day, st.sampled_from(LANGS), st.sampled_from(ELSEWHERE))
def test_who_is_not_the_holder_hears_nothing_even_after_somebody_was_verified(case, today, lang, reaction):
    """The record says the holder was verified; the voice on the line says otherwise, and is believed."""
    scene = scene_of(told(case, "contract_holder_verified"), today, lang)
    spoken = react(scene, reaction)

    assert all(each.line is None and not each.cites for each in spoken)
    assert not re.search(r"\d|Zephyr", heard(spoken))
    assert not hits(POLICY, heard(spoken), lang, {"speaker": "third_party"})


def test_an_answering_machine_keeps_the_company_a_name_and_nothing_more():
    assert heard(said("refund", "voicemail")) == (
        "ひかり通信販売の佐藤でございます。\nあらためてお電話いたします。失礼いたします。".replace(
            "ひかり通信販売", POLICY.names["company"].ja
        )
    )


def test_an_answer_for_the_unverified_has_no_gap_for_contract_data():
    answers = [each for said in POLICY.reactions.values() for each in said.answers if each.unverified]

    assert {each.id for each in answers} > {"reaction_voicemail", "reaction_wants_superior"}
    for each in answers:
        texts = POLICY.texts[each.id]
        found = {gap.partition(":")[0] for gap in (*gaps(texts.ja), *gaps(texts.en))}
        assert not found & (CONTRACT_DATA | {"callback"})


def test_an_answer_not_made_for_the_unverified_is_not_said_to_them():
    """Though no fact of the answer keeps it back: the last gate does."""
    plain = POLICY.reactions["voicemail"]
    bare = replace(plain, answers=tuple(replace(each, unverified=False) for each in plain.answers))
    policy = replace(POLICY, reactions={**POLICY.reactions, "voicemail": bare})

    assert react(replace(scene_of(case_of(VERIFIED)), policy=policy), "voicemail")
    assert react(replace(scene_of(case_of()), policy=policy), "voicemail") == ()


# --- what each reaction is owed ---


@given(any_case, any_day, st.sampled_from(LANGS))
def test_who_wants_a_superior_is_handed_over_in_one_step(case, today, lang):
    """No question comes before it, and the superior is named; whatever the case."""
    scene = scene_of(case, today, lang)
    rung = scene.verdict.rung.role if scene.verdict.rung else POLICY.names["company"]
    spoken = react(scene, "wants_superior")

    assert rung.of(lang) in spoken[0].text
    assert not [each for each in spoken[:-1] if each.text.endswith(("か。", "?"))]
    assert POLICY.reactions["wants_superior"].hands_over


@pytest.mark.parametrize("lang", LANGS)
def test_who_names_an_authority_is_not_argued_with_and_handed_over(lang):
    for ruling in RULED:
        spoken = heard(said(ruling, "names_regulator", lang))

        assert POLICY.reactions["names_regulator"].hands_over
        assert not re.search("ですが|しかし|ただし|however|but |unless|必要はございません|no need", spoken)


HELD = "ご請求いたしません|お返しいたします|返金|取り下げ|not billing you|returning|refund|withdraw"


@given(any_case, any_day, st.sampled_from(LANGS), any_reaction)
def test_p21_on_hold_nothing_is_promised_but_the_day_of_an_answer(case, today, lang, reaction):
    scene = scene_of(told(case, "contract_holder_verified"), today, lang)
    if {decision.ruling for _, decision in scene.verdict.lines} != {Ruling.HOLD}:
        return
    spoken = react(scene, reaction)

    assert not re.search(HELD, heard(spoken))
    if reaction in {"accepts", "asks_why", "angry", "silent"}:
        assert day(scene.callback, lang) in heard(spoken)
        assert "callback_time" in spoken[0].ticks


@pytest.mark.parametrize("reaction", REACTIONS)
def test_p21_an_open_case_names_no_ruling(reaction):
    for lang in LANGS:
        assert not re.search(HELD, heard(said("open", reaction, lang)))


@pytest.mark.parametrize("lang", LANGS)
def test_an_angry_customer_hears_the_apology_first_and_the_same_ruling(lang):
    first = {"ja": "申し訳ございません", "en": "sorry"}[lang]
    unchanged = {"do_not_bill": "ご請求しないこと|not billing", "refund": "お返しすること|we return"}
    for ruling in RULED:
        spoken = said(ruling, "angry", lang)

        assert first in spoken[0].text
        assert "apology" in spoken[0].ticks
        assert re.search(unchanged.get(ruling, ""), heard(spoken))


def test_silence_is_never_taken_for_a_yes():
    for ruling, lang in product(RULED, LANGS):
        assert not re.search(
            "承知いたしました|ありがとうございます|thank you for", heard(said(ruling, "silent", lang)), re.IGNORECASE
        )


def test_who_asks_why_is_given_the_reason_of_each_line():
    """No order for one; not delivered for the other; each with its own option."""
    lines = [replace(WRONG, option="甲"), replace(ORDERED, option="乙")]
    spoken = react(scene_of(case_of(VERIFIED, OUR_ERROR, lines=lines)), "asks_why")

    assert [(each.block, each.line) for each in spoken if each.point] == [
        ("reaction_why_no_order", "1"),
        ("reaction_why_not_delivered", "2"),
    ]
    assert "甲は、お申込みによるものではございません。" in heard(spoken)
    assert "乙をお使いいただけなかった日の料金" in heard(spoken)


def test_what_was_ordered_is_not_explained_as_a_wrong_registration():
    """A penalty falls away inside the eight days although the option was ordered."""
    facts = {**RULED["offer_initial_cancellation"], "basis": "penalty", "billing_state": "paid"}
    spoken = react(scene_of(case_of(VERIFIED, facts), day_for("offer_initial_cancellation")), "asks_why")

    assert {each.block for each in spoken} == {"reaction_why_window"}


def test_of_two_rulings_the_careful_one_is_answered_and_only_once():
    """One line is held, the other is not billed: who is angry hears one apology, and of the hold."""
    held = replace(WRONG, facts=case_of({"order_evidence": "conflicting"}).facts)
    spoken = react(scene_of(case_of(VERIFIED, OUR_ERROR, lines=[replace(ORDERED, id="0"), held])), "angry")

    assert {each.block for each in spoken} == {"reaction_angry_hold"}


def test_a_case_without_a_line_is_open():
    assert {each.block for each in react(scene_of(case_of(VERIFIED, lines=())), "silent")} == {"reaction_silent_open"}


def test_a_name_nobody_has_told_stops_the_answer():
    spoken = react(scene_of(case_of(VERIFIED, OUR_ERROR, lines=[replace(WRONG, option="")])), "asks_why")

    assert {each.missing for each in spoken} == {(), ("option",)}


# --- who rang whom ---


def blocks(direction, speaker):
    facts = {**OUR_ERROR, **({} if speaker is None else {"speaker": speaker})}
    facts |= {} if direction is None else {"direction": direction}
    return {each.block for each in script(scene_of(case_of(facts)))}


OUTBOUND = {
    "opening_unverified",
    "verify_callback",
    "verify_purpose_asked",
    "leave_name",
    "opening_verified",
    "purpose",
}
INBOUND = {"opening_inbound", "verify_details_asked", "ask_for_holder", "opening_verified_inbound", "purpose_inbound"}


@pytest.mark.parametrize("speaker", [*NOT_VERIFIED, *VERIFIED.values()])
def test_a_call_is_from_us_until_somebody_says_otherwise(speaker):
    for direction in (None, UNKNOWN, "outbound"):
        assert blocks(direction, speaker) & OUTBOUND
        assert not blocks(direction, speaker) & INBOUND


@pytest.mark.parametrize("speaker", [*NOT_VERIFIED, *VERIFIED.values()])
def test_who_rings_us_is_not_told_that_we_rang(speaker):
    assert blocks("inbound", speaker) & INBOUND
    assert not blocks("inbound", speaker) & OUTBOUND
    assert blocks("inbound", speaker) - INBOUND == blocks("outbound", speaker) - OUTBOUND


def test_the_direction_decides_no_fee():
    assert POLICY.facts["direction"].inert


# --- softening phrases ---


def cushions(scene):
    known = [each.of(scene.lang) for each in POLICY.cushions]
    return [phrase for each in script(scene) for phrase in known if each.text.startswith(phrase)]


@given(st.text(max_size=12), st.sampled_from(LANGS), st.sampled_from(("outbound", "inbound")))
def test_softening_phrases_take_turns_and_never_come_twice_running(name, lang, direction):
    scene = replace(scene_of(case_of({"direction": direction}), lang=lang), case_id=name)
    turns = cushions(scene)

    assert len(turns) >= 2
    assert all(one != other for one, other in pairwise(turns))
    assert turns == cushions(scene)


@given(st.text(max_size=8), st.lists(st.none() | st.text(max_size=3), max_size=12))
def test_not_even_from_one_charge_line_to_the_next(name, lines):
    turns = Turns(replace(scene_of(case_of()), case_id=name))
    said = [turns.next(None if each is None else replace(WRONG, id=each)) for each in lines]

    assert all(one != other for one, other in pairwise(said))


def test_another_case_begins_with_another_phrase():
    scene = scene_of(case_of())
    first = {cushions(replace(scene, case_id=f"K-{nth:04}"))[0] for nth in range(40)}

    assert first == {each.ja for each in POLICY.cushions}


def test_no_text_has_a_softening_phrase_of_its_own():
    """Or it might come right after the same one, taken in turn."""
    spoken = {name: text for name, text in POLICY.texts.items() if not name.startswith("mail_")}

    for name, text in spoken.items():
        assert not [each for each in POLICY.cushions if each.ja in text.ja or each.en in text.en], name


# --- what a pack may not leave out ---


def problems(path, old, new):
    text = TEXTS[path]
    assert old in text
    return parse("p", {**TEXTS, path: text.replace(old, new, 1)})[1]


REACTED = "reactions.toml"
SPOILT = [
    (REACTED, '[[reaction]]\nid = "silent"', '[[reaction]]\nid = "yawns"', "missing", ""),
    (REACTED, 'id = "silent"\nname.ja', 'id = "silent"\nname.de', "empty", "silent"),
    (REACTED, 'rulings = ["bill"]', 'rulings = ["refund"]', "no_reaction_words", "accepts"),
    (REACTED, 'rulings = ["bill"]', 'rulings = ["bil"]', "not_allowed", "reaction_accepts_bill"),
    (REACTED, '"voicemail"\nunverified = true', '"voicemail"', "heard_by_others", "reaction_voicemail"),
    (REACTED, "points = [2, 3]", "points = [2, 9]", "no_paragraph", "reaction_accepts_offer"),
    (REACTED, "points = [2, 3]", "points = []", "no_paragraph", "reaction_accepts_offer"),
    (REACTED, "points = [2, 3]", 'points = ["2"]', "wrong_type", "reaction_accepts_offer"),
    (REACTED, 'ticks = ["callback_time"]', 'ticks = ["callback"]', "not_allowed", "reaction_accepts_hold"),
    (REACTED, '"reaction_silent_open"', '"reaction_silent_opem"', "no_words", "reaction_silent_opem"),
    ("words/ja/reaction_voicemail.md", "お電話", "{option}のお電話", "placeholder", "reaction_voicemail"),
    ("words/en/reaction_accepts_hold.md", "{case}", "{cas}", "placeholder", "reaction_accepts_hold"),
    ("words/en/reaction_accepts_hold.md", "\n\nWe will", " We will", "paragraphs_differ", "reaction_accepts_hold"),
    ("script.toml", 'id = "if_it_suits"', 'id = "if_you_please"', "duplicate", "if_you_please"),
]


@pytest.mark.parametrize(("path", "old", "new", "code", "entry"), SPOILT)
def test_what_is_missing_is_told_with_its_line(path, old, new, code, entry):
    found = [each for each in problems(path, old, new) if (each.code, each.id) == (code, entry)]

    assert found
    assert all(each.line or code == "missing" for each in found)
    assert all(each.text("ja") and each.text("en") for each in found)


def test_a_pack_without_reactions_is_not_read():
    policy, found = parse("p", {name: text for name, text in TEXTS.items() if name != "reactions.toml"})

    assert policy is None
    assert [(each.file, each.code) for each in found] == [("p/reactions.toml", "missing_file")]


def test_one_softening_phrase_alone_is_too_few():
    text = TEXTS["script.toml"]
    start, end = text.index("[[cushion]]"), text.index("# --- before the speaker")
    _, found = parse("p", {**TEXTS, "script.toml": text[:start] + text[end:]})

    assert "missing" in {each.code for each in found}
