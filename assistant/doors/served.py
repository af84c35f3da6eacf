"""The seat in a browser: one process a session, behind the gate, with an environment of its own."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler
from textual_serve.app_service import AppService
from textual_serve.server import Server

from assistant.doors.gate import COOKIE, SESSION_SECONDS, Admitted, Gate, Knock
from assistant.doors.words import names, say

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
"""What a session's process may know of the server's surroundings; our own ASSISTANT_ names besides."""
CELLS_MAX = 400
LETTER_MAX = 64 * 1024
"""The longest message of a browser: a paste is cut at the entry line long before."""
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self' {socket}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Nothing is fetched from anywhere else, and no script runs but that of the terminal."""
WHO = web.RequestKey("who", str)


@dataclass(frozen=True, slots=True)
class Setting:
    """How the seats are served."""

    host: str
    port: int
    public_url: str
    folder: Path
    lang: str
    idle_seconds: float
    most: int
    shared: bool  # behind a proxy: a folder for each person


class Session(AppService):
    """One seat's process: started without a shell, and told nothing it need not know."""

    def __init__(self, surroundings: Mapping[str, str], **how: Any) -> None:  # noqa: ANN401  # handed on as they come
        """Keep what the process may know."""
        super().__init__("", **how)
        self._surroundings = surroundings

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        whole = super()._build_environment(min(max(width, 1), CELLS_MAX), min(max(height, 1), CELLS_MAX))
        own = {name: value for name, value in whole.items() if name in KEPT or name.startswith(("TEXTUAL", "TERM_"))}
        return own | {"COLUMNS": whole["COLUMNS"], "ROWS": whole["ROWS"], **self._surroundings}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> asyncio.subprocess.Process:
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "assistant",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._build_environment(width, height),
        )
        self._stdin = process.stdin
        return process


class Seats(Server):
    """Serves seats to browsers that pass the gate."""

    def __init__(self, gate: Gate, setting: Setting, environment: Mapping[str, str]) -> None:
        """Make ready; `serve` opens the door."""
        super().__init__("assistant", setting.host, setting.port, title="assistant", public_url=setting.public_url)
        self._gate, self._setting, self._environment = gate, setting, environment
        self._open = 0

    def initialize_logging(self) -> None:
        """Log what happens to the server; never a local value, never an address asked for."""
        logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
        logging.getLogger("aiohttp.access").disabled = True

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the command has said where it is served."""

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        found = self._gate.admit(knock_of(request))
        if not isinstance(found, Admitted):
            return web.Response(status=found.value, text=found.name.lower(), headers=HEADERS)
        request[WHO] = found.who
        if found.cookie:
            answer: web.StreamResponse = web.HTTPSeeOther("/")  # the token leaves the address, and the history
            secure = self._setting.public_url.startswith("https")
            answer.set_cookie(
                COOKIE, found.cookie, max_age=SESSION_SECONDS, httponly=True, samesite="Strict", secure=secure
            )
        else:
            answer = await handler(request)
        if not answer.prepared:
            answer.headers.update(HEADERS)
        return answer

    async def handle_index(self, request: web.Request) -> web.Response:
        """Return the page that holds the terminal: ours, for the library's fetches a font from elsewhere."""
        socket, nonce, lang = self._socket(request), secrets.token_urlsafe(16), self._setting.lang
        words = {name: escape(say(f"page.{name}", lang)) for name in names("page")}
        page = files("assistant.doors").joinpath("page.html").read_text(encoding="utf-8")
        text = Template(page).substitute(words, lang=lang, nonce=nonce, socket=escape(socket))
        policy = POLICY.format(nonce=nonce, socket=socket.rpartition("/")[0])
        return web.Response(text=text, content_type="text/html", headers={"Content-Security-Policy": policy})

    def _socket(self, request: web.Request) -> str:
        """Return the address of the web socket, as the browser that asks must write it."""
        scheme = "wss" if self._setting.public_url.startswith("https") else "ws"
        return f"{scheme}://{request.headers['Host']}/ws"  # the gate knows this host

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Run a seat for one browser until it leaves, or nobody has touched it for long."""
        socket = web.WebSocketResponse(heartbeat=15, max_msg_size=LETTER_MAX)
        await socket.prepare(request)
        if self._open >= self._setting.most:
            await socket.close()
            return socket
        session = Session(
            self._surroundings(request[WHO]),
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=socket.close,
            download_manager=self.download_manager,
        )
        self._open += 1
        try:
            await session.start(_cells(request, "width", 80), _cells(request, "height", 24))
            await self._listen(socket, session)
        finally:
            self._open -= 1
            await session.stop()
        return socket

    async def _listen(self, socket: web.WebSocketResponse, session: Session) -> None:
        """Hand on what the browser sends, one message at a time; anything else ends the session."""
        loop = asyncio.get_running_loop()
        touched = loop.time()
        while (left := touched + self._setting.idle_seconds - loop.time()) > 0:
            try:
                message = await socket.receive(timeout=left)
            except TimeoutError:
                break
            if message.type is not WSMsgType.TEXT:
                break
            kind, said = _letter(message)
            if kind == "stdin" and isinstance(said, str):
                touched = loop.time()
                await session.send_bytes(said.encode("utf-8", "replace"))
            elif kind == "resize" and isinstance(said, dict):
                await session.set_terminal_size(_within(said.get("width"), 80), _within(said.get("height"), 24))
            elif kind == "ping":
                await socket.send_json(["pong", said])
            elif kind in {"blur", "focus"}:
                await (session.blur() if kind == "blur" else session.focus())
        await socket.close()

    def _surroundings(self, who: str) -> dict[str, str]:
        folder = self._setting.folder / "seats" / who if self._setting.shared else self._setting.folder
        own = {name: value for name, value in self._environment.items() if name.startswith("ASSISTANT_")}
        named = {"ASSISTANT_ACTOR": who} if self._setting.shared else {}
        return own | {"ASSISTANT_DATA": str(folder), "ASSISTANT_LANG": self._setting.lang, **named}


def knock_of(request: web.Request) -> Knock:
    """Return what of a request says who sends it."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Knock(request.path, headers, request.query.get("token", ""), request.cookies.get(COOKIE, ""))


def _letter(message: Any) -> tuple[object, object]:  # noqa: ANN401  # aiohttp's message
    try:
        kind, *rest = message.json()
    except (ValueError, TypeError):
        return None, None
    return kind, rest[0] if rest else None


def _cells(request: web.Request, name: str, usual: int) -> int:
    given = request.query.get(name, "")
    return _within(int(given) if given.isascii() and given.isdigit() and len(given) < 5 else None, usual)  # noqa: PLR2004  # four digits


def _within(cells: object, usual: int) -> int:
    return min(max(cells, 1), CELLS_MAX) if isinstance(cells, int) and not isinstance(cells, bool) else usual


def serve(gate: Gate, setting: Setting) -> None:
    """Serve until Ctrl-C."""
    Seats(gate, setting, os.environ).serve()
