"""Measure the program in a real terminal, and the engine by itself; print one table.

Run `python3 scripts/bench.py` in the checks' environment (`--runs`, `--keys`, `--only`, `--json`).
Milliseconds depend on the machine; the ratios are taken within one run, interleaved.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import bench_ear
import bench_floor
import bench_journal
from bench_replay import replay
from big_pack import LINE, big_pack
from terminal import Terminal

HOUSE = Path(__file__).resolve().parent.parent
EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("READY", markup=False)
Empty().run(mouse=False)
"""
CLEARED_EVERY = 30
TODAY = date(2011, 10, 19)
GOALS = {
    "start, ratio to an empty Textual app": "<= 1.25",
    "answer key, p50 ms": "<= 25",
    "answer key, p95 ms": "<= 40",
    "answer key, p99 ms": "<= 60",
    "typing echo, p95 ms": "<= 15",
    "memory, PSS MB": "<= 45",
    "decide on the table, us": "< 20",
    "pack load with proofs, ms": "< 150",
    "10,000 rules x 30 facts, check s": "< 5",
    "10,000 rules x 30 facts, decide us": "< 20",
    "replay of 100,000 cases, s": "< 1",
    **bench_ear.GOALS,
    **bench_journal.GOALS,
    **bench_floor.GOALS,
}
PARTS = ("engine", "screen", "journal", "floor")


