"""The other parts of a brief: both sides, what to do and whom to ask, and the grounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.screens import seen
from assistant.screens.columns import Role, Row, Span, beside, blank, line, pad, row, wrap
from assistant.screens.outlook import flip_texts

if TYPE_CHECKING:
    from assistant.call.arguments import Weighed
    from assistant.call.brief import Brief
    from assistant.desk import Desk
    from assistant.rules.decision import Cited
    from assistant.screens.words import Wording

_BILL = "bill"
_ROLE = 30
_MARGINS = 5  # a cell at either edge, and the rule between
_TWO = 66


def sides(_desk: Desk, brief: Brief, words: Wording, cells: int) -> list[Row]:
    """Return both sides in two columns: the claim, whether it holds here, and the answer."""
    bill = [each for each in brief.arguments if each.argument.side == _BILL]
    customer = [each for each in brief.arguments if each.argument.side != _BILL]
    if cells < _TWO:
        rows = _side("brief.side.bill", bill, words, cells - 1)
        rows += [*_side("brief.side.customer", customer, words, cells - 1)]
        return [row((Span(" "), *each), cells) for each in rows]
    left = (cells - _MARGINS) // 2
    last = cells - _MARGINS - left
    rows = beside(
        _side("brief.side.bill", bill, words, left), _side("brief.side.customer", customer, words, last), (left, last)
    )
    return [row((Span(" "), *each, Span(" ")), cells) for each in rows]


def todo(desk: Desk, brief: Brief, words: Wording, cells: int) -> list[Row]:
    """Return what must be done, then the ladder: who is next, who is passed over, and why."""
    rows = [line(f" {words.say('brief.actions')}", cells, Role.TITLE)]
    actions = [f"{action.title.of(words.lang)}: {action.do.of(words.lang)}" for action in desk.verdict.actions]
    for text in (*seen.lifted(desk, words), *actions):
        parts = wrap(text, cells - 6)
        rows.append(row((Span("   \u25a1 ", Role.KEY), Span(parts[0])), cells))
        rows += [line(f"     {each}", cells) for each in parts[1:]]
    if not (actions or seen.lifted(desk, words)):
        rows.append(line(f"   {words.say('brief.no_actions')}", cells, Role.DIM))
    rows += [blank(cells), line(f" {words.say('brief.ladder')}", cells, Role.TITLE)]
    for step in brief.ladder:
        next_one = step.mark == "next"
        name = words.say("brief.people", role=step.rung.role.of(words.lang), n=step.rung.people)
        spans = (
            Span(" \u25b6 " if next_one else "   ", Role.KEY),
            Span(pad(name, _ROLE), Role.STRONG if next_one else Role.PLAIN),
            Span(words.say(f"rung.{step.mark}"), Role.GOOD if next_one else Role.DIM),
            Span(f"  {step.rung.hours.of(words.lang)}" if next_one else "", Role.DIM),
        )
        rows.append(row(spans, cells))
    for text in _told_us(desk, words):
        rows += [line(f"   {each}", cells, Role.DIM) for each in wrap(text, cells - 4)]
    return [*rows, *_desks(desk, words, cells)]


def grounds(desk: Desk, _brief: Brief, words: Wording, cells: int) -> list[Row]:
    """Return every citation with its date, every reason, and what would turn the decision."""
    rows: list[Row] = []
    for charged, decision in desk.verdict.lines:
        about = seen.charge(charged, desk.policy, words)
        rows.append(line(f" {about}", cells, Role.TITLE))
        for rule in decision.rules:
            rows += [line(f"   {each}", cells) for each in wrap(rule.reason.of(words.lang), cells - 4)]
        for cited in decision.citations:
            rows += _cited(cited, words, cells)
        for text in flip_texts(desk, decision, words):
            label = words.say("call.flips" if decision.settled else "call.settles")
            rows += [line(f"   {each}", cells, Role.WARN) for each in wrap(f"{label}: {text}", cells - 4)]
        for rule in decision.rules:
            for point in rule.counsel:
                rows += _counsel(desk, point, words, cells)
        rows.append(blank(cells))
    return rows


def _side(title: str, side: list[Weighed], words: Wording, cells: int) -> list[Row]:
    rows = [line(words.say(title), cells, Role.TITLE)]
    for weighed in side:
        argument = weighed.argument
        mark = {True: "yes", False: "no", None: "open"}[weighed.holds]
        role = {True: Role.GOOD, False: Role.STOP, None: Role.WARN}[weighed.holds]
        rows += [line(each, cells, Role.STRONG) for each in wrap(argument.claim.of(words.lang), cells)]
        rows.append(line(f"  {words.say(f'brief.holds.{mark}')}", cells, role))
        rows += [line(f"  {each}", cells) for each in wrap(weighed.reply(words.lang), cells - 2)]
        rows.append(blank(cells))
    return rows


def _cited(cited: Cited, words: Wording, cells: int) -> list[Row]:
    source = cited.source
    name = f"{source.law.of(words.lang)} {source.article.of(words.lang)}"
    sure = words.say(f"confidence.{source.confidence}")
    head = words.say("brief.cited", name=name, on=cited.on.isoformat().replace("-", "/"), sure=sure)
    rows = [line(f"   {each}", cells, Role.STRONG) for each in wrap(head, cells - 4)]
    return [*rows, *(line(f"     {each}", cells, Role.DIM) for each in wrap(source.gist.of(words.lang), cells - 6))]


def _counsel(desk: Desk, point: str, words: Wording, cells: int) -> list[Row]:
    found = desk.policy.counsel.get(point)
    if found is None:
        return []
    text = words.say("brief.counsel", question=found.question.of(words.lang), default=found.default.of(words.lang))
    return [line(f"   {each}", cells, Role.WARN) for each in wrap(text, cells - 4)]


def _told_us(desk: Desk, words: Wording) -> list[str]:
    rows = []
    for each in desk.case.instructions:
        role = next((rung.role.of(words.lang) for rung in desk.policy.ladder if rung.id == each.by), each.by)
        says = words.say(f"says.{each.says}")
        channel = words.say(f"channel.{each.channel}")
        rows.append(
            words.say("brief.told_us", role=role, name=each.name, says=says, channel=channel, at=seen.moment(each.at))
        )
    return rows


def _desks(desk: Desk, words: Wording, cells: int) -> list[Row]:
    if not desk.policy.desks:
        return []
    rows = [blank(cells), line(f" {words.say('brief.desks')}", cells, Role.TITLE)]
    for each in desk.policy.desks:
        told = (each.name.of(words.lang), each.contact, each.what.of(words.lang))
        text = "  ".join(part for part in told if part)
        rows += [line(f"   {part}", cells) for part in wrap(text, cells - 4)]
    return rows
