"""The words meet the decisions: whatever is settled has a sentence, whoever is listening."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.call.case import Case, ChargeLine
from assistant.call.script import Scene, script
from assistant.call.verdict import judge_case
from assistant.rules.compile import load
from assistant.rules.decision import Judge
from assistant.rules.facts import UNKNOWN, Evidence, Fact

PACK = Path(__file__).parent.parent / "assistant" / "packs" / "hikari_option_fee"
BOOK, _ = load(PACK.name, {f.relative_to(PACK).as_posix(): f.read_text("utf-8") for f in PACK.rglob("*.*")})
assert BOOK is not None
JUDGE = Judge(BOOK)
DAYS = {
    "order_date": "2026-11-01",
    "contract_date": "2026-11-02",
    "service_start": "2026-11-19",
    "doc_received_on": "2026-11-20",
    "correction_date": "2026-11-25",
}
CHOICES = {
    name: (*spec.values, UNKNOWN)
    for name, spec in BOOK.policy.facts.items()
    if spec.kind == "choice" and not spec.derived and name != "speaker"
}


told_facts = st.fixed_dictionaries({}, optional={name: st.sampled_from(each) for name, each in CHOICES.items()})
told_days = st.fixed_dictionaries({}, optional={name: st.just(day) for name, day in DAYS.items()})
kinds = st.lists(st.sampled_from(list(BOOK.policy.lines)), min_size=1, max_size=3, unique=True)


def scene(speaker: str, told: dict[str, str], lines: list[str], lang: str = "ja") -> Scene:
    """Set a case before the words: some facts given, some unknown, some never asked for."""
    facts = {name: Fact(each, Evidence.RECORD) for name, each in {**told, "speaker": speaker}.items()}
    charged = tuple(ChargeLine(str(nth), kind, "転送サービス", 550) for nth, kind in enumerate(lines))
    case = Case(pack=PACK.name, facts=facts, lines=charged)
    today = date(2026, 11, 24)
    return Scene(JUDGE.book.policy, case, "K-0007", judge_case(JUDGE, case, today), today, lang)


@settings(max_examples=300)
@given(told_facts, told_days, kinds)
def test_every_settled_line_is_told_and_no_open_one(
    told: dict[str, str], days: dict[str, str], lines: list[str]
) -> None:
    seen = scene("contract_holder_verified", {**told, **days}, lines)

    spoken = {each.line for each in script(seen) if each.kind == "ruling" and each.must}

    assert spoken == {line.id for line, one in seen.verdict.lines if one.ruling not in {None, "untouched"}}


def test_a_bill_is_told_with_its_amount_and_its_evidence() -> None:
    """What was ordered, shown and not disputed is billed, politely: not everything is waived."""
    owed = {
        **DAYS,
        "contract_date": "2011-10-02",
        "order_date": "2011-10-01",
        "customer_kind": "business",
        "billing_state": "not_billed",
        "later_assent": "none",
        "option_used": "no",
        "order_evidence": "supports",
        "error_source": "none",
        "explained": "ok",
        "basis": "service_fee",
        "amount": "within",
        "disputed": "no",
    }
    said = [each for each in script(scene("contract_holder_verified", owed, ["disputed_option"])) if each.must]

    assert [each.block for each in said if each.kind == "ruling"] == ["bill"] * 5
    assert any("550円" in each.text for each in said)
    assert not any(each.missing for each in said)
    assert not {"apology", "fact", "correction"} & {each.kind for each in said}


@given(told_facts, kinds, st.sampled_from(["ja", "en"]))
def test_a_third_party_hears_the_same_whatever_is_decided(told: dict[str, str], lines: list[str], lang: str) -> None:
    kept = {name: each for name, each in told.items() if name not in {"customer_request", "conduct_flag", "direction"}}

    heard = {each.block for each in script(scene("third_party", kept, lines, lang))}

    assert heard == {"verify_purpose_asked", "leave_name", "close_unverified"}
