"""What is heard waits for a person: nothing typed becomes a fact by itself."""

import pytest
from benches import app_at, bench_with_example, press, seen_on, text_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from listened import SENTENCES

from assistant import shelf
from assistant.call.events import Answered, ProposalAnswered
from assistant.hearing import TEXT_MAX, Hearing, get_ready
from assistant.rules.facts import Evidence
from assistant.screens.columns import Role
from assistant.screens.sides import side_of

DENIED = "転送は頼んでないです"


def said(bench, *texts):
    """Type words on the call page and hand them over."""
    call = bench.pile.down_to_call()
    call.act(bench, "hear")
    for text in texts:
        call.typed(bench, text)
    return call


def history(bench):
    return bench.seat.journal.events(bench.desk.case_id)


# --- nothing by itself ---


@given(texts=st.lists(st.sampled_from(SENTENCES) | st.text(max_size=60), max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_words_become_a_fact_without_a_person(tmp_path_factory, texts):
    """Whatever is typed and handed over, the facts stay as they are."""
    bench = bench_with_example(tmp_path_factory.mktemp("heard"))
    before = bench.desk.case
    said(bench, *(each for each in texts if side_of(each)[0] != "note"))

    assert bench.desk.case == before


@given(
    text=st.sampled_from(SENTENCES),
    commands=st.lists(st.sampled_from(("go_on", "evidence", "card", "back", "hear", "card", "type")), max_size=6),
    keys=st.lists(st.sampled_from("90-"), max_size=3),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_key_but_that_of_a_value_confirms(tmp_path_factory, text, commands, keys):
    """Neither Enter nor any other key accepts what was heard, and none accepts all of it."""
    bench = bench_with_example(tmp_path_factory.mktemp("keys"))
    call = said(bench, text)
    if not call.conversation.waiting():
        return
    before = bench.desk.case
    for command in commands:
        if call.conversation.card() is not None or command not in {"go_on", "back"}:
            call.act(bench, command)
    for key in keys:
        if call.conversation.card() is not None:
            call.pick(bench, key)

    assert bench.desk.case == before


def test_every_fact_that_was_heard_was_confirmed_in_the_same_entry(tmp_path):
    """The act of the person and the fact it makes stand side by side in the record."""
    bench = bench_with_example(tmp_path)
    said(bench, DENIED)
    bench.pick("4")

    act, fact = history(bench)[-2:] if isinstance(history(bench)[-1], Answered) else history(bench)[-3:-1]
    assert act == ProposalAnswered(
        *("not_ordered", "FWD", "order_evidence", "confirmed", "not_ordered"),
        *(bench.desk.policy.version, 0, 10, DENIED),
    )
    assert fact == Answered("order_evidence", "statement_only", "customer")


# --- the card ---


def test_the_card_quotes_the_clause_and_marks_what_was_understood(tmp_path):
    """Not by colour alone; and it says what is registered against it."""
    bench = bench_with_example(tmp_path)
    said(bench, DENIED)
    shown = text_of(bench.rows())

    assert "【転送は頼んでない】です" in shown
    assert "食い違い" in shown
    assert "転送サービス 525円" in shown
    assert "◀ お客様の言葉" in shown
    assert "候補1 c" in shown


def test_another_values_key_corrects_what_was_heard(tmp_path):
    """And nothing of the words is kept."""
    bench = bench_with_example(tmp_path)
    said(bench, DENIED)
    bench.pick("2")
    (act,) = [each for each in history(bench) if isinstance(each, ProposalAnswered)]

    assert (act.outcome, act.quote) == ("corrected", DENIED)
    assert bench.desk.case.facts["order_evidence"].value == "supports"
    assert bench.desk.case.facts["order_evidence"].evidence is Evidence.DOCUMENT


def test_a_proposal_can_be_rejected_and_its_fact_is_untouched(tmp_path):
    bench = bench_with_example(tmp_path)
    facts = bench.desk.case.facts
    call = said(bench, DENIED)
    bench.do("withdraw")
    (act,) = [each for each in history(bench) if isinstance(each, ProposalAnswered)]

    assert (act.outcome, act.quote, call.conversation.waiting()) == ("rejected", DENIED, [])
    assert bench.desk.case.facts == facts


def test_unknown_is_a_value_of_its_own(tmp_path):
    bench = bench_with_example(tmp_path)
    said(bench, DENIED)
    bench.do("unknown")

    assert bench.desk.case.facts["order_evidence"].value == "unknown"


def test_a_confirmed_proposal_can_be_taken_back(tmp_path):
    """Undo takes the fact back; that it was heard stays on record."""
    bench = bench_with_example(tmp_path)
    said(bench, DENIED)
    bench.pick("4")
    bench.do("undo")

    assert "order_evidence" not in bench.desk.case.facts
    assert any(isinstance(each, ProposalAnswered) for each in history(bench))


def test_a_record_that_says_otherwise_is_shown_as_a_conflict(tmp_path):
    """The other way round, a record that agrees with the customer is no conflict and is not weakened."""
    bench = bench_with_example(tmp_path)
    bench.desk.answer("order_evidence", "supports", Evidence.RECORD)
    said(bench, DENIED)
    assert "食い違い: 記録は「" in text_of(bench.rows())

    bench.desk.answer("order_evidence", "refutes", Evidence.RECORD)
    other = Hearing(bench.desk)
    assert (other.hear(DENIED).new, other.hear(DENIED).known) == (0, 1)


def test_of_two_days_neither_is_chosen(tmp_path):
    """Both stand on the card, each behind its own key."""
    bench = bench_with_example(tmp_path)
    call = said(bench, "書面は10月3日に届いた。いや、書面が届いたのは10月5日です")
    days = [each for each in call.conversation.waiting() if each.fact == "doc_received_on"]

    assert {each.value for each in days} == {"2011-10-03", "2011-10-05"} or len(days) == 1
    shown = text_of(bench.rows())
    assert "2011/10/05" in shown
    assert "◀ お客様の言葉" not in shown


def test_an_option_that_is_not_on_the_bill_answers_nothing(tmp_path):
    """What somebody says of voice mail is no answer about call forwarding."""
    bench = bench_with_example(tmp_path)
    call = said(bench, "留守番電話は頼んでないです")

    assert call.conversation.waiting() == []
    assert "order_evidence" in call.conversation.touched()


def test_what_was_touched_is_marked_beside_the_unanswered_fact(tmp_path):
    bench = bench_with_example(tmp_path)
    said(bench, "留守番電話は頼んでないです")

    (row,) = [each for each in text_of(bench.rows()).splitlines() if "申込の原本  未確認" in each]
    assert row.rstrip().endswith("話題")


def test_a_card_can_wait_and_the_question_has_its_keys_again(tmp_path):
    bench = bench_with_example(tmp_path)
    call = said(bench, DENIED)
    bench.do("card")
    bench.pick("1")

    assert bench.desk.case.facts["speaker"].value == "contract_holder_verified"
    assert len(call.conversation.waiting()) == 1
    bench.do("card")
    assert call.conversation.card() is not None


# --- the sides ---


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("転送は頼んでない", ("customer", "転送は頼んでない")),
        ("客：頼んでない", ("customer", "頼んでない")),
        ("？次は", ("ask", "次は")),
        ("? next", ("ask", "next")),
        ("オペ：かかります", ("operator", "かかります")),
        ("＞かかります", ("operator", "かかります")),
        ("＃控え", ("note", "控え")),
        ("", ("customer", "")),
    ],
)
def test_a_sign_in_front_says_whose_words_they_are(text, side):
    """In either width; without one it is the customer who speaks."""
    assert side_of(text) == side


def test_our_own_words_are_checked_and_the_better_sentence_is_shown(tmp_path):
    """On one line; and none of it is recorded."""
    bench = bench_with_example(tmp_path)
    before = bench.desk.case
    said(bench, "オペ:通知をお送りしたので、お支払いください")

    text, role = bench.said
    assert role in {Role.STOP, Role.WARN}
    assert "→ 「" in text
    assert bench.desk.case == before

    said(bench, ">少々お待ちください")
    assert bench.said[1] is Role.GOOD


def test_a_question_is_answered_where_the_question_stood(tmp_path):
    """With its source, from the case; and the next key only puts it away."""
    bench = bench_with_example(tmp_path)
    said(bench, "？次に何を聞けばいい")
    shown = text_of(bench.rows())
    assert "この案件からの答え" in shown

    before = bench.desk.case
    bench.pick("1")
    assert bench.desk.case == before
    assert "いま一番大事な確認" in text_of(bench.rows())


def test_a_question_it_does_not_know_offers_the_nearest_two(tmp_path):
    bench = bench_with_example(tmp_path)
    said(bench, "？お昼は何を食べようか")

    assert text_of(bench.rows()).count("   ? ") == 2


@pytest.mark.parametrize(
    ("text", "key", "fact"),
    [
        ("上の者を出してください", "superior", "superior"),
        ("総務省に言いますよ", "regulator", "regulator"),
        ("弁護士に相談します", "regulator", "regulator"),
        ("ふざけんなよ", "strong_tone", None),
        ("録音しないでください", "do_not_record", None),
    ],
)
def test_a_warning_stands_on_one_line_until_its_key_answers_it(tmp_path, text, key, fact):
    """The key records a wish as a fact, and what decides nothing as a note."""
    bench = bench_with_example(tmp_path)
    said(bench, text)
    assert " ! " in text_of(bench.rows())

    bench.do(key)
    assert " ! " not in text_of(bench.rows())
    wish = bench.desk.case.facts.get("customer_request")
    assert (wish.value if wish else None) == fact
    assert len(bench.desk.case.notes) == (fact is None)


# --- limits ---


def test_a_long_paste_is_heard_in_part_and_says_so(tmp_path):
    bench = bench_with_example(tmp_path)
    said(bench, "あ" * (TEXT_MAX + 1))

    assert "先頭だけ" in bench.said[0]


def test_a_case_in_english_hears_english(tmp_path):
    bench = bench_with_example(tmp_path, "en")
    call = said(bench, "I never ordered call forwarding")

    assert [each.fact for each in call.conversation.waiting()] == ["order_evidence"]
    assert "[" in text_of(bench.rows())


def test_the_ear_is_read_before_it_is_needed():
    get_ready(shelf.DEFAULT).join()

    assert shelf.ear.cache_info().currsize


async def test_words_an_input_method_sends_open_the_line_with_their_first_letter(tmp_path):
    """Nine characters committed at once arrive as nine, and the cursor stands behind them."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", *"転送頼んでないです")

        assert app._foot.line.value == "転送頼んでないです"
        assert app.cursor_position == (len(" 客> ") + 1 + 18, 22)
        await press(pilot, "enter")
        assert app._foot.typing
        await press(pilot, "escape", "4")
        assert app.desk.case.facts["order_evidence"].value == "statement_only"
        assert "確認しました" in seen_on(app)


async def test_what_was_found_stays_on_the_screen_until_the_next_letter(tmp_path):
    """A sentence that must not be said is answered before it is said, and not wiped with the line."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "slash", *">通知を送ったので払ってください", "enter")
        assert app._foot.line.value == ""
        assert "× 「" in seen_on(app)

        await press(pilot, "a")
        assert "× 「" not in seen_on(app)
