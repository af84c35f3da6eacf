"""The way onto the screen: a first frame at once, then Textual, then the seat.

Importing Textual takes most of the time until something can be seen. So a plain
skeleton is written first; keys pressed meanwhile are kept by the terminal.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

from assistant.screens.words import Wording, wording

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from assistant.desk import Seat

SHUT = 1
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


def start(open_seat: Callable[[], Seat], lang: str, *, stdin: TextIO | None = None, out: TextIO | None = None) -> int:
    """Show the seat until the operator leaves; return the exit code.

    `open_seat` runs after the first frame, so that a journal on a slow disk does
    not look like a program that will not start.
    """
    stdin, out = stdin or sys.stdin, out or sys.stdout
    words = wording(lang)
    why_not = no_screen(stdin, out)
    if why_not is not None:
        sys.stderr.write(words.say(why_not) + "\n")
        return NO_TERMINAL
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    out.write(_ENTER + skeleton(words, shutil.get_terminal_size()))
    out.flush()
    try:
        from assistant.screens.app import SeatApp  # noqa: PLC0415  # after the first frame

        seat = open_seat()
    except Exception as error:
        out.write(_LEAVE)
        out.flush()
        said = refusal(error, words)
        if said is None:
            raise
        sys.stderr.write(said + "\n")
        return SHUT
    app = SeatApp(seat, lang, os.environ)
    try:
        app.run(mouse=False)
    finally:
        seat.close()
    return app.return_code or 0


def no_screen(stdin: TextIO, out: TextIO) -> str | None:
    """Return the key of the sentence that says why nothing can be drawn, or None."""
    if not (stdin.isatty() and out.isatty()):
        return "start.no_terminal"
    if (out.encoding or "").lower().replace("-", "") != "utf8":
        return "start.not_utf8"
    return None


def refusal(error: Exception, words: Wording) -> str | None:
    """Return what to tell the operator where the record or the rules stay shut; None: not foreseen."""
    from assistant.journal.refusals import CannotOpen  # noqa: PLC0415  # only where it failed
    from assistant.shelf import NotLoaded  # noqa: PLC0415  # only where it failed

    if isinstance(error, CannotOpen):
        key = f"cannot_open.{error.why}"
        return words.say(key) if words.has(key) else words.say("cannot_open.failed")
    if isinstance(error, NotLoaded):
        found = "\n".join(each.text(words.lang) for each in error.problems[:3])
        return words.say("cannot_open.pack") + "\n" + found
    return None


def skeleton(words: Wording, size: os.terminal_size) -> str:
    """Return the first frame: the name of the program, where home will have it, and that it is coming."""
    title = words.say("start.title")[: size.columns // 2]
    coming = words.say("start.coming")[: size.columns // 2]
    return f"\x1b[1;2H{title}\x1b[3;2H{coming}"
