"""`assistant floor`: all seats together. Only the group stands here."""

from __future__ import annotations

import click


@click.group(epilog="Example:  assistant floor init --dsn 'host=db.example user=owner dbname=floor'")
def floor() -> None:
    """See all seats together, and keep the server that their records are sent to."""
