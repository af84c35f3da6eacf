"""The required utterances: what must be heard on a call, and whether it was said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.call.case import Case
from assistant.call.events import Ticked
from assistant.call.phrases import phrase
from assistant.call.rendering import tick_name
from assistant.call.rows import sentences, setting
from assistant.call.script import Scene, Spoken, script
from assistant.listen.phrase import found


@dataclass(frozen=True, slots=True)
class Required:
    """One thing that must be said."""

    what: str
    said: bool


def required(spoken: Iterable[Spoken], case: Case) -> tuple[Required, ...]:
    """Return what a script requires, in its order; what was said before it asked for something else comes last."""
    asked = (tick for each in spoken for tick in each.ticks)
    return tuple(Required(each, each in case.ticked) for each in dict.fromkeys((*asked, *case.ticked)))


def required_of(scene: Scene) -> tuple[Required, ...]:
    """Return what must be heard on this call as it stands."""
    return required(script(scene), scene.case)


def told(scene: Scene) -> list[str]:
    """Return the required utterances in words: those said, then those not said yet; of none, nothing."""
    listed = required_of(scene)
    rows = []
    for name, so in (("required_said", True), ("required_left", False)):
        names = [tick_name(each.what, scene.lang) for each in listed if each.said is so]
        if names:
            rows.append(phrase(f"note.{name}", scene.lang, names=", ".join(names)))
    return rows


def recognised(text: str, lang: str, pack: str) -> tuple[Ticked, ...]:
    """Return the required utterances an operator's own words hold. A person ticks them, or nothing happens."""
    ticks: dict[str, Ticked] = {}
    start = 0
    for sentence in sentences(text, lang):
        end = start + len(sentence)
        for name, told in setting()["tick"].items():
            if name not in ticks and any(found(tuple(told["heard"][lang]), sentence, lang)):
                heard = Ticked(name, pattern=f"tick.{name}", pack=pack, start=start, end=end, quote=sentence.strip())
                ticks[name] = heard
        start = end
    return tuple(ticks.values())
