"""The figures of many cases: held against numbers counted by hand, and against what must never change them."""

import csv
import io
import json
import re
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise

import pytest
from click.testing import CliRunner
from desks import case_2011, seat_in
from hypothesis import given, settings
from hypothesis import strategies as st
from journals import EVENTS

from assistant import shelf
from assistant.call import events as e
from assistant.call.answers import EscalationAnswered
from assistant.call.signed import OverrideSigned
from assistant.doors.front import front
from assistant.journal.figures.chances import rank, wilson
from assistant.journal.figures.page import html
from assistant.journal.figures.rows import Pair
from assistant.journal.figures.seats import Folders, every
from assistant.journal.figures.sums import Period, figures, known_of
from assistant.journal.figures.tables import csv_text, plain
from assistant.journal.figures.tale import gather
from assistant.journal.figures.told import Names
from assistant.journal.record import Entry, stamp

POLICY = shelf.take().policy
KNOWN = {POLICY.id: known_of(POLICY)}
START = datetime(2026, 10, 1, 1, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 1, 0, 0, tzinfo=UTC)


class Teller:
    """Tells the events of one journal, a minute apart unless told otherwise."""

    def __init__(self, journal="j1", start=START, actor="op-1"):
        self.journal, self.at, self.actor, self.seq, self.told = journal, start, actor, count(1), []

    def tell(self, case, *events, hours=0.0):
        """Let these happen, the first of them so many hours later."""
        self.at += timedelta(hours=hours)
        for event in events:
            told = e.encode(event)
            self.keep(case, told.kind, told.version, told.data, told.private)

    def keep(self, case, kind, version, data, private=()):
        """Keep one event as it stands in a record."""
        self.at += timedelta(minutes=1)
        data = json.loads(json.dumps(data))
        one = Entry(next(self.seq), "", stamp(self.at), case, kind, version, self.actor, data, dict(private), b"")
        self.told.append((self.journal, one))

    def open(self, case, option="転送サービス", *, example=False, pack=POLICY.id):
        """Open a case with its two charge lines."""
        self.tell(
            case,
            e.Opened(pack, "1", "d", example),
            e.LineAdded("a", "disputed_option", option, 525),
            e.LineAdded("b", "ordered_but_not_delivered", "ナンバー・ディスプレイ", 400),
        )


def ruled(ruling, *rules):
    return e.Decided({"a": ruling, "b": "do_not_bill"}, {"a": rules, "b": ("R5",)}, (), {}, None, "1", "d")


def bill(by="leader"):
    return e.Instructed(by, "email", "2026-10-01", "bill", "山田", "請求して")


def heard(outcome, pattern="opt.not_ordered", fact="order_evidence"):
    return e.ProposalAnswered("c", "refutes", fact, outcome, pattern, "1", 0, 4, "頼んでない")


def count_up(*tellers, period=None, now=NOW, known=None):
    entries = [each for one in tellers for each in one.told]
    return figures(gather(entries), KNOWN if known is None else known, period or Period(), now)


def by(rows, *names):
    return {tuple(getattr(row, name) for name in names[:-1]): getattr(row, names[-1]) for row in rows}


def floor():
    """Two seats, five real cases and one for practice; everything below is counted from these lines by hand."""
    one, two = Teller("j1"), Teller("j2", actor="op-2")
    one.open("K-1")
    one.tell(
        "K-1", e.Answered("error_source", "company", "record"), e.Answered("order_evidence", "refutes", "document")
    )
    one.tell("K-1", heard("confirmed"), heard("rejected"), heard("rejected"))
    one.tell("K-1", ruled("do_not_bill", "R2"), bill(), bill())
    one.tell("K-1", e.MailDrafted("inquiry", "sv", "", "x.eml"), e.PromiseMade("reply_by", "2026-10-02"))
    one.tell("K-1", e.Replied("sv", "do_not_bill"), e.PromiseKept("reply_by"), hours=2)
    one.open("K-2")
    one.tell("K-2", e.Answered("error_source", "agent", "record"), ruled("hold", "R1"))
    one.tell("K-2", e.PromiseMade("hold", "2026-10-05", "a"), e.PromiseMade("hold", "2026-10-09", "a"), bill())
    one.tell("K-2", e.MailDrafted("inquiry", "sv", "", "x.eml"), e.PromiseMade("reply_by", "2026-10-02"))
    one.open("K-3", example=True)
    one.tell("K-3", ruled("bill", "R4h"), bill())
    two.open("K-1", "留守番電話")
    two.tell(
        "K-1",
        e.Answered("error_source", "unknown", None),
        ruled("hold", "R3"),
        e.PromiseMade("hold", "2026-10-03", "a"),
    )
    two.tell("K-1", signed("sv-1", since=6), signed("sv-2", since=7))
    two.tell("K-1", e.PromiseKept("hold", "a"), ruled("bill", "R4h"), hours=96)
    two.tell("K-1", e.HandedOver("sv", "customer_asked"), e.Moved("hand_over", "hand_over"))
    two.tell("K-1", e.Moved("verification", "resume"), hours=1)
    two.open("K-2")
    two.tell("K-2", ruled("bill", "R4h"), bill())
    two.open("K-3")
    return one, two


