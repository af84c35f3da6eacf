"""Autopilots: trainees that play a scenario to its end, one as it should be done and five as it should not.

They only use what a trainee has: the people of the drill, and its desk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.call.verdict import Verdict, confirming
from assistant.desk import Desk
from assistant.drills import personas
from assistant.drills import scenario as sc
from assistant.drills.drill import Drill
from assistant.drills.truth import SPEAKER, lines_of, verified
from assistant.rules.facts import UNKNOWN, Evidence
from assistant.rules.policy import Ruling
from assistant.rules.roles import untouched

_APOLOGY = "apology"
_WAIVED = frozenset({Ruling.DO_NOT_BILL, Ruling.REFUND})


def perfect(drill: Drill) -> None:
    """Play it as it should be played."""
    desk = drill.desk
    _listen(drill, sc.START)
    _verify(drill)
    _apologise(drill)
    _find_out(drill)
    _listen(drill, sc.BEFORE_CALL)
    desk.go_to_brief()
    _listen(drill, sc.AFTER_DECISION)
    _act(drill, desk.verdict)
    if confirming(desk.verdict.actions):
        _confirm(drill)
    if not desk.verdict.call_waits:
        _tell(drill)
    if desk.verdict.rung is not None:
        desk.hand_over(desk.verdict.rung.id, "drill")
    elif desk.verdict.call_waits:
        desk.hand_over(desk.policy.ladder[-1].id, "drill")
    else:
        desk.go_on()
    desk.close()


def always_waive(drill: Drill) -> None:
    """Let every charge go, whatever is so."""
    _whatever(drill, Ruling.DO_NOT_BILL)


def always_bill(drill: Drill) -> None:
    """Bill every charge, whatever is so."""
    _whatever(drill, Ruling.BILL)


def obey(drill: Drill) -> None:
    """Do what the last superior said, at once; with no superior, do what is right."""
    said = [each for each in drill.scenario.bosses if each.instructs]
    if not said:
        perfect(drill)
        return
    _whatever(drill, Ruling(said[-1].says), obedient=True)


def hand_over(drill: Drill) -> None:
    """Find out nothing, decide nothing, and hand it on."""
    desk = drill.desk
    _verify(drill)
    for when in sc.WHEN:
        _listen(drill, when)
    rung = desk.verdict.rung or desk.policy.ladder[0]
    desk.hand_over(rung.id, "drill")
    desk.close()


def careless(drill: Drill) -> None:
    """Ask nobody who they are, write nothing down, and talk."""
    for when in sc.WHEN:
        drill.hear(when)
    drill.call()
    for line in drill.scenario.lines:
        drill.say(line.option.of(drill.lang))
        drill.rule(line.id, Ruling.BILL.value, told=True)


AUTOPILOTS: Mapping[str, Callable[[Drill], None]] = {
    "perfect": perfect,
    "always-waive": always_waive,
    "always-bill": always_bill,
    "obey": obey,
    "hand-over": hand_over,
    "careless": careless,
}


def _listen(drill: Drill, when: str, *, obedient: bool = False) -> None:
    """Hear the superiors out, and write down what they said; the obedient leave out what they are told to."""
    for boss in drill.hear(when):
        if boss.instructs and not (obedient and boss.demands):
            name, words = boss.name.of(drill.lang), boss.words.of(drill.lang)
            drill.desk.instruct(boss.by, name, boss.channel, drill.scenario.today.isoformat(), boss.says, words)


def _verify(drill: Drill) -> None:
    drill.ask(SPEAKER)
    drill.desk.answer(SPEAKER, drill.scenario.customer.speaker, Evidence.RECORD)


def _apologise(drill: Drill) -> None:
    """Apologise for the trouble before anything is settled."""
    for spoken in drill.desk.brief(drill.lang).script:
        if spoken.kind == _APOLOGY:
            drill.read(spoken)


def _find_out(drill: Drill) -> None:
    """Ask the customer, search our own side, and note what nobody can tell."""
    scenario, desk = drill.scenario, drill.desk
    shown = {(each.fact, each.line) for each in scenario.records}
    for each in scenario.customer.knows:
        drill.ask(each.fact, each.line)
        if (each.fact, each.line) in shown:
            continue  # the record will say it, and stands before what is claimed
        for line in lines_of(scenario, desk.policy.facts[each.fact], each):
            desk.answer(each.fact, each.value, each.evidence, line)
    for each in scenario.records:
        drill.look_up(each.fact, each.line)
        for line in lines_of(scenario, desk.policy.facts[each.fact], each):
            desk.answer(each.fact, each.value, each.evidence, line)
    _leave_open(desk, scenario)
    while desk.verdict.ask is not None:
        drill.look_up(desk.verdict.ask.fact, desk.verdict.ask.line)
        desk.answer(desk.verdict.ask.fact, UNKNOWN, Evidence.RECORD, desk.verdict.ask.line)


def _leave_open(desk: Desk, scenario: sc.Scenario) -> None:
    for name in sorted(scenario.unknown):
        if desk.policy.facts[name].scope != "line":
            if name not in desk.case.facts:
                desk.answer(name, UNKNOWN, Evidence.RECORD)
            continue
        for line in desk.case.lines:
            if name not in line.facts:
                desk.answer(name, UNKNOWN, Evidence.RECORD, line.id)


def _act(drill: Drill, verdict: Verdict) -> None:
    """Do what the decision asks for away from the desk, and note that it was done."""
    wanted = [action.deed for action in verdict.actions if action.deed]
    if any(decision.ruling in _WAIVED for _, decision in verdict.lines):
        wanted.append(sc.CORRECT)
    for what in dict.fromkeys(wanted):
        drill.act(what)
        drill.desk.note(what)


def _confirm(drill: Drill) -> None:
    """Ask in writing, and take down what is answered."""
    drill.desk.save_mail("confirmation", drill.lang)
    for boss in personas.answering(drill.scenario):
        drill.desk.reply(boss.by, boss.answers, boss.name.of(drill.lang), boss.replies.of(drill.lang))


def _tell(drill: Drill) -> None:
    """Call the customer, read the script, and tell each line to whoever may hear it."""
    desk = drill.desk
    desk.go_on()
    for spoken in desk.brief(drill.lang).script:
        drill.read(spoken)
    if verified(drill.scenario):
        for line in desk.case.lines:
            desk.tell(line.id)


def _whatever(drill: Drill, ruling: Ruling, *, obedient: bool = False) -> None:
    for when in sc.WHEN:
        _listen(drill, when, obedient=obedient)
    _verify(drill)
    drill.call()
    for line in drill.scenario.lines:
        if line.charge_line not in untouched(drill.desk.policy):
            drill.rule(line.id, ruling.value, told=verified(drill.scenario))