def nearest(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile: an observed value."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def seat_env(folder: str) -> dict[str, str]:
    """Return the surroundings of a seat under measurement."""
    return {"ASSISTANT_DATA": folder, "ASSISTANT_LANG": "en", "PYTHONPATH": str(HOUSE), "TEXTUAL_ANIMATIONS": "none"}


def starts(runs: int) -> dict[str, float]:
    """Start an empty Textual app and ours in turn, from a folder that has a journal."""
    pairs: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for run in range(runs + 1):
            empty = _start([sys.executable, "-c", EMPTY], {}, "READY")
            ours = _start([sys.executable, "-m", "assistant"], seat_env(folder), "F1")
            if run:
                pairs.append((empty, ours))
    ratio = statistics.median(ours / empty for empty, ours in pairs)
    return {
        "start, empty Textual app, ms": statistics.median(empty for empty, _ in pairs) * 1e3,
        "start, ours, ms": statistics.median(ours for _, ours in pairs) * 1e3,
        "start, ratio to an empty Textual app": ratio,
    }


def _start(command: list[str], env: dict[str, str], wanted: str) -> float:
    terminal = Terminal(command, env)
    try:
        return terminal.wait_for(wanted) - terminal.began
    finally:
        terminal.kill()


def keys(count: int) -> dict[str, float]:
    """Answer and take back, key by key, until the record's number on the screen has moved on."""
    chance = random.Random(1)  # noqa: S311  # gaps between keys, not secrets
    with tempfile.TemporaryDirectory() as folder:
        terminal = Terminal([sys.executable, "-m", "assistant"], seat_env(folder))
        try:
            terminal.wait_for("F1")
            terminal.settle()
            terminal.press("e")
            terminal.wait_for("#")
            terminal.settle()
            answered = [_one(terminal, chance, "1" if at % 2 == 0 else "z") for at in range(count)]
            memory = terminal.pss_kb() / 1024
            typed = _typing(terminal, chance, count // 3)
            hearing = terminal.pss_kb() / 1024
        finally:
            terminal.kill()
    return {
        "answer key, p50 ms": nearest(answered, 0.50) * 1e3,
        "answer key, p95 ms": nearest(answered, 0.95) * 1e3,
        "answer key, p99 ms": nearest(answered, 0.99) * 1e3,
        "typing echo, p95 ms": nearest(typed, 0.95) * 1e3,
        "memory, PSS MB": memory,
        "memory once words are heard, PSS MB": hearing,
    }


def _one(terminal: Terminal, chance: random.Random, key: str) -> float:
    time.sleep(chance.uniform(0.015, 0.045))
    before = _recorded(terminal)
    sent = terminal.press(key)
    seen = terminal.watch(lambda: _recorded(terminal) > before, wanted=f"a number above {before}")
    terminal.settle(0.03)
    return seen - sent


def _recorded(terminal: Terminal) -> int:
    _, _, after = terminal.lines()[0].partition("#")
    digits = after.split(" ")[0]
    return int(digits) if digits.isdigit() else -1


def _typing(terminal: Terminal, chance: random.Random, count: int) -> list[float]:
    terminal.press("/")
    terminal.settle()
    times = []
    for at in range(count):
        time.sleep(chance.uniform(0.015, 0.045))
        char = "abcdefghij"[at % 10]
        more = partial(_more_of, terminal, char, terminal.text().count(char))
        sent = terminal.press(char)
        times.append(terminal.watch(more, wanted=char) - sent)
        if at % CLEARED_EVERY == 0:
            terminal.press("ctrl+u")
            terminal.settle(0.05)
    return times


def _more_of(terminal: Terminal, char: str, before: int) -> bool:
    return terminal.text().count(char) > before


def engine() -> dict[str, float]:
    """Time a decision on the table, a whole verdict, and loading the pack with its proofs."""
    sys.path.insert(0, str(HOUSE))
    from assistant import shelf  # noqa: PLC0415  # measured, not needed to start
    from assistant.rules.compile import load  # noqa: PLC0415  # measured, not needed to start
    from assistant.rules.decision import Judge  # noqa: PLC0415  # measured, not needed to start
    from assistant.rules.facts import Fact  # noqa: PLC0415  # measured, not needed to start

    name, texts = shelf.read(None)
    loads = [_seconds(lambda: load(name, texts)) for _ in range(7)]
    book = shelf.take()
    table, judge = book.tables["disputed_option"], Judge(book)
    known = {"order_evidence": "statement_only", "error_source": "company", "billing_state": "not_billed"}
    known |= {"later_assent": "none", "option_used": "no", "customer_kind": "consumer", "disputed": "yes"}
    facts = {fact: Fact(value) for fact, value in known.items()}
    return {
        "decide on the table, us": _each(lambda: table.decide(known)) * 1e6,
        "decision with reasons and next question, us": _each(lambda: judge.decide("disputed_option", facts, TODAY))
        * 1e6,
        "pack load with proofs, ms": statistics.median(loads) * 1e3,
    }


def many_rules(rules: int = 10_000, facts: int = 30) -> dict[str, float]:
    """Time `pack check` on a generated pack as a program runs it, and a decision on its table."""
    from assistant import shelf  # noqa: PLC0415  # measured, not needed to start
    from assistant.rules.compile import load  # noqa: PLC0415  # measured, not needed to start

    deaf = {name: text for name, text in shelf.read(None)[1].items() if not name.startswith(("listen", "ask"))}
    texts = big_pack(deaf, rules, facts)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "assistant", "pack", "check", folder]
        checked = _seconds(partial(subprocess.run, command, check=True, capture_output=True, cwd=HOUSE))
    book, problems = load("big", texts)
    if book is None:
        raise ValueError(problems[0].text("en"))
    found, chance = book.tables[LINE], random.Random(1)  # noqa: S311  # cases, not secrets
    known = {name: chance.choice(found.domains[name]) for name in found.facts}
    return {
        f"{rules:,} rules x {facts} facts, check s": checked,
        f"{rules:,} rules x {facts} facts, decide us": _each(lambda: found.decide(known)) * 1e6,
    }


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _each(act: Callable[[], object], count: int = 2_000) -> float:
    act()
    return min(_seconds(lambda: [act() for _ in range(count)]) for _ in range(5)) / count


def table(figures: dict[str, float]) -> str:
    """Write the figures down beside their goals."""
    rows = [f"{name:<46}{value:>10.2f}   {GOALS.get(name, '')}" for name, value in figures.items()]
    return "\n".join([f"{'figure':<46}{'measured':>10}   goal", *rows])


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=9, help="pairs of starts, after a warm-up")
    parser.add_argument("--keys", type=int, default=300, help="answer keys")
    parser.add_argument("--json", action="store_true", help="JSON for programs")
    parser.add_argument("--only", choices=PARTS, help="one part; the journal's and the floor's only come if asked")
    parser.add_argument("--events", type=int, default=1_000_000, help="events of the journal's part")
    asked = parser.parse_args()
    figures: dict[str, Any] = (
        engine() | many_rules() | replay() | bench_ear.figures() if asked.only in {None, "engine"} else {}
    )
    if asked.only == "journal":
        figures |= bench_journal.figures(asked.events)
    if asked.only == "floor":
        figures |= bench_floor.figures()
    if asked.only in {None, "screen"} and os.name == "posix":
        figures |= starts(asked.runs) | keys(asked.keys)
    print(json.dumps(figures, indent=2) if asked.json else table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
