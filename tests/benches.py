"""A seat with a clock that stands still, a bench to draw pages on without a terminal, and keys to press."""

from datetime import UTC, datetime

from assistant.screens.app import SeatApp
from assistant.screens.columns import Role
from assistant.screens.commands import BY_ID
from assistant.screens.example import open_example
from assistant.screens.frame import FOOT, compose, key_bar, window
from assistant.screens.home import HomePage
from assistant.screens.pile import Pile
from assistant.screens.private import Veil
from assistant.screens.stage import View
from assistant.screens.words import wording
from assistant.seat import Seat

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SIZES = ((80, 24), (120, 40), (60, 24))
PLAIN = {"TERM": "xterm-256color"}


def seat_at(folder, now=lambda: NOON):
    """Sit down in a folder."""
    return Seat.open(folder, actor="op-1", now=now, operator="山田")


def text_of(rows):
    """Return rows as the lines of text a person sees."""
    return "\n".join("".join(span.text for span in row).rstrip() for row in rows)


class Bench:
    """A stage of our own: pages are drawn and acted on as in the program, without Textual."""

    def __init__(self, seat, lang="ja"):
        self.seat, self.words = seat, wording(lang)
        self.desk = None
        self.pile = Pile(HomePage())
        self.said = None
        self.entry = None
        self.results = []

    @property
    def shown(self):
        """The bench with its desk veiled, as a page is drawn."""
        return Veil(self)

    @property
    def conversation(self):
        """Return what is said on the call that lies open."""
        return self.pile.conversation

    def now(self):
        """Return the time of day."""
        return self.seat.now()

    def sit(self, desk):
        """Put a case on the desk."""
        self.desk = desk
        self.pile.call()

    def scored(self, play, told):
        """Keep what came of a drill."""
        self.results.append((play, told))

    def practise(self, play, page):
        """Sit at a drill."""
        self.own, self.seat, self.desk = self.seat, play.drill.seat, play.desk
        self.pile.home()
        self.pile.lay(page)

    def go(self, page):
        """Lay a page over this one."""
        self.pile.lay(page)

    def back(self):
        """Take a page away."""
        self.pile.lift()

    def home(self):
        """Take all pages away."""
        self.pile.home()

    def top(self):
        """Show a page from its beginning."""
        self.pile.scroll = 0

    def say(self, text, role=Role.STRONG):
        """Keep what was said."""
        self.said = (text, role)

    def ask(self, entry):
        """Keep what is to be typed."""
        self.entry = entry

    def copy(self, text):
        """Keep what was copied."""
        self.copied = text

    def hand_out(self, path):
        """Keep what a browser would download."""
        self.handed = path

    def choose(self, fact, line):
        """Put the finger on a fact."""
        self.pile.down_to_call().choose(fact, line)

    def go_ahead(self):
        """Go on to the next step."""
        self.pile.down_to_call().act(self, "go_on")

    def do(self, command):
        """Do a command of the page."""
        assert self.pile.top.name in BY_ID[command].pages
        self.pile.top.act(self, command)

    def pick(self, *keys):
        """Pick by key."""
        for key in keys:
            self.pile.top.pick(self, key)

    def rows(self, width=80, height=24):
        """Draw the whole screen."""
        view = View(width, height, self.words, self.now())
        seen, _ = window(self.pile.top.draw(self.shown, view), self.pile.scroll, view)
        foot = ((), key_bar(self.pile.top, view, typing=False))
        return compose(seen, foot, None, view)

    def whole(self, width=80, height=24):
        """Draw the page with everything that scrolls."""
        drawn = self.pile.top.draw(self.shown, View(width, height, self.words, self.now()))
        return [*drawn.top, *drawn.body]


def bench_with_example(folder, lang="ja"):
    """Return a bench with the example case on the desk."""
    bench = Bench(seat_at(folder), lang)
    bench.sit(open_example(bench.seat, lang))
    return bench


def app_at(folder, lang="ja", now=lambda: NOON):
    """Return the program, in a folder of its own."""
    return SeatApp(lambda: seat_at(folder, now), lang, PLAIN)


async def press(pilot, *keys):
    """Press keys one after the other; `text:` types."""
    for key in keys:
        for each in key.removeprefix("text:") if key.startswith("text:") else [key]:
            await pilot.press(each)
    await pilot.pause()


def seen_on(app):
    """Return what stands on the screen."""
    return text_of(app._sheet.rows)


__all__ = ["FOOT", "NOON", "SIZES", "Bench", "app_at", "bench_with_example", "press", "seat_at", "seen_on", "text_of"]
