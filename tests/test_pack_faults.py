"""A pack with a mistake does not load, and the mistake is told by file, line, name and remedy."""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files

import pytest

from assistant import shelf
from assistant.rules import diagram
from assistant.rules.compile import load
from assistant.rules.diagram import FACTS_MAX, ROWS_MAX
from assistant.rules.pack import FILES
from assistant.rules.problems import Problem, problem

PACK = shelf.read(None)[1]
PLACE = "¶"
"""Marks the line a planted mistake must be told by; taken out before the pack is read."""

CATALOGUE = tomllib.loads(files("assistant.rules").joinpath("problems.toml").read_text(encoding="utf-8"))
GAPS = re.compile(r"\{(size|most|key|found|near|all|wanted|detail|example|on|what|hint)\}")
"""The gaps of the problems' own words: none may be left in what is told."""


@dataclass(frozen=True)
class Fault:
    """A mistake planted into one file, and how it must be told."""

    code: str
    file: str
    id: str
    old: str
    new: str


FAULTS = {
    # --- keys
    "key of a typo": Fault("unknown_key", "rules", "R1/evidence", 'rung = "leader"', '¶rong = "leader"'),
    "key of a head of a typo": Fault(
        "unknown_key", "pack", "", "verified_through", "¶verified_thru = 1\nverified_through"
    ),
    "key of an entry of its own": Fault(
        "unknown_key", "sources", "TBA-26@2004", 'key = "order"', 'key = "order"\n¶since = 2004-04-01'
    ),
    "key of a third language": Fault(
        "unknown_key", "facts", "speaker", 'label.ja = "話者"', 'label.ja = "話者"\n¶label.fr = "x"'
    ),
    "key beside the values of a fact": Fault(
        "unknown_key",
        "facts",
        "statement_only",
        'odds = 2\n\n[[fact.value]]\nid = "unchecked"',
        '¶odd = 2\n\n[[fact.value]]\nid = "unchecked"',
    ),
    "key inside phrases": Fault(
        "unknown_key", "taboo", "notice_made_contract", "phrases.en = [", '¶phrases.fr = ["x"]\nphrases.en = ['
    ),
    "key among the names of the house": Fault(
        "unknown_key", "pack", "", "company.en =", '¶campany.en = "x"\ncompany.en ='
    ),
    "key among the date keys": Fault(
        "unknown_key", "pack", "", "conduct = [", '¶conduckt = ["decision_date"]\nconduct = ['
    ),
    "key missing": Fault(
        "missing",
        "rules",
        "R1/evidence",
        '[[rule]]\nid = "R1/evidence"\nline = "disputed_option"',
        '¶[[rule]]\nid = "R1/evidence"',
    ),
    "id missing": Fault("missing", "ladder", "", '[[rung]]\nid = "sv"\n', "¶[[rung]]\n"),
    "cites missing": Fault("missing", "rules", "R1/evidence", 'id = "R1/evidence"', '¶id = "R1/evidence"'),
    "date key missing": Fault(
        "missing", "pack", "", '[date_keys]\norder = ["order_date", "contract_date", "service_start"]', "¶[date_keys]"
    ),
    "day of the law missing": Fault("missing", "pack", "", "verified_through = 2026-07-01\n", ""),
    "tone missing": Fault(
        "missing", "pack", "", '[[tone]]\nid = "concern"\nname.ja = "懸念"\nname.en = "Concern"\n', ""
    ),
    "ruling missing": Fault(
        "missing", "pack", "", '[[ruling]]\nid = "bill"\nname.ja = "請求する"\nname.en = "Bill"\n', ""
    ),
    "values missing": Fault(
        "missing",
        "facts",
        "order_date",
        '[[fact]]\nid = "order_date"\nstage = "notice"\nkind = "date"',
        '¶[[fact]]\nid = "order_date"\nstage = "notice"\nkind = "choice"',
    ),
    # --- ids
    "id twice": Fault(
        "duplicate", "rules", "R1/evidence", 'id = "R1/our_error_but_order_shown"', '¶id = "R1/evidence"'
    ),
    "source id twice": Fault("duplicate", "sources", "TBA-26@2004", 'id = "TBA-26@2016"', '¶id = "TBA-26@2004"'),
    "value twice": Fault("duplicate", "facts", "refutes", 'id = "supports"', '¶id = "refutes"'),
    "value named like not knowing": Fault("duplicate", "facts", "unknown", 'id = "conflicting"', '¶id = "unknown"'),
    "fact named like the period": Fault("duplicate", "facts", "regime", 'id = "our_role"', '¶id = "regime"'),
    "id a number": Fault("wrong_type", "rules", "", 'id = "R1/evidence"', "¶id = 1"),
    "id empty": Fault("missing", "ladder", "", 'id = "leader"', '¶id = ""'),
    # --- values
    "fact of a typo": Fault(
        "unknown_fact",
        "rules",
        "R1/our_error_but_order_shown",
        'when.error_source = ["company", "agent", "carrier"]\nwhen.order_evidence = ["supports"]',
        'when.error_source = ["company", "agent", "carrier"]\n¶when.order_evidense = ["supports"]',
    ),
    "value of a typo": Fault(
        "unknown_value",
        "rules",
        "R1/our_error_but_order_shown",
        'when.error_source = ["company", "agent", "carrier"]\nwhen.order_evidence = ["supports"]',
        'when.error_source = ["company", "agent", "carrier"]\n¶when.order_evidence = ["suports"]',
    ),
    "value a number": Fault(
        "unknown_value",
        "actions",
        "A2",
        'when.carrier_involved = ["upstream", "unknown"]',
        "¶when.carrier_involved = [1]",
    ),
    "values of none": Fault(
        "wrong_type",
        "rules",
        "P2",
        'when.error_source = ["company", "agent", "carrier"]\nsays',
        "¶when.error_source = []\nsays",
    ),
    "value of an argument": Fault(
        "unknown_value",
        "arguments",
        "cancelled_after_start",
        'cites = ["CC-522", "CC-521old", "CC-415"]\n[[argument.holds]]\nwhen.order_evidence = ["supports"]',
        'cites = ["CC-522", "CC-521old", "CC-415"]\n[[argument.holds]]\n¶when.order_evidence = ["suports"]',
    ),
    "fact of the conditions of a bill": Fault(
        "unknown_fact", "pack", "", 'order_evidence = ["supports"]', '¶order_evidense = ["supports"]'
    ),
    "ruling of a typo": Fault("not_allowed", "rules", "R1/evidence", 'ruling = "hold"', '¶ruling = "holt"'),
    "ruling of an action unknown": Fault(
        "not_allowed",
        "actions",
        "A2",
        'rulings = ["do_not_bill", "refund", "hold"]',
        '¶rulings = ["do_not_bill", "refuse"]',
    ),
    "promise about no ruling": Fault(
        "missing", "rules", "P2", 'rulings = ["bill", "offer_initial_cancellation"]', "¶rulings = []"
    ),
    "rung unknown": Fault("not_allowed", "rules", "R1/evidence", 'rung = "leader"', '¶rung = "boss"'),
    "layer unknown": Fault("not_allowed", "rules", "R1/evidence", 'layer = "conflict"', '¶layer = "conflicts"'),
    "line unknown": Fault("not_allowed", "rules", "R1/evidence", 'line = "disputed_option"', '¶line = "disputed"'),
    "citation unknown": Fault(
        "not_allowed",
        "rules",
        "R1/evidence",
        'cites = ["CC-521old", "CC-522", "TBA-27@2004", "TBA-27@2016"]',
        '¶cites = ["CC-521", "CC-522"]',
    ),
    "input unknown": Fault(
        "not_allowed", "facts", "contact", 'inputs = ["service_start", "contact_date"]', '¶inputs = ["service_strat"]'
    ),
    "derivation unknown": Fault("not_allowed", "facts", "icw", 'derived = "icw"', '¶derived = "icv"'),
    "stage unknown": Fault("not_allowed", "facts", "speaker", 'stage = "verification"', '¶stage = "verify"'),
    "basis not a date": Fault("not_allowed", "pack", "", 'basis = "contract_date"', '¶basis = "speaker"'),
    "date key of no date": Fault("not_allowed", "pack", "", 'conduct = ["decision_date"]', '¶conduct = ["speaker"]'),
    "confidence unknown": Fault("not_allowed", "sources", "TBA-26@2004", 'confidence = "O"', '¶confidence = "X"'),
    "level unknown": Fault("not_allowed", "taboo", "notice_made_contract", 'level = "stop"', '¶level = "halt"'),
    # --- kinds
    "text a number": Fault("wrong_type", "ladder", "leader", 'address = "leader@callcentre.example"', "¶address = 1"),
    "address of a forger": Fault(
        "wrong_type",
        "ladder",
        "leader",
        'address = "leader@callcentre.example"',
        '¶address = "a@b.example, c@d.example"',
    ),
    "number not a number": Fault("wrong_type", "ladder", "leader", "days_to_answer = 1", "¶days_to_answer = nan"),
    "number without end": Fault("wrong_type", "ladder", "leader", "days_to_answer = 1", "¶days_to_answer = inf"),
    "number a truth value": Fault("wrong_type", "ladder", "leader", "people = 8", "¶people = true"),
    "number negative": Fault("bad_number", "facts", "speaker", "cost_seconds = 30", "¶cost_seconds = -30"),
    "number in hexadecimal": Fault(
        "bad_number", "ladder", "leader", "days_to_answer = 1", "¶days_to_answer = 0x" + "f" * 400
    ),
    "number with underscores": Fault(
        "bad_number", "ladder", "leader", "days_to_answer = 1", "¶days_to_answer = 1" + "_0" * 400
    ),
    "flag a text": Fault("wrong_type", "facts", "speaker", "gate = true", '¶gate = "yes"'),
    "list a text": Fault(
        "wrong_type",
        "rules",
        "R1/evidence",
        'cites = ["CC-521old", "CC-522", "TBA-27@2004", "TBA-27@2016"]',
        '¶cites = "CC-522"',
    ),
    "list of numbers": Fault("wrong_type", "pack", "", 'layers = ["conflict"', '¶layers = [1, "conflict"'),
    "phrase empty": Fault("wrong_type", "taboo", "notice_made_contract", "phrases.en = [", '¶phrases.en = ["",'),
    "days of values a text": Fault(
        "wrong_type",
        "facts",
        "icw",
        "exists_from.open = 2016-05-21\nexists_from.closed = 2016-05-21",
        '¶exists_from = "x"',
    ),
    "day a text": Fault("wrong_type", "sources", "TBA-26@2004", "from = 2004-04-01", '¶from = "2004-04-01"'),
    "day with a time": Fault(
        "wrong_type", "sources", "TBA-26@2004", "from = 2004-04-01", "¶from = 2004-04-01T00:00:00"
    ),
    "day of a value with a time": Fault(
        "wrong_type", "facts", "icw", "exists_from.open = 2016-05-21", "¶exists_from.open = 2016-05-21T00:00:00"
    ),
    "day of no value": Fault(
        "unknown_key", "facts", "icw", "exists_from.open = 2016-05-21", "¶exists_from.opened = 2016-05-21"
    ),
    "entries a single one": Fault(
        "wrong_type",
        "amounts",
        "",
        "[[tax]]\npercent = 5\nuntil = 2014-03-31\n\n[[tax]]\npercent = 8\nfrom = 2014-04-01\n"
        "until = 2019-09-30\n\n[[tax]]\npercent = 10\nfrom = 2019-10-01",
        "¶[tax]\npercent = 5",
    ),
    "names a list": Fault("wrong_type", "pack", "", "[names]", "¶[[names]]"),
    # --- words
    "Japanese empty": Fault(
        "empty",
        "rules",
        "R1/evidence",
        'reason.ja = "申込の記録が食い違っています。調べ終えるまで請求しません。"',
        '¶reason.ja = ""',
    ),
    "Japanese missing": Fault("empty", "facts", "speaker", 'label.ja = "話者"\nlabel.en', "¶label.en"),
    "English blank": Fault("empty", "facts", "agent_verified", 'name.en = "Agent, verified"', '¶name.en = "　"'),
    "words a number": Fault("empty", "ladder", "sv", 'role.en = "supervisor"', "¶role.en = 4"),
    "phrases of one language": Fault(
        "empty", "taboo", "notice_made_contract", "phrases.en = [", "¶phrases.en = []\nbetter.xx = ["
    ),
    "words too long": Fault("too_long", "ladder", "sv", 'role.en = "supervisor"', '¶role.en = "' + "x" * 1_001 + '"'),
    "words with an escape": Fault(
        "control_character", "ladder", "sv", 'role.en = "supervisor"', '¶role.en = "\\u001b[31m"'
    ),
    "address with a line end": Fault(
        "control_character",
        "ladder",
        "leader",
        'address = "leader@callcentre.example"',
        '¶address = "leader@callcentre.example\\nBcc: x@y.example"',
    ),
    # --- dates
    "from later than until": Fault("bad_dates", "sources", "TBA-26@2004", "from = 2004-04-01", "¶from = 2024-04-01"),
    "tax with a day missing": Fault("tax_dates", "amounts", "", "from = 2014-04-01", "¶from = 2014-04-02"),
    "tax with a day twice": Fault("tax_dates", "amounts", "", "from = 2019-10-01", "¶from = 2019-09-30"),
    "tax that ends": Fault(
        "tax_dates",
        "amounts",
        "",
        "percent = 10\nfrom = 2019-10-01",
        "percent = 10\nfrom = 2019-10-01\n¶until = 2099-12-31",
    ),
    # --- meaning
    "inert fact in a rule": Fault(
        "inert_in_rule",
        "rules",
        "R1/evidence",
        'when.order_evidence = ["conflicting"]',
        'when.order_evidence = ["conflicting"]\n¶when.notice = ["received_no_reply"]',
    ),
    "instruction in a rule": Fault(
        "inert_in_rule",
        "rules",
        "R1/evidence",
        'when.order_evidence = ["conflicting"]',
        '¶when.instruction = ["bill_oral"]',
    ),
    "promise broken": Fault(
        "never_broken",
        "rules",
        "P9/planted",
        '[[never]]\nid = "P2"\n',
        '¶[[never]]\nid = "P9/planted"\nline = "disputed_option"\nrulings = ["hold"]\n'
        'when.disputed = ["yes"]\nsays.ja = "x"\nsays.en = "x"\n\n[[never]]\nid = "P2"\n',
    ),
    "rules of one layer of two minds": Fault(
        "conflict",
        "rules",
        "R1/planted",
        "# --- no order, but",
        '¶[[rule]]\nid = "R1/planted"\nline = "disputed_option"\nlayer = "conflict"\n'
        'ruling = "do_not_bill"\nwhen.disputed = ["yes"]\ncites = ["CC-521old", "CC-522"]\n'
        'reason.ja = "x"\nreason.en = "x"\n\n# --- no order, but',
    ),
    "citation of a later law only": Fault(
        "no_citation",
        "rules",
        "R1/evidence",
        'cites = ["CC-521old", "CC-522", "TBA-27@2004", "TBA-27@2016"]',
        '¶cites = ["CC-522"]',
    ),
    "citation of consumers' law only": Fault(
        "no_citation",
        "rules",
        "R1/evidence",
        'cites = ["CC-521old", "CC-522", "TBA-27@2004", "TBA-27@2016"]',
        '¶cites = ["CCA-10"]',
    ),
    "citation of the undecided": Fault(
        "no_citation", "pack", "U0", 'cites = ["CC-521old", "CC-522"]', '¶cites = ["CC-521old"]'
    ),
    "words of a block missing": Fault("no_words", "script", "recordings", 'id = "recording"', '¶id = "recordings"'),
    # --- TOML
    "dotted key of 100 KB": Fault("long_line", "rules", "", 'rung = "leader"', "¶" + "a." * 50_000 + "a = 1"),
    "dotted key": Fault("deep_key", "rules", "", 'rung = "leader"', "¶a.b.c.d.e.f = 1"),
    "dotted key in quotes": Fault("deep_key", "rules", "", 'rung = "leader"', '¶"a"."b"."c"."d"."e"."f" = 1'),
    "5,000 digits": Fault("long_line", "ladder", "", "people = 8", "¶people = " + "8" * 5_000),
    "1,000 digits": Fault("long_number", "ladder", "", "people = 8", "¶people = " + "8" * 1_000),
    "list in list in list": Fault("syntax", "ladder", "", "people = 8", "people = " + "[" * 1_500),
    "full-width equals sign": Fault("full_width", "rules", "", 'rung = "leader"', '¶rung ＝ "leader"'),
    "curly quotes": Fault("full_width", "rules", "", 'rung = "leader"', "¶rung = “leader”"),
    "full-width space": Fault("full_width", "rules", "", 'rung = "leader"', '¶　rung = "leader"'),
    "full-width brackets": Fault("full_width", "rules", "", "[[rule]]", "¶［［rule］］"),
    "key twice": Fault("syntax", "rules", "", 'rung = "leader"', 'rung = "leader"\n¶rung = "leader"'),
    "text left open": Fault("syntax", "rules", "", 'rung = "leader"', '¶rung = "leader'),
    "list left open": Fault("syntax", "ladder", "", 'address = "leader@callcentre.example"', "address = [1\n¶x"),
    "header left open": Fault("syntax", "rules", "", "[[rule]]", "¶[[rule]"),
    "escape byte": Fault("control_character", "rules", "", 'rung = "leader"', '¶rung = "\x1b[31m"'),
    "NUL": Fault("control_character", "rules", "", 'rung = "leader"', '¶rung = "\x00"'),
    "vertical tab": Fault("control_character", "rules", "", 'rung = "leader"', '¶rung = "leader"\x0b'),
    "next line": Fault("control_character", "rules", "", 'rung = "leader"', '¶rung = "leader" # \x85'),
    "half a character": Fault("control_character", "rules", "", 'rung = "leader"', '¶rung = "\ud800"'),
    "bare carriage return": Fault("control_character", "rules", "", 'rung = "leader"', '¶rung = "leader"\rx = 1'),
    "not UTF-8": Fault("not_utf8", "rules", "", 'rung = "leader"', '¶rung = "leader" # \ufffd'),
    "line too long": Fault("long_line", "rules", "", 'rung = "leader"', "¶# " + "x" * 2_000),
    "file too large": Fault("too_large", "actions", "", 'rung = "sv"', "# x\n" * 50_000),
    "not TOML at all": Fault("syntax", "ladder", "", "[[rung]]", "¶{}\n[[rung]]"),
}
"""What is put in the place of what, first occurrence; and the code, file and id it is told with."""


