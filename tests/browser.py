"""A browser without a window, driven over its own wire: keys in, pictures and downloads out."""

import asyncio
import base64
import itertools
import json
import shutil
import subprocess
from contextlib import asynccontextmanager, suppress

BINARY = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--window-size=1100,700"),
    "--remote-debugging-port=0",
]
NAMED = {"enter": ("Enter", 13, "\r"), "f3": ("F3", 114, ""), "f4": ("F4", 115, ""), "escape": ("Escape", 27, "")}


class Page:
    """One page of the browser."""

    def __init__(self, wire):
        self._wire, self._ids, self._answers = wire, itertools.count(1), {}
        self.asked = []  # addresses the page fetched
        self._ear = asyncio.create_task(self._listen())

    async def _listen(self):
        async for message in self._wire:
            said = json.loads(message.data)
            if said.get("id") in self._answers:
                self._answers.pop(said["id"]).set_result(said)
            elif said.get("method") == "Network.requestWillBeSent":
                self.asked.append(said["params"]["request"]["url"])

    async def do(self, method, **how):
        """Ask the browser for something, and return what it answers."""
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._wire.send_json({"id": number, "method": method, "params": how})
        said = await asyncio.wait_for(answer, 20)
        assert "error" not in said, said
        return said["result"]

    async def go(self, address):
        """Open an address."""
        await self.do("Network.enable")
        await self.do("Page.navigate", url=address)

    async def evaluate(self, script):
        """Return what a script of ours comes to on the page."""
        return (await self.do("Runtime.evaluate", expression=script, returnByValue=True))["result"].get("value")

    async def press(self, key):
        """Press a key and let it go."""
        name, code, text = NAMED[key] if key in NAMED else (key, ord(key.upper()), key)
        how = {"key": name, "code": name if key in NAMED else "", "windowsVirtualKeyCode": code}
        await self.do("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **how)
        await self.do("Input.dispatchKeyEvent", type="keyUp", **how)

    async def picture(self):
        """Return the page as PNG."""
        return base64.b64decode((await self.do("Page.captureScreenshot"))["data"])


@asynccontextmanager
async def browser(folder, http):
    """Open a browser whose downloads come into `folder`, with `http` to speak to it."""
    process = subprocess.Popen(  # noqa: ASYNC220  # it is there at once, and nothing else waits
        [BINARY, *QUIET, f"--user-data-dir={folder / 'profile'}", "about:blank"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        port = await _port(folder / "profile" / "DevToolsActivePort")
        async with http.get(f"http://127.0.0.1:{port}/json/list") as listed:
            found = next(each for each in await listed.json(content_type=None) if each["type"] == "page")
        async with http.ws_connect(found["webSocketDebuggerUrl"], max_msg_size=0) as wire:
            page = Page(wire)
            await page.do("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder / "downloads"))
            yield page
    finally:
        process.kill()
        process.wait()
        with suppress(OSError):
            shutil.rmtree(folder / "profile")


async def _port(file):
    for _ in range(200):
        if file.is_file() and (text := file.read_text().splitlines()):
            return text[0]
        await asyncio.sleep(0.05)
    raise TimeoutError("the browser did not start")
