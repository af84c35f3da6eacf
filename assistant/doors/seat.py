"""The door to the seat. Imports nothing that the first frame does not need."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.doors import surroundings

if TYPE_CHECKING:
    from assistant.seat import Seat, Way


def open_seat(
    data: Path | None = None, lang: str | None = None, operator: str | None = None, way: Way | None = None
) -> int:
    """Open the operator's seat on the screen until it is left; return the exit code."""
    from assistant.screens.start import start  # noqa: PLC0415  # a headless command must not pay for it

    folder = data or surroundings.data_folder()
    name = operator or surroundings.operator()
    lang = lang or surroundings.default_lang()
    if (folder / "encryption.toml").is_file():
        from assistant.doors.encrypted import unlock  # noqa: PLC0415  # a plain record must not pay for it

        if code := unlock(folder, lang):
            return code

    def opened() -> Seat:
        from datetime import datetime  # noqa: PLC0415  # after the first frame

        from assistant.seat import Seat as Opened  # noqa: PLC0415  # after the first frame

        return Opened.open(
            folder,
            actor=surroundings.actor(),
            now=lambda: datetime.now().astimezone(),
            operator=name,
            steady=surroundings.steady,
            way=way,
        )

    return start(opened, lang, steady=surroundings.steady)


def open_plain(  # noqa: PLR0913  # a seat and the case on it are all of these
    data: Path | None,
    lang: str | None,
    operator: str | None,
    case_id: str | None = None,
    *,
    example: bool = False,
    way: Way | None = None,
) -> int:
    """Open the operator's seat in plain lines on standard input and output; return the exit code."""
    from assistant.doors.plain_seat import sit  # noqa: PLC0415  # the screen must not pay for it

    folder, name = data or surroundings.data_folder(), operator or surroundings.operator()
    return sit(folder, lang or surroundings.default_lang(), name, case_id, example=example, way=way)
