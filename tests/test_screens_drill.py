"""A drill on the screen: the real call page, marked as training, with what is said over it; an exam shows no ruling."""

from __future__ import annotations

import json

import pytest
from benches import NOON, SIZES, Bench, app_at, press, seat_at, seen_on, text_of
from click.testing import CliRunner
from drilled import SCENARIOS, TOLD
from test_screens_frames import held_to

from assistant.doors.front import front
from assistant.drills.voices import BOSS
from assistant.screens.drills import begin, offered
from assistant.screens.words import wording

TRAINING = {"ja": "演習", "en": "TRAINING"}
SHORT = {"ja": 2, "en": 6}  # a shorter name of a ruling is a word of its own elsewhere
BOTH = [(lang, size) for lang in ("ja", "en") for size in SIZES]


@pytest.fixture
def bench(tmp_path):
    """Sit at a drill, and take it away afterwards."""
    benches = []

    def sit(lang="ja", mode="guided", name=TOLD):
        at = Bench(seat_at(tmp_path), lang)
        begin(at, SCENARIOS[name], mode)
        benches.append(at)
        return at

    yield sit
    for each in benches:
        each.pile.down_to_call().play.close()
        each.own.close()


def shown(at, size=(80, 24)):
    return text_of(at.rows(*size))


@pytest.mark.parametrize(("lang", "size"), BOTH, ids=str)
def test_a_drill_looks_as_reviewed(bench, lang, size):
    """Guided, from the first words to the debrief."""
    place = f"{lang}-{size[0]}x{size[1]}"
    at = bench(lang)
    held_to(f"drill-open-{place}", at.rows(*size))
    at.do("ask_customer")
    at.pick("1")
    at.do("look_up")
    held_to(f"drill-{place}", at.rows(*size))
    at.do("office")
    held_to(f"drill-office-{place}", at.rows(*size))
    at.back()
    at.do("pause")
    held_to(f"drill-pause-{place}", at.rows(*size))
    at.do("finish")
    held_to(f"debrief-{place}", at.rows(*size))


@pytest.mark.parametrize(("lang", "size"), BOTH, ids=str)
def test_an_exam_looks_as_reviewed(bench, lang, size):
    place = f"{lang}-{size[0]}x{size[1]}"
    at = bench(lang, "exam")
    at.choose("speaker", None)
    at.pick("1")
    held_to(f"exam-{place}", at.rows(*size))


@pytest.mark.parametrize("mode", ["guided", "exam", "pair"])
@pytest.mark.parametrize(("lang", "size"), BOTH, ids=str)
def test_every_page_of_a_drill_fills_the_screen_and_says_that_it_is_one(bench, mode, lang, size):
    at = bench(lang, mode)
    for page in ("", "office", "pause"):
        if page:
            at.do(page)
        rows = at.rows(*size)
        assert len(rows) == size[1]
        assert all(sum(span.cells for span in row) == size[0] for row in rows[:-2])
        assert TRAINING[lang] in text_of(rows[:1])
        if page:
            at.back()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_exam_shows_no_ruling_before_the_trainee_decides(bench, lang):
    """Whatever is recorded: what the engine makes of it is seen in the debrief."""
    at = bench(lang, "exam")
    rulings = [each.of(lang) for each in at.desk.policy.rulings.values() if len(each.of(lang)) > SHORT[lang]]
    for fact in ("speaker", "order_evidence", "error_source", "billing_state", "later_assent", "option_used"):
        at.choose(fact, "1" if fact == "billing_state" else None)
        at.pick("1")
        for size in SIZES:
            assert not [each for each in rulings if each in shown(at, size)]
        assert not [each for each in rulings if each in at.said[0]]
    assert at.desk.verdict.of("1").ruling is not None

    at.do("instruct")
    at.pick("1", "1", "1")
    at.do("next")
    words = wording(lang)
    assert not [each for each in rulings if each in shown(at)]
    for advice in ("title", "confirm", "follow", "wait"):
        assert words.say(f"advice.{advice}") not in shown(at) + at.said[0]

    at.do("decide")
    at.pick("1", "1")
    at.do("next")

    assert at.pile.down_to_call().play.decided == {"1": "do_not_bill", "2": "do_not_bill"}
    assert at.desk.policy.rulings["do_not_bill"].of(lang) in shown(at)


def test_an_exam_answers_no_question_and_checks_no_words(bench):
    at = bench("ja", "exam")
    call = at.pile.down_to_call()
    for said in ("?請求していいですか", ">通知を送ったので払ってください"):
        call.act(at, "speak")
        assert call.typed(at, said)
        assert at.said[0] == wording("ja").say("drill.no_help")


