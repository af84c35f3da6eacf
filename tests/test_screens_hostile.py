"""Whatever a customer said, a pack holds or a paste brings in: it is text on the screen and nothing else."""

import unicodedata
from contextlib import suppress

import pytest
from benches import NOON, SIZES, Bench, bench_with_example, seat_at, text_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from assistant.call.case import ChargeLine
from assistant.call.steps import NotNow
from assistant.screens.brief import PARTS
from assistant.screens.colours import NAMES, Palette, next_palette, palette_for, theme_name, themes
from assistant.screens.columns import Role
from assistant.screens.commands import shown_on
from assistant.screens.find import FindPage
from assistant.screens.help import HelpPage

NASTY = (
    "[/] [@click=app.quit]x[/] \x1b]52;c;QUJD\x07 \x1b[31m\x9b2J \x00 \u202e \u2066 \u200b \ud800 \U000e0041 ㈱𠮷髙ｶﾞ①"
)
nasty = st.text(max_size=40) | st.text(alphabet="[]/@=\x1b\x9b\x07\x00\r\n\t\u202e\u200b\ud800漢ｶﾞ①e\u0301", max_size=40)
PAGES = ("call", "facts", "brief", "form")


def harmless(rows, width):
    for row in rows:
        text = "".join(span.text for span in row)
        assert cell_len(text) == width
        assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in text)


def every_page(bench):
    """Walk the pages of a case, giving what is to be drawn."""
    bench.pile.down_to_call()
    yield bench
    for command in ("facts", "instruct", "hand_over", "brief"):
        bench.do(command)
        yield bench
        if command == "brief":
            for key in "12345"[: len(PARTS)]:
                bench.pick(key)
                yield bench
        bench.back()
    for page in (HelpPage("call"), FindPage("call")):
        bench.go(page)
        yield bench
        bench.back()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(typed=st.tuples(nasty, nasty, nasty), size=st.sampled_from(SIZES), lang=st.sampled_from(["ja", "en"]))
def test_no_page_lets_through_what_a_terminal_would_obey(tmp_path_factory, typed, size, lang):
    """Every row has the width of the screen, and nothing in it moves the cursor or the clipboard."""
    words, name, option = typed
    width, height = size
    bench = Bench(seat_at(tmp_path_factory.mktemp("seat")), lang)
    bench.sit(bench.seat.new([ChargeLine("line-1", "disputed_option", option, 525)]))
    bench.desk.note(words)
    bench.desk.instruct("leader", name, "email", "2011-10-20 10:00", "bill", words)
    for each in every_page(bench):
        harmless(each.rows(width, height)[:-2], width)
        harmless(each.whole(width, height), width)
    bench.seat.close()


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_brackets_and_escapes_are_shown_as_they_were_typed(tmp_path, size):
    """They are evidence; an operator must be able to see them."""
    bench = bench_with_example(tmp_path)
    bench.desk.instruct("leader", NASTY, "email", NOON.isoformat(), "bill", "")
    bench.do("brief")
    bench.pick("3")
    bench.looking = True

    shown = "".join(text_of(bench.whole(*size)).split())

    assert "[/][@click=app.quit]x[/]" in shown
    assert "\u241b" in shown  # the picture of an escape
    assert "\u27e8U+202E\u27e9" in shown


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("width", [56, 71, 72, 111, 112, 200])
@pytest.mark.parametrize("height", [16, 40])
def test_every_size_of_screen_is_filled_exactly(tmp_path, lang, width, height):
    """No row leans, none is missing, none is too many."""
    bench = bench_with_example(tmp_path, lang)
    for each in every_page(bench):
        rows = each.rows(width, height)
        assert len(rows) == height
        harmless(rows[:-2], width)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_many_charge_lines_leave_room_for_the_question_and_the_stop_rule(tmp_path, size):
    """A case of twelve charges is still one question at a time."""
    bench = Bench(seat_at(tmp_path))
    lines = [ChargeLine(f"line-{at}", "disputed_option", f"オプション{at}", 100 * at) for at in range(1, 13)]
    bench.sit(bench.seat.new(lines))
    harmless(bench.rows(*size)[:-2], size[0])
    assert "お話しの方は" in text_of(bench.rows(*size))

    bench.pick("1", "1", "1")
    while bench.desk.verdict.ask is not None:
        bench.pick("1")
    bench.desk.instruct("leader", "佐藤", "email", "2011-10-20 10:00", "bill", "")

    harmless(bench.rows(*size)[:-2], size[0])
    assert "お客様への電話はまだ" in text_of(bench.rows(*size))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_at_80x24_nothing_of_the_question_is_cut_off(tmp_path, lang):
    """Question, every answer, evidence and the reason it is asked, for every fact that can be asked."""
    bench = bench_with_example(tmp_path, lang)
    clipped = []
    for spec in bench.desk.policy.facts.values():
        if spec.derived is None:
            bench.pile.down_to_call().choose(spec.id, "line-1" if spec.scope == "line" else None)
            if bench.words.say("call.clipped", n=1)[:5] in text_of(bench.rows()):
                clipped.append(spec.id)

    assert clipped == []


