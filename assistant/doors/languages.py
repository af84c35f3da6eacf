"""The option that chooses a language."""

from __future__ import annotations

import click

from assistant.doors.surroundings import default_lang

LANGS = ("ja", "en")

lang_option = click.option(
    "--lang", type=click.Choice(LANGS), default=default_lang, show_default="that of the terminal", help="Language."
)
