"""Names, numbers and free words are masked wherever a case is looked at, and whole wherever it is written."""

import json

import pytest
from benches import SIZES, Bench, Veil, app_at, bench_with_example, press, seat_at, seen_on, text_of
from cases import ORDERED, OUR_ERROR, POLICY, VERIFIED, WRONG
from hypothesis import given
from hypothesis import strategies as st

from assistant.call.events import KINDS, private
from assistant.call.handover import handover
from assistant.call.masked import fields, masked, name, numbers, words
from assistant.journal.refusals import NotWritten
from assistant.rules.facts import Evidence
from assistant.screens.brief import PARTS
from assistant.screens.private import LOOK_SECONDS
from assistant.veiled import VeiledDesk

NAMES = ("権田原みつ子", "権藤さとる", "O'Grady Fionnuala")
PHONE, WORDS = "090-1234-5678", "息子の名義で頼んだおぼえはないと泣いておられた"
SECRET = (*NAMES, "田原", PHONE, "5678", WORDS, "おぼえはない", "ionnuala")


def desk_with_words(seat):
    """Return a case in which private words stand in every place we know of."""
    desk = seat.new([WRONG, ORDERED])
    for fact, value in {**VERIFIED, **OUR_ERROR}.items():
        for line in [each.id for each in desk.case.lines] if POLICY.facts[fact].scope == "line" else [None]:
            desk.answer(fact, value, Evidence.RECORD, line)
    for by in NAMES:
        desk.instruct("leader", by, "phone", "2011-10-19 10:00", "bill", WORDS)
    desk.reply("sv", "do_not_bill", NAMES[0], f"{WORDS} {PHONE}")
    desk.note(f"{NAMES[0]} {PHONE} {WORDS}")
    return desk


def undecided_with_a_note(seat):
    """Return a case of which little is known: what was noted stands under the question."""
    desk = seat.new([WRONG])
    desk.note(WORDS)
    return desk


def shows(text):
    """Return which of the private words stand in a text, broken over rows or not."""
    flat = "".join(text.split())
    return [each for each in SECRET if "".join(each.split()) in flat]


def drawn(bench):
    """Draw every page of the case in every size."""
    for width, height in SIZES:
        bench.pile.call()
        yield bench.whole(width, height)
        bench.do("facts")
        yield bench.whole(width, height)
        bench.back()
        bench.do("brief")
        for at in range(len(PARTS)):
            bench.pick(str(at + 1))
            yield bench.whole(width, height)
        bench.back()
        bench.do("hand_over")
        yield bench.whole(width, height)
        bench.home()
        yield bench.whole(width, height)


@pytest.mark.parametrize("told", [desk_with_words, undecided_with_a_note])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_page_of_a_case_shows_a_name_a_number_or_a_free_word(tmp_path, lang, told):
    seat = seat_at(tmp_path)
    bench = Bench(seat, lang)
    bench.sit(told(seat))

    found = [shows(text_of(rows)) for rows in drawn(bench)]

    assert found == [[]] * len(found)
    assert len(found) > 15
    seat.close()


@pytest.mark.parametrize(("told", "seen"), [(desk_with_words, {*NAMES, WORDS}), (undecided_with_a_note, {WORDS})])
def test_the_same_pages_unveiled_do_show_them(tmp_path, told, seen):
    """Or the test above would prove nothing."""
    seat = seat_at(tmp_path)
    bench = Bench(seat)
    bench.looking = True
    bench.sit(told(seat))

    assert seen <= {each for rows in drawn(bench) for each in shows(text_of(rows))}
    seat.close()


def test_what_is_written_for_its_reader_is_never_masked(tmp_path):
    seat = seat_at(tmp_path)
    bench = Bench(seat)
    desk = desk_with_words(seat)
    bench.sit(desk)
    bench.do("brief")
    bench.rows()
    bench.do("save")

    (mail,) = (tmp_path / "drafts").iterdir()
    from email import message_from_bytes, policy

    body = message_from_bytes(mail.read_bytes(), policy=policy.default).get_content()
    assert all(each in body and each in bench.copied for each in NAMES)
    assert "***" not in body + bench.copied
    assert WORDS in desk.papers.report("ja", "html")
    assert WORDS[:20] in desk.papers.note_text("ja")
    seat.close()


def test_a_veiled_desk_rules_as_the_desk_does_and_nothing_can_happen_on_it(tmp_path):
    seat = seat_at(tmp_path)
    desk = desk_with_words(seat)
    veiled = VeiledDesk(desk)

    assert veiled.verdict is desk.verdict
    assert [each.ruling for _, each in veiled.verdict.lines] == [each.ruling for _, each in desk.verdict.lines]
    assert handover(veiled.scene("ja")).parts == handover(desk.scene("ja")).parts
    before = desk.case
    for deed in (lambda: veiled.note("x"), veiled.go_on, veiled.hold):
        with pytest.raises(LookupError):
            deed()
    assert desk.case is before
    assert seat.resume(desk.case_id).case == before
    seat.close()