def test_every_fact_can_be_answered_by_key_with_whatever_its_question_allows(tmp_path):
    """Every value, `unknown`, and what is typed; wild typing is refused in words and never breaks the screen."""
    bench = bench_with_example(tmp_path)
    for spec in bench.desk.policy.facts.values():
        if spec.derived is not None or spec.id == "charge_line":
            continue
        line = "line-1" if spec.scope == "line" else None
        keys = list("1234567890acdf"[: len(spec.values)]) if spec.kind == "choice" else []
        for key in keys:
            bench.choose(spec.id, line)
            bench.pick(key)
        bench.choose(spec.id, line)
        bench.do("unknown")
        if spec.kind != "choice":
            for typed in ("2011-10-19", "525", "５％", "10", "-", "", "0", "999999999", "9999999999", "[/b]", "\x1b"):
                bench.choose(spec.id, line)
                bench.pile.top.echo(bench, typed)
                bench.pile.top.typed(bench, typed)
        held = {**bench.desk.case.facts, **bench.desk.case.lines[0].facts}
        assert spec.id in held, spec.id
        harmless(bench.rows()[:-2], 80)


def test_every_command_of_a_page_does_something_or_says_why_not(tmp_path):
    """A key on the key bar that did nothing would make one doubt all of them."""
    bench = bench_with_example(tmp_path)
    for page, opened in (("call", None), ("brief", "brief")):
        for command in shown_on(page):
            if command.id in {"help", "find", "language", "colours", "leave", "lock", "up", "down", "reveal"}:
                continue  # the program's own
            bench.pile.down_to_call()
            if opened:
                bench.do(opened)
            before = (bench.desk.case, bench.pile.top, bench.rows())
            bench.said = bench.entry = None
            with suppress(NotNow):  # which the program puts into words
                bench.do(command.id)
                after = (bench.desk.case, bench.pile.top, bench.rows())
                assert before != after or bench.said or bench.entry, command.id


@pytest.mark.parametrize("name", NAMES)
def test_every_palette_has_a_look_for_every_role(name):
    """And its entry line has a theme."""
    palette = Palette(name)
    ours = {theme.name for theme in themes()}

    assert all(palette.style(role) is not None for role in Role)
    assert theme_name(palette) in ours | {"ansi-dark"}
    assert next_palette(palette).name in NAMES


def test_no_color_means_no_colour():
    """Weight and reversal are left, and they are enough."""
    palette = palette_for({"NO_COLOR": "1", "COLORTERM": "truecolor"})

    assert palette.name == "plain"
    styles = [palette.style(role) for role in Role]
    assert all(style.color.is_default and style.bgcolor.is_default for style in styles)
    assert palette_for({"TERM": "linux"}).name == "ansi"
    assert palette_for({"TERM": "xterm", "COLORTERM": "truecolor"}).name == "dark"


@pytest.mark.parametrize("name", ["dark", "light"])
def test_text_can_be_read_against_its_ground(name):
    """A contrast of 4.5 to 1, as for any text people must read."""
    for role in Role:
        style = Palette(name).style(role)
        assert contrast(style.color.triplet, style.bgcolor.triplet) >= 4.5, role


def contrast(one, other):
    def light(colour):
        parts = [part / 255 for part in colour]
        parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)
