"""Handing over and wrapping up by key: what is read out, promised, written, and still unconfirmed."""

from datetime import timedelta

from benches import NOON, bench_with_example, seat_at, text_of
from benches import Bench as Screen

from assistant.call.case import ChargeLine
from assistant.call.steps import CLOSED, WRAP_UP
from assistant.screens.due import is_due

DENIED = "転送は頼んでないです"
SETTLED = ("1", "1", "1", "1", "1", "1", "1")


def at_wrap_up(folder):
    """Play a settled case to its end, with one proposal nobody confirmed."""
    bench = bench_with_example(folder)
    bench.pick(*SETTLED)
    call = bench.pile.down_to_call()
    for _ in range(2):
        call.act(bench, "go_on")
        bench.pile.down_to_call()
    call.act(bench, "hear")
    call.typed(bench, "解約したいです")
    call.act(bench, "back")
    while bench.desk.case.step != WRAP_UP:
        bench.desk.go_on()
    return bench, call


def test_the_page_of_handing_over_begins_with_what_is_read_out(tmp_path):
    """Within thirty seconds, and with what nobody confirmed below it."""
    bench = bench_with_example(tmp_path)
    call = bench.pile.down_to_call()
    call.act(bench, "hear")
    call.typed(bench, DENIED)
    bench.do("hand_over")
    shown = text_of(bench.whole())

    assert "引き継ぎで読み上げる" in shown
    assert bench.desk.papers.handover("ja").parts[0].text[:10] in shown.replace("\n   ", "")
    assert "確認していない聞き取り（1件" in shown
    assert DENIED in shown


def test_what_nobody_confirmed_is_listed_before_the_case_is_closed(tmp_path):
    """The first Enter shows it, the second closes; it is recorded nowhere."""
    bench, call = at_wrap_up(tmp_path)
    assert call.conversation.waiting()
    call.act(bench, "go_on")

    assert bench.desk.case.step == WRAP_UP
    assert "解約したい" in text_of(bench.rows())
    call.act(bench, "go_on")
    assert bench.desk.case.step == CLOSED


def test_looking_again_keeps_the_case_open(tmp_path):
    bench, call = at_wrap_up(tmp_path)
    call.act(bench, "go_on")
    call.act(bench, "card")
    call.act(bench, "back")
    call.act(bench, "go_on")

    assert bench.desk.case.step == WRAP_UP


def test_one_key_puts_the_note_on_the_clipboard_and_on_disk(tmp_path):
    bench, call = at_wrap_up(tmp_path)
    call.act(bench, "note")
    (file,) = (tmp_path / "reports").glob("*.txt")

    assert file.read_text(encoding="utf-8") == bench.copied == bench.desk.papers.note_text("ja")
    assert file.stat().st_mode & 0o077 == 0


def test_one_key_writes_the_report(tmp_path):
    bench, call = at_wrap_up(tmp_path)
    call.act(bench, "report")

    assert len(list((tmp_path / "reports").glob("*.html"))) == 1


def test_promises_stand_on_home_and_in_the_head_once_they_are_due(tmp_path):
    """The first due first; what is due says so in words."""
    bench = bench_with_example(tmp_path)
    bench.desk.promise("callback", (NOON - timedelta(days=1)).date())
    bench.desk.promise("reply_by", NOON.date() + timedelta(days=3))
    assert "期限 11/23 折り返し" in text_of(bench.rows())

    bench.home()
    shown = text_of(bench.rows())
    assert shown.index("折り返し  ● 期限です") < shown.index("上長の返答")
    assert shown.count("● 期限です") == 1


def test_without_a_promise_nothing_of_promises_is_shown(tmp_path):
    bench = bench_with_example(tmp_path)
    assert "期限" not in text_of(bench.rows()[:1])
    bench.home()
    assert "約束" not in text_of(bench.rows())


def test_a_moment_is_due_when_it_has_come_and_a_day_from_its_morning():
    assert is_due(NOON, NOON)
    assert not is_due(NOON + timedelta(seconds=1), NOON)
    assert is_due(NOON.replace(tzinfo=None), NOON)
    assert is_due(NOON.date(), NOON)
    assert not is_due(NOON.date() + timedelta(days=1), NOON)


def test_home_names_no_more_promises_than_can_be_read(tmp_path):
    seat = seat_at(tmp_path)
    screen = Screen(seat)
    for _ in range(6):
        seat.new([ChargeLine("1", "disputed_option")]).promise("callback", NOON.date())

    assert "ほか 1 件" in text_of(screen.rows())