def planted(fault: Fault) -> tuple[dict[str, str], int]:
    """Return the texts with the mistake, and the line it stands on; 0 where a whole file is meant."""
    path = f"{fault.file}.toml"
    assert fault.old in PACK[path], fault.old
    text = PACK[path].replace(fault.old, fault.new, 1)
    before, mark, after = text.partition(PLACE)
    return {**PACK, path: before + after}, before.count("\n") + 1 if mark else 0


def told(problems: list[Problem], code: str) -> Problem:
    """Return the problem of this code, and see that every problem is told in full."""
    for each in problems:
        for lang in ("ja", "en"):
            said = each.text(lang)
            assert not GAPS.search(said), said
            assert each.what.of(lang)
            assert each.hint.of(lang)
            assert said.startswith(f"{each.file}:{each.line}" if each.line else each.file)
            assert not each.id or f"[{each.id}]" in said
            assert len(said) < 1_500
    assert code in {each.code for each in problems}, [each.text("en") for each in problems]
    return next(each for each in problems if each.code == code)


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_mistake_is_told_by_file_line_and_name_in_both_languages(name: str):
    fault = FAULTS[name]
    if name == "cites missing":
        fault = Fault(fault.code, fault.file, fault.id, *_without("rules.toml", "R1/evidence", "cites"))
    texts, line = planted(fault)

    book, problems = load("mine", texts)

    assert book is None
    one = told(problems, fault.code)
    assert (one.file, one.id) == (f"mine/{fault.file}.toml", fault.id)
    if name not in WHOLE:
        assert one.line == line, one.text("en")
    assert len(problems) <= 12


