"""P10, P12 to P14, P16, P17, P20 to P22, P25: what is cited, said and kept.

The promises on rulings are in test_promises.py.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest
from cases import yen
from hypothesis import given
from hypothesis import strategies as st
from oracle import BEFORE_ORDER, DOMAIN, UNKNOWN
from promised import (
    DISPUTED,
    INERT,
    NOT_VERIFIED,
    OWED,
    POLICY,
    PROVIDER,
    TODAY,
    VERIFIED,
    case_of,
    decide,
    ruled,
    scene_of,
    spoken_of,
    verdict_of,
)

from assistant.call import events as ev
from assistant.call.arguments import weigh
from assistant.call.case import Case, ChargeLine
from assistant.call.mail import TONES, draft
from assistant.call.phrases import day
from assistant.call.script import script
from assistant.call.steps import BRIEF, CALL, NotNow
from assistant.desk import Desk
from assistant.listen.taboo import hits
from assistant.rules.decision import Cited, cite, date_by
from assistant.rules.facts import Evidence
from assistant.rules.policy import Ruling, Source
from assistant.seat import Seat

LINES = tuple(POLICY.lines)
LANGS = ("ja", "en")
OPTION, ORDERED, AMOUNT = "秘密のオプション", "頼んだオプション", 98_765
SLICES = (
    *("2004-04-01", "2009-04-01", "2014-04-01", "2015-07-01", "2016-05-21", "2017-05-30", "2017-06-03"),
    *("2019-06-15", "2019-10-01", "2020-04-01", "2021-04-01", "2022-04-01", "2022-06-01", "2022-07-01"),
    *("2023-06-01", "2025-04-01", "2026-10-01", "2026-12-01", "2028-06-30"),
)
DAYS = sorted({date.fromisoformat(each) + timedelta(days=off) for each in SLICES for off in (-1, 0, 1)})
DATES = [name for name, spec in POLICY.facts.items() if spec.kind == "date"]
KEYS = {"order": "order_date", "supply": "service_start", "conduct": "decision_date", "contract": "contract_date"}

any_facts = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.sampled_from(values) for name, values in DOMAIN.items() if name != "icw"},
        **{name: st.sampled_from(values) for name, values in INERT.items() if name != "speaker"},
        **{name: st.sampled_from(("2013-11-05", "2026-05-01", UNKNOWN)) for name in DATES if name != "decision_date"},
        "decision_date": st.sampled_from(("2013-11-06", "2026-06-30")),
        "similar_cases_30d": st.integers(0, 5),
    },
)


def lines_of(*kinds: str) -> tuple[ChargeLine, ...]:
    """Write a case's lines, with an option and an amount that can be told apart from all else."""
    named = {"ordered_but_not_delivered": ORDERED}
    return tuple(ChargeLine(str(at), kind, named.get(kind, OPTION), AMOUNT) for at, kind in enumerate(kinds, 1))


# --- P10: nothing of the contract before the speaker is verified ------------------------------


@pytest.mark.sweep
@given(any_facts, st.sampled_from((None, *NOT_VERIFIED)), st.sampled_from(LANGS))
def test_p10_an_unverified_speaker_hears_no_option_amount_date_or_contract(
    said: dict[str, Any], speaker: str | None, lang: str
) -> None:
    facts = {**said, **({} if speaker is None else {"speaker": speaker})}
    spoken = spoken_of(case_of(facts, *lines_of(*LINES)), lang)
    heard = "\n".join(each.text for each in spoken)

    assert spoken
    assert OPTION not in heard
    assert ORDERED not in heard
    assert not re.search(r"\d", heard.replace("K-0007", "")), heard
    assert not hits(POLICY, heard, lang, {"speaker": speaker or "unverified"})
    assert not [each for each in spoken if each.line or each.missing or each.cites]
    assert all(block.unverified for block in POLICY.blocks if block.id in {each.block for each in spoken})


def test_p10_a_verified_speaker_hears_the_option_and_the_amount() -> None:
    """The refusal above is not for want of anything to say."""
    heard = "".join(each.text for each in spoken_of(case_of({**OWED, "speaker": VERIFIED[0]}, *lines_of(DISPUTED))))

    assert OPTION in heard
    assert yen(AMOUNT, "ja") in heard


