"""The supervisors' desk: who waits for me, what is open, what was promised, what rings.

Nothing moves under the finger: what came in meanwhile stands below what was there, and
what is settled keeps its row, until somebody asks for the right order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from assistant.call import masked
from assistant.screens.columns import Role, Row, Span, blank, ends, line, rule, wrap
from assistant.screens.commands import PICKING
from assistant.screens.floor_case import FloorCasePage
from assistant.screens.floor_lists import LISTS, Item, listed, troubles
from assistant.screens.stage import Drawn

if TYPE_CHECKING:
    from assistant.screens.floor_app import FloorApp
    from assistant.screens.floor_lists import Place
    from assistant.screens.stage import Stage, View


class FloorPage:
    """The four lists of a supervisor."""

    name = "floor"
    off: frozenset[str] = frozenset()

    def __init__(self) -> None:
        """Begin with what waits for me."""
        self._list = LISTS[0]
        self._order: list[Place] = []
        self._first: frozenset[Place] | None = None  # what was there when the list was put in order
        self._rows: dict[str, Item] = {}
        self._state: tuple[int, str] | None = None  # what the lists were made of
        self._lists: dict[str, list[Item]] = {}

    def draw(self, stage: Stage, view: View) -> Drawn:
        """Return the list in hand, with the numbers of all four."""
        app = _floor(stage)
        found = self._found(app)
        top = [_head(app, view), self._tabs({name: len(each) for name, each in found.items()}, view), rule(view.width)]
        body = troubles(app.floor, app.sitter.who, view)
        if not app.read:
            return Drawn(top, [blank(view.width), line(f"   {view.words.say('floor.coming')}", view.width, Role.DIM)])
        items = self._placed(found[self._list])
        keys = PICKING["floor"]
        self._rows = {}
        for at, (item, new) in enumerate(items):
            key = keys[at] if at < len(keys) else ""
            if item is not None and key:
                self._rows[key] = item
            body += _row(key, item, view, new=new)
        if not items:
            said = wrap(view.words.say(f"floor.empty.{self._list}"), view.width - 6)
            body += [blank(view.width), *(line(f"   {each}", view.width, Role.DIM) for each in said)]
        return Drawn(top, body)

    def _found(self, app: FloorApp) -> dict[str, list[Item]]:
        """Return the four lists, made anew once there is news and once a minute: a key waits for none of it."""
        state = (app.floor.version, f"{app.now():%d%H%M}")
        if state != self._state:
            self._state = state
            self._lists = {name: listed(name, app.floor, app.sitter.who) for name in LISTS}
        return self._lists

    def act(self, _stage: Stage, command: str) -> None:
        """Show another list, or put this one in order."""
        name = command.removeprefix("floor_")
        if name in LISTS:
            self._list = name
        self._order, self._first = [], None

    def pick(self, stage: Stage, key: str) -> None:
        """Open the case behind this key."""
        item = self._rows.get(key)
        if item is None:
            stage.say(stage.words.say("floor.no_case"), Role.WARN)
        else:
            stage.go(FloorCasePage(item.seen.key))

    def typed(self, _stage: Stage, _text: str) -> bool:
        """Take nothing."""
        return False

    def echo(self, _stage: Stage, _text: str) -> Span | None:
        """Say nothing."""
        return None

    def _placed(self, items: list[Item]) -> list[tuple[Item | None, bool]]:
        """Return every row in its old place; what is gone leaves its row empty, what is new comes below."""
        now = {each.place: each for each in items}
        if self._first is None:
            self._order, self._first = [], frozenset(now)
        self._order += [each for each in now if each not in self._order]
        return [(now.get(each), each not in self._first) for each in self._order]

    def _tabs(self, numbers: dict[str, int], view: View) -> Row:
        spans: list[Span] = []
        for name in LISTS:
            text = f" {view.words.say(f'floor.tab.{name}')} {numbers[name]} "
            spans += [Span(" "), Span(text, Role.CHOSEN if name == self._list else Role.PLAIN)]
        return ends(spans, (), view.width)


def _floor(stage: Stage) -> FloorApp:
    return cast("FloorApp", stage)


def _head(app: FloorApp, view: View) -> Row:
    words, who = view.words, app.sitter.who
    rungs = {app.floor.signer(who, row.journal).rung for row in app.floor.seats}
    rung = ", ".join(sorted(each for each in rungs if each))
    name = " ".join(filter(None, (masked.name(who.name), f"{who.pseudonym}", rung)))
    left = (Span(f" {words.say('floor.title')}  {name}", Role.HEAD),)
    seats = words.say("floor.seats", n=len(app.floor.seats))
    return ends(left, (Span(f"{seats}  {view.now:%m/%d %H:%M} ", Role.HEAD),), view.width, Role.HEAD)


def _row(key: str, item: Item | None, view: View, *, new: bool) -> list[Row]:
    if item is None:
        said = Span(view.words.say("floor.answered_row"), Role.DIM)
        return [ends((Span(f" {key or ' '} ", Role.DIM), said), (), view.width)]
    told = item.told(view)
    mark = (Span(f"{view.words.say('floor.new')} ", Role.GOOD),) if new else ()
    first = ends((Span(f" {key or ' '} ", Role.KEY), *mark, *told.left), (*told.last, Span(" ")), view.width)
    return [first, *(line(f"     {each}", view.width, Role.DIM) for each in told.under)]