WHOLE = {"list in list in list"}
"""Mistakes whose line a reader of TOML cannot know."""


def _without(path: str, name: str, key: str) -> tuple[str, str]:
    """Return an entry as it stands, and the same without one line of it."""
    entry = next(each for each in re.split(r"(?=^\[\[)", PACK[path], flags=re.MULTILINE) if f'id = "{name}"' in each)
    return entry, PLACE + re.sub(rf"^{key} = .*\n", "", entry, flags=re.MULTILINE)


# --- files, words and rules as a whole ---------------------------------------------------


DECIDING = sorted(f"{name}.toml" for name in FILES)
"""What a fee is decided by. What can be asked and heard is read apart, and tested there."""


def without(*paths: str) -> dict[str, str]:
    return {path: text for path, text in PACK.items() if path not in paths}


@pytest.mark.parametrize("path", DECIDING)
def test_a_file_that_is_missing_is_named(path: str):
    book, problems = load("mine", without(path))

    assert book is None
    assert (told(problems, "missing_file").file, told(problems, "missing_file").line) == (f"mine/{path}", 0)


@pytest.mark.parametrize("path", DECIDING)
def test_a_file_that_is_empty_does_not_make_a_pack(path: str):
    """But for files whose absence takes nothing away that a fee is decided by."""
    book, problems = load("mine", {**PACK, path: ""})

    assert (book is None) == bool(problems)
    assert book is not None or told(problems, problems[0].code)
    assert book is None or path in {"actions.toml", "amounts.toml", "arguments.toml", "script.toml", "taboo.toml"}