# --- P12: our error is apologised for, put right, and dated -----------------------------------


def ours() -> Iterator[dict[str, str]]:
    """Walk the cases with a provider error on a verified line, as far as the error alone decides."""
    for evidence, error, assent, used, billing in product(*(DOMAIN[name] for name in BEFORE_ORDER)):
        if error in PROVIDER:
            values = (evidence, error, assent, used, billing, VERIFIED[0])
            yield dict(zip((*BEFORE_ORDER, "speaker"), values, strict=True))


@pytest.mark.sweep
def test_p12_with_our_error_the_script_has_an_apology_a_correction_and_its_date() -> None:
    for said in ours():
        told = {**said, "correction_date": "2026-07-03"}
        scene = scene_of(case_of(told, *lines_of(DISPUTED)))
        spoken = script(scene)
        put_right = "".join(each.text for each in spoken if each.kind == "correction" and each.must)

        assert [each for each in spoken if each.kind == "apology" and each.must], said
        assert day(date(2026, 7, 3), "ja") in put_right or day(scene.callback, "ja") in put_right, said


def test_p12_a_date_nobody_gave_is_a_visible_gap_that_stops_the_script() -> None:
    said = {"error_source": "company", "order_evidence": "refutes", "speaker": VERIFIED[0], "billing_state": "paid"}
    said |= {"later_assent": "none", "option_used": "no"}
    (gap,) = [each for each in spoken_of(case_of(said, *lines_of(DISPUTED))) if "correction_date" in each.missing]

    assert gap.must
    assert "{" not in gap.text


# --- P13, P14: citations valid on their own day -----------------------------------------------


def on(everything: date, **other: date) -> dict[str, str]:
    """Date a whole case on one day, but for the keys given."""
    return {fact: other.get(key, everything).isoformat() for key, fact in KEYS.items()} | {"customer_kind": "consumer"}


def cited(names: tuple[str, ...], said: Mapping[str, str], today: date) -> tuple[Cited, ...]:
    """Choose citations for a case."""
    return cite(POLICY, list(names), case_of(said).facts, today)


def test_p13_every_rule_has_a_citation_valid_at_its_own_date_on_every_slice() -> None:
    for rule, when in product((*POLICY.rules, POLICY.undecided), DAYS):
        if rule.ruling is Ruling.UNTOUCHED or (rule.since and when < rule.since):
            continue
        found = cited(rule.cites, on(when), when)

        assert found, (rule.id, when)
        assert all(each.source.in_force(when) and each.on == when for each in found)


def test_p13_an_old_order_discussed_today_is_cited_by_its_own_dates() -> None:
    """Order 2011, conduct 2026: each citation goes by the day of its own key."""
    then, now = date(2011, 10, 1), date(2026, 6, 30)
    for order, conduct in product(DAYS[::3], DAYS[1::3]):
        said = on(order, conduct=conduct)
        for name, source in POLICY.sources.items():
            by = {"conduct": conduct}.get(source.key, order)
            found = cited((name,), said, conduct)

            assert bool(found) == source.in_force(by), (name, order, conduct)
            assert not found or found[0].on == by
    mixed = {each.source.id for rule in POLICY.rules for each in cited(rule.cites, on(then, conduct=now), now)}
    assert {"CC-521old", "TBA-27@2016"} <= mixed
    assert not {"CC-522", "TBA-27@2004"} & mixed


@given(any_facts, st.sampled_from(LANGS))
def test_p13_nothing_unverified_reaches_the_customer(said: dict[str, Any], lang: str) -> None:
    today = date.fromisoformat(said.get("decision_date", str(TODAY)))
    scene = scene_of(case_of({**said, "speaker": VERIFIED[0]}, *lines_of(*LINES)), lang, today)

    for each in script(scene):
        for one in each.cites:
            assert one.source.confidence not in {"M", "I"}
            assert one.source.in_force(one.on)
            assert one.on == date_by(POLICY, one.source.key, scene.case.facts, today)