def test_the_veil_is_made_anew_when_something_happened_and_not_before(tmp_path):
    bench = bench_with_example(tmp_path)
    veil = Veil(bench)
    first = veil.desk

    assert veil.desk is first
    bench.desk.note("あたらしい")
    assert veil.desk is not first
    assert veil.desk.case.events == bench.desk.case.events
    bench.seat.close()


def test_every_private_field_of_an_event_is_masked_or_not_part_of_a_case():
    """A new private field has to be thought of here: what a case does not keep is not drawn from it."""
    kept = {"instruction.given", "instruction.confirmed", "case.handed_over", "note.written", "override.signed"}
    kept |= {"escalation.answered", "case.reassigned"}  # a salt stands among the words, and is drawn nowhere
    heard = {"proposal.answered", "proposal.reopened", "utterance.ticked"}
    marked = {
        kind
        for kind, (cls, _) in KINDS.items()
        if any(each.metadata.get("private") for each in cls.__dataclass_fields__.values())
    }

    assert private().metadata["private"]
    assert marked - heard == kept


@given(st.text(max_size=40))
def test_a_mask_shows_a_letter_and_nothing_more(text):
    for mask in (name, words):
        shown = mask(text)
        assert len(shown.split("***")[0]) <= 1
        assert not text.strip() or "***" in shown
    assert len(numbers(text)) == len(text)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("090-1234-5678", "090-****-5678"),
        ("０９０ー１２３４ー５６７８", "０９０ー****ー５６７８"),
        ("電話は03 1234 5678です", "電話は03 1*** 5678です"),
        ("09012345678に", "090****5678に"),
        ("+81 90 1234 5678", "+** ** **** 5678"),
        ("4111-1111-1111-1111", "****-****-****-1111"),
        ("10月19日に525円", "10月19日に525円"),
        ("2011/10/19", "2011/10/19"),
    ],
)
def test_a_long_number_keeps_its_ends(said, shown):
    assert numbers(said) == shown


def test_two_people_of_one_first_letter_stay_two(tmp_path):
    seat = seat_at(tmp_path)
    case = masked(desk_with_words(seat).case)

    assert [each.name for each in case.instructions] == ["権***", "権***2", "O***"]
    assert case.replies[0].name == "権***"
    assert fields(case) == fields(masked(case))
    seat.close()


async def test_a_look_behind_the_mask_lasts_ten_seconds_and_is_recorded_without_the_words(tmp_path):
    app = app_at(tmp_path)
    clock = [100.0]
    app.steady = lambda: clock[0]
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.sit(desk_with_words(app.seat))
        await press(pilot, "v", str(PARTS.index("todo") + 1))
        assert shows(seen_on(app)) == []
        await press(pilot, ".")
        assert NAMES[0] in seen_on(app)
        clock[0] += LOOK_SECONDS - 1
        app.redraw()
        assert NAMES[0] in seen_on(app)
        clock[0] += 1
        app.redraw()
        assert shows(seen_on(app)) == []
        await press(pilot, ".")
        assert NAMES[0] in seen_on(app)
        await press(pilot, ".")
        assert shows(seen_on(app)) == []
        told = [each for each in app.seat.journal.entries("") if each.kind == "pii.revealed"]
    app.leave_seat()

    assert len(told) == 2
    assert dict(told[0].data) == {"case": "K-0001", "what": list(fields_all())}
    assert (told[0].actor, dict(told[0].secrets)) == ("op-1", {})
    assert not shows(json.dumps(dict(told[0].data), ensure_ascii=False))


def fields_all():
    return ("instruction.name", "instruction.words", "reply.name", "reply.words", "note.words")


async def test_what_cannot_be_recorded_is_not_revealed(tmp_path):
    app = app_at(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.sit(desk_with_words(app.seat))
        app.seat.looked = refuse
        await press(pilot, ".")
        assert shows(seen_on(app)) == []
        assert app.shown is not app
    app.leave_seat()


def refuse(*_):
    """Fail as a full disk does."""
    raise NotWritten("full")


async def test_where_nothing_is_masked_the_key_says_so_and_records_nothing(tmp_path):
    app = app_at(tmp_path, "en")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.sit(app.seat.new([WRONG]))
        await press(pilot, ".")
        assert "Nothing is masked" in seen_on(app)
        assert app.seat.journal.entries("") == []
    app.leave_seat()
