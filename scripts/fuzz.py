"""Throw steered nonsense at one entrance: `scripts/fuzz.py clean|record|pack|verify CORPUS -max_total_time=120`.

Needs atheris. A crash is anything but a result or a refusal that the entrance promises.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

import atheris  # noqa: E402  # the house must be on the path first

with atheris.instrument_imports(include=["assistant"]):
    from assistant.call.events import decode
    from assistant.journal.record import entry
    from assistant.journal.verify import report
    from assistant.journal.verify.notes import Key, notes_in
    from assistant.rules.clean import clean, show
    from assistant.rules.pack import parse

HANDED = Path(tempfile.mkdtemp()) / "case.json"


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
    """Verify any proof, note and key: a verdict or a sentence, and never a trace."""
    HANDED.write_bytes(data)
    if report.main([str(HANDED), "--json"]) not in {0, 1, 2, 3}:
        raise AssertionError("no verdict")
    text = data.decode("utf-8", "replace")
    notes_in(text)
    try:
        Key.read(text)
    except ValueError:
        return


ENTRANCES: dict[str, Callable[[bytes], None]] = {
    "clean": fuzz_clean,
    "record": fuzz_record,
    "pack": fuzz_pack,
    "verify": fuzz_verify,
}

if __name__ == "__main__":
    target = ENTRANCES[sys.argv.pop(1)]
    sys.stdout = sys.stderr = open("/dev/null", "w", encoding="utf-8") if target is fuzz_verify else sys.stderr  # noqa: SIM115, PTH123  # until the end
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
