"""Whether a conjunction holds of a case: yes, no, or not known yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.rules.policy import Test


def holds(test: Test, values: Mapping[str, str]) -> bool | None:
    """Return True or False, or None while a fact nobody has asked for decides it."""
    verdict: bool | None = True
    for name, wanted in test.items():
        value = values.get(name)
        if value is None:
            verdict = None
        elif value not in wanted:
            return False
    return verdict


def any_holds(tests: Iterable[Test], values: Mapping[str, str]) -> bool | None:
    """Return True where one of them holds, False where none can, else None."""
    found = {holds(test, values) for test in tests}
    if True in found:
        return True
    return None if None in found else False
