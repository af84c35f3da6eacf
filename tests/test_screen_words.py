"""The words of the screens stand in two files that say the same."""

import ast
import re
import string
from pathlib import Path

import pytest

from assistant.call.steps import HAND_OVER, HOLD, TAIL, NotNow
from assistant.rules.facts import Evidence
from assistant.screens.commands import COMMANDS
from assistant.screens.words import other, wording

ROOM = Path(__file__).parents[1] / "assistant" / "screens"
JA, EN = wording("ja"), wording("en")


def slots(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def keys_in_code():
    """Yield every literal key given to say(), and every constant that begins one."""
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "say" and node.args
            if called and isinstance(node.args[0], ast.Constant):
                yield path.name, node.args[0].value
            elif (
                called and isinstance(node.args[0], ast.JoinedStr) and isinstance(node.args[0].values[0], ast.Constant)
            ):
                yield path.name, node.args[0].values[0].value


def test_both_languages_say_the_same_things():
    """A key missing in one language is a hole in the screen of somebody."""
    assert JA.texts.keys() == EN.texts.keys()


@pytest.mark.parametrize("key", JA.texts)
def test_both_languages_have_the_same_placeholders(key):
    """Else one of them would show less, or fail."""
    assert slots(JA.texts[key]) == slots(EN.texts[key])


def test_every_key_used_in_code_exists():
    """A literal key is a key; one with a hole in it begins some keys."""
    used = list(keys_in_code())

    assert len(used) > 50
    for path, key in used:
        begins = [each for each in JA.texts if each.startswith(key)]
        assert JA.has(key) or (key.endswith(".") and begins), f"{path}: {key}"


def test_every_command_has_its_words():
    """Name, sentence, reading and romaji: the last two find it in any input mode."""
    for command in COMMANDS:
        for part in ("label", "help", "reading", "romaji"):
            assert JA.has(f"command.{command.id}.{part}"), command.id


def test_every_closed_list_of_ours_has_its_words():
    """Evidence, steps and reasons for waiting come from below and are named here."""
    wanted = [f"evidence.{each}" for each in Evidence]
    wanted += [f"step.{each}" for each in (*TAIL, HOLD, HAND_OVER)]
    wanted += [f"not_now.{code}" for code in ("no_way", "not_settled", "not_may_call")]

    assert [each for each in wanted if not JA.has(each)] == []
    assert NotNow("no_way").code == "no_way"


def test_english_holds_no_japanese_but_the_name_of_the_language():
    """Whoever reads no Japanese must still find the key that changes the language."""
    foreign = {key for key, text in EN.texts.items() if re.search("[\u3040-\u9fff]", text)}

    assert foreign == {"command.language.label"}


def test_a_language_we_do_not_have_reads_english():
    """And the other language is always one of the two."""
    assert wording("fr").lang == "en"
    assert (other("ja"), other("en")) == ("en", "ja")
