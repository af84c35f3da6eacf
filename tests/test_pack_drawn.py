"""Packs changed at random: none makes the loader throw, and none that loads breaks a promise."""

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import shelf
from assistant.rules.compile import Rulebook, load
from assistant.rules.decision import Judge
from assistant.rules.facts import Fact
from assistant.rules.policy import Ruling
from assistant.rules.toml_text import places, read_toml

PACK = shelf.read(None)[1]
JUDGED = {
    "P2": {"error_source": ["company", "agent", "carrier"]},
    "P2b": {"order_evidence": ["refutes"]},
    "P3": {"disputed": ["yes", "unknown"]},
    "P3 explained": {"explained": ["defective", "unknown"]},
}
OWED = {
    "order_evidence": "supports",
    "error_source": "none",
    "customer_kind": "consumer",
    "explained": "ok",
    "basis": "service_fee",
    "amount": "within",
    "disputed": "no",
    "icw": "closed",
    "billing_state": "not_billed",
    "later_assent": "none",
    "option_used": "no",
}


def bills(book: Rulebook) -> list[tuple[str, str]]:
    """Return the cases of P2 and P3 that a book bills or offers; there must be none."""
    judge, found = Judge(book), []
    for tests in JUDGED.values():
        for name, values in tests.items():
            for value in values:
                facts = {each: Fact(said) for each, said in (OWED | {name: value}).items() if _said(book, each, said)}
                decision = judge.decide("disputed_option", facts, date(2026, 7, 1))
                if decision.ruling in {Ruling.BILL, Ruling.OFFER}:
                    found.append((name, value))
    return found


def _said(book: Rulebook, name: str, value: str) -> bool:
    spec = book.policy.facts.get(name)
    return spec is not None and value in (*spec.values, "unknown")


def test_the_pack_itself_bills_what_is_owed_and_nothing_else():
    """Or the search below would find nothing because nothing is ever billed."""
    book = shelf.take()
    facts = {name: Fact(value) for name, value in OWED.items()}

    assert Judge(book).decide("disputed_option", facts, date(2026, 7, 1)).ruling is Ruling.BILL
    assert bills(book) == []


LINES = [(path, number) for path, text in sorted(PACK.items()) for number in range(len(text.split("\n")))]
WILD = st.sampled_from(
    [
        "",
        "[[",
        "]",
        '"',
        "'",
        "=",
        "{",
        "}",
        ".",
        ",",
        "#",
        "\x00",
        "\ufffd",
        "＝",
        "　",
        "\u2028",
        "-1",
        "nan",
        "0x",
        "[]",
    ]
)


@given(
    st.sampled_from(LINES),
    st.sampled_from(["drop", "double", "swap", "cut", "join", "stain"]),
    st.integers(0, 80),
    WILD,
)
@settings(max_examples=25)
def test_a_pack_with_a_line_changed_is_refused_or_still_keeps_its_promises(place, how, at, wild):
    path, number = place
    lines = PACK[path].split("\n")
    line, behind = lines[number], lines[number + 1 :]
    changed = {
        "drop": [],
        "double": [line, line],
        "swap": [*behind[:1], line],
        "cut": [line[:at]],
        "join": [line + "".join(behind[:1])],
        "stain": [line[:at] + wild + line[at:]],
    }[how]
    rest = behind[1:] if how in {"swap", "join"} else behind

    book, problems = load("mine", {**PACK, path: "\n".join([*lines[:number], *changed, *rest])})

    assert (book is None) == bool(problems)
    assert book is None or bills(book) == []
    for each in problems:
        assert each.text("ja")
        assert each.text("en")


VALUES = [
    (path, found.span())
    for path in ("rules.toml", "pack.toml", "facts.toml")
    for found in re.finditer(r'"[a-z_]+"', PACK[path])
]
NAMES = sorted({PACK[path][slice(*span)] for path, span in VALUES})


@given(st.sampled_from(VALUES), st.sampled_from(NAMES))
@settings(max_examples=25)
def test_a_pack_with_a_name_exchanged_for_another_is_refused_or_still_keeps_its_promises(place, name):
    """The nearest to a plausible slip: every name is a name of the pack."""
    path, (start, end) = place

    book, problems = load("mine", {**PACK, path: PACK[path][:start] + name + PACK[path][end:]})

    assert (book is None) == bool(problems)
    assert book is None or bills(book) == []


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda raw: raw.decode("utf-8", "replace")))
def test_no_text_makes_the_reader_of_toml_throw(text):
    found, problems = read_toml("f", text)

    assert isinstance(found, dict)
    for each in problems:
        assert 0 <= each.line <= text.count("\n") + 1
    assert places(text).of("rule", 0, "when.x") >= 0


@given(st.binary(max_size=2_000), st.sampled_from(sorted(PACK)))
@settings(max_examples=12)
def test_no_bytes_in_the_place_of_a_file_make_the_loader_throw(raw, path):
    book, problems = load("mine", {**PACK, path: raw.decode("utf-8", "replace")})

    assert (book is None) == bool(problems)
    assert book is None or bills(book) == []
