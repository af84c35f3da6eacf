"""Every pack that comes with the program goes through every door, not only the one the program began with."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant import shelf
from assistant.doors.front import front

DAY = ("--today", "2026-06-01", "--lang", "en")
PACKS = shelf.pack_names()
DOORS = (("decide",), ("mail",), ("brief",), ("ask", "Why?"))


def run(*words: str, given: str | None = None):
    return CliRunner().invoke(front, list(words), input=given)


def case_of(pack: str) -> str:
    """Return a case told to be billed though nobody looked for an order yet, on the pack's first kind of line."""
    line = {"id": "1", "charge_line": next(iter(shelf.take(pack).policy.lines)), "disputed": "yes"}
    facts = {"speaker": "contract_holder_verified", "instruction": "bill_written"}
    return json.dumps({"facts": facts, "charges": [line]})


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door[0])
def test_a_case_goes_through_every_door_that_takes_one(pack: str, door: tuple[str, ...]):
    name, *more = door
    told = run(name, "-", *more, "--pack", pack, *DAY, given=case_of(pack))

    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.strip()


@pytest.mark.parametrize("pack", PACKS)
def test_a_line_of_speech_is_heard_by_the_ears_of_every_pack(pack: str):
    told = run("listen", "--pack", pack, *DAY, given="I want to speak to your supervisor.\n")

    assert told.exit_code == 0
    assert all(json.loads(line) for line in told.stdout.splitlines())


@pytest.mark.parametrize("pack", PACKS)
def test_a_call_in_plain_lines_is_answered_questioned_and_briefed(pack: str, tmp_path: Path):
    typed = "new\n1\nIt\n500\nn\n1\n1\n? what is still open\nbrief\nquit\n"
    told = run("call", "--plain", "--pack", pack, "--data", str(tmp_path), *DAY, given=typed)

    assert told.exit_code == 0
    assert "[training only]" in told.stdout
    assert "Still possible" in told.stdout


@pytest.mark.parametrize("pack", PACKS)
def test_its_own_scenarios_are_listed_and_the_first_is_played_without_a_fault(pack: str):
    first = json.loads(run("drill", "list", "--pack", pack, "--json", *DAY).stdout.splitlines()[0])
    told = run("drill", "run", first["id"], "--pack", pack, "--json", *DAY)

    assert told.exit_code == 0
    assert json.loads(told.stdout)["critical"] == []
