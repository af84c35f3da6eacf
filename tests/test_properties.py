"""What holds of every decision: no order matters, nothing settled moves, and every rule is needed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import DOMAIN, UNKNOWN
from promised import BOOK, DISPUTED, OWED, POLICY, TODAY, decide, facts_of, verdict_of

from assistant import shelf
from assistant.call import events as ev
from assistant.call.case import ChargeLine, fold
from assistant.rules.compile import Rulebook, load, prove
from assistant.rules.decision import Decision, Judge
from assistant.rules.facts import Facts
from assistant.rules.policy import FactSpec, Rule, Ruling
from assistant.rules.toml_text import Site

CONTRACTS = ("2011-10-01", "2016-05-20", "2016-05-21", "2026-05-01", UNKNOWN)
LINES = tuple(POLICY.lines)
TEXTS = shelf.read(None)[1]
SITE = Site(POLICY.id, TEXTS)
SOME_DAYS = ("2026-05-01", "2026-05-08", "2026-05-09", "2026-05-30", UNKNOWN)

CHOICES = {name: values for name, values in DOMAIN.items() if name != "icw"}
WINDOW = {
    "contract_date": CONTRACTS,
    "service_class": ("class1_mobile", "class2_fixed", "class3_other", UNKNOWN),
    "doc_received_on": (*SOME_DAYS, "none"),
    "contact_date": SOME_DAYS,
    "service_start": (*SOME_DAYS, "none"),
}
"""The window is asked for by its dates, as an operator would be."""

ASKED = {**CHOICES, **WINDOW}
anything = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in ASKED.items()})
any_line = st.sampled_from(LINES)


@st.composite
def nearly_owed(draw: st.DrawFn) -> dict[str, str]:
    """Draw a case on the road to a bill, some facts of it absent or otherwise."""
    said = {name: value for name, value in OWED.items() if name != "icw"}
    for name in draw(st.lists(st.sampled_from(tuple(ASKED)), max_size=5)):
        value = draw(st.sampled_from((None, *ASKED[name])))
        said.pop(name, None)
        if value is not None:
            said[name] = value
    return said


cases = anything | nearly_owed()


def shown(decision: Decision) -> tuple[object, ...]:
    """Return everything of a decision that an operator sees."""
    return (
        decision.standing,
        decision.ruling,
        set(decision.possible),
        {rule.id for rule in decision.rules},
        {each.source.id for each in decision.citations},
        set(decision.relevant),
        decision.ask,
        [(dict(flip.change), flip.to) for flip in decision.flips],
        decision.undecided,
    )


# --- order ------------------------------------------------------------------------------------


@given(cases, any_line, st.randoms(use_true_random=False))
def test_the_order_of_answers_never_matters(said: dict[str, str], line: str, shuffler: random.Random) -> None:
    names = list(said)
    shuffler.shuffle(names)

    assert shown(decide({name: said[name] for name in names}, line)) == shown(decide(said, line))


@given(cases, cases, st.randoms(use_true_random=False))
def test_a_story_of_answers_and_corrections_comes_to_what_was_said_last(
    first: dict[str, str], last: dict[str, str], shuffler: random.Random
) -> None:
    """Told in any order and corrected on the way, a case is ruled by what holds now."""
    wrong = [ev.Answered(name, value, "customer") for name, value in first.items()]
    right = [ev.Answered(name, value, "record") for name, value in last.items()]
    gone = [ev.Withdrawn(name) for name in first if name not in last]
    shuffler.shuffle(wrong)
    closing = right + gone
    shuffler.shuffle(closing)
    told = fold([ev.Opened(POLICY.id, POLICY.version, "0"), ev.LineAdded("1", DISPUTED), *wrong, *closing])

    assert shown(verdict_of(told).of("1")) == shown(decide(last))


def shuffled(text: str, shuffler: random.Random) -> str:
    """Put the rules and promises of a text in another order."""
    head, *entries = re.split(r"(?m)^(?=\[\[(?:rule|never)\]\])", text)
    shuffler.shuffle(entries)
    return head + "".join(entries)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rules_in_the_pack_never_matters(seed: int) -> None:
    shuffler = random.Random(seed)  # noqa: S311  # a sample, not a secret
    book, problems = load(POLICY.id, TEXTS | {"rules.toml": shuffled(TEXTS["rules.toml"], shuffler)})
    assert book is not None, problems
    judge = Judge(book)

    assert [rule.id for rule in book.policy.rules] != [rule.id for rule in POLICY.rules]
    for said in samples(seed, 250):
        for line in LINES:
            assert shown(judge.decide(line, facts_of(said), TODAY)) == shown(decide(said, line)), said


def samples(seed: int, most: int) -> Iterator[dict[str, str]]:
    """Draw cases, some near a bill, with facts absent."""
    draw = random.Random(seed)  # noqa: S311  # a sample, not a secret
    for _ in range(most):
        near = draw.random() < 0.6
        said = {name: OWED[name] if near and name in OWED else draw.choice(each) for name, each in ASKED.items()}
        for name in draw.sample(tuple(ASKED), 4):
            said[name] = draw.choice(ASKED[name])
        for name in draw.sample(tuple(ASKED), draw.randint(0, 5)):
            del said[name]
        yield said


# --- what is settled stays --------------------------------------------------------------------


@given(cases, any_line, st.sampled_from(tuple(ASKED)), st.data())
def test_one_more_fact_never_changes_a_settled_decision(
    said: dict[str, str], line: str, name: str, data: st.DataObject
) -> None:
    before = decide(said, line)
    more = {name: data.draw(st.sampled_from(ASKED[name])), **said}
    after = decide(more, line)

    assert set(after.possible) <= set(before.possible)
    if before.settled and not before.undecided:
        assert after.ruling == before.ruling


@given(cases, any_line)
def test_while_several_rulings_are_possible_none_is_shown(said: dict[str, str], line: str) -> None:
    decision = decide(said, line)

    assert decision.settled == (decision.ruling is not None)
    assert decision.settled or len(decision.possible) > 1
    assert decision.settled or not decision.rules


def test_a_window_stated_outright_gives_way_to_its_dates_and_says_so() -> None:
    """The one settled decision that more facts move: they contradict what was stated, and that is told."""
    said = {**OWED, "icw": "open"}
    dated = decide(
        {**said, "service_class": "class2_fixed", "doc_received_on": "2026-05-01", "contact_date": "2026-06-01"}
    )

    assert decide(said).ruling is Ruling.OFFER
    assert dated.ruling is Ruling.BILL
    assert [each.code for each in dated.problems] == ["derived_differs"]


# --- the questions ----------------------------------------------------------------------------


def talk(
    said: dict[str, str], line: str, answer: Mapping[str, st.SearchStrategy[str]], data: st.DataObject
) -> Decision:
    """Answer question after question until nothing is asked."""
    said = dict(said)
    decision = decide(said, line)
    while decision.ask is not None:
        assert decision.ask not in said, "asked again"
        said[decision.ask] = data.draw(answer[decision.ask])
        decision = decide(said, line)
    return decision


ANSWERS = {name: st.sampled_from((*spec.values, UNKNOWN)) for name, spec in POLICY.facts.items() if spec.values}
ANSWERS |= {name: st.sampled_from(values) for name, values in ASKED.items()}
NOBODY_KNOWS = dict.fromkeys(ASKED, st.just(UNKNOWN))


@given(cases, any_line, st.data())
def test_no_question_is_asked_twice_and_every_talk_ends_settled(
    said: dict[str, str], line: str, data: st.DataObject
) -> None:
    assert talk(said, line, ANSWERS, data).settled


@given(cases, st.data())
def test_where_nobody_can_tell_the_talk_ends_in_a_hold_or_in_what_was_already_possible(
    said: dict[str, str], data: st.DataObject
) -> None:
    """A bill comes out of `unknown` only where all it stands on was already known."""
    before = decide(said)
    after = talk(said, DISPUTED, NOBODY_KNOWS, data)

    assert after.settled
    assert after.ruling is Ruling.HOLD if after.undecided else after.ruling in before.possible
    if after.ruling is Ruling.BILL:
        assert all(said.get(name) in met for name, met in POLICY.bill_needs.items())


@given(cases, cases)
def test_what_was_asked_in_one_case_never_shows_in_another(one: dict[str, str], other: dict[str, str]) -> None:
    """Plans of questions are remembered for all cases, so they must depend on nothing of a case but its gaps."""
    judge = Judge(BOOK)
    judge.decide(DISPUTED, facts_of(one), TODAY)

    assert shown(judge.decide(DISPUTED, facts_of(other), TODAY)) == shown(
        Judge(BOOK).decide(DISPUTED, facts_of(other), TODAY)
    )


def test_a_contract_day_nobody_knows_is_not_asked_for_because_another_case_could_be_asked() -> None:
    """The gap is the same in both cases; in one it can be asked for, in the other it was."""
    judge = Judge(BOOK)
    undated = {name: value for name, value in OWED.items() if name not in {"contract_date", "icw"}}

    asked = judge.decide(DISPUTED, facts_of(undated), TODAY)
    unknown = judge.decide(DISPUTED, facts_of({**undated, "contract_date": UNKNOWN}), TODAY)
    told = judge.decide(DISPUTED, facts_of({**undated, "contract_date": UNKNOWN, "service_class": UNKNOWN}), TODAY)

    assert asked.ask == "contract_date"
    assert (unknown.ask, unknown.ruling) == ("service_class", None)
    assert (told.ask, told.ruling, told.undecided) == (None, Ruling.HOLD, True)


@dataclass(frozen=True)
class Plan:
    """Every order of asking, tried out: what a planner should find, under costs and odds of its own."""

    specs: Mapping[str, FactSpec]
    stage: str
    known: dict[frozenset[tuple[str, str]], float] = field(default_factory=dict)

    def fewest(self, said: dict[str, str]) -> float:
        """Work out the seconds until nothing of the stage matters any more."""
        key = frozenset(said.items())
        if key not in self.known:
            here = [name for name in decide(said).relevant if self.specs[name].asked_in == self.stage]
            self.known[key] = min((self.first(name, said) for name in here), default=0.0)
        return self.known[key]

    def first(self, name: str, said: dict[str, str]) -> float:
        """Work out the expected seconds where this is asked first; what nobody can tell weighs one."""
        spec = self.specs[name]
        odds = {value: spec.odds.get(value, 1) for value in DOMAIN[name]}
        after = sum(odds[value] * self.fewest({**said, name: value}) for value in odds)
        return spec.cost_seconds + after / sum(odds.values())


@pytest.mark.parametrize("seed", range(24))
def test_the_next_question_is_the_one_with_the_fewest_seconds_to_come(seed: int) -> None:
    """Under the pack's own costs and odds, and under any others."""
    draw = random.Random(seed)  # noqa: S311  # a sample, not a secret
    said = {"contract_date": "2026-05-01", "icw": draw.choice(("open", "closed")), "customer_kind": "consumer"}
    if seed % 3:
        said |= {"order_evidence": "supports", "error_source": "none", "billing_state": "not_billed"}
    specs = dict(POLICY.facts)
    if seed > 3:
        for name in CHOICES:
            odds = {value: draw.choice((1, 5, 40)) for value in specs[name].values}
            specs[name] = replace(specs[name], cost_seconds=draw.choice((5, 20, 60)), odds=odds)
    judge = Judge(replace(BOOK, policy=replace(POLICY, facts=specs)))
    ask = judge.decide(DISPUTED, facts_of(said), TODAY).ask
    assert ask is not None
    plan = Plan(specs, specs[ask].asked_in)

    assert plan.first(ask, said) == pytest.approx(plan.fewest(said))


