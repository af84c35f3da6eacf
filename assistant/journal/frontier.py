"""The frontier: the few hashes from which the root over all events grows, one event at a time.

One hash for each complete subtree of RFC 6962, the greatest first: twenty of them at a
million events. Nothing else of the tree is kept anywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

HASH_BYTES = 32


class Frontier:
    """The right edge of the tree over the first `size` seals."""

    __slots__ = ("_peaks", "size")

    def __init__(self, size: int = 0, kept: bytes = b"") -> None:
        """Take up a frontier where it was kept, or begin; raise ValueError where the two do not fit."""
        if len(kept) != size.bit_count() * HASH_BYTES:
            raise ValueError(f"no frontier of {size}")
        self.size = size
        self._peaks = [kept[at : at + HASH_BYTES] for at in range(0, len(kept), HASH_BYTES)]

    def add(self, leaf: bytes) -> None:
        """Go on by one seal."""
        size = self.size
        while size & 1:  # a peak of this height is there: the two become one of the next
            leaf = node(self._peaks.pop(), leaf)
            size >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Go on by these seals."""
        for leaf in leaves:
            self.add(leaf)

    def root(self) -> bytes:
        """Return the tree hash of RFC 6962 over everything so far."""
        if not self._peaks:
            return hashlib.sha256().digest()
        *rest, found = self._peaks
        for peak in reversed(rest):
            found = node(peak, found)
        return found

    def kept(self) -> bytes:
        """Return the frontier as it is kept."""
        return b"".join(self._peaks)


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash over two subtrees."""
    return hashlib.sha256(b"\1" + left + right).digest()
