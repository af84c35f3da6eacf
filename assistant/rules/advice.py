"""Advice on a pack that is proved: what is right and still worth a look. Nothing here keeps a pack from loading."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from assistant.rules.compile import PACK, Rulebook
from assistant.rules.diagram import RULES
from assistant.rules.law import SOURCES
from assistant.rules.policy import Rule, Ruling
from assistant.rules.problems import Problem
from assistant.rules.reach import idle
from assistant.rules.tax import WARNED, Tax
from assistant.rules.toml_text import Site

NAMED_MAX = 5
REDUNDANT_MAX = 5_000
"""Rules of a line up to which their conditions are looked at one by one."""


def advise(
    book: Rulebook, site: Site, cases: Mapping[str, Collection[str]], taxes: Iterable[Tax], today: date
) -> Iterator[Problem]:
    """Walk the advice; `cases` are the golden cases that try each rule, `taxes` the stage taxes of the lines."""
    yield from _idle(book, site)
    yield from _untried(book, site, cases)
    yield from _unreviewed(book, site)
    yield from _taxed(site, taxes)
    if today > book.policy.verified_through:
        place = (PACK, "", 0, "verified_through")
        yield site.problem("past_verified", book.policy.id, place, on=book.policy.verified_through, found=today)
    if book.policy.expires is not None and today > book.policy.expires:
        yield site.problem("past_expiry", book.policy.id, (PACK, "", 0, "expires"), on=book.policy.expires)


def _idle(book: Rulebook, site: Site) -> Iterator[Problem]:
    """Name rules never reached and conditions without work; what a bill needs may be said twice."""
    nth = {rule.id: at for at, rule in enumerate(book.policy.rules)}
    for table in book.tables.values():
        if len(table.rules) > REDUNDANT_MAX:
            continue
        for each in idle(table):
            rule = each.rule
            if each.fact is None:
                yield site.problem("never_reached", rule.id, (RULES, "rule", nth[rule.id], ""))
            elif rule.ruling is not Ruling.BILL or each.fact not in book.policy.bill_needs:
                place = (RULES, "rule", nth[rule.id], f"when.{each.fact}")
                yield site.problem("redundant", rule.id, place, key=f"when.{each.fact}")


def _untried(book: Rulebook, site: Site, cases: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    left = [(at, rule) for at, rule in enumerate(book.policy.rules) if not cases.get(rule.id)]
    yield from _grouped(site, "no_golden", left)


def _unreviewed(book: Rulebook, site: Site) -> Iterator[Problem]:
    """Name rules nobody reviewed: neither a day of their own nor a signature under the whole pack."""
    policy = book.policy
    if policy.reviewed_by:
        return
    yield from _grouped(
        site, "no_review", [(at, rule) for at, rule in enumerate(policy.rules) if rule.reviewed is None]
    )
    used = {name for rule in policy.rules for name in rule.cites}
    unread = [(at, each.id) for at, each in enumerate(policy.sources.values()) if each.id in used and not each.checked]
    if unread:
        place = (SOURCES, "source", unread[0][0], "")
        yield site.problem(
            "not_checked", unread[0][1], place, found=_names([name for _, name in unread]), size=len(unread)
        )


def _grouped(site: Site, code: str, left: list[tuple[int, Rule]]) -> Iterator[Problem]:
    if left:
        at, first = left[0]
        found = _names([rule.id for _, rule in left])
        yield site.problem(code, first.id, (RULES, "rule", at, ""), found=found, size=len(left))


def _names(names: list[str]) -> str:
    return ", ".join(names[:NAMED_MAX]) + (", ..." if len(names) > NAMED_MAX else "")


def _taxed(site: Site, taxes: Iterable[Tax]) -> Iterator[Problem]:
    for found in taxes:
        if found.ratio > WARNED:
            values = {"found": f"{found.staged:.2f}", "wanted": f"{found.best:.2f}", "detail": f"{found.ratio:.2f}"}
            yield site.problem("stage_tax", found.line, ("facts.toml", "fact", 0, "asked_in"), **values)
