"""A drill played by a person: its people answer what they are asked, and what is done well or ill counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from drilled import JUDGE, LIBRARY, NAMES, SCENARIOS, TOLD

from assistant.drills import deeds as do
from assistant.drills import scenario as sc
from assistant.drills.autopilot import AUTOPILOTS
from assistant.drills.debrief import _learned
from assistant.drills.debrief_told import debrief_json, text
from assistant.drills.finish import finished, kept
from assistant.drills.partner import understood
from assistant.drills.play import OFFICE, Play
from assistant.drills.result import from_json
from assistant.drills.score import HINT_COSTS, questions_for
from assistant.drills.voices import BOSS, CUSTOMER, PAIR
from assistant.drills.wrong_card import misheard
from assistant.hearing import Hearing

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HIDING = [name for name in NAMES if any(each.asked_well for each in SCENARIOS[name].customer.knows)]


class Hands:
    """A clock that goes on only when it is told to."""

    def __init__(self):
        self.at = NOON

    def __call__(self):
        """Return the time of day."""
        return self.at

    def wait(self, seconds):
        """Let time pass."""
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def begin():
    """Begin drills that are taken away afterwards."""
    begun = []

    def begin(name=TOLD, mode="guided", lang="ja", now=lambda: NOON, seed=0):
        begun.append(Play(SCENARIOS[name], mode, lang, now, seed))
        return begun[-1]

    yield begin
    for each in begun:
        each.close()


def heard(play, who=CUSTOMER):
    return [each.text.ja for each in play.said if each.who == who]


@pytest.mark.parametrize("name", NAMES)
def test_whoever_plays_as_it_should_be_played_has_a_hundred(begin, name):
    """Time and patience ask for nothing that the scenario does not allow."""
    play = begin(name)
    AUTOPILOTS["perfect"](play.drill)

    told = finished(play)

    assert (told.score.points, told.score.critical, told.missed) == (100, (), ())
    assert all(each.passed for each in told.learned)
    assert from_json(kept(play, told, "t").to_json()).passed


@pytest.mark.parametrize("name", NAMES)
def test_a_debrief_has_words_for_whatever_went_wrong(begin, name):
    """In both languages, with a reason and a citation for every ruling."""
    play = begin(name)
    AUTOPILOTS["careless"](play.drill)
    told = finished(play)

    for lang in ("ja", "en"):
        said = "\n".join(text(told, lang))
        assert all(mark.of(lang) in said for _, mark in told.missed)
        assert all(each.better.of(lang) in said for each in told.better)
    as_json = debrief_json(told)
    assert as_json["score"] == told.score.points
    assert not as_json["passed"]
    assert all(each["why"] and each["citations"] for each in as_json["lines"] if each["ruling"] != "untouched")
    assert told.better


@pytest.mark.parametrize("name", NAMES[::5])
def test_in_an_exam_only_what_the_trainee_decides_is_decided(begin, name):
    """The engine decides with the facts all the same; that is nobody's answer."""
    play = begin(name, mode="exam")
    AUTOPILOTS["perfect"](play.drill)
    assert not any(finished(play).score.of("ruling").values())

    play.decide({line: ruling.value for line, ruling in play.scenario.expected.rulings.items()})

    assert all(finished(play).score.of("ruling").values())


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ("恐れ入りますが、ご契約者ご本人様でいらっしゃいますか。", "speaker"),
        ("お名前とご生年月日をお願いいたします。", "speaker"),
        ("申込書の控えはお手元にございますか", "order_evidence"),
        ("転送サービスはお使いになりましたか？", "option_used"),
        ("お支払いはもうお済みでしょうか。", "billing_state"),
        ("通知書は届いておりますか。", "notice"),
        ("契約書面はいつ受け取られましたか。", "doc_received_on"),
        ("どのようなご希望でしょうか。", "customer_request"),
        ("May I have your name, please?", "speaker"),
        ("Do you have your copy of the form?", "order_evidence"),
        ("Have you ever used it, did you use forwarding?", "option_used"),
        ("Have you already paid for it?", "billing_state"),
        ("What would you like us to do?", "customer_request"),
    ],
)
def test_a_typed_sentence_asks_for_what_it_asks_for(said, fact):
    assert understood(said).facts[0] == fact


@pytest.mark.parametrize("said", ["控えを拝見しました。", "Thank you for your copy of the form.", "はい。", ""])
def test_what_is_no_question_asks_for_nothing(said):
    """A trainee who only talks is told nothing."""
    assert understood(said).facts == ()


@pytest.mark.parametrize("name", HIDING)
def test_what_must_be_asked_well_comes_out_only_then(begin, name):
    """However often the customer is asked what else there is."""
    play = begin(name)
    hidden = [each for each in play.scenario.customer.knows if each.asked_well]
    for _ in range(12):
        play.speak("ほかに何かございますか。")
    assert not {each.says.ja for each in hidden} & set(heard(play))

    for each in hidden:
        play.ask(each.fact, each.line)

    assert {each.says.ja for each in hidden} <= set(heard(play))


def test_what_was_told_once_and_is_asked_again_costs_a_point_and_the_customer_says_so(begin):
    play = begin()
    play.ask("option_used")
    assert finished(play).score.of("patience")["asked_again"]

    play.ask("option_used")

    assert not finished(play).score.of("patience")["asked_again"]
    assert "先ほども" in heard(play)[-2]


