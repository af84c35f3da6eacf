"""The words of the option-fee pack: what is said, to whom, and in what order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest

from assistant.rules.holds import holds
from assistant.rules.pack import parse
from assistant.rules.policy import Block, Ruling
from assistant.rules.wording import CONTRACT_DATA, MAILED, gaps

PACK = Path(__file__).parent.parent / "assistant" / "packs" / "hikari_option_fee"
POLICY, PROBLEMS = parse(PACK.name, {f.relative_to(PACK).as_posix(): f.read_text("utf-8") for f in PACK.rglob("*.*")})
assert POLICY is not None
BLOCKS, TEXTS = POLICY.blocks, POLICY.texts
ANSWERS = [answer for reaction in POLICY.reactions.values() for answer in reaction.answers]
VERIFIED = ("contract_holder_verified", "agent_verified")
NOT_VERIFIED = ("unverified", "third_party", "unknown")
PROVIDER = ("company", "agent", "carrier")
TONES = ("inquiry", "confirmation", "concern")

FILL = {
    "company": "ひかり通信販売",
    "operator": "佐藤",
    "option": "転送サービス",
    "ordered_option": "ナンバーディスプレイ",
    "amount:yen": "525円",
    "correction_date:date": "10月20日（木）",
    "due:date": "10月25日（火）",
    "callback:date": "10月21日（金）",
    "case": "K-0007",
    "rung": "スーパーバイザー",
    "cushion": "お手数をおかけしますが",
}


def said(facts: Mapping[str, str], lines: Mapping[str, str]) -> list[Block]:
    """Return the blocks spoken: `lines` gives each charge line its ruling or `open`; we rang unless told otherwise."""
    facts = {"direction": "outbound", **facts}
    return [block for block in BLOCKS if holds(block.when, facts) is True and _rules(block, lines)]


def _rules(block: Block, lines: Mapping[str, str]) -> bool:
    here = [ruling for line, ruling in lines.items() if block.line in {None, line}]
    return any(block.rulings is None or ruling in block.rulings for ruling in here)


def slots(name: str) -> set[str]:
    """Return the gaps of a text, both languages together."""
    return {*gaps(TEXTS[name].ja), *gaps(TEXTS[name].en)}


# --- the files agree with each other ---


def test_the_pack_is_read_without_a_problem() -> None:
    assert not PROBLEMS


def test_a_text_is_said_somewhere_or_not_written() -> None:
    mails = {f"mail_{part}{tone}" for part in ("", "subject_") for tone in TONES}

    assert set(TEXTS) == {block.id for block in (*BLOCKS, *ANSWERS)} | mails


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_both_languages_leave_the_same_gaps(name: str) -> None:
    assert set(gaps(TEXTS[name].ja)) == set(gaps(TEXTS[name].en))
    assert TEXTS[name].ja.count("\n\n") == TEXTS[name].en.count("\n\n")


def test_no_script_names_an_article_of_law() -> None:
    law = re.compile(r"\d+条|条の|法律|消費者契約法|民法|事業法|Article|\bAct\b|\blaw\b", re.IGNORECASE)

    assert not [block.id for block in (*BLOCKS, *ANSWERS) if law.search(TEXTS[block.id].ja + TEXTS[block.id].en)]


# --- what is said, and to whom ---


@pytest.mark.parametrize("speaker", NOT_VERIFIED)
def test_an_unverified_speaker_hears_nothing_of_the_contract(speaker: str) -> None:
    for ruling, request in product([*Ruling, "open"], ("cancel", "superior", "regulator", "compensation")):
        facts = {
            "speaker": speaker,
            "customer_request": request,
            "error_source": "company",
            "billing_state": "paid",
        }
        spoken = said(facts, {"disputed_option": ruling})

        assert spoken
        assert all(block.unverified for block in spoken)
        heard = {gap.partition(":")[0] for block in spoken for gap in slots(block.id)}
        assert not heard & (CONTRACT_DATA | {"callback"})


def test_whoever_else_answers_hears_the_company_and_a_name() -> None:
    spoken = said({"speaker": "third_party"}, {"disputed_option": "open"})

    assert [block.id for block in spoken] == ["verify_purpose_asked", "leave_name", "close_unverified"]


RULED = {
    "disputed_option": ("do_not_bill", "refund", "hold", "offer_initial_cancellation", "bill"),
    "ordered_but_not_delivered": ("do_not_bill", "refund", "hold"),
    "correction_work": ("do_not_bill", "refund", "hold", "bill"),
    "main_service": ("hold",),
    "unknown": ("hold",),
}


@pytest.mark.parametrize(("line", "ruling"), [(line, each) for line, all_ in RULED.items() for each in all_])
def test_every_ruling_of_a_line_is_spoken_once(line: str, ruling: str) -> None:
    states = product(("not_billed", "billed_unpaid", "unknown"), VERIFIED, ("refutes", "statement_only", "supports"))
    for billing, speaker, evidence in states:
        spoken = said({"speaker": speaker, "billing_state": billing, "order_evidence": evidence}, {line: ruling})

        assert [block.must for block in spoken if block.kind == "ruling"] == [True]


def test_what_was_ordered_is_never_called_a_wrong_registration() -> None:
    """Within the eight days a penalty falls away although the option was ordered."""
    facts = {"speaker": VERIFIED[0], "order_evidence": "supports", "error_source": "none", "billing_state": "paid"}
    for ruling in ("do_not_bill", "refund", "bill", "offer_initial_cancellation"):
        kinds = {block.kind for block in said(facts, {"disputed_option": ruling})}

        assert not kinds & {"fact", "apology", "correction"}
        assert {"ruling", "copy", "contact"} <= kinds


@pytest.mark.parametrize("line", ["main_service", "disputed_option"])
def test_nothing_is_ruled_aloud_while_untouched_or_open(line: str) -> None:
    for ruling in ("untouched", "open"):
        assert not [each for each in said({"speaker": VERIFIED[0]}, {line: ruling}) if each.kind == "ruling"]


def test_no_order_is_told_whole_and_in_order() -> None:
    """Fact, apology, ruling, the day it is put right, a copy, a name: all of it, always."""
    states = product(
        (*PROVIDER, "unknown"), ("refutes", "statement_only", "unchecked", "unknown"), ("not_billed", "paid")
    )
    for error, evidence, billing in states:
        if error == "unknown" and evidence != "refutes":
            continue
        facts = {
            "error_source": error,
            "order_evidence": evidence,
            "billing_state": billing,
            "speaker": VERIFIED[0],
        }
        spoken = said(facts, {"disputed_option": "refund" if billing == "paid" else "do_not_bill"})
        told = [block.kind for block in spoken if block.must]

        assert told == ["opening", "fact", "apology", "ruling", "correction", "copy", "contact"]
        assert "correction_date:date" in slots("correction")


def test_an_error_is_admitted_only_where_our_records_confirm_it() -> None:
    admits = {"apology_company", "apology_agent", "apology_carrier", "fact_error"}
    for error, ruling in product(("customer", "none", "unknown"), [*Ruling, "open"]):
        facts = {"error_source": error, "order_evidence": "statement_only", "speaker": VERIFIED[0]}

        assert not admits & {block.id for block in said(facts, {"disputed_option": ruling})}


@pytest.mark.parametrize("error", PROVIDER)
def test_our_error_is_apologised_for_and_put_right_even_on_hold(error: str) -> None:
    for evidence in ("refutes", "supports", "conflicting", "statement_only", "unchecked", "unknown"):
        facts = {"error_source": error, "order_evidence": evidence, "speaker": VERIFIED[0]}
        spoken = {block.kind: block.id for block in said(facts, {"disputed_option": "hold"})}

        assert "apology" in spoken
        assert "callback:date" in slots(spoken["correction"])


def test_a_refund_comes_in_writing_and_a_hold_with_its_days() -> None:
    for name in ("refund", "not_delivered_refund", "work_refund"):
        assert "書面" in TEXTS[name].ja
        assert "in writing" in TEXTS[name].en
    for name in ("hold", "hold_ordered", "hold_work", "hold_main", "hold_unnamed"):
        assert {"due:date", "callback:date"} <= slots(name)


@pytest.mark.parametrize("block", [*BLOCKS, *ANSWERS], ids=lambda each: each.id)
def test_a_japanese_sentence_is_one_breath_long(block: Block) -> None:
    filled = re.sub(r"\{([^{}]*)\}", lambda slot: FILL[slot[1]], TEXTS[block.id].ja)

    assert not [each for each in re.split(r"[。？\n]", filled) if len(each) > 45]


@pytest.mark.parametrize("tone", TONES)
def test_a_mail_asks_one_thing_by_a_day_and_accuses_nobody(tone: str) -> None:
    mail = TEXTS[f"mail_{tone}"]

    for text in (mail.ja, mail.en):
        assert {gap.partition(":")[0] for gap in gaps(text)} == set(MAILED)
        assert text.count("{question_line}") == 1
        assert not re.search("拒否|できかねます|応じられ|誤った指示|refuse|decline|wrong instruction", text)
    assert "行き違い" in mail.ja
    assert "申し訳ございません" in mail.ja