@given(anything, anything, st.data())
def test_a_case_of_several_lines_asks_nothing_twice(
    said: dict[str, str], own: dict[str, str], data: st.DataObject
) -> None:
    lines = tuple(
        ChargeLine(str(at), kind, facts=facts_of({k: v for k, v in own.items() if POLICY.facts[k].scope == "line"}))
        for at, kind in enumerate((DISPUTED, "ordered_but_not_delivered", "correction_work"))
    )
    told = {name: value for name, value in said.items() if POLICY.facts[name].scope == "case"}
    happened: list[ev.Event] = [ev.LineAdded(each.id, each.charge_line) for each in lines]
    happened += [ev.Answered(name, str(f.value), None, each.id) for each in lines for name, f in each.facts.items()]
    happened += [ev.Answered(name, value, None) for name, value in told.items()]
    asked: set[tuple[str, str | None]] = set()
    while (ask := verdict_of(fold(happened)).ask) is not None:
        assert (ask.fact, ask.line) not in asked
        asked.add((ask.fact, ask.line))
        happened.append(ev.Answered(ask.fact, data.draw(ANSWERS[ask.fact]), None, ask.line))

    assert verdict_of(fold(happened)).settled


# --- every rule is needed ---------------------------------------------------------------------


def witnesses() -> Iterator[dict[str, str]]:
    """Draw cases that between them call on every word of every rule."""
    for names in (
        ("customer_kind", "icw", "basis"),
        ("explained", "amount", "disputed"),
        ("billing_state", "icw", "basis"),
    ):
        for order in ({}, {"contract_date": "2011-10-01"}, {"error_source": "customer"}):
            for said in oracle.every(names):
                yield {**OWED, **order, **said}
    draw = random.Random(4)  # noqa: S311  # a sample, not a secret
    columns = [draw.choices(values, k=1_500) for values in DOMAIN.values()]
    for values in zip(*columns, strict=True):
        for day in ("2011-10-01", "2026-05-01"):
            yield {"contract_date": day, **dict(zip(DOMAIN, values, strict=True))}