def test_a_customer_runs_out_of_patience(begin):
    play = begin()
    for at, fact in enumerate(list(JUDGE.book.policy.facts)[1 : questions_for(play.scenario) + 2]):
        assert finished(play).score.of("patience")["questions"], at
        play.ask(fact)

    assert not finished(play).score.of("patience")["questions"]
    assert play.patience == 0


def test_a_hint_tells_what_would_settle_it_and_costs_points(begin):
    play = begin()
    AUTOPILOTS["perfect"](play.drill)

    play.hint()

    told = finished(play)
    assert told.score.points == 100 - HINT_COSTS
    assert told.score.hints == 1


def test_a_call_that_takes_too_long_costs_a_point_and_a_pause_does_not_count(begin):
    hands = Hands()
    play = begin(now=hands)
    play.clock.stop()
    hands.wait(10_000)
    play.clock.run()
    hands.wait(7)
    assert play.clock.seconds() == 7
    assert finished(play).score.of("time")["call"]

    hands.wait(10_000)

    assert not finished(play).score.of("time")["call"]


def test_a_drill_begun_anew_has_forgotten_everything(begin):
    play = begin()
    folder = play.drill.seat.data
    play.ask("speaker")
    play.hint()

    anew = play.again()

    assert not folder.exists()
    assert (len(anew.said), anew.hints, anew.questions) == (1, 0, 0)
    anew.close()


def test_superiors_come_in_when_the_scenario_says_so_and_answer_the_mail(begin):
    """The first once something is recorded, the second once it is settled, the supervisor by mail."""
    play = begin()
    first, second, supervisor = play.scenario.bosses
    assert heard(play, BOSS) == []

    play.desk.note("x")
    play.catch_up()
    assert heard(play, BOSS) == [first.words.ja]

    play.act("mail", "ja")
    assert heard(play, BOSS) == [first.words.ja, supervisor.replies.ja]

    play.catch_up(leaving=True)
    assert {first.words.ja, second.words.ja, supervisor.words.ja} <= set(heard(play, BOSS))


def test_what_must_not_be_said_hurts_the_customer_and_fails_the_drill(begin):
    play = begin()
    play.ask("speaker")

    play.speak("通知をお送りしていますので、契約は成立しています。")

    told = finished(play)
    assert "言い方" in heard(play)[-1]
    assert "false_statement" in told.score.critical
    assert told.better[0].said.ja.startswith("通知を")
    assert told.better[0].better.ja != told.better[0].said.ja


def test_an_apology_in_ones_own_words_is_heard(begin):
    """By what was said, never by whether a button was pressed."""
    play = begin()
    assert not finished(play).score.of("must")[sc.APOLOGISE]

    play.speak("ご迷惑をおかけして、申し訳ございません。")

    assert finished(play).score.of("must")[sc.APOLOGISE]
    assert "apology" not in finished(play).score.unsaid


def test_a_wrong_card_is_drawn_from_scenario_and_seed_alone_and_says_what_nobody_says():
    """In some drills there is none: nobody may learn to look for it only because there always is one."""
    drawn = {(n, s): misheard(SCENARIOS[n], JUDGE.book.policy, s) for n in NAMES for s in range(3)}
    assert drawn == {(n, s): misheard(SCENARIOS[n], JUDGE.book.policy, s) for n, s in drawn}
    shown = [(SCENARIOS[name], wrong) for (name, _), wrong in drawn.items() if wrong]

    assert 0.4 < len(shown) / len(drawn) < 0.9
    for scenario, (telling, value) in shown:
        told = {each.value for each in (*scenario.customer.knows, *scenario.records) if each.fact == telling.fact}
        assert value not in told


@pytest.mark.parametrize(("caught", "right"), [(True, True), (False, False)])
def test_a_wrong_card_counts_where_it_is_confirmed(begin, caught, right):
    seed = next(s for s in range(9) if misheard(SCENARIOS[TOLD], JUDGE.book.policy, s))
    play = begin(seed=seed)
    telling, value = misheard(play.scenario, JUDGE.book.policy, seed)
    play.ask(telling.fact, telling.line)
    card = play.said[-1].card
    hearing = Hearing(play.desk)
    hearing.waiting = [card]

    hearing.reject(card) if caught else hearing.answer(card, value)

    assert finished(play).score.of("cards") == {"wrong_card": right}


def test_in_a_pair_the_trainer_speaks_and_the_script_is_silent(begin):
    play = begin(mode=PAIR)
    play.ask("option_used")
    play.speak("お使いになりましたか。")
    assert heard(play) == []

    play.hear("使っていません。")

    assert heard(play) == ["使っていません。"]
    assert sum(isinstance(each, do.Asked) for each in play.drill.trace()) == 1


def test_learning_points_are_marked_by_marks_there_are():
    """A point nobody can pass or fail teaches nothing."""
    assert set(_learned()) <= set(LIBRARY.points)
    kinds = {"ruling", "must", "must_not", "escalate", "cards", "words", "critical"}
    assert {each.partition(":")[0] for wanted in _learned().values() for each in wanted} <= kinds


def test_the_office_does_what_it_says(begin):
    play = begin()
    for what in OFFICE[:-1]:
        play.act(what, "ja")

    assert {each.what for each in play.drill.trace() if isinstance(each, do.Did)} == set(OFFICE[:-1])
