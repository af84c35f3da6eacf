"""`assistant drill generate`: scenarios made of a pack, so that every rule or every pair of values is practised."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.doors.case_input import FAILED, INTERRUPTED, complain, write_json
from assistant.doors.drill import judge_of, library, told_of
from assistant.doors.languages import lang_option
from assistant.doors.words import say
from assistant.rules.clean import show

if TYPE_CHECKING:
    from assistant.drills.generate import Made, PairCover
    from assistant.drills.scenario import Scenario
    from assistant.rules.decision import Judge
    from assistant.rules.problems import Problem

RULES, PAIRS = "rules", "pairs"
FULL = 100
SEED_MAX = 2**32


@click.command(epilog="Example:  assistant drill generate --cover rules --out my_scenarios --lang en")
@click.option("--cover", type=click.Choice((RULES, PAIRS)), default=RULES, show_default=True, help="What to reach.")
@click.option("--pack", metavar="NAME|FOLDER", help="The pack to make them of.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to keep the scenarios in.")
@click.option("--seed", type=click.IntRange(0, SEED_MAX), default=0, show_default=True, help="Another number, others.")
@click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
@lang_option
def generate(  # noqa: PLR0913, PLR0917  # click hands every option over
    cover: str,
    pack: str | None,
    out: Path | None,
    seed: int,
    as_json: bool,  # noqa: FBT001  # click hands flags over so
    lang: str,
) -> None:
    """Make scenarios that together reach every rule and ruling of a pack, or every pair of values its rules test.

    Each is checked and played by the perfect trainee. Ctrl-C stops; what was made is kept.
    Also named: the rules that no hand-written scenario of the pack reaches.
    """
    from assistant.drills.generate import PairCover  # noqa: PLC0415  # reading scenarios needs no desk

    judge = judge_of(pack, lang)
    run = _Run(judge, cover, out, PairCover(judge, seed), seed)
    run.go()
    by_hand = library(None, pack, lang).scenarios.values()
    told = run.told(list(by_hand))
    if as_json:
        write_json(told, compact=False)
    else:
        complain(tuple(run.problems), lang)
        for line in _lines(told, out, lang):
            click.echo(show(line))
    sys.exit(INTERRUPTED if run.stopped else 0 if told["ok"] else FAILED)


@dataclass(slots=True)
class _Run:
    """One run of the generator: what it made, and what went wrong."""

    judge: Judge
    cover: str
    out: Path | None
    pairs: PairCover
    seed: int
    made: list[Made] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stopped: bool = False

    def go(self) -> None:
        """Make and keep one after the other, until done or stopped."""
        from assistant.drills.files import keep  # noqa: PLC0415  # reading scenarios needs no desk
        from assistant.drills.generate import size_of  # noqa: PLC0415  # likewise

        size = size_of(self.judge, self.cover)
        try:
            for each in self._walk():
                self.made.append(each)
                if self.out is not None and each.scenario is not None:
                    fault = keep(self.out, each.scenario)
                    self.problems += [] if fault is None else [fault]
                _progress(self.pairs.met if self.cover == PAIRS else len(self.made), size)
        except KeyboardInterrupt:
            self.stopped = True
        _progress(None, size)

    def _walk(self) -> Iterator[Made]:
        from assistant.drills.generate import for_rules  # noqa: PLC0415  # reading scenarios needs no desk

        return self.pairs.walk() if self.cover == PAIRS else for_rules(self.judge, self.seed)

    def told(self, by_hand: list[Scenario]) -> dict[str, Any]:
        """Return what came of it, as JSON values."""
        from assistant.drills.generate import reached  # noqa: PLC0415  # reading scenarios needs no desk

        found = [each.scenario for each in self.made if each.scenario is not None]
        every = {rule.id for rule in self.judge.book.policy.rules}
        ours, hand = reached(self.judge, found), reached(self.judge, by_hand)
        unreached = [each.aim for each in self.made if each.scenario is None]
        imperfect = {each.aim: each.points for each in self.made if each.scenario and each.points < FULL}
        told: dict[str, Any] = {
            "ok": not (unreached or imperfect or self.problems or self.stopped),
            "pack": self.judge.book.policy.id,
            "cover": self.cover,
            "seed": self.seed,
            "scenarios": [each.id for each in found],
            "rules": {"all": len(every), "reached": sorted(ours.rules & every), "unreached": unreached},
            "rulings": sorted(ours.rulings),
            "imperfect": imperfect,
            "unpractised": sorted(every - hand.rules),
            "stopped": self.stopped,
            "problems": [told_of(each) for each in self.problems],
        }
        if self.cover == PAIRS:
            told["pairs"] = {"all": self.pairs.all, "met": self.pairs.met, "impossible": list(self.pairs.impossible)}
        return told


def _progress(done: int | None, size: int) -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K" if done is None else f"\r{done:,} / {size:,}", nl=False, err=True)


def _lines(told: dict[str, Any], out: Path | None, lang: str) -> Iterator[str]:
    where = say("generate.nowhere", lang) if out is None else str(out)
    yield say("generate.made", lang, count=len(told["scenarios"]), where=where)
    rules = told["rules"]
    yield say("generate.rules", lang, all=rules["all"], reached=len(rules["reached"]), rulings=len(told["rulings"]))
    if "pairs" in told:
        pairs = told["pairs"]
        counts = {"all": pairs["all"], "met": pairs["met"], "impossible": len(pairs["impossible"])}
        yield say("generate.pairs", lang, **counts)
        yield from (say("generate.impossible", lang, what=each) for each in pairs["impossible"])
    yield from (say("generate.unreached", lang, what=each) for each in rules["unreached"])
    yield from (say("generate.imperfect", lang, what=each, points=n) for each, n in told["imperfect"].items())
    if told["unpractised"]:
        yield say("generate.unpractised", lang, what=", ".join(told["unpractised"]))
    else:
        yield say("generate.practised", lang)
    if told["stopped"]:
        yield say("generate.stopped", lang)