def test_p13_a_block_that_leans_on_unverified_sources_tells_only_the_verified_ones() -> None:
    """Planted: every block cites every source there is."""
    scene = scene_of(case_of({**OWED, "speaker": VERIFIED[0]}, *lines_of(*LINES)))
    greedy = replace(POLICY, blocks=tuple(replace(each, cites=tuple(POLICY.sources)) for each in POLICY.blocks))

    for each in script(replace(scene, policy=greedy)):
        assert each.cites
        assert all(one.source.verified for one in each.cites)


def test_p13_the_mail_says_where_a_citation_is_unverified() -> None:
    unverified = [each for each in POLICY.sources.values() if not each.verified]

    assert {each.confidence for each in unverified} == {"M", "I"}
    assert {each.confidence for each in POLICY.sources.values() if each.verified} <= {"L", "O", "S"}


LATER = {
    "電気通信事業法": r"^(26条の[23]|27条の[234]|73条の|167条の)",
    "電気通信事業法施行規則": r"^22条の2の",
    "民法": r"^(522条|527条|548条)",
    "消費者契約法": r"(^10条.*例示|^9条2項|^9条1項)",
    "労働施策総合推進法": r"",
    "東京都カスタマー・ハラスメント防止条例（令和6年条例140号）": r"",
}
"""Law that nobody could have known in 2011, by its own name and not by our ids."""


def of_later_law(source: Source) -> bool:
    """Tell whether a source is on the list that 2011 never saw."""
    pattern = LATER.get(source.law.ja)
    words = f"{source.article.ja}{source.gist.ja}"
    return (pattern is not None and re.search(pattern, source.article.ja) is not None) or bool(
        re.search(r"定型約款|188|カスタマー・?ハラスメント", words)
    )


def test_p14_the_list_of_later_law_finds_what_it_must() -> None:
    found = {source.id for source in POLICY.sources.values() if of_later_law(source)}

    assert {"TBA-26-2", "TBA-26-3", "TBA-27-2.1", "TBA-27-4", "TBA-73-2", "TBA-167-2", "CC-522"} <= found
    assert {"CC-548-2(2)", "CCA-10.example", "CCA-9(2)", "LPA-33", "TKO-4"} <= found
    assert not {"TBA-26@2004", "TBA-27@2004", "CC-521old", "CC-silence", "CCA-10"} & found


def test_p14_the_2011_slice_cites_nothing_that_came_later() -> None:
    """Rules, arguments and script blocks alike, on the first and last day of 2011 and between."""
    uses = [
        *(rule.cites for rule in (*POLICY.rules, POLICY.undecided)),
        *(argument.cites for argument in POLICY.arguments),
        *(block.cites for block in POLICY.blocks),
        tuple(POLICY.sources),
    ]
    for when in (date(2011, 1, 1), date(2011, 10, 20), date(2011, 12, 31)):
        for names in uses:
            found = [each.source for each in cited(names, on(when), when)]
            assert not [source.id for source in found if of_later_law(source)]


@given(any_facts, st.sampled_from(LANGS))
def test_p14_no_word_of_a_2011_case_names_later_law(said: dict[str, Any], lang: str) -> None:
    """What the operator reads, says and sends as of October 2011."""
    dated = {**said, **on(date(2011, 10, 19)), "speaker": VERIFIED[0]}
    scene = scene_of(case_of(dated, *lines_of(*LINES)), lang, date(2011, 10, 20))
    sources = [each.source for _, decision in scene.verdict.lines for each in decision.citations]
    sources += [each.source for weighed in weigh(scene) for each in weighed.cites]
    sources += [each.source for spoken in script(scene) for each in spoken.cites]
    mail = draft(scene, "confirmation").body

    assert not [source.id for source in sources if of_later_law(source)]
    assert not re.search("26条の[23]|27条の[24]|522条|188|カスハラ|Article 26-[23]|Article 522", mail)


# --- P16: the script never says what must not be said -----------------------------------------

SAID_BY = {
    "speaker": (*VERIFIED, *NOT_VERIFIED),
    "error_source": DOMAIN["error_source"],
    "order_evidence": DOMAIN["order_evidence"],
    "billing_state": DOMAIN["billing_state"],
}


