"""Scenario files that the program makes: written where nobody's own work is in the way."""

from __future__ import annotations

from pathlib import Path

from assistant.drills.casting import words
from assistant.drills.scenario import Scenario
from assistant.drills.writing import written
from assistant.rules.problems import Problem, problem


def keep(folder: Path, one: Scenario, remarks: tuple[str, ...] = ()) -> Problem | None:
    """Write a scenario into a folder, and say why where it could not be. What a person wrote is never overwritten."""
    path = folder / f"{one.id}.toml"
    mark = words("remark")
    head = f"# {mark.ja}\n# {mark.en}\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.read_bytes().startswith(head.encode()):
            return problem("not_made_here", f"{folder.name}/{path.name}")
        text = written(one, (mark.ja, mark.en, *remarks))
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        return problem("cannot_write", f"{folder.name}/{path.name}", detail=error.strerror or "")
    return None
