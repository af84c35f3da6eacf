"""The papers of a case: what is written of it as it stands, on screen or as files of its reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from assistant import drawer
from assistant.call.handover import Handover, handover
from assistant.call.ics import ics
from assistant.call.promises import Promise, promises
from assistant.call.script import Scene
from assistant.call.timeline import History

GOLDEN = "golden"


@dataclass(frozen=True, slots=True)
class Papers:
    """Writes of one case. `scene` gives it in a language, `history` is all that happened on it.

    What only papers need is read when one is written: a start must not pay for it.
    """

    scene: Callable[[str], Scene]
    history: History
    zone: tzinfo | None
    data: Path

    def promises(self) -> tuple[Promise, ...]:
        """Return what is still open of what was promised, the first due first."""
        scene = self.scene("en")
        return promises(scene.case_id, scene.case, self.history)

    def handover(self, lang: str) -> Handover:
        """Return what is read to whoever takes the case over, in thirty seconds."""
        return handover(self.scene(lang))

    def note_text(self, lang: str) -> str:
        """Return the note of this call for the customer record."""
        from assistant.call.wrap_up import note  # noqa: PLC0415  # after the call, not before its first screen

        return note(self.scene(lang), self.history, self.zone)

    def report(self, lang: str, form: str) -> str:
        """Return the report of the case, as md, html or json."""
        from assistant.call.wrap_up import written  # noqa: PLC0415  # after the call, not before its first screen

        return written([(self.scene(lang), self.history)], self.zone, form)

    def save_report(self, lang: str, form: str = "html") -> Path:
        """Write the report to disk and return where it lies."""
        scene = self.scene(lang)
        name = f"{scene.case_id}-{scene.case.events}.{form}"
        return drawer.put(self.data / drawer.REPORTS, name, self.report(lang, form).encode())

    def save_note(self, lang: str) -> Path:
        """Write the note for the customer record to disk and return where it lies."""
        scene = self.scene(lang)
        return drawer.put(
            self.data / drawer.REPORTS, f"{scene.case_id}-{scene.case.events}.txt", self.note_text(lang).encode()
        )

    def save_ics(self, lang: str) -> Path:
        """Write what is promised as calendar entries and return where they lie."""
        name = f"{self.scene(lang).case_id}.ics"
        return drawer.put(self.data / drawer.REPORTS, name, ics(self.promises(), lang))

    def save_golden(self) -> Path:
        """Write the case as a golden test of its pack, without personal data, and return where it lies."""
        from assistant.call.golden_case import golden_text  # noqa: PLC0415  # only where somebody keeps one

        scene = self.scene("en")
        name, text = golden_text(scene)
        return drawer.put(self.data / GOLDEN / scene.policy.id, f"{name}.toml", text.encode())