def signed(by, since):
    return OverrideSigned("a", by, "supervisor", "sv", ("R3",), "d", "f", "use_confirmed", "document", since, "s")


def test_the_figures_of_a_small_floor_are_those_counted_by_hand():
    found = count_up(*floor())
    assert (found.seats, found.cases, found.lines, found.examples) == (2, 5, 10, 1)
    causes = by(found.causes, "fact", "value", "cases")
    assert {key[1]: n for key, n in causes.items() if key[0] == "error_source"} == {
        "company": 1,
        "agent": 1,
        "unknown": 1,
        "": 2,
    }
    assert by(found.rulings, "ruling", "rules", "lines") == {
        ("do_not_bill", "R2"): 1,
        ("do_not_bill", "R5"): 4,
        ("hold", "R1"): 1,
        ("bill", "R4h"): 2,
        ("", ""): 2,
    }
    assert [(each.charged, each.cases, each.peak) for each in found.pairs] == [("転送サービス", 4, 4)]
    assert found.pairs_once == 1


def test_an_instruction_against_the_ruling_counts_once_a_case_and_by_its_answer():
    told = by(count_up(*floor()).contradicted, "way", "outcome", "cases")
    assert {key: n for key, n in told.items() if n} == {
        ("bill_against_ruling", "gave_way"): 1,
        ("bill_against_ruling", "waiting"): 1,
    }


def test_waits_holds_overrides_and_promises_are_those_counted_by_hand():
    found = count_up(*floor())
    mail, hand_over = found.answers
    assert (mail.answered, mail.waiting, mail.median_minutes, mail.dated, mail.overdue) == (1, 1, 122, 2, 1)
    assert (hand_over.answered, hand_over.median_minutes) == (1, 62)
    assert (found.holds.open, found.holds.open_oldest_days, found.holds.ended, found.holds.ended_median_days) == (
        1,
        30,
        1,
        4,
    )
    assert (found.overrides.held, found.overrides.approved, found.overrides.share, found.overrides.few) == (
        2,
        1,
        0.5,
        True,
    )
    hold = next(each for each in found.promises if each.what == "hold")
    assert (hold.kept_in_time, hold.kept_late, hold.open_overdue, hold.moved) == (0, 1, 1, 1)
    (pattern,) = found.patterns
    assert (pattern.confirmed, pattern.rejected, pattern.few) == (1, 2, True)


def test_the_interval_is_that_of_the_book_and_never_leaves_its_bounds():
    """Wilson 1927; 1 of 3 and 81 of 263 as worked out in textbooks."""
    assert wilson(1, 3) == pytest.approx((0.0615, 0.7923), abs=1e-4)
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(5, 5)[1] == 1.0
    assert wilson(0, 5)[0] == 0.0
    assert [rank(list(range(1, 11)), each) for each in (50, 90, 100)] == [5, 9, 10]
    assert rank([], 50) is None


def test_what_was_heard_and_then_taken_back_is_nobodys_judgement():
    one = Teller()
    one.open("K-1")
    one.tell("K-1", heard("rejected"), e.ProposalReopened("c", "refutes", "order_evidence", "opt.not_ordered"))
    one.tell("K-1", heard("confirmed"), e.Answered("order_evidence", "refutes", "customer"))
    one.tell("K-1", e.Withdrawn("order_evidence", undo=True))
    assert count_up(one).patterns == ()
    one.tell("K-1", heard("corrected"), e.Answered("order_evidence", "refutes", "customer"))
    one.tell("K-1", e.Answered("speaker", "unverified", "record"), e.Withdrawn("speaker", undo=True))
    assert [each.corrected for each in count_up(one).patterns] == [1]


