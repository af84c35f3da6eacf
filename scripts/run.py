"""Start the program; the first time, install it beside this folder. Needs nothing but Python.

Run `python3 scripts/run.py`, with the arguments of the program after it.
"""

import os
import signal
import sys

if sys.version_info < (3, 11):  # noqa: UP036  # an old Python must get this far, to be told
    sys.exit(f"Python 3.11 or newer is needed; this is {sys.version_info[0]}.{sys.version_info[1]}.")

from make_venv import NotReady, ready, words


def main() -> int:
    """Become the program, on its own Python, with all further arguments."""
    try:
        python = str(ready("run"))
    except NotReady as why:
        sys.exit(str(why))
    except KeyboardInterrupt:
        sys.exit(words("stopped"))
    # -P: a folder called assistant where the operator happens to stand is not the program.
    command = [python, "-P", "-m", "assistant", *sys.argv[1:]]
    if os.name != "nt":
        os.execv(python, command)  # noqa: S606  # no shell: the arguments stay as typed
    import subprocess  # noqa: PLC0415  # Windows cannot become another program

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the program's to answer
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
