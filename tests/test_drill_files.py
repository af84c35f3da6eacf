"""A broken scenario file is told by file, line, scenario, what and hint, and spoils no other."""

from __future__ import annotations

import pytest
from drilled import JUDGE, LIBRARY, TEXTS, TOLD, changed, points
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.drills.reading import read_library, read_scenario
from assistant.rules.toml_text import BYTES_MAX

FILE = f"scenarios/{TOLD}.toml"
TEXT = TEXTS[f"{TOLD}.toml"]
HOSTILE = 30

BROKEN = {
    "no TOML": ("syntax", 'mood = "worried"', 'mood = "worried', ""),
    "a full-width sign": ("full_width", "patience = 3", "patience ＝ 3", ""),
    "a control character": ("control_character", 'speech = "standard"', 'speech = "stan\x07dard"', ""),
    "a line without end": ("long_line", "patience = 3", f"patience = 3 # {'x' * 3_000}", ""),
    "a name that is not the file's": ("id_not_file", f'id = "{TOLD}"', '¶id = "told_2012"', "told_2012"),
    "a key of a typo": ("unknown_key", 'mood = "worried"', '¶moods = "worried"\nmood = "worried"', TOLD),
    "a fact nobody has heard of": ("unknown_fact", 'fact = "error_source"', '¶fact = "error_sauce"', TOLD),
    "a speaker told twice": (
        "not_allowed",
        'fact = "error_source"\nvalue = "company"',
        '¶fact = "speaker"\nvalue = "third_party"',
        TOLD,
    ),
    "a value a fact cannot have": ("unknown_value", 'value = "company"', '¶value = "the company"', TOLD),
    "a day that is none": ("unknown_value", 'value = "2011-10-07"', '¶value = "2011-10-32"', TOLD),
    "a mood nobody has": ("not_allowed", 'mood = "worried"', '¶mood = "hungry"', TOLD),
    "more patience than there is": ("not_allowed", "patience = 3", "¶patience = 9", TOLD),
    "a speaker nobody can be": (
        "not_allowed",
        'speaker = "contract_holder_verified"',
        '¶speaker = "the neighbour"',
        TOLD,
    ),
    "a rung the ladder lacks": ("not_allowed", 'by = "leader"', '¶by = "boss"', TOLD),
    "a superior who says neither": ("not_allowed", 'says = "bill"', '¶says = "charge"', TOLD),
    "a channel nobody uses": ("not_allowed", 'channel = "verbal"', '¶channel = "pigeon"', TOLD),
    "a time that never comes": ("not_allowed", 'when = "before_call"', '¶when = "at_lunch"', TOLD),
    "a ruling there is not": ("not_allowed", 'to = "bill"', '¶to = "charge"', TOLD),
    "a reaction without words": ("not_allowed", 'kind = "accepts"', '¶kind = "laughs"', TOLD),
    "a charge of no kind": ("not_allowed", 'charge_line = "disputed_option"', '¶charge_line = "option"', "1"),
    "a fee below nothing": ("bad_number", "amount_yen = 525", "¶amount_yen = -525", "1"),
    "a fee in words": ("bad_number", "amount_yen = 525", '¶amount_yen = "525 yen"', "1"),
    "two lines of one name": ("duplicate", '[[line]]\nid = "2"', '[[line]]\n¶id = "1"', "1"),
    "one language only": ("empty", "opens.ja =", '¶opens.ja = ""\nopens.fr =', TOLD),
    "a third language": ("unknown_key", "opens.en =", '¶opens.fr = "x"\nopens.en =', TOLD),
    "a date as text": ("wrong_type", "today = 2011-10-20", '¶today = "2011-10-20"', TOLD),
    "no day": ("missing", "today = 2011-10-20\n", "", TOLD),
    "no customer": ("missing", "[customer]", "[somebody]", TOLD),
    "nothing expected": ("missing", "[expect]", "[hoped]", TOLD),
    "a learning point nobody teaches": ("not_allowed", '"silence_is_not_consent"', '"silence_is_golden"', TOLD),
    "a line without an end": (
        "missing",
        'rulings = { "1" = "do_not_bill", "2" = "do_not_bill" }',
        '¶rulings = { "1" = "do_not_bill" }',
        TOLD,
    ),
    "an end the facts do not have": (
        "expected_differs",
        'rulings = { "1" = "do_not_bill"',
        '¶rulings = { "1" = "bill"',
        TOLD,
    ),
    "a call that must wait": ("expected_differs", 'call = "wait"', '¶call = "ok"', TOLD),
    "a rung that is not next": ("expected_differs", 'escalate = "sv"', '¶escalate = "compliance"', TOLD),
    "a duty there is not": ("not_allowed", 'must = ["verify",', '¶must = ["verify_all",', TOLD),
    "a ban there is not": ("not_allowed", 'must_not = ["disclose_before_verified"', '¶must_not = ["shout"', TOLD),
    "an order of one": ("wrong_type", 'order = [["verify", "disclose"]', '¶order = [["verify"]', TOLD),
    "an order of what never happens": (
        "not_allowed",
        'order = [["verify", "disclose"]',
        '¶order = [["verify", "lunch"]',
        TOLD,
    ),
    "a fact on a line there is not": (
        "not_allowed",
        'shows.en = "It is not in the billing data yet."\nline = "1"',
        'shows.en = "It is not in the billing data yet."\n¶line = "7"',
        TOLD,
    ),
}