def test_no_files_at_all_make_no_pack():
    assert load("mine", {})[0] is None
    assert {each.code for each in load("mine", {})[1]} == {"missing_file"}


@pytest.mark.parametrize(
    ("code", "path", "old", "new"),
    [
        ("placeholder", "words/ja/bill.md", "", "¶{customer}さま。\n"),
        ("placeholder", "words/en/bill.md", "", "Yes.\n\n¶{amount}\n"),
        ("placeholder", "words/en/bill.md", "", "¶{amount:date}\n"),
        ("placeholder", "words/en/bill.md", "", "¶{amount:yen\n"),
        ("placeholder", "words/ja/mail_inquiry.md", "", "¶{option}\n"),
        ("placeholder", "words/en/mail_subject_concern.md", "", "¶{0.__class__}\n"),
        ("placeholder", "words/en/opening_unverified.md", "", "¶{option}\n"),  # contract data before verification
        ("placeholder", "words/ja/opening_unverified.md", "", "¶{amount:yen}\n"),
        ("placeholder", "words/ja/verify_identity.md", "", "¶{service_start:date}\n"),
        ("placeholder_differs", "words/ja/close.md", "", "¶{rung}\n"),
        ("placeholder_differs", "words/en/mail_subject_inquiry.md", "", "¶{operator}\n"),
        ("control_character", "words/ja/bill.md", "", "はい。\n¶\x1b[31m\n"),
        ("control_character", "words/en/bill.md", "", "¶\ud800\n"),
        ("not_utf8", "words/ja/bill.md", "", "はい。\n\n¶\ufffd\n"),
        ("no_words", "words/ja/bill.md", None, " \n\u3000\n"),
        ("no_words", "words/en/mail_inquiry.md", None, ""),
        ("no_words", "words/en/of_nobody.md", None, ""),
        ("too_long", "words/en/bill.md", None, "x" * 4_001),
    ],
)
def test_a_mistake_in_the_words_is_told_by_their_own_file(code: str, path: str, old: str | None, new: str):
    """`old` None replaces the whole text, else the new words are put before it."""
    before, mark, after = (new + ("" if old is None else PACK[path])).partition(PLACE)

    book, problems = load("mine", {**PACK, "words/ja/of_nobody.md": "x"} | {path: before + after})

    assert book is None
    one = next(each for each in problems if each.file == f"mine/{path}" and told(problems, code) and each.code == code)
    assert (one.line, one.id) == (before.count("\n") + 1 if mark else 0, path.split("/")[2].removesuffix(".md"))


