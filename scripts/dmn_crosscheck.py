"""Hold a pack's exported tables against two engines of other houses, and count where they differ.

    npm ci --prefix scripts/dmn_crosscheck       once; Node 20 or newer
    scripts/dmn_crosscheck.py [PACK] [--json]    a pack by name or by folder; all packs without one

Every combination is asked where the engine can afford it; else the corners of every
row and rule, every pair of values, and cases drawn at random, CASES in all. `--every`
asks both engines everything. `--plant` changes one cell of what is exported, and then
the engines must differ. The exit code is 1 where they do (or with `--plant`, do not),
2 where the engines are not there. Not part of the tests: Node is not on every machine.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations, product
from math import prod
from pathlib import Path
from typing import Any

from assistant import shelf
from assistant.rules.compile import Rulebook
from assistant.rules.export.dmn import dmn_of
from assistant.rules.export.printed import READINGS, Line, Printed, printed
from assistant.rules.policy import Ruling
from assistant.rules.table import Table

HERE = Path(__file__).parent / "dmn_crosscheck"
CASES = 200_000
AFFORDABLE = {"feelin": 40_000_000, "imicros": CASES}
RULINGS = tuple(each.value for each in Ruling)
USAGE = 2

Job = dict[str, Any]


def main() -> int:
    """Ask the engines, tell what they answered."""
    wanted = _arguments()
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules").is_dir():
        print("Node 20 or newer and `npm ci --prefix scripts/dmn_crosscheck` are needed first.", file=sys.stderr)
        return USAGE
    books = [_book(each) for each in wanted.pack or shelf.pack_names()]
    told = [each for book in books for each in crosscheck(node, book, plant=wanted.plant, every=wanted.every)]
    if wanted.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for each in told:
            print(
                f"{each['pack']:<24} {each['line']:<26} {each['reading']:<7}{each['engine']:<8}"
                f"{each['asked']:>10,} of {each['of']:>10,}  {each['differ']:>7,} differ"
            )
            for shown in each["shown"]:
                print(f"    ours {shown['ours']}, theirs {shown['theirs']}: {shown['case']}")
    return _exit(told, plant=wanted.plant)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=str(__doc__).partition("\n")[0], epilog="Example:  scripts/dmn_crosscheck.py hikari_option_fee"
    )
    parser.add_argument("pack", nargs="*", help="a pack's name or folder")
    parser.add_argument("--json", action="store_true", help="JSON for programs")
    parser.add_argument("--every", action="store_true", help="ask both engines every combination")
    parser.add_argument("--plant", action="store_true", help="change one cell first: the engines must differ")
    return parser.parse_args()


def _exit(told: list[Job], *, plant: bool) -> int:
    if not plant:
        return 1 if any(each["differ"] for each in told) else 0
    unseen = [each for each in told if each["planted"] and not each["differ"]]
    return 1 if unseen or not any(each["planted"] for each in told) else 0


def _book(pack: str) -> Rulebook:
    path = Path(pack)
    return shelf.take_from(path) if path.is_dir() else shelf.take(pack)


def crosscheck(node: str, book: Rulebook, *, plant: bool, every: bool) -> list[Job]:
    """Ask both engines about every table of a pack, in both readings."""
    with tempfile.TemporaryDirectory() as folder:
        tables = list(_jobs(book, Path(folder), plant=plant, every=every))
        job = Path(folder) / "job.json"
        job.write_text(json.dumps({"tables": tables}), encoding="utf-8")
        of = {(each["line"], each["reading"]): each for each in tables}
        found = []
        for told in _heard([node, "--max-old-space-size=2048", str(HERE / "witness.mjs"), str(job)]):
            if "progress" in told:
                _show(f"{told['line']} {told['reading']} {told['engine']}: {told['progress']:,}")
            else:
                table = of[told["line"], told["reading"]]
                found.append({"pack": book.policy.id, "of": table["of"], "planted": table["planted"], **told})
        _show("")
        return found


def _heard(command: list[str]) -> Iterator[Job]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as engine:
        for line in engine.stdout or ():
            yield json.loads(line)
    if engine.returncode:
        raise SystemExit(f"node ended with {engine.returncode}")


def _show(line: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{line:<78}", end="" if line else "\r", file=sys.stderr, flush=True)


def _jobs(book: Rulebook, folder: Path, *, plant: bool, every: bool) -> Iterator[Job]:
    """Write down what each engine is asked: where both can answer everything, one job for both."""
    for reading in READINGS:
        for at, sheet in enumerate(printed(book, reading)):
            table = book.tables[sheet.name]
            of = prod(len(table.domains[each]) for each in table.facts)
            shown = planted(sheet) if plant else sheet
            whole = [each for each, most in AFFORDABLE.items() if every or of <= most]
            for part, engines in enumerate((whole, [each for each in AFFORDABLE if each not in whole])):
                if not engines:
                    continue
                place = folder / f"{reading}_{at}_{part}"
                codes = sorted(chosen(table)) if part else None
                yield {
                    "line": sheet.name,
                    "reading": reading,
                    "engines": engines,
                    "of": of,
                    "planted": shown != sheet,
                    "xml": dmn_of(book.policy, [shown], "ja"),
                    "facts": table.facts,
                    "domains": [table.domains[each] for each in table.facts],
                    "rulings": RULINGS,
                    **_written(table, codes, place),
                }


def _written(table: Table, codes: list[int] | None, place: Path) -> Job:
    cases = every_case(table) if codes is None else (case_of(table, code) for code in codes)
    expected = place.with_suffix(".expected")
    expected.write_bytes(bytes(_ruled(table, each) for each in cases))
    if codes is None:
        return {"expected": str(expected), "codes": None}
    listed = place.with_suffix(".codes")
    listed.write_bytes(struct.pack(f"<{len(codes)}I", *codes))
    return {"expected": str(expected), "codes": str(listed)}


def _ruled(table: Table, case: tuple[str, ...]) -> int:
    ruling = table.decide(dict(zip(table.facts, case, strict=True)))
    return RULINGS.index(str(ruling))


def every_case(table: Table) -> Iterator[tuple[str, ...]]:
    """Walk all cases in the order of their codes."""
    return product(*(table.domains[each] for each in table.facts))


def case_of(table: Table, code: int) -> tuple[str, ...]:
    """Return the case of a mixed-radix code."""
    values = []
    for fact in reversed(table.facts):
        code, at = divmod(code, len(table.domains[fact]))
        values.append(table.domains[fact][at])
    return tuple(reversed(values))


def code_of(table: Table, case: Iterable[int]) -> int:
    """Return the mixed-radix code of a case given by the places of its values."""
    code = 0
    for fact, at in zip(table.facts, case, strict=True):
        code = code * len(table.domains[fact]) + at
    return code


def chosen(table: Table, most: int = CASES) -> set[int]:
    """Choose cases: corners, pairs, and the rest at random; always the same ones."""
    sizes = [len(table.domains[each]) for each in table.facts]
    draw = random.Random(2011)  # noqa: S311  # cases to try, not secrets
    codes = {code_of(table, case) for case in (*corners(table), *_pairs(sizes, draw))}
    while len(codes) < min(most, prod(sizes)):
        codes.add(code_of(table, (draw.randrange(size) for size in sizes)))
    return codes


def corners(table: Table) -> Iterator[list[int]]:
    """Walk two corners of every row and rule, and every step of one fact away from them."""
    boxes = [row.values for row in table.rows]
    for at in range(len(table.rules)):
        inside = (frozenset(v for v, mask in table.rule_ok[name].items() if mask >> at & 1) for name in table.facts)
        boxes.append(tuple(inside))
    for box in boxes:
        places = [
            [at for at, value in enumerate(table.domains[name]) if value in values] or [0]
            for name, values in zip(table.facts, box, strict=True)
        ]
        for end in (0, -1):
            corner = [each[end] for each in places]
            yield corner
            for column, name in enumerate(table.facts):
                for at in range(len(table.domains[name])):
                    yield [*corner[:column], at, *corner[column + 1 :]]


def _pairs(sizes: list[int], draw: random.Random) -> Iterator[list[int]]:
    for left, right in combinations(range(len(sizes)), 2):
        for one, two in product(range(sizes[left]), range(sizes[right])):
            case = [draw.randrange(size) for size in sizes]
            case[left], case[right] = one, two
            yield case


def planted(sheet: Printed) -> Printed:
    """Turn one cell of the widest row round: what it took in it refuses, and the other way about."""

    def width(line: Line) -> int:
        boxes = zip(line.boxes, sheet.facts, strict=True)
        return prod(len(sheet.domains[fact]) if box is None else len(box) for box, fact in boxes)

    if not sheet.unique:
        return sheet
    bound = [at for at, line in enumerate(sheet.lines) if any(box is not None for box in line.boxes)]
    if not bound:
        return sheet
    at = max(bound, key=lambda each: width(sheet.lines[each]))
    line = sheet.lines[at]
    column = next(place for place, box in enumerate(line.boxes) if box is not None)
    turned = frozenset(sheet.domains[sheet.facts[column]]) - (line.boxes[column] or frozenset())
    wrong = replace(line, boxes=(*line.boxes[:column], turned, *line.boxes[column + 1 :]))
    return replace(sheet, lines=(*sheet.lines[:at], wrong, *sheet.lines[at + 1 :]))


if __name__ == "__main__":
    sys.exit(main())
