"""The supervisors' desk: who waits for me, what is open, what was promised, what rings.

Nothing moves under the finger: what came in meanwhile stands below what was there, and
what is settled keeps its row, until somebody asks for the right order.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from assistant.call import masked
from assistant.screens.columns import Role, Row, Span, blank, ends, fill, line, rule, wrap
from assistant.screens.commands import PICKING
from assistant.screens.floor_case import FloorCasePage
from assistant.screens.floor_lists import LISTS, Item, listed, troubles
from assistant.screens.frame import FOOT
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
        self._heights: dict[Place, int] = {}  # how many rows each has been given
        self._ways: dict[Place, int] = {}  # and how much is told in them
        self._layout: tuple[int, int, str] | None = None
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
        self._measure(items, view, view.height - FOOT - len(top) - len(body))
        for at, (place, item) in enumerate(items):
            key = keys[at] if at < len(keys) else ""
            if item is not None and key:
                self._rows[key] = item
            rows = _row(key, item, view, new=place not in (self._first or ()), way=self._ways[place])
            body += fill(rows, self._heights[place], view.width)
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
        self._order, self._first, self._layout = [], None, None

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

    def _placed(self, items: list[Item]) -> list[tuple[Place, Item | None]]:
        """Return every row in its old place; what is gone leaves its row empty, what is new comes below."""
        now = {each.place: each for each in items}
        if self._first is None:
            self._order, self._first = [], frozenset(now)
        self._order += [each for each in now if each not in self._order]
        return [(each, now.get(each)) for each in self._order]

    def _measure(self, items: list[tuple[Place, Item | None]], view: View, room: int) -> None:
        """Give each row its height once, so that nothing moves; what is told in it grows as far as there is room."""
        layout = (view.width, view.height, view.words.lang)
        if layout != self._layout:
            self._layout, self._heights, self._ways = layout, {}, {}
        fresh = {place: _heights(item, view) for place, item in items if place not in self._heights}
        self._heights |= {place: each[0] for place, each in fresh.items()}
        self._ways |= dict.fromkeys(fresh, 0)
        left = room - sum(self._heights[place] for place, _ in items)
        for way in range(1, max(map(len, fresh.values()), default=0)):
            for place, each in fresh.items():
                if way < len(each) and each[way] - self._heights[place] <= left:
                    left -= each[way] - self._heights[place]
                    self._heights[place], self._ways[place] = each[way], way
        if left >= len(fresh) and all(self._heights[place] == each[-1] for place, each in fresh.items()):
            self._heights |= {place: each[-1] + (each[-1] > 1) for place, each in fresh.items()}

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


def _heights(item: Item | None, view: View) -> list[int]:
    """Return how many rows an item takes, told in each of its ways."""
    return [1 + len(each) for each in (item.told(view).under if item else ((),))]


def _row(key: str, item: Item | None, view: View, *, new: bool, way: int) -> list[Row]:
    if item is None:
        said = Span(view.words.say("floor.answered_row"), Role.DIM)
        return [ends((Span(f" {key or ' '} ", Role.DIM), said), (), view.width)]
    told = item.told(view)
    mark = (Span(f"{view.words.say('floor.new')} ", Role.GOOD),) if new else ()
    narrower = replace(view, width=view.width - sum(each.cells for each in mark))  # columns to the right do not move
    left = (Span(f" {key or ' '} ", Role.KEY), *mark, *item.told(narrower).left)
    return [ends(left, (*told.last, Span(" ")), view.width), *told.under[way]]