WITNESSES = [(facts_of(said), oracle.ruling(said)) for said in witnesses()]


def differs(book: Rulebook) -> bool:
    """Tell whether a pack rules some case otherwise than the specification, or for another reason."""
    judge = Judge(book)
    for line in ("correction_work", "ordered_but_not_delivered"):
        for said in oracle.every(("error_source", "billing_state")):
            if _told(judge, line, facts_of(said)) != oracle.ruling(said, line):
                return True
    return any(_told(judge, DISPUTED, facts) != wanted for facts, wanted in WITNESSES)


def _told(judge: Judge, line: str, facts: Facts) -> oracle.Answer:
    decision = judge.decide(line, facts, TODAY)
    return str(decision.ruling), frozenset(rule.name for rule in decision.rules)


def seen(rules: Iterable[Rule]) -> bool:
    """Tell whether a pack with these rules instead is refused at its proof, or caught by a witness."""
    book, problems = prove(replace(POLICY, rules=tuple(rules)), SITE)
    return bool(problems) or differs(book)


def without(gone: Rule, *instead: Rule) -> tuple[Rule, ...]:
    """Return the pack's rules with one taken out, or another in its place."""
    return (*(rule for rule in POLICY.rules if rule is not gone), *instead)


def test_the_witnesses_agree_with_the_pack_as_it_is() -> None:
    assert not seen(POLICY.rules)
    assert not seen(reversed(POLICY.rules))


