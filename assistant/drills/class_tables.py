"""The results of a class for programs: CSV for a spreadsheet, and JSON."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any

from assistant.drills.class_report import ClassReport, Names, PointRow, Row, Tally
from assistant.drills.register import Kept
from assistant.rules.clean import show
from assistant.rules.export.cells import guarded
from assistant.rules.policy import Words

HEAD = (
    "started_at",
    "session",
    "trainee",
    "scenario",
    "mode",
    "score",
    "passed",
    "critical",
    "seconds",
    "hints",
    "taboos",
    "unsaid",
    "points_shown",
    "points_missed",
    "pack",
    "pack_version",
)


def csv_text(found: Iterable[Kept], names: Names, lang: str) -> str:
    """Return one line a drill, as a spreadsheet reads it: with a mark of its encoding, and no formula anywhere."""
    out = StringIO(newline="")
    out.write("\ufeff")
    rows = csv.writer(out)
    rows.writerow(HEAD)
    for each in found:
        rows.writerow([_safe(value) for value in _row(each, names.trainee(each).of(lang))])
    return out.getvalue()


def _row(one: Kept, trainee: str) -> list[object]:
    result = one.result
    return [
        result.started_at.isoformat(timespec="seconds"),
        one.session,
        trainee,
        result.scenario,
        result.mode,
        result.score,
        int(result.passed),
        " ".join(result.critical),
        result.seconds,
        result.hints,
        " ".join(result.taboos),
        " ".join(result.unsaid),
        " ".join(name for name, shown in result.learned.items() if shown),
        " ".join(name for name, shown in result.learned.items() if not shown),
        result.pack,
        result.pack_version,
    ]


def _safe(value: object) -> object:
    """Return a value that no spreadsheet runs: what would be a formula becomes a text of the same look."""
    return guarded(show(value)) if isinstance(value, str) else value


def class_json(report: ClassReport, found: Iterable[Kept], notice: Words) -> dict[str, Any]:
    """Return the report as JSON values, the results it was counted from at the end."""
    return {
        "v": 1,
        "notice": _both(notice),
        "first": report.first and report.first.isoformat(),
        "last": report.last and report.last.isoformat(),
        **_tally(report.whole),
        "critical_fails": [
            {
                "on": each.on.isoformat(),
                "trainee": _both(each.trainee),
                "scenario": _both(each.scenario),
                "score": each.points,
                "critical": list(each.faults),
            }
            for each in report.critical
        ],
        "people": [{**_counted(each), "practise": [_both(one) for one in each.weakest]} for each in report.people],
        "scenarios": [_counted(each) for each in report.scenarios],
        "points": [_point(each) for each in report.points],
        "weeks" if report.by_week else "days": [_counted(each) for each in report.days],
        "results": [{**each.result.to_json(), "session": each.session, "number": each.trainee} for each in found],
    }


def _tally(tally: Tally) -> dict[str, int]:
    return {"drills": tally.drills, "passed": tally.passed, "critical": tally.critical, "mean": tally.mean}


def _counted(row: Row) -> dict[str, Any]:
    return {"name": _both(row.name), **_tally(row.tally), "last": row.last.isoformat(), "faults": list(row.faults)}


def _point(row: PointRow) -> dict[str, Any]:
    return {"name": _both(row.name), "shown": row.shown, "of": row.of}


def _both(words: Words) -> dict[str, str]:
    return {"ja": words.ja, "en": words.en}