def scenes(lang: str) -> Iterator[tuple[Case, dict[str, str]]]:
    """Walk the states of a script: whatever blocks ask for, and every ruling of every line."""
    draw = random.Random(16)  # noqa: S311  # a sample, not a secret
    fee = {name: values for name, values in DOMAIN.items() if name not in SAID_BY}
    rest = {name: (*values, None) for name, values in INERT.items() if name not in SAID_BY}
    for values in product(*SAID_BY.values()):
        said = dict(zip(SAID_BY, values, strict=True)) | {"contract_date": "2026-05-01"}
        for _ in range(1 + (values[0] == VERIFIED[0])):  # most is said to the contract holder
            kept = OWED if draw.random() < 0.5 else {}
            said |= {name: kept.get(name, draw.choice(each)) for name, each in fee.items()}
            said["icw"] = draw.choice(("open", *DOMAIN["icw"]))
            more = {name: value for name, each in rest.items() if (value := draw.choice(each)) is not None}
            if draw.random() < 0.2:
                said.pop(draw.choice(("disputed", "basis", "later_assent")), None)
            facts = {**said, **more, **({"correction_date": "2026-07-03"} if draw.random() < 0.7 else {})}
            yield case_of(facts, *lines_of(*LINES)), facts
    for basis, billing in product(DOMAIN["basis"], DOMAIN["billing_state"]):
        facts = {**OWED, "icw": "open", "basis": basis, "billing_state": billing, "speaker": VERIFIED[0]}
        yield case_of(facts, *lines_of(*LINES)), facts
    yield case_of({"speaker": VERIFIED[0]}, ChargeLine("1", UNKNOWN)), {"speaker": VERIFIED[0]}


@pytest.mark.sweep
@pytest.mark.parametrize("lang", LANGS)
def test_p16_no_line_of_any_script_says_what_must_not_be_said(lang: str) -> None:
    """A text is looked at once for each kind of speaker: what is said depends on nothing else."""
    seen: set[tuple[str, bool]] = set()
    blocks: set[str] = set()
    for case, facts in scenes(lang):
        verified = facts["speaker"] in VERIFIED
        for each in spoken_of(case, lang):
            blocks.add(each.block)
            if (each.text, verified) not in seen:
                seen.add((each.text, verified))
                found = hits(POLICY, each.text, lang, facts)
                assert not found, (each.block, each.text, found[0][0].id)

    unreached = {block.id for block in POLICY.blocks} - blocks
    assert unreached == {"hold_ordered", "hold_main", "bill_work"}  # no rule of this pack rules so


@pytest.mark.sweep
@pytest.mark.parametrize("lang", LANGS)
def test_p16_no_mail_in_any_tone_says_what_must_not_be_said(lang: str) -> None:
    told = ev.Instructed("leader", "email", "2026-06-29", "bill")
    draw = random.Random(17)  # noqa: S311  # a sample, not a secret
    for tone, speaker in product(TONES, VERIFIED):
        for _ in range(40):
            said = {name: draw.choice(values) for name, values in DOMAIN.items()} | {"speaker": speaker}
            case = case_of({**said, "contract_date": "2026-05-01"}, *lines_of(*LINES), instructions=(told,))
            mail = draft(scene_of(case, lang), tone)
            ours = [taboo.id for taboo, _, _ in hits(POLICY, mail.subject + "\n" + mail.body, lang, said)]

            assert not set(ours) & {"naming_colleagues", "fraud", "business_suspension", "calling_it_harassment"}


# --- P17, P20, P21, P22, P25: the record ------------------------------------------------------

START = datetime(2026, 6, 30, 1, 0, tzinfo=UTC)


def sit(folder: Path) -> Seat:
    """Sit down at a real journal; the clock goes on by a second each time it is looked at."""
    ticks = count()
    return Seat.open(folder, actor="op-7", now=lambda: START + timedelta(seconds=next(ticks)))


def waived(desk: Desk) -> None:
    """Answer what settles a case without an order, told by the contract holder."""
    said = {"error_source": "company", "order_evidence": "refutes", "later_assent": "none", "option_used": "no"}
    for name, value in said.items():
        desk.answer(name, value, Evidence.RECORD)
    for line in desk.case.lines:
        desk.answer("billing_state", "not_billed", Evidence.RECORD, line.id)
    desk.answer("speaker", VERIFIED[0], Evidence.CUSTOMER)