def test_a_mistake_in_the_words_stands_alone():
    """Not every text is complained of for what one of them has."""
    _, problems = load("mine", {**PACK, "words/ja/bill.md": PACK["words/ja/bill.md"].rstrip() + "{customer}\n"})

    assert [each.code for each in problems] == ["placeholder"]


def test_words_that_are_missing_are_told_of_in_the_language_that_lacks_them():
    _, problems = load("mine", without("words/ja/bill.md"))

    assert [(each.code, each.file) for each in problems] == [("no_words", "mine/words/ja/bill.md")]


def _rules(*, without_ids: str = "", more: str = "") -> dict[str, str]:
    entries = re.split(r"(?=^\[\[)", PACK["rules.toml"], flags=re.MULTILINE)
    kept = [each for each in entries if not without_ids or f'id = "{without_ids}' not in each]
    return {**PACK, "rules.toml": "".join(kept) + more}


def test_a_case_no_rule_speaks_for_is_shown():
    """Without R4h nothing says what becomes of an order that is in order."""
    book, problems = load("mine", _rules(without_ids="R4h"))

    assert book is None
    assert told(problems, "gap").id == "disputed_option"
    assert "Order record=Shows the disputed option" in told(problems, "gap").what.en


def test_a_rule_that_ends_leaves_a_hole_in_time():
    entry, _ = _without("rules.toml", "R4h", "none")

    book, problems = load("mine", _rules(without_ids="R4h", more=entry + "\nuntil = 2030-12-31\n"))

    assert book is None
    assert "regime=2031-01-01/.." in told(problems, "gap").what.en


