"""An override: two supervisors let a line on hold be billed all the same (domain.md, P9). The ruling stays hold.

Whether it stands is worked out from the case each time, and kept nowhere: what the two
signed must still be the decision, on the same facts, under the same pack.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from json import dumps

from assistant.call import phrases
from assistant.call.case import Case, ChargeLine
from assistant.call.ladder import deciding, instructors
from assistant.call.signed import OverrideSigned
from assistant.call.steps import CLOSED, NotNow
from assistant.rules.decision import Decision
from assistant.rules.facts import UNKNOWN, Evidence, Facts
from assistant.rules.policy import Policy, Ruling

SIGNERS = 2
SUPERVISOR = "supervisor"
EVIDENCE = (Evidence.DOCUMENT.value, Evidence.RECORD.value)
"""What an override may rest on: nobody's word is enough."""


def approved(policy: Policy, case: Case, line: ChargeLine, decision: Decision) -> tuple[OverrideSigned, ...]:
    """Return the signatures by which a line on hold may be billed; nothing where they are too few."""
    found = signatures(policy, case, line, decision)
    return found if len({each.by for each in found}) >= SIGNERS else ()


def signatures(policy: Policy, case: Case, line: ChargeLine, decision: Decision) -> tuple[OverrideSigned, ...]:
    """Return the signatures under a line that hold as things stand, of each person the last."""
    if barred(policy, line, decision):
        return ()
    rungs = signing(policy, case)
    wanted = (line.id, policy.digest, facts_hash(case.facts_of(line)), rules_of(decision), SUPERVISOR)
    found = {
        each.by: each
        for each in case.overrides
        if (each.line, each.digest, each.facts, each.rules, each.role) == wanted and each.rung in rungs
    }
    return tuple(found.values())


def barred(policy: Policy, line: ChargeLine, decision: Decision) -> str | None:
    """Return why nobody may override this decision, as the code of a sentence; None where two people may.

    A promise of the pack against a bill alone names what a bill by rule needs: that is
    what two people may answer for. One that bars another ruling beside it is about the
    case itself, such as an error of ours, and binds them too.
    """
    if decision.ruling is not Ruling.HOLD:
        return "override_no_hold"
    if decision.expired:
        return "override_expired"
    if line.charge_line not in policy.lines or any(_promised(policy, line, decision)):
        return "override_never"
    return None


def _promised(policy: Policy, line: ChargeLine, decision: Decision) -> Iterator[bool]:
    for never in policy.nevers:
        if never.line == line.charge_line and Ruling.BILL in never.rulings and len(never.rulings) > 1:
            yield all(decision.known.get(name, UNKNOWN) in values for name, values in never.when.items())


def signing(policy: Policy, case: Case) -> tuple[str, ...]:
    """Return the rungs that may sign: above the lowest, and above everybody who said bill on this case."""
    order = [rung.id for rung in deciding(policy)]
    gave = [order.index(by) if by in order else len(order) for by, _ in instructors(case)]
    return tuple(order[max(gave, default=0) + 1 :])


def facts_hash(facts: Facts) -> str:
    """Return the hash of what is known of a line, and of what it rests on."""
    told = {name: [fact.value, fact.evidence.value if fact.evidence else None] for name, fact in facts.items()}
    return hashlib.sha256(dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def rules_of(decision: Decision) -> tuple[str, ...]:
    """Return the rules that hold the line, by name."""
    return tuple(rule.id for rule in decision.rules)


def check(policy: Policy, case: Case, line: ChargeLine, decision: Decision, event: OverrideSigned) -> None:
    """Raise NotNow unless this signature, once recorded, counts."""
    code = barred(policy, line, decision) or _refused(policy, case, event)
    if code is None and any(each.by == event.by for each in signatures(policy, case, line, decision)):
        code = "override_twice"
    if code is None:
        wanted = (policy.digest, facts_hash(case.facts_of(line)), rules_of(decision), case.events)
        code = None if (event.digest, event.facts, event.rules, event.since) == wanted else "override_stale"
    if code is not None:
        raise NotNow(code)


def _refused(policy: Policy, case: Case, event: OverrideSigned) -> str | None:
    if case.step == CLOSED:
        return "override_closed"
    if event.role != SUPERVISOR or event.rung not in [rung.id for rung in deciding(policy)[1:]]:
        return "override_role"
    if event.rung not in signing(policy, case):
        return "override_instructed"
    if event.reason not in phrases.names("override_reason") or event.evidence not in EVIDENCE:
        return "override_grounds"
    return None
