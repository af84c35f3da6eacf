"""One person's signature under an override: the event, and the words it is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.call.kept_json import private


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a hold may be billed: the code of a reason, what it rests on, and the signer's own words."""

    reason: str
    evidence: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class OverrideSigned:
    """A supervisor signed that a line on hold may be billed all the same, on these facts and no others.

    It takes two of them. `since` is how many events the case had: a signature holds where it was given, and nowhere
    else.
    """

    line: str
    by: str  # a pseudonym; the name stands outside the journal
    role: str
    rung: str
    rules: tuple[str, ...]
    digest: str  # of the pack
    facts: str  # the hash of what was known of the line
    reason: str
    evidence: str
    since: int
    signature: str
    words: str = private()