def walk_to(desk: Desk, step: str) -> None:
    """Go on until a step is reached."""
    while desk.case.step != step:
        desk.go_on()


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    """Sit down, and leave the seat at the end."""
    open_seat = sit(tmp_path)
    yield open_seat
    open_seat.close()


def history(seat: Seat, desk: Desk) -> list[ev.Event]:
    """Read back what the disk has of a case."""
    return [entry.event for entry in seat.journal.entries(desk.case_id) if entry.event is not None]


def test_p17_nothing_is_marked_told_without_an_earlier_entry_of_its_grounds(seat: Seat) -> None:
    desk = seat.new(lines_of(DISPUTED, "ordered_but_not_delivered"))
    with pytest.raises(NotNow):
        desk.tell("1")
    desk.instruct("leader", "A", "email", "2026-06-29", "bill", "bill it")
    waived(desk)
    with pytest.raises(NotNow):
        desk.tell("1")
    desk.reply("leader", "do_not_bill")
    walk_to(desk, CALL)
    desk.tell("1")

    kept = history(seat, desk)
    told = next(at for at, each in enumerate(kept) if isinstance(each, ev.Told))
    grounds = next(each for each in reversed(kept[:told]) if isinstance(each, ev.Decided))
    assert grounds.rulings["1"] == kept[told].ruling == "do_not_bill"
    assert grounds.facts["error_source"] == "company"
    assert grounds.facts["1.billing_state"] == "not_billed"
    assert grounds.rules["1"] == ("R2/error_unpaid", "R2/refuted_unpaid")
    assert set(grounds.sources) >= {each.source.id for each in desk.verdict.of("1").citations}
    assert (grounds.version, grounds.digest) == (POLICY.version, POLICY.digest)
    assert any(isinstance(each, ev.Instructed) for each in kept[:told])


def test_p17_what_changed_since_it_was_recorded_is_not_told(seat: Seat) -> None:
    desk = seat.new(lines_of(DISPUTED))
    waived(desk)
    walk_to(desk, CALL)
    desk.answer("order_evidence", "conflicting", Evidence.RECORD)

    with pytest.raises(NotNow):
        desk.tell("1")
    assert not desk.case.told


def test_p17_a_line_that_was_never_decided_is_not_told(seat: Seat) -> None:
    desk = seat.new(lines_of(DISPUTED))
    waived(desk)
    walk_to(desk, CALL)
    desk.add_line(ChargeLine("2", "main_service", "", 5_000))

    with pytest.raises(NotNow):
        desk.tell("2")


@given(any_facts, st.integers(2, 9), st.lists(st.sampled_from(["bill", "do_not_bill"]), max_size=3))
def test_p20_a_pattern_is_reported_whatever_the_instructor_says(
    said: dict[str, Any], cases: int, says: list[str]
) -> None:
    told = tuple(ev.Instructed("leader", "email", "2026-06-29", each, "A", "not a pattern") for each in says)
    answers = tuple(ev.Replied("leader", each, "A", "not a pattern") for each in says)
    case = case_of({**said, "similar_cases_30d": cases}, *lines_of(DISPUTED), instructions=told, replies=answers)
    systemic = next(action for action in POLICY.actions if action.id == "A7")

    assert "A7" in {each.id for each in verdict_of(case).actions}
    assert systemic.report == "compliance"
    assert systemic.rulings is None
    assert set(systemic.when) == {"similar_pattern"}


def test_p20_a_single_case_is_not_a_pattern() -> None:
    for cases in (0, 1, UNKNOWN):
        verdict = verdict_of(case_of({**OWED, "similar_cases_30d": cases}, *lines_of(DISPUTED)))

        assert "A7" not in {each.id for each in verdict.actions}


def test_p21_a_hold_has_an_owner_a_due_date_and_stops_the_billing() -> None:
    held = [rule for rule in (*POLICY.rules, POLICY.undecided) if rule.ruling is Ruling.HOLD]

    assert all(rule.rung for rule in held)
    for name, value in (("order_evidence", "conflicting"), ("explained", "defective"), ("disputed", "yes")):
        case = case_of({**OWED, name: value, "speaker": VERIFIED[0]}, *lines_of(DISPUTED))
        scene = scene_of(case)
        told = "".join(each.text for each in script(scene))

        assert scene.verdict.rung is not None
        assert TODAY < scene.due < scene.callback
        assert day(scene.due, "ja") in told
        assert day(scene.callback, "ja") in told
        assert "A6" in {each.id for each in scene.verdict.actions}


