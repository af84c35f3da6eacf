"""Two supervisors sign at the seat: on the screen and in plain lines, by the one way there is."""

from itertools import product

import pytest
from benches import Bench, app_at, press, seat_at, seen_on, text_of
from cases import ORDERED, RULED, VERIFIED, WRONG
from desks import tell_facts
from signing import DISPUTED, PASSPHRASE, enrol, on_hold, signature, staffed

from assistant.approval import barred, signable
from assistant.call.reactions import react
from assistant.call.script import script
from assistant.doors.plain import Plain
from assistant.doors.talk import Talk
from assistant.rules.policy import Ruling
from assistant.screens.conclusion import banner
from assistant.screens.form import FormPage
from assistant.screens.keys import acts
from assistant.screens.seen import money
from assistant.screens.words import wording

FORGED = "horse correct 池電 wrong"


@pytest.fixture
def seat(tmp_path):
    with_people = staffed(seat_at(tmp_path))
    yield with_people
    with_people.close()


class Signing(Bench):
    """A bench at the page, with a hand that fills it in."""

    def aside(self, slow, then):
        """Do it at once."""
        then(slow())

    def ask(self, entry):
        """Keep what is to be typed, and what was ever shown of it."""
        super().ask(entry)
        self.asked = [*getattr(self, "asked", []), entry]

    def fill(self, by, passphrase=PASSPHRASE):
        """Fill the page in and sign."""
        self.pick("1", "1")
        self.pile.top.typed(self, "seen")
        self.pile.top.typed(self, by)
        self.do("next")
        if self.asked[-1].secret:
            self.pile.top.typed(self, passphrase)


def at_page(seat, lang="ja"):
    bench = Signing(seat, lang)
    bench.sit(on_hold(seat))
    bench.do("override")
    return bench


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_two_supervisors_sign_at_the_seat_and_the_ruling_stays_hold(seat, lang):
    bench = at_page(seat, lang)
    say = bench.words.say

    assert say("signing.none")[:12] in text_of(bench.rows(120, 40))
    bench.fill("sv-1")
    assert not bench.desk.verdict.approved("1")
    assert "sv-1" in text_of(bench.rows(120, 40))
    bench.fill("sv-2")
    assert len(bench.desk.verdict.approved("1")) == 2
    assert bench.desk.verdict.of("1").ruling is Ruling.HOLD
    assert not isinstance(bench.pile.top, FormPage)
    assert say("call.reason_held", text="")[:5] in text_of(bench.rows(120, 40))
    bench.desk.tell("1", bill=True)


@pytest.mark.parametrize(
    ("by", "passphrase"),
    [("sv-1", FORGED), ("sv-1", ""), ("nobody", PASSPHRASE), ("op-1", PASSPHRASE)],
)
def test_a_signature_that_may_not_stand_is_refused_in_words_and_nothing_is_recorded(seat, by, passphrase):
    if by == "op-1":
        enrol(seat, "op-1", "佐藤", by="sv-1")  # who sits here is no second pair of eyes
    bench = at_page(seat)
    before = bench.desk.case.events
    bench.fill(by, passphrase)

    assert bench.desk.case.events == before
    assert isinstance(bench.pile.top, FormPage)
    assert bench.said is not None or not passphrase


def test_the_same_person_is_refused_before_a_passphrase_is_typed(seat):
    bench = at_page(seat)
    bench.fill("sv-1")
    asked = len([each for each in bench.asked if each.secret])
    bench.fill("sv-1")

    assert len([each for each in bench.asked if each.secret]) == asked
    assert signable(bench.desk)


def test_who_said_bill_on_the_case_does_not_sign(seat):
    bench = Signing(seat)
    desk = on_hold(seat)
    desk.instruct("leader", "高橋", "phone", "2011-10-19", "bill", "")  # sv-1 is called so
    bench.sit(desk)
    bench.do("override")
    before = desk.case.events
    bench.fill("sv-1")
    assert desk.case.events == before


def test_what_changes_while_a_key_is_opened_voids_the_signature(seat):
    bench = at_page(seat)

    def meanwhile(slow, then):
        found = slow()
        bench.desk.note("さらに")
        then(found)

    bench.aside = meanwhile
    bench.fill("sv-1")
    assert bench.desk.case.overrides == ()


def test_the_key_is_there_only_where_an_override_can_stand(seat):
    bench = Signing(seat)
    bench.sit(on_hold(seat))
    call = bench.pile.top
    bench.rows()
    assert "override" not in call.off
    for by in ("sv-1", "sv-2"):
        bench.desk.sign(signature(bench.desk, by))
    bench.rows()
    assert "override" in call.off

    for facts in (RULED["bill"], RULED["do_not_bill"]):
        desk = seat.new([WRONG])
        tell_facts(desk, {**VERIFIED, **facts})
        bench.sit(desk)
        bench.rows()
        assert "override" in bench.pile.top.off
        bench.pile.top.act(bench, "override")
        assert not isinstance(bench.pile.top, FormPage)
    assert not acts("do", "override", "drill", typing=False)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_barred_is_named_with_its_reason(seat, lang):
    bench = Signing(seat, lang)
    desk = seat.new([WRONG, ORDERED])
    tell_facts(desk, {**VERIFIED, **DISPUTED})
    bench.sit(desk)
    bench.do("override")
    seen = text_of(bench.whole(120, 40))
    codes = {code.removeprefix("override_") for _, code in barred(desk) if code}

    assert codes
    assert all(bench.words.say(f"signing.bar.{code}")[:10] in seen for code in codes)


