"""`assistant pack sign`: a reviewer puts a name, a day and the digest of every byte under a pack."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant import shelf
from assistant.doors import clock
from assistant.doors.case_input import FAILED, USAGE, complain
from assistant.doors.languages import lang_option
from assistant.doors.pack_opened import proved
from assistant.doors.words import say
from assistant.folder import SIGNATURE
from assistant.rules.clean import clean, show
from assistant.rules.decision import Judge
from assistant.rules.golden import read_goldens, try_all
from assistant.signature import NAME_MAX, Signature, seal


@click.command(epilog="Example:  assistant pack sign my_pack --by 'Jane Roe, counsel'")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--by", required=True, help="Who reviewed the pack, as the call screen shall show it.")
@lang_option
def sign(path: Path, by: str, lang: str) -> None:
    """Sign the pack in PATH, once it is proved and its golden cases come out right.

    The signature holds for these bytes: any change of the pack voids it. Exit 1 where the pack is not fit to be signed.
    """
    reviewer = " ".join(clean(by, NAME_MAX).split())
    if not reviewer:
        raise click.UsageError("--by: a name is wanted")
    book = proved(path, lang)
    goldens, problems = read_goldens(book.policy, shelf.goldens(path))
    wrong = [each for each in try_all(Judge(book), goldens) if not each.right]
    if problems or wrong:
        complain(tuple(problems), lang)
        click.echo(say("workshop.unfit", lang, count=len(problems) + len(wrong)), err=True)
        sys.exit(FAILED)
    signature = Signature(reviewer, clock.today(), seal(path))
    try:
        path.joinpath(SIGNATURE).write_text(signature.text(), encoding="utf-8", newline="\n")
    except OSError as error:
        click.echo(show(f"{path / SIGNATURE}: {error.strerror}"), err=True)
        sys.exit(USAGE)
    click.echo(show(say("workshop.signed", lang, by=reviewer, on=signature.on, digest=signature.digest[:16])))
