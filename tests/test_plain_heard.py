"""What is heard while a call goes on in plain lines: told, proposed, and recorded by nobody but the operator."""

from __future__ import annotations

import os

import pytest
from cases import VERIFIED
from desks import case_2011, seat_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.doors.plain import Plain
from assistant.doors.plain_heard import heard_lines
from assistant.doors.talk import Talk
from assistant.doors.words import names, say
from assistant.hearing import Hearing
from assistant.inbox import FOLDER, Inbox
from assistant.listen.utterance import Utterance
from assistant.rules.clean import show
from assistant.shelf import ear

CASE = "K-0001"
LANGS = ("ja", "en")
DENIED = Utterance("転送は頼んでないです。上司を出して", "customer")


@pytest.fixture
def seat(tmp_path):
    """Sit down with the case of 2011 open and nothing answered."""
    seat = seat_in(tmp_path)
    case_2011(seat, facts=False)
    yield seat
    seat.close()


def call(seat, *lines, lang="ja"):
    """Type these at the case; a function among them is called before the next line is read."""
    said = []

    def typed():
        for each in lines:
            if callable(each):
                each()
            else:
                yield f"{each}\n"

    plain = Plain(seat, Talk(typed(), said.append, lang), seat.resume(CASE))
    plain.run()
    return "\n".join(said)


def test_what_the_customer_said_is_told_and_proposed_and_nothing_is_recorded(seat):
    before = seat.resume(CASE).case
    text = call(seat, lambda: Inbox(seat.data).put(CASE, DENIED), "", "")

    assert text.count("客：転送は頼んでないです。上司を出して") == 1
    assert "聞き取り候補（未記録）：" in text
    assert "注意：上の者を求めています「上司を出して」" in text
    assert seat.resume(CASE).case == before


def test_a_line_typed_meanwhile_is_an_answer_as_before(seat):
    def hear():
        Inbox(seat.data).put(CASE, DENIED)

    call(seat, hear, "1")
    assert seat.resume(CASE).case.facts["speaker"].value == VERIFIED["speaker"]


def test_our_own_speech_is_held_against_what_must_not_be_said_and_nothing_else(seat):
    put = Inbox(seat.data).put
    text = call(seat, lambda: put(CASE, Utterance("転送は頼んでない、ナンバー・ディスプレイです", "operator")), "")

    assert "いまの一言は言わない：" in text
    assert "聞き取り候補" not in text


def test_of_somebody_nobody_knows_the_words_alone_are_told(seat):
    text = call(seat, lambda: Inbox(seat.data).put(CASE, Utterance("転送は頼んでない。上司を出して")), "")

    assert "話者不明：転送は頼んでない。上司を出して" in text
    assert "聞き取り候補" not in text
    assert "注意：" not in text


@pytest.mark.parametrize("lang", LANGS)
def test_a_feed_that_lags_or_dies_is_told_once_and_the_keys_work_on(seat, lang):
    inbox, now = Inbox(seat.data), seat.now()
    at, seat.now = now.timestamp(), lambda: now

    def aged(seconds):
        def age():
            inbox.beat(CASE)
            (beat,) = (seat.data / FOLDER).rglob("feed")
            os.utime(beat, (at - seconds, at - seconds))

        return age

    text = call(seat, aged(5), "", "", aged(15), "", "", aged(0), "", lang=lang)

    for name in ("lagging", "dead", "alive"):
        assert text.count(say(f"heard.{name}", lang)) == 1


def test_who_leaves_a_case_hears_no_more_of_it_and_nothing_stays_behind(seat):
    inbox = Inbox(seat.data)
    looked = []
    text = call(
        seat,
        lambda: looked.append(inbox.has_seat(CASE)),
        "案件",
        lambda: looked.append(inbox.has_seat(CASE)),
        lambda: inbox.put("K-0009", DENIED),
        "1",
        lambda: inbox.put(CASE, Utterance("新しい", "customer")),
        "",
        lambda: inbox.put(CASE, Utterance("遅い", "customer")),
    )

    assert looked == [True, False]
    assert "客：新しい" in text
    assert "遅い" not in text
    assert inbox.waiting(CASE) == 0
    assert not inbox.has_seat(CASE)


def test_every_warning_of_the_pack_has_its_words():
    kinds = {each.warns for each in ear().lore.patterns if each.warns}

    assert kinds
    assert kinds <= set(names("warned"))


@given(st.text(max_size=60), st.sampled_from(["customer", "operator", "unknown"]), st.sampled_from(LANGS))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_heard_the_case_stays_what_it_was(seat, text, speaker, lang):
    """No path from what was said to a fact: only the operator's own line records."""
    desk = seat.resume(CASE)
    before = desk.case
    told = []
    talk = Talk(iter([]), told.append, lang)
    for line in heard_lines(Hearing(desk), desk, Utterance(text, speaker), lang):
        talk.tell(line)

    assert desk.case == before == seat.resume(CASE).case
    assert [line for line in told if show(line) != line] == []
