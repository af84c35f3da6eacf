"""The way onto the screen: a first frame at once, then Textual, then the seat.

Importing Textual takes most of the time until something can be seen. So a plain
skeleton is written first; keys pressed meanwhile are kept by the terminal.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
from typing import TYPE_CHECKING

from assistant.screens.scheme import OWN_COLOURS, scheme_of
from assistant.screens.words import Wording, wording

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from assistant.drills.debrief import Debrief
    from assistant.drills.play import Play
    from assistant.drills.scenario import Scenario
    from assistant.seat import Seat

NO_TERMINAL = 2
_ENTER = "\x1b[?1049h\x1b[?25l\x1b[2J\x1b[H"
_LEAVE = "\x1b[?1049l\x1b[?25h"

# The kitty protocol loses what a Japanese input method commits, and a change that
# follows from a change is drawn one timer period later.
_DEFAULTS = {
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    "TEXTUAL_FPS": "120",
    "TEXTUAL_ANIMATIONS": "none",
    "ESCDELAY": "20",
}


def start(  # noqa: PLR0913  # how a program begins is all of these
    open_seat: Callable[[], Seat],
    lang: str,
    *,
    drill: tuple[Scenario, str, int, str] | None = None,
    scored: Callable[[Play, Debrief], None] | None = None,
    steady: Callable[[], float] | None = None,
    stdin: TextIO | None = None,
    out: TextIO | None = None,
) -> int:
    """Show the seat until the operator leaves, or only a `drill`; return the exit code.

    A `drill` is a scenario, mode, seed and pack; `scored` is told of each played to its end. `open_seat`
    runs after the first frame: a journal on a slow disk must not look like a program that will not start.
    """
    stdin, out = stdin or sys.stdin, out or sys.stdout
    words = wording(lang)
    served = "web_driver" in os.environ.get("TEXTUAL_DRIVER", "")  # a browser reads what is written, not a terminal
    why_not = None if served else no_screen(stdin, out)
    if why_not is not None:
        sys.stderr.write(words.say(why_not) + "\n")
        return NO_TERMINAL
    _tell_textual()
    if not served:
        _first_frame(words, out)
    gc.disable()  # nothing of start-up is garbage; the program looks again once it is up
    try:
        from assistant.screens.app import SeatApp  # noqa: PLC0415  # after the first frame

        app = SeatApp(open_seat, lang, os.environ, drill)
        app.tell, app.steady = scored, steady or app.steady
    except BaseException:
        out.write("" if served else _LEAVE)
        out.flush()
        raise
    try:
        app.run(mouse=False)
    finally:
        app.leave_seat()
    return app.return_code or 0


def _first_frame(words: Wording, out: TextIO) -> None:
    out.write(_ENTER + skeleton(words, shutil.get_terminal_size()))
    out.flush()


def _tell_textual() -> None:
    """Set what Textual reads from the environment, where nobody has."""
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    if scheme_of(os.environ) in OWN_COLOURS:
        os.environ.setdefault("TEXTUAL_THEME", "ansi-dark")  # else Textual puts colours of its own


def no_screen(stdin: TextIO, out: TextIO) -> str | None:
    """Return the key of the sentence that says why nothing can be drawn, or None."""
    if not (stdin.isatty() and out.isatty()):
        return "start.no_terminal"
    if (out.encoding or "").lower().replace("-", "") != "utf8":
        return "start.not_utf8"
    return None


def skeleton(words: Wording, size: os.terminal_size) -> str:
    """Return the first frame: the name of the program, where home will have it, and that it is coming."""
    title = words.say("start.title")[: size.columns // 2]
    coming = words.say("start.coming")[: size.columns // 2]
    return f"\x1b[1;2H{title}\x1b[3;2H{coming}"
