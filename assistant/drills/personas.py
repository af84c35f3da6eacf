"""The people of a scenario: what each says when asked, and when spoken to. Pure; they answer by the fact asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.drills.scenario import Boss, Reacts, Scenario, Telling


def asked(scenario: Scenario, fact: str, line: str | None = None) -> Telling | None:
    """Return what the customer says when asked for this very fact; None where they cannot tell."""
    return _on(scenario.customer.knows, fact, line)


def volunteered(scenario: Scenario) -> tuple[Telling, ...]:
    """Return what the customer tells to an open question: nothing that must be asked for well."""
    return tuple(each for each in scenario.customer.knows if not each.asked_well)


def looked_up(scenario: Scenario, fact: str, line: str | None = None) -> Telling | None:
    """Return what our side shows on a fact; None where there is nothing."""
    return _on(scenario.records, fact, line)


def reaction(scenario: Scenario, ruling: str) -> Reacts | None:
    """Return what the customer does on hearing a ruling."""
    return next((each for each in scenario.reactions if each.to.value == ruling), None)


def speaking_up(scenario: Scenario, when: str) -> tuple[Boss, ...]:
    """Return the superiors who speak at this point, as the file lists them."""
    return tuple(each for each in scenario.bosses if each.when == when)


def answering(scenario: Scenario) -> tuple[Boss, ...]:
    """Return the superiors who answer the confirmation mail."""
    return tuple(each for each in scenario.bosses if each.answers_mail)


def impatient(scenario: Scenario, questions: int) -> bool:
    """Whether the customer has had more questions than they have patience for."""
    return questions > lasts(scenario)


def lasts(scenario: Scenario) -> int:
    """Return how many questions the patience of the customer lasts."""
    return scenario.customer.patience * QUESTIONS


QUESTIONS = 4
"""How many questions one step of patience lasts."""


def _on(tellings: Iterable[Telling], fact: str, line: str | None) -> Telling | None:
    return next(_of(tellings, fact, line), None)


def _of(tellings: Iterable[Telling], fact: str, line: str | None) -> Iterator[Telling]:
    """Walk what is told on a fact: of this line, or of the whole case."""
    for each in tellings:
        if each.fact == fact and (line is None or each.line in {None, line}):
            yield each
