"""The linter is seen to refuse, one plant at a time, and the shipped pack to pass."""

from __future__ import annotations

import pytest
from hearing import EAR, NAME, POLICY, TEXTS

from assistant.listen.ear import Ear
from assistant.listen.lint import lint
from assistant.listen.reading import files_of

LISTEN = files_of(TEXTS)

GOOD = """
[gaps]
ja = 14
en = 30

[units]
yen = ["円"]

[pieces]
join = ["と"]
particle = ["は"]

[[word]]
id = "opt.FWD"
solid = true
ja = ["転送"]

[[word]]
id = "order.neg"
solid = true
ja = ["頼んでない"]

[[claim]]
id = "not_ordered"
kind = "options"
about = ["order_evidence"]

[[pattern]]
id = "not_ordered"
says = [["not_ordered", "{o}"]]
say = ["{opt:o}~{order.neg}"]
good = ["転送は頼んでない"]
bad = ["転送は便利"]
"""


def problems(text: str) -> list[str]:
    """Return the codes of what is wrong with a listen file, each with its line."""
    texts = {"listen.toml": text}
    ear, found = Ear.of(texts, POLICY)
    return [f"{each.code}:{each.line}" for each in (found if ear is None else lint("pack", texts, ear))]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_shipped_pack_passes():
    assert lint(NAME, TEXTS, EAR) == []
    assert len(LISTEN) > 1


def test_a_small_pack_without_faults_passes():
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("part", "plant", "code"),
    [
        ('good = ["転送は頼んでない"]\n', "", "no_example"),
        ('bad = ["転送は便利"]', "", "no_example"),
        ('good = ["転送は頼んでない"]', 'good = ["転送は知らない"]', "example_good"),
        ('bad = ["転送は便利"]', 'bad = ["転送とか頼んでない"]', "example_bad"),
        ('ja = ["転送"]', 'ja = ["転送", "ただ"]', "unguarded"),
        ('say = ["{opt:o}~{order.neg}"]', 'say = ["ない{opt:o}", "{opt:o}~{order.neg}"]', "unguarded"),
        ('say = ["{opt:o}~{order.neg}"]', 'say = ["0円{opt:o}", "{opt:o}~{order.neg}"]', "unguarded"),
        ('say = ["{opt:o}~{order.neg}"]', 'say = ["(?P<o>転送).*頼んでない"]\nregex = true', "unbounded"),
        ('say = ["{opt:o}~{order.neg}"]', 'say = ["(?P<o>転送).{0,}頼んでない"]\nregex = true', "unbounded"),
        ('say = ["{opt:o}~{order.neg}"]', 'say = ["(?P<o>転送)(?:は+)+頼んでない"]\nregex = true', "nested"),
        ('say = ["{opt:o}~{order.neg}"]', 'say = ["0円(?P<o>転送)"]\nregex = true', "unguarded"),
        ('say = ["{opt:o}~{order.neg}"]', 'say = ["テンソウ(?P<o>転送)"]\nregex = true', "unguarded"),
        ('say = ["{opt:o}~{order.neg}"]', 'say = ["ただ(?P<o>転送)"]\nregex = true', "unguarded"),
    ],
)
def test_a_planted_fault_is_named_with_its_line(part, plant, code):
    assert part in GOOD
    text = GOOD.replace(part, plant)

    found = problems(text)

    assert [each for each in found if each.startswith(f"{code}:")]
    assert all(int(each.rpartition(":")[2]) > 0 for each in found)


@pytest.mark.parametrize(
    ("part", "plant", "code"),
    [
        ("{order.neg}", "{order.nge}", "not_allowed"),
        ('"{o}"]]', '"{p}"]]', "not_allowed"),
        ('[["not_ordered", "{o}"]]', '[["notordered", "{o}"]]', "not_allowed"),
        ('[["not_ordered", "{o}"]]', '"not_ordered"', "wrong_type"),
        ('say = ["{opt:o}~{order.neg}"]', 'say = ["(?P<o>転送"]\nregex = true', "not_regex"),
        ('say = ["{opt:o}~{order.neg}"]', "say = []", "empty"),
        ('about = ["order_evidence"]', 'about = ["order"]', "not_allowed"),
        ('ja = ["頼んでない"]', 'ja = ["{te}ない"]', "not_allowed"),
        ("solid = true", "sloid = true", "unknown_key"),
        ("[gaps]", "[gaps", "syntax"),
    ],
)
def test_a_file_that_cannot_be_used_makes_no_ear(part, plant, code):
    ear, found = Ear.of({"listen.toml": GOOD.replace(part, plant, 1)}, POLICY)

    assert ear is None
    assert code in {each.code for each in found}
    assert all(each.text("ja") and each.text("en") for each in found)


def test_a_pack_without_a_listen_file_makes_no_ear():
    ear, found = Ear.of({"rules.toml": ""}, POLICY)

    assert ear is None
    assert [each.code for each in found] == ["missing_file"]


@pytest.mark.parametrize(
    ("text", "guarded"),
    [("ただだと思った", True), ("はただです", True), ("お話をいただく", False), ("いただきます", False)],
)
def test_a_guarded_word_is_not_found_inside_another(text, guarded):
    ear, _ = Ear.of({"listen.toml": GOOD.replace('ja = ["転送"]', 'ja = ["<ただ"]')}, POLICY)
    assert ear is not None

    assert bool(ear.hear(f"{text}、頼んでない").proposals) is guarded