async def test_a_passphrase_is_on_no_screen_in_no_notice_and_not_kept(tmp_path):
    staffed(seat_at(tmp_path)).close()
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.sit(on_hold(app.seat))
        await press(pilot, "!", "1", "1", "enter", "text:sv-1", "enter", "enter")
        for char in FORGED[:5]:
            await press(pilot, char if char != " " else "space")
        assert FORGED[:5] not in seen_on(app)
        assert app._foot.line.password
        await press(pilot, "escape")
        assert app._foot.line.value == ""
        await press(pilot, "enter", "text:horse", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "horse" not in seen_on(app) + str(vars(app._pile.top)) + str(app._foot.notice)
        assert app.desk.case.overrides == ()
        await press(pilot, "enter", "text:half")
        app.mind_the_time()
        app._shut("idle")  # what was typed of a secret does not come back
        assert app._put_by is None
        app.redraw()
        assert "sv-1" not in seen_on(app)
    app.leave_seat()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_however_narrow_a_banner_it_keeps_the_ruling_and_the_amount_whole(seat, lang):
    desk = seat.new([WRONG, ORDERED])
    tell_facts(desk, {**VERIFIED, **RULED["do_not_bill"]})
    words = wording(lang)
    for (charged, decision), cells in product(desk.verdict.lines, range(32, 80)):
        seen = text_of(banner(desk, charged, decision, words, cells)[:1])
        ruling = desk.policy.rulings[decision.ruling].of(lang).upper().replace(" ", "")
        assert ruling in seen.replace(" ", "")
        assert seen.rstrip().endswith(money(charged.amount_yen, desk.policy, words))


# --- in plain lines ---


def plain(seat, *lines, lang="ja"):
    """Talk at a case on hold; return what was said, and the desk."""
    said, desk = [], on_hold(seat)
    Plain(seat, Talk(iter([f"{each}\n" for each in lines]), said.append, lang), desk).run()
    return "\n".join(said), desk


@pytest.mark.parametrize(("lang", "word"), [("ja", "例外承認"), ("en", "override")])
def test_plain_lines_ask_the_same_and_sign_the_same_way(seat, lang, word):
    asked = (word, "1", "1", "seen")
    said, desk = plain(seat, *asked, "sv-1", PASSPHRASE, *asked, "sv-2", PASSPHRASE, lang=lang)

    assert len(desk.verdict.approved("1")) == 2
    assert PASSPHRASE not in said


@pytest.mark.parametrize(
    "lines",
    [("",), ("1", ""), ("1", "1", "", ""), ("1", "1", "", "sv-1", FORGED), ("1", "1", "", "nobody"), ("9", "", "1")],
)
def test_a_plain_signature_left_or_refused_records_nothing(seat, lines):
    said, desk = plain(seat, "override", *lines)

    assert desk.case.overrides == ()
    assert FORGED not in said


# --- what is said and answered once it is approved ---


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_neither_script_nor_reaction_speaks_of_a_plain_hold_once_it_is_approved(seat, lang):
    desk = on_hold(seat)
    scene = desk.scene(lang)
    of_a_hold = {block.id for block in scene.policy.blocks if block.rulings == {"hold"}}
    of_a_hold |= {a.id for r in scene.policy.reactions.values() for a in r.answers if a.rulings == {"hold"}}
    assert {each.block for each in script(scene)} & of_a_hold
    for by in ("sv-1", "sv-2"):
        desk.sign(signature(desk, by))
    scene = desk.scene(lang)

    assert not {each.block for each in script(scene)} & of_a_hold
    role = next(rung.role.of(lang) for rung in scene.policy.ladder if rung.id == "sv")
    for name, reaction in scene.policy.reactions.items():
        said = react(scene, name)
        assert said, name
        assert not {each.block for each in said} & of_a_hold
        if any(answer.rulings == {"hold"} for answer in reaction.answers):
            assert role in said[0].text


QUESTIONS = {
    "ja": ("結論は？", "なぜ保留ですか", "保留とはどういう意味ですか", "いくら請求しますか"),
    "en": ("what is the ruling?", "why is it on hold?", "what does a hold mean?", "how much is charged?"),
}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_answers_say_that_two_people_approved_a_bill(seat, lang):
    desk = on_hold(seat)
    mark = {"ja": "2名の承認により請求可", "en": "two people's signatures"}[lang]
    before = [desk.ask(each, lang) for each in QUESTIONS[lang]]
    assert not any(mark in line for answer in before for line in answer.lines)
    for by in ("sv-1", "sv-2"):
        desk.sign(signature(desk, by))

    for each in QUESTIONS[lang]:
        assert mark in "\n".join(desk.ask(each, lang).lines), each


def test_a_refusal_of_the_page_has_words_in_both_languages():
    for lang in ("ja", "en"):
        for code in ("passphrase", "nobody", "missing", "shared", "damaged", "another", "people"):
            assert wording(lang).say(f"signing.refused.{code}")