@pytest.mark.parametrize("rule", POLICY.rules, ids=lambda rule: rule.id)
def test_no_rule_can_be_taken_out_unseen(rule: Rule) -> None:
    assert seen(without(rule))


@pytest.mark.parametrize("rule", POLICY.rules, ids=lambda rule: rule.id)
def test_no_word_of_a_rule_can_be_taken_out_unseen(rule: Rule) -> None:
    """Every value of every condition does something."""
    for name, values in rule.when.items():
        for value in values if len(values) > 1 else ():
            narrower = replace(rule, when={**rule.when, name: values - {value}})
            assert seen(without(rule, narrower)), (name, value)


@pytest.mark.parametrize("rule", [rule for rule in POLICY.rules if rule.since], ids=lambda rule: rule.id)
def test_no_beginning_of_a_rule_can_be_taken_away_or_moved_unseen(rule: Rule) -> None:
    """A day later, the day itself is ruled otherwise; without a beginning, a promise or a citation breaks."""
    later = prove(replace(POLICY, rules=without(rule, replace(rule, since=date(2016, 5, 22)))), SITE)
    said = {**OWED, "contract_date": "2016-05-21", **{name: min(values) for name, values in rule.when.items()}}
    now = Judge(later[0]).decide(DISPUTED, facts_of(said), TODAY)

    assert later[1] or now.rules != decide(said).rules
    assert prove(replace(POLICY, rules=without(rule, replace(rule, since=None))), SITE)[1]
