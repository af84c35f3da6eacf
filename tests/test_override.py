"""An override (P9): two supervisors answer for a bill on a line on hold, and nothing else is ever billed by it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from cases import JUDGE, LEADER, ORDERED, OWED, POLICY, RULED, SV, TODAY, VERIFIED, WRONG, case_of, day_for
from desks import seat_in, tell_facts
from hypothesis import example, given, settings
from hypothesis import strategies as st
from posting import cover, taken
from signing import DISPUTED, GROUNDS, PASSPHRASE, enrol, on_hold, signature, slip_in, staffed, stamped

from assistant.approval import Approval
from assistant.call import events as ev
from assistant.call import override, telling
from assistant.call.case import after
from assistant.call.handover import handover
from assistant.call.script import Scene
from assistant.call.signed import OverrideSigned
from assistant.call.steps import NotNow
from assistant.call.verdict import decided, judge_case
from assistant.doors import plain_shown
from assistant.journal.letters import Letter
from assistant.journal.people import Hall, Person, register, remove
from assistant.journal.reading import journal_id
from assistant.journal.refusals import NotWritten, Why
from assistant.journal.signing import registered
from assistant.journal.verify import report as verifier
from assistant.journal.verify.signers import OVERRIDE
from assistant.rules.facts import Evidence
from assistant.rules.policy import Ruling


@pytest.fixture
def seat(tmp_path):
    with_people = staffed(seat_in(tmp_path))
    yield with_people
    with_people.close()


def refused(do, *given, **how):
    with pytest.raises(NotNow) as why:
        do(*given, **how)
    return why.value.code


def approve(desk, *who):
    for by, rung in who or (("sv-1", "sv"), ("sv-2", "sv")):
        desk.sign(signature(desk, by, rung))


# --- what two signatures do, and what they do not ---


def test_two_supervisors_let_a_hold_be_billed_and_it_stays_a_hold(seat):
    desk = on_hold(seat)
    approve(desk)

    assert desk.verdict.of("1").ruling is Ruling.HOLD
    desk.tell("1", bill=True)
    assert desk.case.told[-1] == ev.Told("1", "bill")
    assert seat.resume(desk.case_id).verdict.approved("1") == desk.verdict.approved("1")


@pytest.mark.parametrize(
    ("lang", "said", "role"),
    [("ja", "ただし2名の承認により請求可", "スーパーバイザー"), ("en", "two people's signatures", "supervisor")],
)
def test_script_mail_and_report_say_that_it_is_a_hold_and_who_let_it_be_billed(seat, lang, said, role):
    desk = on_hold(seat)
    approve(desk, ("sv-1", "sv"), ("co-1", "compliance"))
    hold = POLICY.rulings[Ruling.HOLD].of(lang)

    papers = [desk.brief(lang).mail.body, desk.papers.note_text(lang), *plain_shown.rulings(desk, lang)]
    assert all(hold in text and said in text and role in text for text in papers)
    spoken = [each for each in desk.brief(lang).script if each.kind == "ruling"]
    assert [each.block for each in spoken] == [""]
    assert role in spoken[0].text


@pytest.mark.parametrize(
    ("lang", "stops", "asks", "read"),
    [
        ("ja", "止める", "ご判断をお願い", ["2名の承認で請求可", "条項と証拠", "お客様へのご説明"]),
        ("en", "Stop billing", "ask for your decision", ["two people approved", "clause", "telling the customer"]),
    ],
)
def test_once_two_approved_nothing_says_to_stop_to_decide_or_to_look_into_it(seat, lang, stops, asks, read):
    desk = on_hold(seat)
    titles = [each.title.of(lang) for each in desk.verdict.actions]
    assert any(stops in each for each in titles)
    assert asks in desk.brief(lang).mail.body
    approve(desk)

    assert not any(stops in each.title.of(lang) for each in desk.verdict.actions)
    assert asks not in desk.brief(lang).mail.body
    told = handover(desk.scene(lang)).text
    assert all(each in told for each in read)
    desk.tell("1", bill=True)
    assert read[-1] not in handover(desk.scene(lang)).text


def test_a_line_that_nobody_approved_is_still_stopped_beside_one_that_is(seat):
    desk = seat.new([WRONG, replace(WRONG, id="2")])
    tell_facts(desk, {**VERIFIED, **DISPUTED})
    while desk.case.step != "call":
        desk.go_on()
    approve(desk)

    assert (bool(desk.verdict.approved("1")), bool(desk.verdict.approved("2"))) == (True, False)
    assert any(action.rulings == {"hold"} for action in desk.verdict.actions)
    assert "ご判断をお願い" in desk.brief("ja").mail.body
    assert "保留の調査" in handover(desk.scene("ja")).text


def test_one_signature_is_not_enough(seat):
    desk = on_hold(seat)
    approve(desk, ("sv-1", "sv"))

    assert refused(desk.tell, "1", bill=True) == "not_approved"
    assert refused(signature, desk, "sv-1") == "override_twice"
    desk.tell("1")
    assert desk.case.told == (ev.Told("1", "hold"),)


def test_who_was_told_of_a_hold_is_told_again_once_it_may_be_billed(seat):
    desk = on_hold(seat)
    desk.tell("1")
    assert telling.untold(desk.scene("ja")) == []
    approve(desk)

    assert telling.untold(desk.scene("ja")) == [(desk.case.lines[0], True)]
    desk.tell("1", bill=True)
    assert telling.untold(desk.scene("ja")) == []


@pytest.mark.parametrize("ruling", [each for each in RULED if each not in {"hold", "bill"}])
def test_no_signature_is_taken_under_another_ruling(ruling):
    scene = scene_at_call(case_of(VERIFIED, RULED[ruling]), day_for(ruling))

    assert refused(telling.to_sign, scene, "1", ("sv-1", "sv"), GROUNDS) == "override_no_hold"
    assert refused(telling.told, scene, "1", bill=True) in {"not_approved", "not_decided"}


def test_where_the_error_is_ours_or_the_line_unknown_two_people_are_bound_too():
    ours = scene_at_call(case_of(VERIFIED, RULED["hold"]))
    unknown = scene_at_call(case_of(VERIFIED, lines=[replace(WRONG, charge_line="unknown")]))

    for scene in (ours, unknown):
        assert scene.verdict.of("1").ruling is Ruling.HOLD
        assert refused(telling.to_sign, scene, "1", ("sv-1", "sv"), GROUNDS) == "override_never"


# --- what voids a signature ---


VOIDS = {
    "a fact": lambda desk: desk.answer("basis", "penalty", Evidence.DOCUMENT, "1"),
    "the same fact, by other evidence": lambda desk: desk.answer("disputed", "yes", Evidence.CUSTOMER),
    "a fact taken back": lambda desk: desk.withdraw("notice"),
    "an instruction": lambda desk: desk.instruct("leader", "山田", "email", "2011-10-19", "do_not_bill", ""),
    "a reply": lambda desk: desk.reply("leader", "bill", "山田"),
}


@pytest.mark.parametrize("what", VOIDS)
def test_whatever_changes_the_case_voids_the_signatures(seat, what):
    desk = on_hold(seat)
    approve(desk)
    assert desk.verdict.approved("1")

    VOIDS[what](desk)

    assert desk.verdict.approved("1") == ()
    assert seat.resume(desk.case_id).verdict.approved("1") == ()


def test_a_signature_voided_does_not_come_back_with_its_facts(seat):
    desk = on_hold(seat)
    first = signature(desk, "sv-1")
    desk.sign(first)
    desk.sign(signature(desk, "sv-2"))
    desk.answer("disputed", "no", Evidence.RECORD)
    desk.answer("disputed", "yes", Evidence.RECORD)

    assert desk.verdict.approved("1") == ()
    assert refused(desk.sign, first) == "override_stale"
    slip_in(seat.journal, desk.case_id, first)
    assert seat.resume(desk.case_id).case.overrides == ()


def test_a_fact_of_another_line_leaves_a_signature_alone():
    case = case_of(VERIFIED, DISPUTED, lines=[WRONG, ORDERED])
    signed = honest(scene_at_call(case), "sv-1", "sv")

    assert after(after(case, signed), ev.Answered("option_used", "no", None, "2")).overrides == (signed,)
    assert after(after(case, signed), ev.Answered("option_used", "no", None, "1")).overrides == ()


def test_another_version_of_the_pack_voids_it():
    case = case_of(VERIFIED, DISPUTED)
    for by in ("sv-1", "sv-2"):
        case = after(case, honest(scene_at_call(case), by, "sv"))
    verdict = judge_case(JUDGE, case, TODAY)
    newer = replace(POLICY, digest="another")

    assert verdict.approved("1")
    assert override.approved(newer, case, case.lines[0], verdict.of("1")) == ()


# --- who may sign ---


def test_nobody_signs_who_said_bill_or_stands_no_higher(seat):
    desk = on_hold(seat)
    desk.instruct("sv", "", "phone", "2011-10-19", "bill", "")

    assert refused(signature, desk, "sv-1") == "override_instructed"
    assert signature(desk, "co-1", "compliance").by == "co-1"


def test_an_operator_a_leader_and_a_made_up_role_do_not_sign(seat):
    desk = on_hold(seat)
    signed = signature(desk, "sv-1")

    for wrong in (replace(signed, role="operator"), replace(signed, rung="leader"), replace(signed, rung="carrier")):
        assert refused(desk.sign, wrong) == "override_role"
    for wrong in (replace(signed, reason="because"), replace(signed, evidence="colleague")):
        assert refused(desk.sign, wrong) == "override_grounds"


def test_who_sat_at_the_case_does_not_sign_it(seat):
    """The seat writes as op-7: a supervisor registered under that name is no second pair of eyes."""
    enrol(seat, "op-7", "佐藤", by="sv-1")
    desk = on_hold(seat)

    with pytest.raises(NotWritten) as why:
        desk.sign(signature(desk, "op-7"))

    assert why.value.why is Why.UNSIGNED


# --- forged signatures ---


def test_a_forged_signature_is_refused_where_it_is_written(seat):
    desk = on_hold(seat)
    key = Hall.of(seat.data).key("sv-1", PASSPHRASE)
    unsigned = telling.to_sign(desk.scene("ja"), "1", ("sv-2", "sv"), GROUNDS)

    for forged in (stamped(desk, unsigned, key), replace(unsigned, signature="AAAA"), replace(unsigned, by="sv-9")):
        with pytest.raises(NotWritten) as why:
            desk.sign(forged)
        assert why.value.why is Why.UNSIGNED
    assert desk.case.overrides == ()


def test_a_forged_signature_slipped_in_is_not_believed_and_the_verifier_names_it(seat, capsys):
    desk = on_hold(seat)
    desk.sign(signature(desk, "sv-1"))
    key = Hall.of(seat.data).key("sv-1", PASSPHRASE)
    unsigned = telling.to_sign(desk.scene("ja"), "1", ("sv-2", "sv"), GROUNDS)
    assert verifier.main([str(seat.journal.path), "--json"]) == 0
    slip_in(seat.journal, desk.case_id, stamped(desk, unsigned, key))
    again = seat.resume(desk.case_id)

    assert again.verdict.approved("1") == ()
    assert refused(again.tell, "1", bill=True) == "not_approved"
    assert verifier.main([str(seat.journal.path), "--json"]) == 2
    before, after_it = map(json.loads, capsys.readouterr().out.splitlines())
    assert (before["overrides"], after_it["overrides"]) == (1, 2)
    assert [(each["code"], each["detail"]) for each in after_it["findings"]] == [("signature", "sv-2")]


def test_a_signature_of_one_case_does_not_hold_on_another(seat):
    one, other = on_hold(seat), on_hold(seat)
    signed = signature(one, "sv-1")
    assert signed.since == other.case.events

    with pytest.raises(NotWritten):
        other.sign(signed)


# --- the promise itself ---


def scene_at_call(case, today=TODAY):
    """Set the scene of a case that is on the call, its decision recorded."""
    case = replace(case, step="call")
    verdict = judge_case(JUDGE, case, today)
    case = replace(case, decided=decided(POLICY, case, verdict))
    return Scene(POLICY, case, "K-0001", verdict, today, "ja", "佐藤")


def honest(scene, by, rung):
    """Return what somebody would sign of the first line, whether or not they may."""
    line, decision = scene.verdict.lines[0]
    return OverrideSigned(
        line=line.id,
        by=by,
        role="supervisor",
        rung=rung,
        rules=override.rules_of(decision),
        digest=POLICY.digest,
        facts=override.facts_hash(scene.case.facts_of(line)),
        reason="contract_confirmed",
        evidence="document",
        since=scene.case.events,
        signature="",
    )


WHO = (("sv-1", "sv"), ("sv-2", "sv"), ("co-1", "compliance"), ("ld-1", "leader"))
signs = st.tuples(
    st.just("sign"), st.sampled_from(WHO), st.sampled_from(("", "", "", "facts", "digest", "role", "since"))
)
tells = st.sampled_from(
    [
        ev.Answered("disputed", "yes", "document"),
        ev.Answered("disputed", "no", "document"),
        ev.Answered("basis", "undocumented", "record"),
        ev.Answered("order_evidence", "refutes", "record"),
        ev.Withdrawn("explained"),
        ev.Noted("請求可"),
        ev.Told("1", "hold"),
        ev.Replied("leader", "bill", "山田"),
        LEADER,
        SV,
        ev.InstructionWithdrawn(0),
    ]
)
stories = st.tuples(
    st.sampled_from([DISPUTED, DISPUTED, OWED, *(RULED[each] for each in ("do_not_bill", "refund", "hold", "open"))]),
    st.lists(signs | tells, max_size=8),
)
BAD = {"facts": {"facts": "0"}, "digest": {"digest": "0"}, "role": {"role": "operator"}, "since": {"since": 10**6}}


@settings(max_examples=150, deadline=None)
@given(stories)
@example((DISPUTED, [("sign", WHO[0], ""), ("sign", WHO[1], "")]))
@example((DISPUTED, [("sign", WHO[0], ""), ("sign", WHO[0], "")]))
@example((DISPUTED, [("sign", WHO[0], "")]))
@example((DISPUTED, [SV, ("sign", WHO[0], ""), ("sign", WHO[1], "")]))
@example((DISPUTED, [("sign", WHO[0], ""), ev.Answered("disputed", "yes", "document"), ("sign", WHO[1], "")]))
@example((DISPUTED, [("sign", WHO[0], ""), ("sign", WHO[1], "since")]))
@example((DISPUTED, [("sign", WHO[0], ""), ("sign", WHO[1], "role")]))
@example((DISPUTED, [ev.Answered("order_evidence", "refutes", "record"), ("sign", WHO[0], ""), ("sign", WHO[1], "")]))
@example((RULED["hold"], [("sign", WHO[0], ""), ("sign", WHO[1], "")]))
@example((RULED["do_not_bill"], [("sign", WHO[0], ""), ("sign", WHO[1], "")]))
def test_p9_a_hold_is_billed_by_two_valid_signatures_and_by_nothing_else(story):
    """Counted by hand: who signed as things stood, since anything last changed, and said no bill themselves.

    Nobody's signatures count against an error of ours (P2), or a record of another order (P2b).
    """
    facts, happened = story
    case = replace(case_of(VERIFIED, facts), events=7)
    valid, gave = {}, []
    for event in happened:
        if isinstance(event, tuple):
            _, (by, rung), wrong = event
            signed = replace(honest(scene_at_call(case), by, rung), **BAD.get(wrong, {}))
            case = after(case, signed)
            valid.pop(by, None)  # a person's last signature counts, also where it is void
            if not wrong:
                valid[by] = rung
            continue
        if not isinstance(event, ev.Noted | ev.Told):
            valid = {}
        case = after(case, event)
    for said in (*case.instructions, *case.replies):
        gave += [said.by] if said.says == "bill" else []
    order = ["leader", "sv", "compliance"]
    able = {by for by, rung in valid.items() if order.index(rung) > max((order.index(by) for by in gave), default=0)}
    scene = scene_at_call(case)
    ruling = scene.verdict.of("1").ruling
    known = {name: fact.value for name, fact in case.facts.items()}
    ours = known.get("error_source") in {"company", "agent", "carrier"}

    may = ruling is Ruling.HOLD and len(able) >= 2 and not ours and known.get("order_evidence") != "refutes"
    assert bool(scene.verdict.approved("1")) is may
    if ruling is Ruling.BILL:
        return
    scene = replace(scene, verdict=replace(scene.verdict, call_waits=False))
    if may:
        assert telling.told(scene, "1", bill=True) == ev.Told("1", "bill")
    else:
        assert refused(telling.told, scene, "1", bill=True) in {"not_approved", "not_decided"}


# --- two pseudonyms are not two people ---


def test_one_key_is_registered_under_one_pseudonym_for_good(tmp_path):
    seat = staffed(seat_in(tmp_path))
    hall = Hall.of(seat.data)
    keys = {each: hall.key(each, PASSPHRASE) for each in ("sv-1", "sv-2")}
    again = Person("sv-7", "別人", "supervisor", "sv", hall.person("sv-1").public)
    for _ in range(2):
        with pytest.raises(NotWritten) as refused:
            seat.journal.ask(lambda hand: register(hand, again, "sv-2", keys["sv-2"]))
        assert refused.value.why is Why.UNSIGNED
        if "sv-1" in seat.journal.shown(registered).people:
            seat.journal.ask(lambda hand: remove(hand, "sv-1", "sv-2", keys["sv-2"]))
    seat.journal.ask(lambda hand: register(hand, hall.person("sv-1"), "sv-2", keys["sv-2"]))
    assert "sv-1" in seat.journal.shown(registered).people
    seat.close()


def test_somebody_with_two_keys_and_one_name_does_not_sign_as_two(tmp_path):
    seat = staffed(seat_in(tmp_path))
    enrol(seat, "sv-8", "高橋 花子", by="sv-1")
    desk = on_hold(seat)
    desk.sign(signature(desk, "sv-1"))

    with pytest.raises(NotNow) as refused:
        Approval(desk, seat.journal, Hall.of(seat.data)).unsigned("1", "sv-8", GROUNDS, "ja")
    assert refused.value.code == "override_twice"

    told = ev.encode(signature(desk, "sv-8"))
    letter = Letter(cover(seat).letter, seat.journal.shown(journal_id), desk.case_id, OVERRIDE, told.data, told.private)
    assert [each.refused for each in taken(seat, letter, desk=desk)] == ["override_twice"]
    assert not desk.verdict.approved("1")
    seat.close()
