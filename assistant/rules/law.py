"""The law as data: which version of a source was in force on a day, and that versions neither meet nor part.

Sources whose ids differ only behind the `@` are versions of one law. One day has one
version; where the days between two were not read, the later one says so (`unread_before`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from assistant.rules.policy import Policy, Source
from assistant.rules.problems import Problem
from assistant.rules.toml_text import Site

SOURCES = "sources.toml"


def in_force(policy: Policy, day: date) -> tuple[Source, ...]:
    """Return every source that was law on a day, in the order of the pack."""
    return tuple(each for each in policy.sources.values() if each.in_force(day))


def family(source: Source) -> str:
    """Return the name that all versions of a law share."""
    return source.id.partition("@")[0]


def gaps(policy: Policy) -> Iterator[tuple[Source, date, date]]:
    """Walk the days between two versions of a law that no version covers, with the version behind them."""
    for before, after in _neighbours(policy):
        if before.until is not None and after.since is not None and before.until + timedelta(days=1) < after.since:
            yield after, before.until + timedelta(days=1), after.since - timedelta(days=1)


def faults(policy: Policy, site: Site) -> Iterator[Problem]:
    """Walk what is wrong with the versions: two on one day, or none on a day nobody owned up to."""
    places = {name: at for at, name in enumerate(policy.sources)}
    for before, after in _neighbours(policy):
        if before.until is None or after.since is None or before.until >= after.since:
            place = (SOURCES, "source", places[after.id], "from")
            yield site.problem("law_overlap", after.id, place, found=before.id, on=after.since or date.min)
    for after, first, last in gaps(policy):
        if not after.unread_before:
            yield site.problem(
                "law_hole", after.id, (SOURCES, "source", places[after.id], "from"), on=first, wanted=last
            )


def _neighbours(policy: Policy) -> Iterator[tuple[Source, Source]]:
    families: dict[str, list[Source]] = {}
    for source in policy.sources.values():
        families.setdefault(family(source), []).append(source)
    for versions in families.values():
        ordered = sorted(versions, key=lambda each: each.since or date.min)
        yield from pairwise(ordered)
