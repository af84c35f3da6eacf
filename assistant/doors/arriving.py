"""Lines as they arrive: from a pipe that may be silent, or from a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Protocol

CHUNK = 65_536
LINE_MAX = 60_000
"""Of bytes. Of a longer line its beginning is given, one byte too long, and the rest is not kept."""
QUEUE_MAX = 256


class Stream(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes | None:
        """Return some bytes, none at the end."""


def lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Cut bytes into lines, without their ends."""
    held = bytearray()
    for chunk in chunks:
        first, *rest = chunk.split(b"\n")
        held += first[: LINE_MAX + 1 - len(held)]
        for each in rest:
            yield bytes(held).removesuffix(b"\r")
            held = bytearray(each[: LINE_MAX + 1])
    if held:
        yield bytes(held)


def chunks(stream: Stream) -> Iterator[bytes]:
    """Read until there is no more."""
    while chunk := stream.read(CHUNK):
        yield chunk


def as_they_come(source: Iterable[bytes], silence: float) -> Iterator[bytes | None]:
    """Give each line when it is there, and None whenever nothing came for `silence` seconds.

    Another thread reads: it may wait for ever, and is left behind when we go.
    """
    queue: Queue[bytes | None] = Queue(QUEUE_MAX)
    gone = Event()
    Thread(target=_read, args=(source, queue, gone), daemon=True).start()
    try:
        while True:
            try:
                line = queue.get(timeout=silence)
            except Empty:
                yield None
                continue
            if line is None:
                return
            yield line
    finally:
        gone.set()


def _read(source: Iterable[bytes], queue: Queue[bytes | None], gone: Event) -> None:
    try:
        for line in source:
            if not _laid(queue, line, gone):
                return
    except (OSError, ValueError):  # whoever spoke has gone, or the stream was closed under us
        pass
    _laid(queue, None, gone)


def _laid(queue: Queue[bytes | None], line: bytes | None, gone: Event) -> bool:
    while not gone.is_set():
        try:
            queue.put(line, timeout=1)
        except Full:
            continue
        return True
    return False
