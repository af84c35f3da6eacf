"""The front door: `assistant` opens the seat, every other word is a command.

Nothing is imported before it is known which of the two is wanted.
"""

from __future__ import annotations

import io
import os
import sys

from assistant.doors import guarded


def main() -> None:
    """Run the program."""
    guarded.close_the_shutters()
    if len(sys.argv) == 1 and "ASSISTANT_TODAY" in os.environ:
        sys.argv.append("call")  # a day that is pretended is read by the commands
    if len(sys.argv) == 1:
        from assistant.doors.seat import open_seat  # noqa: PLC0415  # the seat must not pay for click

        sys.exit(open_seat())
    from assistant.doors.front import front  # noqa: PLC0415  # a command must not pay for the seat

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal of few letters is no reason to stop
    guarded.run(lambda: front(prog_name="assistant"))


if __name__ == "__main__":
    main()