FOREVER = """
[[rule]]
id = "R9/forever"
line = "main_service"
layer = "owed"
ruling = "untouched"
from = 0001-01-01
until = 9999-12-31
reason.ja = "x"
reason.en = "x"
"""


def test_the_first_and_the_last_day_there_is_are_days_like_any_other():
    book, problems = load("mine", _rules(more=FOREVER))

    assert (book is None, problems) == (False, [])
    source = PACK["sources.toml"].replace('id = "CC-522"', 'id = "CC-522"\nuntil = 9999-12-31', 1)
    assert load("mine", {**PACK, "sources.toml": source})[1] == []


def _tangled(pairs: int) -> dict[str, str]:
    """Facts in pairs, each pair a rule of its own: the cases multiply, the rules do not."""
    fact = (
        '[[fact]]\nid = "{0}"\nstage = "fee"\nkind = "choice"\nlabel = {1}\nask = {1}\nwhy = {1}\n'
        '[[fact.value]]\nid = "no"\nname = {1}\n[[fact.value]]\nid = "yes"\nname = {1}\n'
    )
    rule = (
        '[[rule]]\nid = "X{0}"\nline = "disputed_option"\nlayer = "conflict"\nruling = "hold"\ncites = {1}\n'
        'reason = {2}\nwhen.a{0} = ["yes"]\nwhen.b{0} = ["yes"]\n'
    )
    said = '{ja = "x", en = "x"}'
    facts = [fact.format(f"{side}{nth}", said) for nth in range(pairs) for side in "ab"]
    rules = [rule.format(nth, '["CC-521old", "CC-522"]', said) for nth in range(pairs)]
    return {
        **PACK,
        "facts.toml": PACK["facts.toml"] + "\n" + "".join(facts),
        "rules.toml": PACK["rules.toml"] + "\n" + "".join(rules),
    }


