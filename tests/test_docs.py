"""What the pages promise is there: the tests they lean on, and one word for one thing."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

HOUSE = Path(__file__).parent.parent
ARCHITECTURE = (HOUSE / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
GLOSSARY = (HOUSE / "docs" / "GLOSSARY.md").read_text(encoding="utf-8")
ROWS = re.compile(r"^\| (\d+) \| .* \| (.*) \|$", re.MULTILINE)


def test_every_invariant_names_tests_that_are_there():
    held = dict(ROWS.findall(ARCHITECTURE))

    assert sorted(held, key=int) == [str(each) for each in range(1, 12)]
    for cell in held.values():
        files = re.findall(r"`(tests/[^`]+)`", cell)
        assert files
        assert [file for file in files if not (HOUSE / file).is_file()] == []


def test_a_word_stands_once_in_the_glossary_in_both_languages():
    rows = [line.split(" | ") for line in GLOSSARY.splitlines() if line.startswith("| ") and "---" not in line]
    rows = [row for row in rows if row[0] != "| word"]

    for column in (0, 1):
        assert [word for word, count in Counter(row[column] for row in rows).items() if count > 1] == []
    assert all(len(row) == 3 and row[2].strip(" |") for row in rows)
