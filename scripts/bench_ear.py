"""Measure the ear: how long it takes to read, and to hear as much as an utterance may hold."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

HEARD = 300
TODAY = date(2011, 10, 19)
GOALS: Mapping[str, str] = {"hear 400 characters, p99 ms": "< 5"}
LAST_OF_HUNDRED = 98


def figures() -> dict[str, float]:
    """Hear the pack's examples, run together, once to compile the wordings they may fit and once for the clock."""
    from assistant import shelf  # noqa: PLC0415  # measured, not needed to start
    from assistant.listen.examples import read_examples  # noqa: PLC0415  # measured, not needed to start
    from assistant.listen.sentence import UTTERANCE_MAX  # noqa: PLC0415  # measured, not needed to start

    load = _cpu(shelf.ear)
    ear = shelf.ear()
    said = [each.text for each in read_examples(shelf.read(None)[0], shelf.examples(None), ear)[0]]
    chance = random.Random(1)  # noqa: S311  # which examples, not secrets
    heard = ["".join(chance.choices(said, k=40))[:UTTERANCE_MAX] for _ in range(HEARD)]
    for text in heard:
        ear.hear(text, today=TODAY)
    times = [_cpu(partial(ear.hear, text, today=TODAY)) for text in heard]
    return {
        "ear load, ms of a processor": load * 1e3,
        "hear 400 characters, p50 ms": statistics.median(times) * 1e3,
        "hear 400 characters, p99 ms": statistics.quantiles(times, n=100)[LAST_OF_HUNDRED] * 1e3,
    }


def _cpu(act: Callable[[], object]) -> float:
    """Return the processor's time, not the clock's: others may be at work."""
    began = time.process_time()
    act()
    return time.process_time() - began