@pytest.mark.parametrize(("pairs", "most"), [(12, ROWS_MAX), (30, ROWS_MAX), (200, FACTS_MAX)])
def test_rules_too_entangled_to_prove_are_refused_and_not_waited_for(pairs: int, most: int):
    book, problems = load("mine", _tangled(pairs))

    assert book is None
    found = told(problems, "too_complex")
    assert found.id == "disputed_option"
    assert f"({most} at most)" in found.what.en


def test_a_broken_promise_is_told_with_a_case_in_words():
    texts, _ = planted(FAULTS["promise broken"])
    found = told(load("mine", texts)[1], "never_broken")

    disputed = shelf.take().policy.facts["disputed"]
    assert disputed.label.en in found.what.en
    assert disputed.label.ja in found.what.ja


def test_a_diagram_of_too_many_nodes_is_refused_though_its_rows_are_few(monkeypatch):
    monkeypatch.setattr(diagram, "NODES_MAX", 5)

    book, problems = load("mine", PACK)

    assert book is None
    assert "(5 at most)" in told(problems, "too_complex").what.en


def test_many_facts_that_are_not_entangled_are_proved():
    assert load("mine", _tangled(1))[1] == []


def test_a_mistake_is_told_by_its_line_whatever_ends_the_lines():
    fault = FAULTS["value of a typo"]
    texts, line = planted(fault)
    dos = {path: text.replace("\n", "\r\n") for path, text in texts.items()}
    marked = {path: "\ufeff" + text for path, text in texts.items()}

    for each in (dos, marked):
        assert told(load("mine", each)[1], fault.code).line == line
    assert load("mine", {path: text.replace("\n", "\r\n") for path, text in PACK.items()})[1] == []
    assert (
        load(
            "mine",
            {path: "\ufeff" + text for path, text in PACK.items() if path.endswith("toml")}
            | {path: text for path, text in PACK.items() if path.endswith("md")},
        )[1]
        == []
    )


