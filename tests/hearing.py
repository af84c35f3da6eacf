"""What the tests of the ear share: the ear of the shipped pack, and the day everybody speaks on."""

from __future__ import annotations

from datetime import date

from assistant import shelf
from assistant.listen.heard import UNSURE, Heard

TODAY = date(2011, 10, 19)
NAME, TEXTS = shelf.read(None)
POLICY = shelf.take().policy
EAR = shelf.ear()


def hear(text: str, speaker: str = "customer") -> Heard:
    return EAR.hear(text, speaker, TODAY)


def claims(text: str) -> set[tuple[str, str]]:
    """Return what is proposed, but for what is proposed as neither yes nor no."""
    return {(each.claim, each.value) for each in hear(text).proposals if each.value != UNSURE}