def test_an_answer_from_the_floor_counts_as_one_and_a_question_back_does_not():
    one = Teller()
    one.open("K-1")
    one.tell("K-1", ruled("hold", "R1"), bill(), e.MailDrafted("inquiry", "sv", "", "x.eml"))
    one.tell("K-1", EscalationAnswered("sv-1", "sv", "ask", 4, "letter", "at", "bound", "signature"))
    assert count_up(one).answers[0].waiting == 1
    one.tell("K-1", EscalationAnswered("sv-1", "sv", "bill", 5, "letter", "at", "bound", "signature"))
    found = count_up(one)
    assert found.answers[0].answered == 1
    assert by(found.contradicted, "way", "outcome", "cases")["bill_against_ruling", "stood"] == 1


def test_asking_again_is_the_same_wait():
    one = Teller()
    one.open("K-1")
    mail = e.MailDrafted("inquiry", "sv", "", "x.eml")
    one.tell("K-1", ruled("hold", "R1"), bill(), mail)
    one.tell("K-1", mail, hours=5)
    one.tell("K-1", e.Replied("sv", "bill"), hours=1)
    assert (count_up(one).answers[0].answered, count_up(one).answers[0].median_minutes) == (1, 362)


def test_one_signature_overrides_nothing():
    one = Teller()
    one.open("K-1")
    one.tell("K-1", ruled("hold", "R3"), signed("sv-1", since=4), signed("sv-1", since=5))
    found = count_up(one).overrides
    assert (found.held, found.approved, found.one_signature) == (1, 0, 1)


def test_no_cell_is_a_formula_whatever_a_pack_is_called():
    found = replace(count_up(*floor()), pairs=(Pair("=1+1", "@x", "y", 2, 2),))
    assert "'=1+1 / @x / y" in csv_text(found)


def test_an_instruction_that_was_withdrawn_before_the_ruling_contradicts_nothing():
    one = Teller()
    one.open("K-1")
    one.tell("K-1", bill(), e.InstructionWithdrawn(0), ruled("hold", "R1"))
    assert not any(each.cases for each in count_up(one).contradicted)
    one.tell("K-1", bill(), e.InstructionWithdrawn(0))
    assert by(count_up(one).contradicted, "way", "outcome", "cases")["bill_against_ruling", "taken_back"] == 1


def test_a_case_closed_on_hold_and_unanswered_is_neither_open_nor_answered():
    one = Teller()
    one.open("K-1")
    one.tell("K-1", ruled("hold", "R1"), e.MailDrafted("inquiry", "sv", "", "x.eml"), e.Moved("closed", "close"))
    found = count_up(one)
    assert (found.holds.open, found.holds.closed_on, found.answers[0].ended, found.answers[0].waiting) == (0, 1, 1, 0)


def test_a_pack_that_is_not_at_hand_is_named_and_its_cases_are_counted_as_far_as_they_can_be():
    one = Teller()
    one.open("K-1", pack="gone")
    one.tell("K-1", ruled("hold", "R1"), bill())
    found = count_up(one)
    assert (found.cases, dict(found.unread), found.causes) == (1, {"gone": 1}, ())
    assert "gone 1" in html(found, Names({}, "en"), "2026-11-01")


real_event = st.one_of(*(EVENTS[kind] for kind in EVENTS if kind is not OverrideSigned))


@st.composite
def histories(draw):
    """Any history at all of two or three journals, most of it nonsense."""
    tellers = []
    for number in range(draw(st.integers(2, 3))):
        one = Teller(f"j{number}", START + timedelta(days=draw(st.integers(0, 20))))
        for case in range(draw(st.integers(1, 3))):
            one.open(f"K-{case}", draw(st.sampled_from(["転送サービス", "留守番電話"])), example=draw(st.booleans()))
            for event in draw(st.lists(real_event, max_size=8)):
                if not isinstance(event, e.Opened | e.LineAdded):
                    one.tell(f"K-{case}", event, hours=draw(st.integers(0, 60)))
        tellers.append(one)
    return tellers