def test_tabs_comments_and_line_separators_in_words_are_in_order():
    rules = PACK["rules.toml"].replace('rung = "leader"', '\trung\t=\t"leader"\t# \u2028 a comment', 1)

    assert load("mine", {**PACK, "rules.toml": rules})[1] == []


def test_a_line_separator_does_not_move_the_lines_behind_it():
    fault = FAULTS["value of a typo"]
    texts, line = planted(fault)

    moved = {**texts, "rules.toml": "# \u2028 \u2029\n" + texts["rules.toml"]}

    assert told(load("mine", moved)[1], fault.code).line == line + 1


def test_what_is_written_in_one_line_is_told_by_that_line():
    """Inline tables have no header to find."""
    text = 'percent = 1\n\ntax = [{percent = 5}, {percent = "x"}]\n'

    _, problems = load("mine", {**PACK, "amounts.toml": text})

    assert {each.line for each in problems if each.code == "wrong_type"} == {3}


def test_two_mistakes_are_told_at_once():
    rules = PACK["rules.toml"].replace('rung = "leader"', 'rung = "boss"', 1)
    facts = PACK["facts.toml"].replace("gate = true", 'gate = "yes"', 1)

    _, problems = load("mine", {**PACK, "rules.toml": rules, "facts.toml": facts})

    assert {each.file for each in problems} == {"mine/rules.toml", "mine/facts.toml"}


def test_a_pack_is_told_of_by_the_name_of_its_folder():
    """Its own id may be that of the pack it was copied from."""
    _, problems = load("mine", _rules(without_ids="R4h"))

    assert {each.file for each in problems} == {"mine/rules.toml"}


# --- the words of problems ---------------------------------------------------------------


def test_every_problem_is_written_in_both_languages_with_the_same_gaps():
    for code, entry in CATALOGUE.items():
        for said in (entry, entry.get("hint", {"ja": "", "en": ""})):
            gaps = [sorted(re.findall(r"(?<!\{)\{(\w+)\}", said[lang])) for lang in ("ja", "en")]

            assert gaps[0] == gaps[1], code
            assert set(gaps[0]) <= set(re.findall(r"\w+", GAPS.pattern)), code
        assert code in {"sentence", "near", "none_near", "unknown", "regime"} or entry["hint"]["ja"]


def test_what_a_stranger_wrote_is_quoted_not_filled_in():
    said = problem("not_allowed", "f", 1, "{id}", key="{key}", found="{found} {0.__class__}", near="{near}")

    assert "{found} {0.__class__}" in said.text("en")
    assert said.text("ja").startswith("f:1 [{id}]")
