"""Who may come in through a browser: decided on names and headers alone, and nothing is trusted by default.

A page of somebody else's must not reach the seat through the browser that shows it:
the host, the origin and a cookie that scripts cannot read are asked for each time.
"""

from __future__ import annotations

import hmac
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

COOKIE = "assistant_session"
SECRET_HEADER = "X-Assistant-Proxy"  # noqa: S105  # the name of a header, no secret
SESSION_SECONDS = 12 * 60 * 60
"""A shift, and then the token is asked for again."""
SESSIONS_MAX = 1_000
_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")


class Refusal(Enum):
    """Why somebody does not come in, and the HTTP status that says so."""

    HOST = 421
    ORIGIN = 403
    TOKEN = 401
    PROXY = 407
    IDENTITY = 400


@dataclass(frozen=True, slots=True)
class Knock:
    """A request, as far as it matters who sends it. Header names are in lower case."""

    path: str
    headers: Mapping[str, str]
    token: str = ""
    cookie: str = ""


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody who may come in: who, and the cookie to be given, where this is the first time."""

    who: str
    cookie: str = ""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy in front that has made sure who it is: its secret, and the header that names the person."""

    secret: str
    header: str


@dataclass(slots=True)
class Gate:
    """The gate of one server. `hosts` and `origins` are those it answers to, as a browser writes them."""

    hosts: frozenset[str]
    origins: frozenset[str]
    proxy: Proxy | None = None
    who: str = ""
    now: Callable[[], float] = time.monotonic
    token: str = field(default_factory=lambda: secrets.token_urlsafe(_BYTES))
    _sessions: dict[str, float] = field(default_factory=dict)

    def admit(self, knock: Knock) -> Admitted | Refusal:
        """Say who it is, or why they do not come in."""
        if knock.headers.get("host", "").lower() not in self.hosts:
            return Refusal.HOST
        origin = knock.headers.get("origin")
        if origin is None and knock.path == "/ws":
            return Refusal.ORIGIN  # every browser names the page that opens a web socket
        if origin is not None and origin.lower() not in self.origins:
            return Refusal.ORIGIN
        return self._by_token(knock) if self.proxy is None else self._by_proxy(self.proxy, knock)

    def _by_token(self, knock: Knock) -> Admitted | Refusal:
        if self._has_session(knock.cookie):
            return Admitted(self.who)
        if knock.path != "/" or not self.token or not same(knock.token, self.token):
            return Refusal.TOKEN
        self.token = ""  # once
        return Admitted(self.who, self._new_session())

    def _by_proxy(self, proxy: Proxy, knock: Knock) -> Admitted | Refusal:
        if not same(knock.headers.get(SECRET_HEADER.lower(), ""), proxy.secret):
            return Refusal.PROXY
        who = knock.headers.get(proxy.header.lower(), "")
        return Admitted(who) if is_name(who) else Refusal.IDENTITY

    def _new_session(self) -> str:
        if len(self._sessions) >= SESSIONS_MAX:
            self._sessions.pop(next(iter(self._sessions)))
        made = secrets.token_urlsafe(_BYTES)
        self._sessions[made] = self.now() + SESSION_SECONDS
        return made

    def _has_session(self, cookie: str) -> bool:
        until = self._sessions.get(cookie)
        return until is not None and self.now() < until


def same(given: str, wanted: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell where they differ."""
    return bool(wanted) and hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def is_name(who: str) -> bool:
    """Whether a name can be that of a seat's folder: letters, digits, and . _ @ - within it."""
    return _NAME.fullmatch(who) is not None
