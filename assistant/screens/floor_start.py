"""The way onto the supervisors' desk: a first frame at once, then Textual, then the floor."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

from assistant.screens.start import ENTER, LEAVE, NO_TERMINAL, no_screen, skeleton, tell_textual
from assistant.screens.words import wording

if TYPE_CHECKING:
    from assistant.floor.floor import Floor
    from assistant.screens.floor_stage import Sitter


def start_floor(floor: Floor, sitter: Sitter, lang: str) -> int:
    """Show the floor until the supervisor leaves; return the exit code."""
    words = wording(lang)
    served = "web_driver" in os.environ.get("TEXTUAL_DRIVER", "")
    why_not = None if served else no_screen(sys.stdin, sys.stdout)
    if why_not is not None:
        sys.stderr.write(words.say(why_not) + "\n")
        return NO_TERMINAL
    tell_textual()
    if not served:
        sys.stdout.write(ENTER + skeleton(words, shutil.get_terminal_size()))
        sys.stdout.flush()
    try:
        from assistant.screens.floor_app import FloorApp  # noqa: PLC0415  # after the first frame

        app = FloorApp(floor, sitter, lang, os.environ)
    except BaseException:
        sys.stdout.write("" if served else LEAVE)
        sys.stdout.flush()
        raise
    app.run(mouse=False)
    return app.return_code or 0
