"""The 2011 case by key, from the first page to the mail, and what the keys must never do."""

import email
from email import policy

import pytest
from benches import app_at, press, seat_at, seen_on

from assistant.call.case import ChargeLine
from assistant.call.verdict import Ask
from assistant.journal.showing import code
from assistant.rules.facts import Evidence
from assistant.rules.policy import Ruling

SETTLED = ("1", "1", "1", "1", "1", "1", "1")
TWO_LEADERS = ("f3", "1", "1", "1", "text:A", "enter", "enter", "a", "text:B", "enter", "enter", "enter")
WALK = (*SETTLED, *TWO_LEADERS, "f4", "s")


async def test_the_2011_case_is_decided_and_the_mail_saved_in_25_keys(tmp_path):
    """Both lines settled, the mail to the supervisor with a third party in copy, both leaders passed over."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e")
        await press(pilot, *WALK)

        assert sum(len(key.removeprefix("text:")) if key.startswith("text:") else 1 for key in WALK) <= 25
        assert [decision.ruling for _, decision in app.desk.verdict.lines] == [Ruling.DO_NOT_BILL] * 2
        assert app.desk.verdict.call_waits
        assert "保存しました" in seen_on(app)
        (mail,) = (tmp_path / "drafts").glob("*.eml")
        draft = email.message_from_bytes(mail.read_bytes(), policy=policy.default)
        assert draft["To"].startswith("sv@")
        assert draft["Cc"].startswith("compliance@")
        assert "leader@" not in str(draft)
        # The note that left with the mail is on the page by its short code, as the journal has it.
        shown = code(app.seat.journal.last_note())
        assert shown in seen_on(app)


async def test_a_case_is_found_again_where_it_was_left(tmp_path):
    """The second program reads the record the first one wrote."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "1", "1", "1", "f4")
        before = app.desk.case
    app.seat.close()

    again = app_at(tmp_path)
    async with again.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "enter")

        assert again.desk.case == before
        assert "登録●" in seen_on(again)


async def test_while_words_are_typed_digits_are_digits(tmp_path):
    """Two modes, and the keys of the one never act in the other."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "1", "slash")
        before = app.desk.case
        await press(pilot, "text:#1uq2")

        assert app.desk.case == before
        assert app._foot.line.value == "#1uq2"

        await press(pilot, "enter")

        assert app.desk.case.notes[-1].words == "1uq2"
        assert app._foot.typing

        await press(pilot, "escape", "1")

        assert app.desk.case.facts["order_evidence"].value == "refutes"


async def test_full_width_digits_and_letters_act_alike(tmp_path):
    """Nobody should have to look at the state of the input method first."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "1", "１", "ｚ")

        assert app.desk.verdict.ask == Ask("order_evidence", None)
        assert "order_evidence" not in app.desk.case.facts


async def test_a_key_without_an_answer_records_nothing_and_says_so(tmp_path):
    """A slip of the finger is not a fact."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e")
        before = app.desk.case
        await press(pilot, "9")

        assert app.desk.case == before
        assert "9 に当たる答えはありません" in seen_on(app)


async def test_evidence_is_the_usual_one_until_a_key_changes_it(tmp_path):
    """One key before the answer, and back to the usual one for the next."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "1", "1", "e", "1")

        assert app.desk.case.facts["order_evidence"].evidence is Evidence.DOCUMENT
        assert app.desk.case.facts["error_source"].evidence is Evidence.CUSTOMER
        await press(pilot, "1")
        assert app.desk.case.lines[0].facts["billing_state"].evidence is Evidence.RECORD


@pytest.mark.parametrize(
    ("typed", "day"), [("先月5日", "2011-09-05"), ("昨日", "2011-10-19"), ("H23.10.4", "2011-10-04")]
)
async def test_a_date_begins_with_whatever_letter_it_has(tmp_path, typed, day):
    """An input method sends a whole word at once; without its first letters it would be another day."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "f2", "9", f"text:{typed}", "enter")

        assert app.desk.case.facts["order_date"].value == day


async def test_a_date_is_shown_in_full_before_it_is_recorded(tmp_path):
    """With its era and weekday; an unreadable one is refused with the reason."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "f2", "9", "text:10")
        assert "数字だけでは" in seen_on(app)
        await press(pilot, "enter")
        assert "order_date" not in app.desk.case.facts

        await press(pilot, "backspace", "backspace", "text:H23.10.4")
        assert "2011年10月4日（平成23年・火）" in seen_on(app)
        assert "order_date" not in app.desk.case.facts

        await press(pilot, "enter")
        assert app.desk.case.facts["order_date"].value == "2011-10-04"
        assert not app._foot.typing


async def test_a_day_that_has_not_come_is_an_answer_of_its_own(tmp_path):
    """A contract document that was never delivered is not an unknown date."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "f2", "d")
        assert "まだない" in seen_on(app)

        await press(pilot, "minus")
        assert app.desk.case.facts["doc_received_on"].value == "none"


async def test_undo_is_a_new_entry(tmp_path):
    """What was recorded stays recorded."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "1", "1")
        count = app.desk.case.events
        await press(pilot, "z")

        assert "order_evidence" not in app.desk.case.facts
        assert app.desk.case.events > count


