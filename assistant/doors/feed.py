"""`assistant feed`: what is said on the line, from a transcript, to the seat that has the case before it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.doors.languages import lang_option
from assistant.listen.heard import CUSTOMER, SPEAKERS
from assistant.listen.transcript import AUTO, FORMATS, Transcript
from assistant.listen.utterance import Who, folded


def _labels(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Read LABEL=SPEAKER."""
    found = {}
    for each in given:
        label, _, speaker = each.rpartition("=")
        if not folded(label) or speaker not in SPEAKERS:
            raise click.BadParameter(f"LABEL={'|'.join(SPEAKERS)}")
        found[label] = speaker
    return found


@click.command(epilog="Example:  assistant feed --case K-0001 call.vtt --realtime")
@click.argument("source", metavar="[FILE|-]", default="-", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--case", "case_id", required=True, metavar="CASE_ID", help="The case on the seat's screen.")
@click.option("--speaker", type=click.Choice(SPEAKERS), default=CUSTOMER, show_default=True, help="Of unmarked lines.")
@click.option("--who", "labels", multiple=True, metavar="LABEL=SPEAKER", callback=_labels, help="Who a label is.")
@click.option("--format", "form", type=click.Choice(FORMATS), default=AUTO, show_default=True, help="What it is in.")
@click.option("--realtime", is_flag=True, help="At the pace it was said in, by its own times.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the record.")
@lang_option
def feed(  # noqa: PLR0913, PLR0917  # click hands every option over
    source: Path,
    case_id: str,
    speaker: str,
    labels: dict[str, str],
    form: str,
    realtime: bool,  # noqa: FBT001  # click hands flags over so
    data: Path | None,
    lang: str,
) -> None:
    """Hand the transcript in FILE, or on standard input, to the seat. Only what is final; nothing of it is kept."""
    from assistant.doors.feeder import feed_case  # noqa: PLC0415  # other commands must not pay for the record

    sys.exit(feed_case(source, case_id, Transcript(Who(speaker, labels), form), data, lang, realtime=realtime))
