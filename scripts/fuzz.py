"""Throw steered nonsense at one entrance: `scripts/fuzz.py clean|record|pack|verify CORPUS -max_total_time=120`.

Needs atheris. A crash is anything but a result or a refusal that the entrance promises.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

import atheris  # noqa: E402  # the house must be on the path first

with atheris.instrument_imports(include=["assistant"]):
    from assistant.call.events import decode
    from assistant.journal.record import entry
    from assistant.journal.verify import report
    from assistant.journal.verify.notes import Key, notes_in
    from assistant.journal.verify.proof import prove
    from assistant.rules.clean import clean, show
    from assistant.rules.pack import parse


def fuzz_clean(data: bytes) -> None:
    """Clean and show any text: nothing that a terminal obeys may be left."""
    text = show(clean(data.decode("utf-8", "surrogateescape"), 2_000))
    if any(ord(char) < 0x20 and char not in "\n\t" for char in text) or any(0x7F <= ord(char) < 0xA0 for char in text):  # noqa: PLR2004  # C0, C1
        raise AssertionError(ascii(text))


def fuzz_record(data: bytes) -> None:
    """Read any record."""
    try:
        found = entry(data, bytes(32), {})
        decode(found.kind, found.version, found.data, {})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return


def fuzz_pack(data: bytes) -> None:
    """Read any pack: it returns a policy and problems, and never throws."""
    parse("fuzzed", {"pack.toml": data.decode("utf-8", "replace")})


def fuzz_verify(data: bytes) -> None:
    """Verify any proof, note and key: a page that can be printed, or a refusal, and never a trace.

    From memory: through a file and the whole command it is forty times slower.
    """
    text = data.decode("utf-8", "replace")
    notes = notes_in(text)
    with suppress(ValueError):
        Key.read(text)
    try:
        seen = prove(json.loads(data), notes, None)
    except Exception:  # noqa: BLE001  # the command makes one sentence of whatever comes here
        return
    code = max((each.exit for each in seen.findings), default=0)
    if code not in {0, 2, 3} or not all(map(str.isprintable, "".join(report.page(seen, code, "ja")).replace("\n", ""))):
        raise AssertionError(ascii(seen))


ENTRANCES: dict[str, Callable[[bytes], None]] = {
    "clean": fuzz_clean,
    "record": fuzz_record,
    "pack": fuzz_pack,
    "verify": fuzz_verify,
}

if __name__ == "__main__":
    target = ENTRANCES[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
