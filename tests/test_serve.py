"""The seat in a browser: for this machine alone, by an address that works once, to the downloaded mail."""

import asyncio
import email
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import asynccontextmanager, contextmanager
from email import policy
from pathlib import Path

import aiohttp
import pytest
from browser import BINARY, browser
from hypothesis import given
from hypothesis import strategies as st

from assistant.doors.gate import COOKIE, SECRET_HEADER, SESSION_SECONDS, Admitted, Gate, Knock, Proxy, Refusal, is_name
from assistant.doors.served import Session

ROOT = Path(__file__).parents[1]
HOST, ORIGIN = "127.0.0.1:8000", "http://127.0.0.1:8000"
QUESTIONS = ("1", "4", "1", "1", "1", "1", "1")
TWO_LEADERS = ("f3", "1", "1", "1", "A", "enter", "enter", "a", "B", "enter", "enter", "enter")
CASE_2011 = (*QUESTIONS, *TWO_LEADERS, "f4", "s")
ANYWHERE = "0.0.0.0"  # noqa: S104  # what must be refused


def gate(**how):
    return Gate(frozenset({HOST}), frozenset({ORIGIN}), who="op-1", **how)


def knock(path="/", token="", cookie="", **headers):
    return Knock(path, {"host": HOST, **headers}, token, cookie)


def test_the_address_works_once_and_the_cookie_it_gives_works_for_a_shift():
    at = [0.0]
    door = gate(now=lambda: at[0])
    token = door.token
    first = door.admit(knock(token=token))
    assert isinstance(first, Admitted)
    assert door.admit(knock(token=token)) is Refusal.TOKEN
    assert door.admit(knock("/ws", cookie=first.cookie, origin=ORIGIN)) == Admitted("op-1")
    at[0] = SESSION_SECONDS
    assert door.admit(knock("/ws", cookie=first.cookie, origin=ORIGIN)) is Refusal.TOKEN


@pytest.mark.parametrize("path", ["/ws", "/download/x", "/static/js/textual.js"])
def test_the_token_opens_the_first_page_and_nothing_else(path):
    door = gate()
    assert door.admit(knock(path, token=door.token, origin=ORIGIN)) is Refusal.TOKEN
    assert isinstance(door.admit(knock(token=door.token)), Admitted), "and it was not used up"


@given(host=st.text(max_size=20), origin=st.none() | st.text(max_size=30))
def test_no_other_host_and_no_other_origin_comes_in_whatever_else_it_has(host, origin):
    door = gate()
    cookie = door.admit(knock(token=door.token)).cookie
    headers = {"host": host} if origin is None else {"host": host, "origin": origin}
    if host.lower() != HOST:
        assert door.admit(Knock("/", headers, cookie=cookie)) is Refusal.HOST
    if origin is not None and origin.lower() != ORIGIN:
        assert door.admit(Knock("/", headers | {"host": HOST}, cookie=cookie)) is Refusal.ORIGIN
    assert door.admit(Knock("/ws", {"host": HOST}, cookie=cookie)) is Refusal.ORIGIN, "a socket without an origin"


@given(st.text(max_size=20))
def test_a_guessed_cookie_or_token_is_none(guess):
    door = gate()
    assert door.admit(knock(token=guess, cookie=guess)) is Refusal.TOKEN


def test_behind_a_proxy_only_its_secret_brings_in_the_person_it_names():
    door = gate(proxy=Proxy("s" * 20, "X-Forwarded-User"))
    secret = SECRET_HEADER.lower()
    named = {"x-forwarded-user": "sato.k"}
    assert door.admit(knock(**named)) is Refusal.PROXY
    assert door.admit(knock(token=door.token, **named)) is Refusal.PROXY
    assert door.admit(knock(**named, **{secret: "s" * 19})) is Refusal.PROXY
    assert door.admit(knock(**named, **{secret: "s" * 20})) == Admitted("sato.k")
    assert door.admit(knock(**{secret: "s" * 20, "x-forwarded-user": "../sv"})) is Refusal.IDENTITY


@given(st.text(max_size=70))
def test_a_name_is_never_a_way_out_of_its_folder(who):
    if is_name(who):
        assert Path("seats", who).name == who
        assert not {"/", "\\", ":", "\0"} & set(who)


def test_a_session_is_told_nothing_of_the_server(monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("ASSISTANT_HOUSE", "/elsewhere")
    session = Session({"ASSISTANT_DATA": "/d"}, write_bytes=None, write_str=None, close=None, download_manager=None)
    environment = session._build_environment(10_000, -3)
    assert "AWS_SECRET_ACCESS_KEY" not in environment
    assert (environment["COLUMNS"], environment["ROWS"], environment["ASSISTANT_DATA"]) == ("400", "1", "/d")


def arguments_of(process):
    """Return what everybody on the machine may see of a process: nothing yet, for a moment after it was started."""
    until = time.monotonic() + 10
    while not (shown := Path(f"/proc/{process}/cmdline").read_bytes()) and time.monotonic() < until:
        time.sleep(0.01)
    return shown


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="only Linux shows the arguments of a process so")
async def test_no_name_stands_among_the_arguments_of_a_seats_process(tmp_path):
    how = dict.fromkeys(("write_bytes", "write_str", "close", "download_manager"))
    session = Session({"ASSISTANT_DATA": str(tmp_path), "ASSISTANT_OPERATOR": "佐藤 花子"}, **how)
    process = await session._open_app_process()
    shown = arguments_of(process.pid)
    process.kill()
    await process.communicate()

    assert shown.split(b"\0")[1:] == [b"-m", b"assistant", b""]