def test_p21_a_hold_promises_nothing_and_bills_nothing() -> None:
    """No block of a hold is a block of another ruling, and no event can bill."""
    for name, value in (("order_evidence", "conflicting"), ("explained", "defective"), ("basis", UNKNOWN)):
        case = case_of({**OWED, name: value, "speaker": VERIFIED[0]}, *lines_of(DISPUTED))
        for lang in LANGS:
            rulings = [each.block for each in spoken_of(case, lang) if each.kind == "ruling"]
            heard = "\n".join(each.text for each in spoken_of(case, lang))

            assert set(rulings) == {"hold"}
            assert yen(AMOUNT, lang) not in heard
            assert "absolute_promise" not in {taboo.id for taboo, _, _ in hits(POLICY, heard, lang, {})}
    assert not [kind for kind in ev.KINDS if "bill" in kind]


def test_p21_while_a_line_is_open_no_script_to_charge_exists() -> None:
    for gone in ("disputed", "amount", "basis", "order_evidence"):
        said = {name: value for name, value in OWED.items() if name != gone} | {"speaker": VERIFIED[0]}
        spoken = spoken_of(case_of(said, *lines_of(DISPUTED)))

        assert decide(said).ruling is None
        assert not [each for each in spoken if each.kind == "ruling"]
        assert yen(AMOUNT, "ja") not in "".join(each.text for each in spoken)


def test_p22_a_waiver_carries_the_rules_that_made_it(seat: Seat) -> None:
    """Equal treatment: the reason code is the rule, never a person's grace."""
    desk = seat.new(lines_of(DISPUTED, "ordered_but_not_delivered", "correction_work"))
    waived(desk)
    walk_to(desk, BRIEF)
    decided = desk.case.decided

    assert decided is not None
    assert set(decided.rulings.values()) == {"do_not_bill"}
    ids = {rule.id: rule.ruling for rule in POLICY.rules}
    for line, rules in decided.rules.items():
        assert rules
        assert {str(ids[rule]) for rule in rules} == {decided.rulings[line]}


@given(any_facts)
def test_p22_no_settled_line_is_without_its_rule(said: dict[str, Any]) -> None:
    for line in LINES:
        decision = decide(said, line)

        assert bool(decision.rules) == decision.settled


@pytest.mark.parametrize("trigger", ["hold", "hand_over"])
def test_p25_a_case_that_is_abandoned_is_on_hold(seat: Seat, trigger: str) -> None:
    desk = seat.new(lines_of(DISPUTED))
    for name, value in OWED.items():
        if name != "disputed":
            desk.answer(name, value, Evidence.RECORD)
    assert desk.verdict.of("1").possible != (Ruling.BILL,)

    desk.hold() if trigger == "hold" else desk.hand_over("sv", "left")
    desk.close()

    decided = next(each for each in reversed(history(seat, desk)) if isinstance(each, ev.Decided))
    assert decided.rulings == {"1": "hold"}
    assert not desk.case.told


def test_p25_after_a_crash_the_case_is_where_it_was_and_nothing_is_billed(tmp_path: Path) -> None:
    seat = sit(tmp_path / "here")
    desk = seat.new(lines_of(DISPUTED))
    desk.answer("error_source", "none", Evidence.RECORD)
    desk.go_on()
    before = desk.case
    shutil.copytree(tmp_path / "here", tmp_path / "there")  # the disk as it is when the power fails
    seat.close()

    again = sit(tmp_path / "there")
    found = again.resume(desk.case_id)
    assert found.case == before
    assert found.verdict.of("1").ruling is None
    with pytest.raises(NotNow):
        found.go_to_brief()
    again.close()


def test_p25_what_nobody_can_tell_in_time_is_held() -> None:
    """A timeout answers `unknown` to what is missing: never a bill."""
    for gone in DOMAIN:
        said = {**OWED, gone: UNKNOWN}
        wanted = "bill" if gone in {"later_assent", "option_used", "billing_state"} else "hold"

        assert ruled(said) == wanted, gone
