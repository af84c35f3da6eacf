"""When the journal fails, the case on the desk is the case on the disk; and so it is after a crash."""

from __future__ import annotations

import pytest
from cases import OUR_ERROR, VERIFIED, WRONG
from desks import case_2011, seat_in, tell_facts, to_call, two_leaders
from journals import killed
from test_journal_trouble import BROKEN, FULL, Disk

from assistant.call.case import fold
from assistant.drawer import DRAFTS
from assistant.journal.refusals import NotWritten
from assistant.rules.facts import Evidence
from assistant.rules.policy import Ruling

DEEDS = {
    "answer": lambda desk: desk.answer("order_evidence", "conflicting", Evidence.DOCUMENT),
    "withdraw": lambda desk: desk.withdraw("order_evidence"),
    "instruct": two_leaders,
    "reply": lambda desk: desk.reply("sv", "bill"),
    "note": lambda desk: desk.note("覚え"),
    "go_on": lambda desk: desk.go_on(),
    "go_to_brief": lambda desk: desk.go_to_brief(),
    "hold": lambda desk: desk.hold(),
    "hand_over": lambda desk: desk.hand_over("sv", "other"),
    "undo": lambda desk: desk.undo(),
    "save_mail": lambda desk: desk.save_mail("inquiry", "ja"),
}


def drafts(folder):
    return sorted(path.name for path in (folder / DRAFTS).glob("*"))


@pytest.mark.parametrize(
    "fails",
    [{"BEGIN": ("before", BROKEN)}, {"INSERT INTO event": ("after", FULL)}, {"COMMIT": ("before", FULL)}],
    ids=lambda fails: next(iter(fails)),
)
@pytest.mark.parametrize("deed", DEEDS)
def test_what_could_not_be_written_did_not_happen_on_the_desk_either(tmp_path, deed, fails):
    disk = Disk()
    seat = seat_in(tmp_path, connect=disk.connect)
    desk = case_2011(seat)
    case, verdict = desk.case, desk.verdict
    disk.fails = fails

    with pytest.raises(NotWritten):
        DEEDS[deed](desk)

    assert (desk.case, desk.verdict) == (case, verdict)
    disk.fails = {}
    assert desk.case == fold(seat.journal.events(desk.case_id))
    assert drafts(tmp_path) == []
    DEEDS[deed](desk)
    assert desk.case != case
    assert desk.case == fold(seat.journal.events(desk.case_id))
    seat.close()


def test_what_was_kept_though_the_disk_would_not_say_so_did_happen(tmp_path):
    """The commit went through and then the disk failed: whoever asks again finds it, once."""
    disk = Disk()
    seat = seat_in(tmp_path, connect=disk.connect)
    desk = case_2011(seat)
    events = desk.case.events
    disk.fails = {"COMMIT": ("after", BROKEN), "PRAGMA wal_checkpoint": ("before", BROKEN)}

    with pytest.raises(NotWritten, match="unsure"):
        desk.answer("order_evidence", "refutes", Evidence.DOCUMENT)

    assert desk.case.facts["order_evidence"].value == "refutes"
    assert desk.case.events == events + 1
    disk.fails = {}
    assert desk.case == fold(seat.journal.events(desk.case_id))
    seat.close()


def test_a_draft_whose_record_was_kept_after_all_stays(tmp_path):
    disk = Disk()
    seat = seat_in(tmp_path, connect=disk.connect)
    desk = case_2011(seat)
    disk.fails = {"COMMIT": ("after", BROKEN), "PRAGMA wal_checkpoint": ("before", BROKEN)}

    with pytest.raises(NotWritten):
        desk.save_mail("inquiry", "ja")

    assert [each.file for each in desk.case.mails] == drafts(tmp_path) != []
    disk.fails = {}
    seat.close()


def test_while_the_disk_cannot_even_be_read_the_desk_keeps_what_it_last_knew(tmp_path):
    disk = Disk()
    seat = seat_in(tmp_path, connect=disk.connect)
    desk = case_2011(seat)
    case = desk.case
    disk.fails = {"": ("before", BROKEN)}

    with pytest.raises(NotWritten):
        desk.note("覚え")

    assert desk.case == case
    disk.fails = {}
    seat.close()


def test_a_case_that_could_not_be_written_was_not_opened(tmp_path):
    disk = Disk()
    seat = seat_in(tmp_path, connect=disk.connect)
    disk.fails = {"COMMIT": ("before", FULL)}

    with pytest.raises(NotWritten):
        seat.new([WRONG])

    disk.fails = {}
    assert seat.journal.cases() == []
    assert seat.new([WRONG]).case_id == "K-0001"
    seat.close()


# --- found again ---


@pytest.mark.parametrize("step", ["verification", "registration", "brief", "call", "hold", "hand_over"])
def test_an_abandoned_case_is_found_at_the_same_step_and_bills_nothing(tmp_path, step):
    """Nobody closed anything: the program was simply gone (P25)."""
    seat = seat_in(tmp_path)
    desk = case_2011(seat, facts=step in {"brief", "call"})
    match step:
        case "registration":
            tell_facts(desk, VERIFIED)
        case "brief":
            desk.go_to_brief()
        case "call":
            to_call(desk)
        case "hold":
            desk.hold()
        case "hand_over":
            desk.hand_over("sv", "other")
    killed(seat.journal)

    again = seat_in(tmp_path)
    found = again.resume(desk.case_id)

    assert found.case == desk.case
    assert found.verdict == desk.verdict
    assert found.case.step == step
    assert Ruling.BILL not in [one.ruling for _, one in found.verdict.lines]
    assert [each.case_id for each in again.cases()] == [desk.case_id]
    again.close()


def test_a_case_goes_on_where_it_was_left(tmp_path):
    seat = seat_in(tmp_path)
    desk = case_2011(seat, facts=False)
    tell_facts(desk, {name: OUR_ERROR[name] for name in ("order_evidence", "error_source")})
    asked = desk.verdict.ask
    seat.close()

    again = seat_in(tmp_path)
    found = again.resume(desk.case_id)
    assert found.verdict.ask == asked
    tell_facts(found, {name: value for name, value in OUR_ERROR.items() if name not in found.case.facts})

    assert found.verdict.settled
    again.close()
