"""`assistant pack`: the commands of the workshop, one file a group of them, under one name."""

from __future__ import annotations

import click

from assistant.doors.pack_check import check
from assistant.doors.pack_diff import diff
from assistant.doors.pack_explain import explain
from assistant.doors.pack_export import export
from assistant.doors.pack_golden import cover, pack_test
from assistant.doors.pack_import import import_
from assistant.doors.pack_law import law
from assistant.doors.pack_new import new
from assistant.doors.pack_prove import prove
from assistant.doors.pack_sign import sign


@click.group(epilog="Example:  assistant pack check --lang en")
def pack() -> None:
    """Write, check and prove a pack of rules."""


for _command in (new, check, pack_test, prove, diff, cover, explain, export, import_, law, sign):
    pack.add_command(_command)