def test_in_a_guided_drill_what_must_not_be_said_is_told_at_once(bench):
    """The better sentence while it can still be said."""
    at = bench()
    call = at.pile.down_to_call()
    call.act(at, "ask_customer")
    call.act(at, "speak")
    call.typed(at, "通知をお送りしていますので、契約は成立しています。")

    assert "→" in at.said[0]


def test_what_the_customer_says_makes_cards_as_on_any_call(bench):
    at = bench()
    call = at.pile.down_to_call()
    at.choose("later_assent", None)
    at.do("ask_customer")

    assert call.conversation.waiting()
    assert "later_assent" not in at.desk.case.facts


def test_a_trainer_plays_the_customer_through_the_feed(bench):
    """The same feed and the same inbox as a real call's, in the folder of the drill."""
    at = bench(mode="pair")
    assert "田中" not in shown(at)
    folder = at.seat.data
    words = "転送は使っていません。\n"

    fed = CliRunner().invoke(
        front, ["feed", "--case", at.desk.case_id, "--format", "plain", "--data", str(folder)], input=words
    )

    assert fed.exit_code == 0, fed.output
    assert "客> 転送は使っていません。" in shown(at)
    at.do("office")
    assert str(folder)[:20] in shown(at)


def test_recording_an_instruction_one_sees_what_was_said(bench):
    at = bench()
    at.pick("1")
    boss = next(each for each in at.pile.down_to_call().play.said if each.who == BOSS)

    at.do("instruct")

    assert boss.text.ja[:12] in shown(at)


def test_beginning_anew_is_asked_twice(bench):
    at = bench()
    at.do("ask_customer")
    first = at.pile.down_to_call().play
    at.do("pause")
    at.do("restart")
    assert at.seat is first.drill.seat

    at.do("restart")

    assert at.pile.down_to_call().play is not first
    assert at.pile.down_to_call().play.questions == 0


async def test_leaving_a_drill_leads_back_to_a_seat_on_which_nothing_happened(tmp_path):
    """The record of the drill is gone, and the operator's own holds no case."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        own = app.seat if app._seat else None
        await press(pilot, "d", "1")
        folder = app.seat.data
        assert folder != tmp_path
        await press(pilot, "a", "1", "q", "q")

        assert not folder.exists()
        assert app.seat.data == tmp_path
        assert app.seat.cases() == []
        assert own is None or app.seat is own
        assert "まだ案件はありません" in seen_on(app)


async def test_a_program_ended_in_a_drill_leaves_nothing_behind(tmp_path):
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "d", "1", "a")
        folder = app.seat.data
    app.leave_seat()

    assert not folder.exists()


def test_every_scenario_has_a_key():
    """As many as come with the program."""
    assert len(offered()) == len(SCENARIOS)


def plain(*lines, mode="guided", form="--plain", lang="ja"):
    return CliRunner().invoke(
        front, ["drill", "play", TOLD, "--mode", mode, form, "--lang", lang], input="".join(f"{e}\n" for e in lines)
    )


def test_a_drill_is_played_in_plain_lines_and_ends_with_its_debrief():
    """Where the lines end it is scored as it stands."""
    done = plain("尋ねる", "1", "話す 転送サービスはお使いになりましたか。", "ヒント", "手続き 1")

    assert "契約者は私です" in done.output
    assert "使い方も知りませんよ" in done.output
    assert "山田>" in done.output
    assert "ヒント 1回（−3点）" in done.output
    assert done.exit_code == 1


def test_a_drill_gives_its_debrief_and_its_result_as_json():
    """Only that goes to standard output, so that a program can compare it."""
    done = plain("decide hold hold", "told", "finish", mode="exam", form="--json", lang="en")

    told = json.loads(done.stdout)
    assert told["result"]["mode"] == told["debrief"]["mode"] == "exam"
    assert told["result"]["score"] == told["debrief"]["score"]
    assert [each["yours"] for each in told["debrief"]["lines"]] == ["hold", "hold"]


@pytest.mark.parametrize("word", ["brief", "sides", "mail", "hint", "read"])
def test_an_exam_in_plain_lines_gives_no_help(word):
    assert "no assistance" in plain(word, mode="exam", lang="en").output


def test_the_clock_of_a_drill_is_the_scenarios_own(bench):
    """What is recorded in it is recorded on its day."""
    at = bench()

    assert at.now().date() == SCENARIOS[TOLD].today
    assert NOON.date() != SCENARIOS[TOLD].today