@settings(max_examples=60, deadline=None)
@given(histories(), st.randoms())
def test_the_sums_add_up_whatever_happened_and_the_order_of_journals_is_nothing(tellers, chance):
    found = count_up(*tellers)
    assert sum(each.lines for each in found.rulings) == found.lines
    assert sum(each.cases for each in found.opened) == found.cases
    for fact in {each.fact for each in found.causes}:
        assert sum(each.cases for each in found.causes if each.fact == fact) == found.cases
    for each in found.promises:
        assert min(asdict(each).get("open_overdue"), each.kept_late, each.lapsed) >= 0
    chance.shuffle(tellers)
    assert count_up(*tellers) == found
    woven = weave(tellers, chance)
    assert figures(gather(woven), KNOWN, Period(), NOW) == found
    html(found, Names({POLICY.id: POLICY}, "ja"), "2026-11-01")
    csv_text(found)


def weave(tellers, chance):
    """Return the events of all journals mixed, those of each in their own order."""
    waiting = [list(each.told) for each in tellers]
    while any(waiting):
        yield chance.choice([each for each in waiting if each]).pop(0)


@settings(max_examples=40, deadline=None)
@given(histories(), st.dates(date(2026, 9, 30), date(2026, 11, 5)))
def test_two_periods_side_by_side_make_the_whole(tellers, day):
    whole = count_up(*tellers)
    before = count_up(*tellers, period=Period(until=day))
    later = count_up(*tellers, period=Period(since=day + timedelta(1)))
    assert before.cases + later.cases == whole.cases
    assert before.examples + later.examples == whole.examples
    for kind, states in (("answers", ("answered", "waiting", "overdue")), ("holds", ("open", "ended", "closed_on"))):
        for state in states:
            assert total(before, kind, state) + total(later, kind, state) == total(whole, kind, state)


def total(found, kind, state):
    rows = getattr(found, kind)
    return sum(getattr(each, state) for each in (rows if isinstance(rows, tuple) else (rows,)))


def test_a_case_of_something_else_changes_only_the_counts_it_belongs_to():
    before, other = count_up(*floor()), Teller("j9", NOW - timedelta(days=1))
    other.open("K-1", "割り込み通話")
    after = count_up(*floor(), other)
    assert after.cases == before.cases + 1
    same = {"answers", "contradicted", "holds", "overrides", "patterns", "pairs", "promises", "examples", "unread"}
    assert {name: getattr(after, name) for name in same} == {name: getattr(before, name) for name in same}


def test_who_did_it_and_what_was_said_changes_nothing_and_is_shown_nowhere():
    one, two = floor()
    plainly = count_up(one, two)
    for teller in (one, two):
        teller.told = [(j, replace(each, actor="SOMEBODY", secrets={})) for j, each in teller.told]
    assert count_up(one, two) == plainly
    texts = [html(plainly, Names({POLICY.id: POLICY}, lang), "2026-11-01") for lang in ("ja", "en")]
    texts += [csv_text(plainly), json.dumps(plain(plainly), ensure_ascii=False)]
    for text in texts:
        assert not [word for word in ("op-1", "op-2", "sv-1", "山田", "請求して", "頼んでない") if word in text]


def test_a_name_typed_on_one_case_alone_is_not_shown():
    one = Teller()
    one.open("K-1", "佐藤さんの電話")
    assert "佐藤" not in csv_text(count_up(one))


def test_what_is_no_code_is_not_shown_and_nothing_in_the_page_runs():
    one = Teller()
    for case in ("K-1", "K-2"):
        one.open(case, "=cmd|' /C calc'!A0<script>alert(1)</script>")
        one.tell(case, ruled("hold", "<b>R1</b>"), heard("confirmed", pattern="<img src=x>"))
    found = count_up(one)
    page = html(found, Names({POLICY.id: POLICY}, "ja"), "2026-11-01")
    assert not re.search(r"<script|<img|<b>R1|https?:", page)
    assert "other" in {each.pattern for each in found.patterns}
    cells = [cell for row in csv.reader(io.StringIO(csv_text(found).lstrip("\ufeff"))) for cell in row]
    assert not [each for each in cells if each.startswith(("=", "+", "@"))]


