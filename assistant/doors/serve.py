"""`assistant serve`: the seat in a browser. Only the command stands here."""

from __future__ import annotations

import ipaddress
import sys
from pathlib import Path
from typing import NoReturn

import click

from assistant.doors import surroundings
from assistant.doors.gate import SECRET_HEADER, Gate, Proxy
from assistant.doors.languages import lang_option
from assistant.doors.words import say

USAGE = 2
SECRET_MIN = 20


_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command(epilog="Example:  assistant serve --port 8000")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--data", type=_FOLDER, help="Folder of the record (else ASSISTANT_DATA).")
@click.option(
    "--idle",
    type=click.FloatRange(0.01, 720),
    default=30.0,
    show_default=True,
    help="Minutes until a seat nobody touches is closed; its case is kept.",
)
@click.option("--most", type=click.IntRange(1, 500), default=50, show_default=True, help="Seats open at once.")
@click.option("--behind-proxy", is_flag=True, help="A proxy in front signs people in; each has a record of their own.")
@click.option("--public-url", help="With --behind-proxy: the address browsers use, https://seat.example.jp")
@click.option("--secret-file", type=_FILE, help=f"With --behind-proxy: holds what the proxy sends as {SECRET_HEADER}.")
@click.option("--user-header", default="X-Forwarded-User", show_default=True, help="The header that names the person.")
@lang_option
def serve(  # noqa: PLR0913, PLR0917  # click hands every option over
    host: str,
    port: int,
    data: Path | None,
    idle: float,
    most: int,
    behind_proxy: bool,  # noqa: FBT001  # click hands flags over so
    public_url: str | None,
    secret_file: Path | None,
    user_header: str,
    lang: str,
) -> None:
    """Open the seat in a browser on this machine, by an address that works once.

    Another address than this machine's own is refused unless a proxy signs people in.
    """
    folder = data or surroundings.data_folder()
    if not behind_proxy and not _is_own(host):
        _stop("serve.not_own", lang, host=host)
    url = (public_url or f"http://{host}:{port}").rstrip("/").lower()
    proxy = _proxy(secret_file, user_header, public_url, lang) if behind_proxy else None
    try:
        from assistant.doors import served  # noqa: PLC0415  # an extra; nothing else needs it
    except ImportError:
        _stop("serve.no_web", lang)
    hosts = frozenset({url.split("://", 1)[-1], *([] if behind_proxy else [f"localhost:{port}"])})
    origins = frozenset({url, *([] if behind_proxy else [f"http://localhost:{port}"])})
    gate = Gate(hosts, origins, proxy, surroundings.actor())
    setting = served.Setting(host, port, url, folder.absolute(), lang, idle * 60, most, behind_proxy)
    click.echo(say("serve.open", lang, url=url if proxy else f"{url}/?token={gate.token}"))
    click.echo(say("serve.close", lang))
    served.serve(gate, setting)


def _is_own(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _proxy(secret_file: Path | None, header: str, public_url: str | None, lang: str) -> Proxy:
    secret = secret_file.read_text(encoding="utf-8").strip() if secret_file else ""
    if len(secret) < SECRET_MIN or not public_url or not public_url.startswith("https://"):
        _stop("serve.proxy_needs", lang, n=SECRET_MIN)
    return Proxy(secret, header)


def _stop(name: str, lang: str, **values: object) -> NoReturn:
    click.echo(say(name, lang, **values), err=True)
    sys.exit(USAGE)