async def test_a_fact_can_be_withdrawn_and_counts_as_not_asked(tmp_path):
    """Not as unknown: nobody has asked."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "1", "1", "f2", "4", "x")

        assert "order_evidence" not in app.desk.case.facts


async def test_a_case_goes_on_hold_and_comes_back(tmp_path):
    """From anywhere, by one key."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "f12")
        assert app.desk.case.step == "hold"
        assert "保留中" in seen_on(app)

        await press(pilot, "enter")
        assert app.desk.case.step == "verification"


async def test_a_case_is_handed_over_in_one_step(tmp_path):
    """The customer asks for a superior: F5, who, why."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "f5", "2", "1", "enter", "enter")

        assert app.desk.case.handovers[-1].to == "sv"
        assert app.desk.case.step == "hand_over"
        assert "スーパーバイザーへ引き継ぎました" in seen_on(app)


async def test_a_customer_is_not_called_while_an_instruction_is_unanswered(tmp_path):
    """The stop rule stands on both pages, and the way to the call is shut; the reply opens it."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", *SETTLED, *TWO_LEADERS)
        assert "お客様への電話はまだ" in seen_on(app)

        await press(pilot, "f4", "enter")
        assert app.desk.case.step == "brief"
        assert "お客様への電話はまだできません" in seen_on(app)

        await press(pilot, "f4", "r", "2", "2", "escape", "enter", "enter")
        assert app.desk.case.step == "call"


async def test_only_after_verification_the_script_holds_the_contract(tmp_path):
    """P10: before that, neither option nor amount is in anything to be said."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 40)) as pilot:
        await press(pilot, "e", "3", *SETTLED[1:])
        said = [spoken.text for spoken in app.desk.brief("ja").script]
        assert said
        assert not any("転送" in text or "525" in text for text in said)

        await press(pilot, "enter", "enter")
        assert "お話しの方は" in seen_on(app)

        await press(pilot, "1", "f4")
        assert any("転送サービス" in spoken.text for spoken in app.desk.brief("ja").script)
        assert "続きの台本は" not in seen_on(app)


async def test_told_is_only_recorded_on_the_call(tmp_path):
    """P17: nothing counts as told before it was decided and the call was made."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", *SETTLED, "m")
        assert app.desk.case.told == ()

        await press(pilot, "enter", "enter", "m", "m")
        assert [each.line for each in app.desk.case.told] == ["line-1", "line-2"]

        await press(pilot, "enter", "enter")
        assert "まだ案件はありません" in seen_on(app)


async def test_a_new_case_is_opened_line_by_line(tmp_path):
    """Kind by digit, name and amount typed, one more with a key."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(
            pilot, "n", "1", "1", "text:CW", "enter", "text:３１５", "enter", "a", "2", "text:VM", "enter", "enter"
        )
        await press(pilot, "escape", "enter")

        lines = app.desk.case.lines
        assert [(each.charge_line, each.option, each.amount_yen) for each in lines] == [
            ("disputed_option", "CW", 315),
            ("ordered_but_not_delivered", "VM", None),
        ]


async def test_an_amount_that_is_no_number_is_refused(tmp_path):
    """And what was typed is still there to be put right."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "n", "1", "1", "text:CW", "enter", "text:5_2", "enter")

        assert "数として読めません" in seen_on(app)
        assert app._foot.line.value == "5_2"


async def test_the_language_changes_by_one_key_and_nothing_else_does(tmp_path):
    """The case on the desk is the same case."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "1")
        before = app.desk.case
        await press(pilot, "l")

        assert "What matters most now" in seen_on(app)
        assert app.desk.case == before


async def test_a_command_is_found_by_its_romaji(tmp_path):
    """Ctrl+P, a few letters, Enter."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "ctrl+p", "text:hiki")
        assert "引き継ぎ" in seen_on(app)

        await press(pilot, "enter")
        assert "誰へ" in seen_on(app)


@pytest.mark.parametrize("page", [(), ("f2",), ("f3",), ("f4",), ("f5",), ("f1",), ("ctrl+p", "escape")])
async def test_every_page_is_left_by_key_the_way_it_was_entered(tmp_path, page):
    """Nowhere is a dead end."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "1")
        await press(pilot, *page, *(["q"] if page and page[0] != "ctrl+p" else []))
        assert "いま一番大事な確認" in seen_on(app)

        await press(pilot, "q")
        assert "番号で続きから" in seen_on(app)


async def test_what_was_not_written_is_not_on_the_screen(tmp_path):
    """The journal fails: the operator hears what is safe, and the case is the one on the disk."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "1")
        before = app.desk.case
        app.seat.journal.close()
        await press(pilot, "1")

        assert app.desk.case == before
        assert f"記録できませんでした。#{before.events} までは保存済み" in seen_on(app)
        assert seat_at(tmp_path).resume("K-0001").case == before


async def test_a_real_case_under_an_unsigned_pack_says_training_only(tmp_path):
    """Nobody has signed for its rules; the head of every page of the case says so."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.sit(app.seat.new([ChargeLine("1", "disputed_option", "転送サービス", 525)]))
        app.redraw()
        await pilot.pause()

        assert "訓練専用" in seen_on(app).splitlines()[0]
