"""What a feed brings to the screens: shown, proposed, minded, and recorded by nobody but the operator's key."""

from __future__ import annotations

import os

import pytest
from benches import NOON, app_at, bench_with_example, press, seen_on, text_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from listened import SENTENCES

from assistant.call.events import ProposalReopened, Ticked
from assistant.hearing import WAITING_MAX, Hearing
from assistant.inbox import FOLDER, FeedState, Inbox
from assistant.listen.utterance import Utterance
from assistant.screens.ticks import KEYS

CASE = "K-0001"
DENIED = Utterance("転送は頼んでないです", "customer")
UNUSED = Utterance("転送は一度も使っていません", "customer")
SUPERIOR = Utterance("上司に代わってください", "customer")
NAMED = Utterance("サポートの山田と申します。この通話は録音しております。", "operator")
SLIP = Utterance("通知をお送りしましたのでご契約済みです", "operator")
SPEAKERS = ("customer", "operator", "unknown")
SIZES = ((80, 24), (120, 40), (60, 24))


def overhear(bench, *said):
    """Have a feed bring these."""
    for each in said:
        bench.conversation.overhear(bench.desk, each)


def history(bench):
    return bench.seat.journal.events(bench.desk.case_id)


# --- who is heard ---


@given(
    said=st.lists(st.builds(Utterance, st.sampled_from(SENTENCES) | st.text(max_size=40), st.sampled_from(SPEAKERS)))
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_overheard_is_recorded_or_takes_the_keys(tmp_path_factory, said):
    """Whoever spoke: the case stays what it was, and the question has its keys."""
    bench = bench_with_example(tmp_path_factory.mktemp("overheard"))
    before = bench.desk.case
    overhear(bench, *said)

    assert bench.desk.case == before
    assert bench.conversation.card() is None


def test_of_somebody_nobody_knows_the_words_alone_are_shown(tmp_path):
    bench = bench_with_example(tmp_path)
    overhear(bench, Utterance("転送は頼んでないです。上司を出して", "unknown"))

    assert bench.conversation.waiting() == []
    assert "？ 転送は頼んでないです。" in text_of(bench.rows())
    assert "上席をご希望" not in text_of(bench.rows())


def test_our_own_words_are_checked_and_propose_no_fact(tmp_path):
    bench = bench_with_example(tmp_path)
    overhear(bench, Utterance("転送は頼んでないのですね", "operator"), SLIP)

    assert bench.conversation.waiting() == []
    assert "× 「通知をお送りしましたので」" in text_of(bench.rows())
    overhear(bench, NAMED)
    assert "× 「通知をお送りしましたので」" not in text_of(bench.rows())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_nothing_moves_because_somebody_spoke(tmp_path, lang, size):
    """From the moment a feed is there its rows are kept free; above and below them nothing changes place."""
    bench = bench_with_example(tmp_path, lang)
    bench.conversation.overheard.turn(FeedState.ALIVE)
    before = bench.rows(*size)
    overhear(bench, SLIP, SUPERIOR, Utterance("はい", "unknown"))
    after = bench.rows(*size)
    changed = [at for at, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]

    kept = bench.conversation.overheard.height(size[1])
    first = next(
        at for at, row in enumerate(after) if text_of([row]).startswith((" ！", " ？", " !", " 客", " ?", " C", " Me"))
    )
    assert set(changed) <= {0, *range(first, first + kept)}


def test_the_card_in_hand_stays_in_hand_whatever_is_said_meanwhile(tmp_path):
    bench = bench_with_example(tmp_path)
    overhear(bench, DENIED)
    bench.do("card")
    held = bench.conversation.card()
    overhear(bench, UNUSED, SUPERIOR, DENIED, SLIP)

    assert bench.conversation.card() == held
    bench.pick("4")
    assert bench.desk.case.facts["order_evidence"].value == "statement_only"


def test_after_the_last_card_a_new_one_does_not_take_the_keys(tmp_path):
    """The finger is on the question again; a proposal waits until it is called."""
    bench = bench_with_example(tmp_path)
    overhear(bench, DENIED)
    bench.do("card")
    bench.pick("4")
    overhear(bench, UNUSED)

    assert bench.conversation.card() is None
    bench.pick("1")
    assert bench.desk.case.facts["speaker"].value == "contract_holder_verified"


def test_what_has_no_room_is_counted_and_what_waits_is_kept(tmp_path):
    bench = bench_with_example(tmp_path)
    hearing = bench.conversation.hearing(bench.desk)
    overhear(
        bench,
        DENIED,
        *(Utterance(f"{day}月{number}日に電話しました", "customer") for day in (7, 8, 9) for number in range(1, 29)),
    )

    assert hearing.waiting[0].proposal.quote.startswith("転送は頼んでない")
    assert (len(hearing.waiting), hearing.over > 0) == (WAITING_MAX, True)
    assert str(hearing.over) in bench.conversation.unconfirmed(bench.desk, bench.words)[-1]


# --- the feed itself ---


@pytest.mark.parametrize(("seconds", "said"), [(5, "遅れています"), (15, "止まりました")])
async def test_a_feed_that_lags_or_dies_is_said_in_one_line_and_the_keys_work_on(tmp_path, seconds, said):
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e")
        inbox = Inbox(tmp_path)
        inbox.beat(CASE)
        (beat,) = (tmp_path / FOLDER).rglob("feed")
        os.utime(beat, (NOON.timestamp() - seconds,) * 2)
        app.look()
        assert seen_on(app).count(said) == 1

        await press(pilot, "1")
        assert app.desk.case.facts["speaker"].value == "contract_holder_verified"
        inbox.end(CASE)
        app.look()
        assert said not in seen_on(app)


async def test_the_inbox_is_taken_while_the_case_lies_open_and_left_with_it(tmp_path):
    """Also from pages over the call, and while words are typed; at home nobody listens."""
    app, inbox = app_at(tmp_path), Inbox(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app.look()
        assert not inbox.has_seat(CASE)
        await press(pilot, "e")
        app.look()
        assert inbox.has_seat(CASE)

        for keys, said in ((("f4",), SUPERIOR), (("escape", "slash", "text:あ"), DENIED)):
            await press(pilot, *keys)
            inbox.put(CASE, said)
            app.look()
            app.conversation._reader.join()
            app.look()
        assert app._foot.line.value == "あ"
        assert len(app.conversation.waiting()) == 2
        assert inbox.waiting(CASE) == 0

        await press(pilot, "escape", "q")
        assert "確認していない候補" in seen_on(app)
        await press(pilot, "q")
        app.look()
        assert not inbox.has_seat(CASE)
    assert not inbox.has_seat(CASE)


def test_on_other_pages_what_is_to_be_minded_stands_over_the_keys(tmp_path):
    bench = bench_with_example(tmp_path)
    overhear(bench, DENIED)
    notice = bench.conversation.overheard.notice

    assert "候補 1件" in notice(1, bench.words).text
    overhear(bench, SUPERIOR)
    assert notice(1, bench.words).text.startswith("上席をご希望")
    bench.do("superior")
    assert "候補 1件" in notice(1, bench.words).text


# --- nothing is dropped in silence ---


@pytest.mark.parametrize("page", ["call", "brief", "reaction"])
def test_a_handover_lists_what_nobody_confirmed_from_every_page(tmp_path, page):
    bench = bench_with_example(tmp_path)
    overhear(bench, UNUSED, NAMED)
    for command in {"call": (), "brief": ("brief",), "reaction": ("react",)}[page]:
        bench.do(command)
    bench.do("hand_over")
    shown = text_of(bench.whole(120, 60))

    for words in (UNUSED.text, "サポートの山田と申します。", "この通話は録音しております。"):
        assert words in shown
    assert "必須の一言 未：名乗り, 録音" in shown


def test_leaving_lists_once_and_lists_again_where_more_was_said(tmp_path):
    bench = bench_with_example(tmp_path)
    may_leave = bench.conversation.may_leave
    assert may_leave(bench)
    overhear(bench, DENIED)

    assert not may_leave(bench)
    overhear(bench, UNUSED)
    assert not may_leave(bench)
    assert UNUSED.text in text_of(bench.rows())
    assert may_leave(bench)


def test_a_key_puts_the_list_away_and_does_nothing_else(tmp_path):
    """The question under it was not to be seen."""
    bench = bench_with_example(tmp_path)
    overhear(bench, DENIED)
    bench.conversation.may_leave(bench)
    before = bench.desk.case
    bench.pick("1")

    assert bench.desk.case == before
    bench.pick("1")
    assert bench.desk.case != before


def test_undo_after_a_rejection_brings_the_card_back_and_leaves_the_answer_before_it(tmp_path):
    bench = bench_with_example(tmp_path)
    bench.pick("1")
    overhear(bench, DENIED)
    bench.do("card")
    bench.do("withdraw")
    bench.do("undo")

    assert isinstance(history(bench)[-1], ProposalReopened)
    assert "却下" in bench.said[0]
    assert bench.desk.case.facts["speaker"].value == "contract_holder_verified"
    bench.pick("4")
    assert bench.desk.case.facts["order_evidence"].value == "statement_only"


# --- what must be said ---


def test_what_must_be_said_is_ticked_by_key_and_untaken_by_undo(tmp_path):
    bench = bench_with_example(tmp_path)
    bench.do("brief")
    assert "6 □名乗り" in text_of(bench.rows())
    bench.do("tick")
    assert bench.desk.case.ticked == ("name",)
    assert "6 ✓名乗り" in text_of(bench.rows())
    bench.pick(KEYS[1])
    assert set(bench.desk.case.ticked) == {"name", "recording"}
    bench.do("undo")

    assert bench.desk.case.ticked == ("name",)
    bench.pick(KEYS[0])
    assert bench.desk.case.ticked == ()
    assert not bench.desk.papers.report("ja", "json").count('"name": true')


def test_what_was_heard_of_us_is_only_proposed_and_kept_with_its_words_when_ticked(tmp_path):
    bench = bench_with_example(tmp_path)
    overhear(bench, NAMED)
    assert bench.desk.case.ticked == ()
    bench.do("tick")

    told = history(bench)[-1]
    assert told == Ticked(
        "name", True, "tick.name", bench.desk.policy.version, 0, 13, False, "サポートの山田と申します。"
    )
    assert "必須の一言 済：名乗り" in bench.desk.papers.note_text("ja")
    assert "必須の一言 未：録音" in bench.desk.papers.note_text("ja")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("お電話ありがとうございます。サポートの佐藤と申します", {"name"}),
        ("この通話は録音させていただいております", {"recording"}),
        ("ご不便をおかけし、誠に申し訳ございません", {"apology"}),
        ("復唱いたします", {"read_back"}),
        ("明日15時にお電話いたします", {"callback_time"}),
        ("My name is Sato, and this call is recorded.", {"name", "recording"}),
        ("I will call you back on Friday", {"callback_time"}),
        ("かしこまりました。少々お待ちください", set()),
        ("録音の有無は分かりかねます", set()),
        ("Who is speaking please?", set()),
    ],
)
def test_required_lines_are_recognised_in_our_own_words(tmp_path, text, what):
    bench = bench_with_example(tmp_path)
    hearing = Hearing(bench.desk)
    hearing.overhear(text)

    assert set(hearing.ticks) == what