@pytest.mark.parametrize(("code", "old", "new", "name"), BROKEN.values(), ids=BROKEN)
def test_a_mistake_is_told_by_file_line_scenario_what_and_hint(code, old, new, name):
    one, problems = changed(old, new.replace("¶", ""))
    found = [each for each in problems if each.code == code and each.id == name]

    assert one is None
    assert found
    for lang in ("ja", "en"):
        assert found[0].text(lang).startswith(f"{FILE}:" if found[0].line else FILE)
        assert found[0].what.of(lang)
        assert found[0].hint.of(lang)
        assert "{" not in found[0].text(lang)
    if "¶" in new:
        marked = TEXT.replace(old, new, 1)
        assert found[0].line == marked[: marked.index("¶")].count("\n") + 1


def test_every_mistake_but_a_whole_table_missing_has_its_line():
    for code, old, new, _ in BROKEN.values():
        _, problems = changed(old, new.replace("¶", ""))
        assert all(each.line or code == "missing" for each in problems)


def test_a_file_too_large_is_refused_before_it_is_read():
    _, problems = read_scenario(FILE, TEXT + "#" * BYTES_MAX, JUDGE)

    assert [each.code for each in problems] == ["too_large"]


def test_more_tables_than_a_drill_can_use_are_refused():
    boss = TEXT[TEXT.index("[[boss]]") : TEXT.index("[[reaction]]")]
    _, problems = changed("[[reaction]]", boss * 9 + "[[reaction]]")

    assert "too_many_stated" in {each.code for each in problems}


def test_one_bad_file_spoils_no_other():
    texts = {**TEXTS, f"{TOLD}.toml": TEXT.replace('fact = "error_source"', 'fact = "error_sauce"')}
    found = read_library("scenarios", texts, JUDGE)

    assert set(found.scenarios) == set(LIBRARY.scenarios) - {TOLD}
    assert {each.file for each in found.problems} == {FILE}


def test_learning_points_of_the_program_stand_in_where_a_folder_has_none():
    alone = {f"{TOLD}.toml": TEXT}

    assert read_library("mine", alone, JUDGE, points()).problems == []
    assert TOLD in read_library("mine", alone, JUDGE).scenarios


def test_what_nobody_can_tell_may_stand_under_any_table():
    """TOML gives a key to the table above it, so a list at the end of the records belongs to the last of them."""
    one, problems = changed("[[boss]]", 'unknown = ["explained"]\n\n[[boss]]')

    assert problems == []
    assert "explained" in one.unknown


@settings(max_examples=HOSTILE, deadline=None)
@given(st.data())
def test_no_cut_of_a_file_throws(data):
    """Whatever is lost from a file, reading it ends in a scenario or in problems."""
    start = data.draw(st.integers(0, len(TEXT)))
    end = data.draw(st.integers(start, min(len(TEXT), start + 400)))
    one, problems = read_scenario(FILE, TEXT[:start] + TEXT[end:], JUDGE)

    assert (one is None) == bool(problems)


VALUES = ["1", '"x"', "true", "[]", "[1]", "{}", "{a = 1}", "1.5", "2011-10-20", '""', "[[]]"]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    "key", ["id", "title", "teaches", "unknown", "line", "customer", "records", "boss", "reaction", "expect"]
)
def test_no_value_of_a_wrong_kind_throws(key, value):
    one, problems = read_scenario("x/told.toml", f"{key} = {value}\n", JUDGE)

    assert one is None
    assert problems


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("key", ["name", "mood", "patience", "speaker", "knows", "rulings", "order", "must", "call"])
def test_no_value_of_a_wrong_kind_throws_inside_a_table(key, value):
    text = f"[customer]\n{key} = {value}\n[expect]\n{key} = {value}\n[[records]]\nfact = {value}\nvalue = {value}\n"
    one, problems = read_scenario("x/told.toml", text, JUDGE)

    assert one is None
    assert problems
