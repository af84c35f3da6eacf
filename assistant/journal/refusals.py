"""Refusals: why the journal was not opened, or an event not kept.

The code is for the screens, which have the sentence; the detail is for us.
"""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """What stood in the way."""

    HELD = "held"  # another process has this journal open
    LINKED = "linked"  # a symbolic link, or no plain file at all
    SHARED = "shared"  # the file has a second name, or others may write in its folder
    FOREIGN = "foreign"  # it belongs to somebody else
    MISSING = "missing"  # there is nothing to read
    NOT_OURS = "not_ours"  # a file, but no journal
    NO_CIPHER = "no_cipher"  # it is encrypted, and what reads that is not installed
    NO_KEYRING = "no_keyring"  # the system has no keyring that a key could lie in
    NO_KEY = "no_key"  # it is encrypted, and its key is not where it should be
    WRONG_KEY = "wrong_key"  # it is encrypted, and not by this key
    OLD_SQLITE = "old_sqlite"  # this Python's SQLite is too old to keep our promises
    NETWORK = "network"  # the folder lies on another machine's disk, where locks cannot be trusted
    READ_ONLY = "read_only"  # nothing may be written in the folder
    RESTORED = "restored"  # an old copy was put back: it ends before what was signed
    UNSAFE = "unsafe"  # SQLite did not take a setting that safety rests on
    DAMAGED = "damaged"  # SQLite itself cannot read it: to be set aside, never replaced
    NEWER = "newer"  # written by a later version of this program
    CHANGED = "changed"  # the tables or their guards are not as we made them
    READING = "reading"  # opened to be read
    CLOSED = "closed"
    MOVED = "moved"  # the file is gone, replaced, or lost what was acknowledged
    ROLE = "role"  # whoever runs this process may not have this written
    UNSIGNED = "unsigned"  # it has to be signed by a person registered for it, and is not
    UNFIT = "unfit"  # the event itself cannot be kept; the file is well
    FULL = "full"  # no space left
    UNSURE = "unsure"  # it is in the file, but the disk would not vouch for it
    SLOW = "slow"  # the disk has not answered yet; it may still be kept
    LATE = "late"  # what the disk was slow with is kept now: look at the case again
    FAILED = "failed"  # anything else; the detail says what


KEYLESS = frozenset({Why.NO_CIPHER, Why.NO_KEYRING, Why.NO_KEY, Why.WRONG_KEY})
"""It is encrypted, and whoever looks has not what opens it."""


class CannotOpen(Exception):
    """The journal stays shut, or could not be read. Nothing in it was changed."""

    def __init__(self, why: Why, detail: str = "") -> None:
        """Keep the code apart from the detail."""
        super().__init__(f"journal not opened ({why}): {detail}")
        self.why = why
        self.detail = detail


class NotWritten(Exception):
    """The event did not happen, because it could not be kept."""

    def __init__(self, why: Why, detail: str = "") -> None:
        """Keep the code apart from the detail."""
        super().__init__(f"event not written ({why}): {detail}")
        self.why = why
        self.detail = detail
