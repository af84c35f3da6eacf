"""What comes back from the floor: a supervisor's answer, an alert looked after, a case given to another.

Each is signed at the floor and written down at the seat. `letter` is what it came in; `at` is the signer's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.call.kept_json import private

ASK = "ask"
SAYS = ("bill", "do_not_bill", ASK)
ALERTS = ("systemic", "do_not_record", "contradicts", "overdue")


@dataclass(frozen=True, slots=True)
class EscalationAnswered:
    """A supervisor answered: bill, do not bill, or a question of their own.

    `since` is how many events of the case they had seen; `bound` ties the words to what is signed.
    """

    by: str  # a pseudonym
    rung: str
    says: str
    since: int
    letter: str
    at: str
    bound: str
    signature: str
    name: str = private()
    words: str = private()
    salt: str = private()


@dataclass(frozen=True, slots=True)
class AlertTaken:
    """Somebody at the floor looks after an alert. It only says so: the alert stays in sight."""

    what: str
    by: str
    rung: str
    letter: str
    at: str
    signature: str


@dataclass(frozen=True, slots=True)
class Reassigned:
    """The case is given to another operator, by pseudonym; whoever has it hands it over, and does not call."""

    to: str
    by: str
    rung: str
    letter: str
    at: str
    bound: str
    signature: str
    words: str = private()
    salt: str = private()


FromFloor = EscalationAnswered | AlertTaken | Reassigned

KINDS: Mapping[str, tuple[type[FromFloor], int]] = {
    "escalation.answered": (EscalationAnswered, 1),
    "alert.taken": (AlertTaken, 1),
    "case.reassigned": (Reassigned, 1),
}