def test_every_chart_is_a_table_too_and_the_page_says_what_it_is_not_for():
    found = count_up(*floor())
    for lang, purpose, few in (
        ("ja", "人を評価するものではありません", "個人が分かる"),
        ("en", "not for judging people", "one person"),
    ):
        page = html(found, Names({POLICY.id: POLICY}, lang), "2026-11-01")
        assert purpose in page
        assert few in page, "two seats are few"
        assert page.count("<svg") == page.count('role="img" aria-label="')
        for svg in re.finditer(r"<svg", page):
            before = page[: svg.start()]
            beside = before.rfind("<tr>") > before.rfind("</tr>")
            assert beside or "<details><summary>" in page[svg.start() : page.index("</section>", svg.start())]


def run(*words):
    return CliRunner().invoke(front, ["report", *map(str, words)])


def kept(folder):
    seat = seat_in(folder)
    case_2011(seat).go_to_brief()
    seat.journal.close()
    return folder


def test_figures_are_read_from_the_folders_given_or_those_in_them_and_a_copy_counts_once(tmp_path):
    import shutil

    floor_ = tmp_path / "floor"
    kept(floor_ / "one")
    kept(floor_ / "two")
    shutil.copytree(floor_ / "one", floor_ / "copy")
    ran = run("--figures", "--json", "--data", floor_, "--lang", "en")
    assert ran.exit_code == 0
    assert json.loads(ran.stdout)["cases"] == 2
    assert "counted once" in ran.stderr
    assert (
        json.loads(run("--figures", "--json", "--data", floor_ / "one", "--data", floor_ / "two").stdout)["seats"] == 2
    )
    assert json.loads(run("--figures", "--json", "--data", floor_, "--since", "2012-01-01").stdout)["cases"] == 0


def test_a_record_that_cannot_be_read_is_named_and_the_others_are_counted(tmp_path):
    kept(tmp_path / "one")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "journal.db").write_bytes(b"no database at all" * 99)
    ran = run("--figures", "--json", "--data", tmp_path, "--lang", "en")
    assert ran.exit_code == 1
    assert json.loads(ran.stdout)["cases"] == 1
    assert "two" in ran.stderr
    alone = run("--figures", "--data", tmp_path / "nothing", "--lang", "en")
    assert (alone.exit_code, alone.stdout) == (2, "")


def test_the_report_of_a_case_is_as_it_was_and_figures_go_their_own_way(tmp_path):
    kept(tmp_path)
    assert run("K-0001", "--data", tmp_path).exit_code == 0
    assert run("--data", tmp_path).exit_code == 2
    assert run("K-0001", "--figures", "--data", tmp_path).exit_code == 2
    assert run("K-0001", "--csv", "-", "--data", tmp_path).exit_code == 2
    page, sheet = tmp_path / "f.html", tmp_path / "f.csv"
    ran = run("--figures", "--html", page, "--csv", sheet, "--data", tmp_path, "--lang", "ja")
    assert ran.exit_code == 0
    assert "案件の統計" in page.read_text("utf-8")
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbffigure,row,measure,value")
    assert "転送" not in sheet.read_text("utf-8"), "one case alone names no pair"


def test_reading_a_record_in_small_pieces_leaves_out_nothing(tmp_path, monkeypatch):
    kept(tmp_path)
    with Folders([tmp_path], print) as store:
        whole = [(name, each.seq) for name, each in every(store)]
        monkeypatch.setattr("assistant.journal.figures.seats.BATCH", 3)
        assert [(name, each.seq) for name, each in every(store)] == whole
        assert [seq for _, seq in whole] == list(range(1, store.seats()[0].head + 1))


def test_figures_load_no_screen(tmp_path):
    kept(tmp_path)
    code = (
        "import sys; sys.argv=['assistant','report','--figures','--data',sys.argv[1]]\n"
        "from assistant.doors.front import front\n"
        "try: front()\n"
        "except SystemExit: print('textual' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "False"


def test_days_weeks_and_months_have_no_gaps():
    for span, step in ((20, "day"), (300, "week"), (1500, "month")):
        one = Teller("j1", datetime(2020, 1, 31, tzinfo=UTC))
        for number in range(6):
            one.open(f"K-{number}")
            one.at += timedelta(days=number * span // 20)
        one.at = datetime(2020, 1, 31, tzinfo=UTC) + timedelta(days=span)
        one.open("K-9")
        found = count_up(one, now=one.at)
        assert found.step == step
        days = [each.day for each in found.opened]
        gaps = {(after - before).days for before, after in pairwise(days)}
        assert gaps <= {"day": {1}, "week": {7}, "month": {28, 29, 30, 31}}[step]
