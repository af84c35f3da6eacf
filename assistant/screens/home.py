"""Home: the cases that are open, a new one, and the one to practise on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.screens import seen
from assistant.screens.columns import Role, Row, Span, blank, ends, fit, line, pad, phrases
from assistant.screens.commands import PICKING
from assistant.screens.due import promised
from assistant.screens.example import open_example
from assistant.screens.new_case import new_case_form
from assistant.screens.stage import Drawn
from assistant.screens.trouble import TroublePage
from assistant.screens.waiting import ways
from assistant.shelf import DEFAULT, NotLoaded, company_name, take

if TYPE_CHECKING:
    from datetime import date

    from assistant.rules.policy import Policy
    from assistant.screens.stage import Page, Stage, View
    from assistant.seat import CaseSummary

_TITLE = 34
_STEP = 14


class HomePage:
    """The first page."""

    name = "home"
    off: frozenset[str] = frozenset()

    def __init__(self) -> None:
        """List the cases when first drawn, not once a second: each is folded and decided anew."""
        self._cases: list[CaseSummary] | None = None

    def draw(self, stage: Stage, view: View) -> Drawn:
        """Return the open cases, or what to do where there is none."""
        words, policy = view.words, take(stage.seat.way.pack).policy
        today = stage.seat.today
        house = company_name(words.lang)
        title = f" {words.say('start.title')}" + (f" \u2500 {house}" if house else "")
        pretended = stage.seat.way.pretended
        day = words.say("call.pretended", day=pretended) if pretended else seen.day(today, words)
        last = (Span(day, Role.WARN if pretended else Role.HEAD), Span(f"  {view.now:%H:%M} ", Role.HEAD))
        left = (Span(fit(title, view.width - sum(each.cells for each in last) - 1), Role.HEAD),)
        top = [ends(left, last, view.width, Role.HEAD), *_notice(policy, view, today), blank(view.width)]
        cases = self._listed(stage)
        if not cases:
            return Drawn(top, _teach(view))
        body = [line(f" {words.say('home.open_cases')}", view.width, Role.TITLE)]
        for key, each in zip(PICKING["home"], cases, strict=False):
            body.append(_row(key, each, _policy_of(each, policy), view))
        due = promised(cases, view.now, words, view.width)
        body += [blank(view.width), *due] if due else []
        return Drawn(top, [*body, blank(view.width), *ways(view)])

    def _listed(self, stage: Stage) -> list[CaseSummary]:
        if self._cases is None:
            self._cases = stage.seat.cases()
            self.off = frozenset() if self._cases else frozenset({"open"})
        return self._cases

    def act(self, stage: Stage, command: str) -> None:
        """Open a case, new or old."""
        if command == "drills":
            stage.go(drills_page())
        elif command == "new":
            way = stage.seat.way
            stage.go(new_case_form(stage, take(way.pack).policy) if way.named else TroublePage())
        elif command == "example":
            stage.sit(open_example(stage.seat, stage.words.lang))
        elif command == "open":
            self.pick(stage, PICKING["home"][0])

    def pick(self, stage: Stage, key: str) -> None:
        """Go on with the case behind this key, where it was left."""
        found = dict(zip(PICKING["home"], self._listed(stage), strict=False)).get(key)
        if found is None:
            stage.say(stage.words.say("home.no_case"), Role.WARN)
        else:
            stage.sit(stage.seat.resume(found.case_id))

    def typed(self, _stage: Stage, _text: str) -> bool:
        """Take nothing."""
        return False

    def echo(self, _stage: Stage, _text: str) -> Span | None:
        """Say nothing."""
        return None


def drills_page() -> Page:
    """Return the list of drills."""
    from assistant.screens.drills import DrillsPage  # noqa: PLC0415  # nobody who answers a call needs it

    return DrillsPage()


def _notice(policy: Policy, view: View, today: date) -> list[Row]:
    """Return whose rules these are, and whether anybody has signed them."""
    words = view.words
    by = policy.reviewed_by
    signed = words.say("home.signed", by=by) if by else words.say("home.unsigned")
    day = seen.day(policy.verified_through, words)
    rules = (f"{policy.title.of(words.lang)}  {policy.version}", signed)
    text = words.say("home.verified", day=day)
    late = today > policy.verified_through
    role = Role.WARN if late else Role.DIM
    whole = "  ".join(rules)
    told = (whole,) if Span(whole).cells <= view.width - 2 else rules  # whether anybody signed is never what is cut
    rows = [blank(view.width), *(line(f" {each}", view.width) for each in told)]
    notice = f"{words.say('home.late', day=day) if late else text} {words.say('home.notice')}"
    return [*rows, *(line(f" {each}", view.width, role) for each in phrases(notice, view.width - 2))]


def _policy_of(each: CaseSummary, usual: Policy) -> Policy:
    """Return the rules a case is decided by; where its pack is gone, its lines are still named."""
    try:
        return take(each.case.pack or DEFAULT).policy
    except NotLoaded:
        return usual


def _row(key: str, case: CaseSummary, policy: Policy, view: View) -> Row:
    words = view.words
    step = policy.stages.get(case.case.step)
    name = step.of(words.lang) if step else words.say(f"step.{case.case.step}")
    rulings = words.say("call.or").join(
        dict.fromkeys(seen.ruling(policy, each, words) for each in case.rulings if each)
    )
    charged = [seen.charge(each, policy, words) for each in case.case.lines]
    about = words.say("call.more_law", first=charged[0], n=len(charged) - 1) if charged[1:] else "".join(charged)
    spans = [
        Span(f"   {key} ", Role.KEY),
        Span(f"{case.case_id}  ", Role.STRONG),
        Span(pad(about, min(_TITLE, view.width // 3)) + " "),
        Span(pad(name, _STEP), Role.DIM),
        Span(rulings if case.settled else words.say("call.open"), Role.GOOD if case.settled else Role.WARN),
    ]
    last = (Span(f"{case.last_at.astimezone(view.now.tzinfo):%m/%d %H:%M} ", Role.DIM),)
    return ends(spans, last, view.width)


def _teach(view: View) -> list[Row]:
    words = view.words
    rows = [line(f" {words.say('home.empty')}", view.width, Role.TITLE), blank(view.width)]
    return [*rows, *ways(view), blank(view.width), *_what(view)]


def _what(view: View) -> list[Row]:
    text = view.words.say("home.what")
    return [line(f"   {each}", view.width, Role.DIM) for each in phrases(text, view.width - 6)]