def test_nothing_but_the_server_starts_a_process_and_nobody_sets_a_title():
    """Arguments and titles are shown to everybody on the machine."""
    starts = re.compile(r"create_subprocess|subprocess\.|Popen|os\.(system|exec|spawn|popen)|setproctitle|\\x1b\]")
    found = {each.name for each in (ROOT / "assistant").rglob("*.py") if starts.search(each.read_text("utf-8"))}

    assert found == {"served.py"}


def command(*args, **environment):
    """Return the command line and its surroundings."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    return [sys.executable, "-m", "assistant", "serve", *args], {**os.environ, "PYTHONPATH": path, **environment}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--host", ANYWHERE), "this machine alone"),
        (("--host", "192.0.2.1"), "this machine alone"),
        (("--host", ANYWHERE, "--behind-proxy"), "--secret-file"),
        (("--behind-proxy", "--public-url", "http://seat.example"), "https://"),
    ],
)
def test_no_other_machine_is_let_in_without_somebody_who_signs_people_in(args, said):
    line, env = command(*args, "--lang", "en")
    done = subprocess.run(line, env=env, capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert done.returncode == 2
    assert said in done.stderr


@contextmanager
def served(folder, *args):
    """Serve a seat on a free port; give the address it says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line, env = command("--port", str(port), "--lang", "ja", *args, ASSISTANT_DATA=str(folder))
    process = subprocess.Popen(line, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        process.stdout.close()


async def answering(http, address):
    """Wait until the server answers anything."""
    for _ in range(100):
        try:
            async with http.get(address) as answer:
                return answer.status
        except aiohttp.ClientConnectorError:
            await asyncio.sleep(0.05)
    raise TimeoutError(address)


@asynccontextmanager
async def opened(address):
    """Come in as a browser does: the address once, then the cookie."""
    base = address.partition("/?")[0]
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        assert await answering(http, base + "/") == Refusal.TOKEN.value
        async with http.get(address) as page:
            assert page.status == 200
            assert "token" not in str(page.url), "the token does not stay in the address"
            yield http, base, page


async def drawn(wire, wanted):
    """Read what the seat draws until it says `wanted`."""
    seen = b""
    while wanted.encode() not in seen:
        message = await wire.receive(timeout=20)
        assert message.type is aiohttp.WSMsgType.BINARY, (message, seen[-500:])
        seen += message.data


async def test_the_server_refuses_what_the_gate_refuses_and_shows_the_seat_to_the_rest(tmp_path):
    with served(tmp_path) as address:
        async with opened(address) as (http, base, page):
            assert page.headers["X-Frame-Options"] == "DENY"
            assert "http" not in page.headers["Content-Security-Policy"].replace("https", "http").partition("ws://")[0]
            assert "googleapis" not in await page.text()
            for headers, status in (
                ({"Host": "evil.example"}, Refusal.HOST),
                ({"Origin": "http://evil.example"}, Refusal.ORIGIN),
                ({}, Refusal.ORIGIN),
                ({"Origin": base, "Cookie": f"{COOKIE}=guess"}, Refusal.TOKEN),
            ):
                fresh = aiohttp.ClientSession() if "Cookie" in headers else None
                async with (fresh or http).get(f"{base}/ws", headers=headers) as answer:
                    assert answer.status == status.value
                if fresh:
                    await fresh.close()
            async with http.ws_connect(f"{base}/ws?width=80&height=24", headers={"Origin": base}) as wire:
                await drawn(wire, "まだ案件はありません")
                await wire.send_str("no list at all")
                await wire.send_str(json.dumps(["resize", {"width": 10**9, "height": "x"}]))
                await wire.send_str(json.dumps(["stdin", "e"]))
                await drawn(wire, "お話しの方は")
    assert (tmp_path / "journal.db").is_file()


async def test_a_seat_nobody_touches_is_closed_and_its_case_is_kept(tmp_path):
    with served(tmp_path, "--idle", "0.12") as address:
        async with opened(address) as (http, base, _), http.ws_connect(f"{base}/ws", headers={"Origin": base}) as wire:
            await drawn(wire, "まだ案件はありません")
            async for message in wire:
                assert message.type is aiohttp.WSMsgType.BINARY
            assert wire.closed


@pytest.mark.skipif(BINARY is None, reason="there is no Chromium on this machine")
async def test_the_2011_case_is_played_in_a_browser_to_the_downloaded_mail(tmp_path):
    with served(tmp_path / "seat") as address:
        async with aiohttp.ClientSession() as http, browser(tmp_path, http) as page:
            await answering(http, address.partition("/?")[0] + "/")
            await page.go(address)
            for _ in range(200):
                if await page.evaluate("document.body.classList.contains('-first-byte')"):
                    break
                await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)
            await page.press("e")
            await asyncio.sleep(1.5)
            for key in CASE_2011:
                await page.press(key)
                await asyncio.sleep(0.12)
            for _ in range(100):
                if mails := list((tmp_path / "downloads").glob("*.eml")):
                    break
                await asyncio.sleep(0.05)
            assert all(url.startswith((address.partition("/?")[0], "data:")) for url in page.asked), page.asked
            (tmp_path / "page.png").write_bytes(await page.picture())
    (mail,) = mails
    (kept,) = (tmp_path / "seat" / "drafts").glob("*.eml")
    assert mail.read_bytes() == kept.read_bytes()
    assert email.message_from_bytes(mail.read_bytes(), policy=policy.default)["To"] == "sv@callcentre.example"
