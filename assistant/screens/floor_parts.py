"""One case before a supervisor, part by part: what matters now, the evidence, what to answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.call import masked, phrases
from assistant.call.arguments import weigh
from assistant.call.mail import draft
from assistant.call.override import signatures
from assistant.call.promises import due_of, in_order
from assistant.call.script import approvers
from assistant.floor.alerts import alerts
from assistant.floor.erasing import wish
from assistant.floor.persons import barred
from assistant.floor.waits import asked_back, waits
from assistant.screens import seen as shown
from assistant.screens.columns import Role, Row, Span, blank, ends, line, pad, row, wrap
from assistant.screens.columns import phrases as broken
from assistant.screens.floor_lists import due_span, ruled, rung_name, waited, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.call.case import Case, ChargeLine
    from assistant.floor.floor import Floor
    from assistant.floor.persons import Supervisor
    from assistant.floor.seen import Seen
    from assistant.screens.stage import View
    from assistant.screens.words import Wording

_LABEL, _VALUE = 22, 26


def now_rows(floor: Floor, seen: Seen, who: Supervisor, view: View) -> list[Row]:
    """Return what matters now: who is waited for, since when, by when, and what rings."""
    words, rows = view.words, []
    waiting = waits(seen)
    mine = floor.signer(who, seen.journal)
    for each in waiting:
        told = "for_you" if each.rung == mine.rung else "for_other"
        text = words.say(
            f"floor.case.{told}", **({} if told == "for_you" else {"role": rung_name(seen, each.rung, words)})
        )
        time = words.say("floor.waiting", time=waited(each.since, view.now, words))
        left = (Span(f"  {words.say(f'floor.why.{each.why}')}", Role.STOP), Span(f"  {text}"))
        rows.append(ends(left, (Span(f" {time} ", Role.WARN),), view.width))
    if asked_back(seen):
        rows.append(line(f"  {words.say('floor.case.asked_back')}", view.width, Role.WARN))
    elif not waiting:
        rows.append(line(f"  {words.say('floor.case.for_nobody')}", view.width, Role.DIM))
    code = barred(seen, mine)
    rows += [line(f"  {words.say(f'floor.case.barred.{code}')}", view.width, Role.STOP)] if code else []
    sent = floor.sent(seen)
    if sent:
        rows.append(
            line(f"  {words.say(f'floor.case.{sent}')}", view.width, Role.GOOD if sent == "under_way" else Role.STOP)
        )
    for made in in_order(seen.case):
        last = (due_span(due_of(made.due), view.now, words), Span(" "))
        rows.append(ends((Span(f"  {words.say(f'promise.{made.what}')}"),), last, view.width))
    return rows + _rings(seen, view) + _erasure(seen, view)


def _rings(seen: Seen, view: View) -> list[Row]:
    rows = []
    for each in alerts(seen, view.now):
        who = ", ".join(each.taken)
        state = view.words.say("floor.alert.taken", who=who) if who else view.words.say("floor.alert.untaken")
        text = f"! {view.words.say(f'floor.alert.{each.what}')}"
        rows.append(
            ends((Span(f"  {text}", Role.STOP),), (Span(f"{state} ", Role.GOOD if who else Role.WARN),), view.width)
        )
    if seen.similar:
        rows.append(line(f"  {view.words.say('floor.case.similar', n=seen.similar)}", view.width, Role.WARN))
    return rows


def _erasure(seen: Seen, view: View) -> list[Row]:
    asked = wish(seen)
    if asked is None:
        return []
    told = view.words.say("floor.case.erasure", by=asked.get("by", ""), basis=asked.get("basis", ""))
    return [line(f"  {told}", view.width, Role.WARN)]


def instruction_rows(seen: Seen, view: View) -> list[Row]:
    """Return every instruction in its exact words, also one that was withdrawn, and what was answered since."""
    words, rows = view.words, []
    standing = list(seen.case.instructions)
    for entry, said in seen.given():
        gone = said not in standing
        at = f"{waited(entry.at, view.now, words)}"
        channel = words.say(f"channel.{said.channel}") if words.has(f"channel.{said.channel}") else said.channel
        says = words.say(f"says.{said.says}") if words.has(f"says.{said.says}") else said.says
        note = f"{channel} \u2192 {says}  {words.say('floor.since', time=at)}"
        if gone:
            note = f"{words.say('floor.case.withdrawn')}  {note}"
        rows += [
            line(f"  {each}", view.width, Role.STRONG) for each in wrap(words_of(seen, said, words), view.width - 4)
        ]
        rows.append(line(f"      {note}", view.width, Role.DIM))
    for each in seen.case.replies:
        told = words.say(
            "floor.case.replied",
            role=rung_name(seen, each.by, words),
            name=masked.name(each.name),
            says=words.say(f"says.{each.says}") if words.has(f"says.{each.says}") else each.says,
        )
        rows += [line(f"  {part}", view.width) for part in wrap(f"{told} {each.words}", view.width - 4)]
    return rows or [line(f"  {words.say('floor.case.no_instruction')}", view.width, Role.DIM)]


def ruling_rows(seen: Seen, view: View) -> list[Row]:
    """Return the ruling of each line, large, with the reason, the rule and what it cites."""
    words, policy, verdict = view.words, seen.policy, seen.verdict
    if policy is None or verdict is None:
        return [line(f"  {words.say('floor.no_rules')}", view.width, Role.STOP)]
    rows: list[Row] = []
    for charged, one in verdict.lines:
        name = shown.ruling(policy, one.ruling, words) if one.ruling else words.say("floor.open_ruling")
        left = (
            Span("  "),
            Span(f" {name} ", Role.BANNER),
            Span(f" {shown.charge(charged, policy, words)}", Role.STRONG),
        )
        signed = len(signatures(policy, seen.case, charged, one))
        last = (Span(words.say("floor.case.signed", n=signed) + " ", Role.WARN),) if signed else ()
        rows.append(ends(left, last, view.width))
        rows += _approved(seen, charged.id, view)
        for rule in one.rules:
            said = f"{rule.reason.of(words.lang)} [{rule.id}]"
            rows += [line(f"    {each}", view.width) for each in broken(said, view.width - 6)]
        cited = dict.fromkeys(
            f"{each.source.law.of(words.lang)} {each.source.article.of(words.lang)}" for each in one.citations
        )
        rows += [line(f"    {each}", view.width, Role.DIM) for each in wrap(" / ".join(cited), view.width - 6) if cited]
    return rows


def _approved(seen: Seen, line_id: str, view: View) -> list[Row]:
    """Return that two people let a line on hold be billed."""
    scene = seen.scene(view.words.lang)
    roles = approvers(scene, line_id) if scene else ""
    text = view.words.say("call.approved", roles=roles)
    return [line(f"    {each}", view.width, Role.GOOD) for each in broken(text, view.width - 6)] if roles else []


def approving(seen: Seen, lines: Sequence[ChargeLine], words: Wording) -> list[str]:
    """Return what an approval is, and who has signed so far, before a supervisor signs one."""
    told, policy, verdict = [words.say("signing.stays")], seen.policy, seen.verdict
    if policy is None or verdict is None:
        return told
    for each in lines:
        signed = signatures(policy, seen.case, each, verdict.of(each.id))
        who = {"who": signed[0].by, "rung": rung_name(seen, signed[0].rung, words)} if signed else {}
        said = words.say("signing.one" if signed else "signing.none", **who)
        told.append(f"{shown.charge(each, policy, words)}  {said}")
    return told


def side_rows(seen: Seen, view: View) -> list[Row]:
    """Return what either side will say, whether it holds here, and the answer."""
    scene, words = seen.scene(view.words.lang), view.words
    if scene is None:
        return []
    rows: list[Row] = []
    for each in weigh(scene):
        state = {True: "yes", False: "no", None: "open"}[each.holds]
        role = (
            Role.WARN if each.holds is None else Role.GOOD if each.holds is (each.argument.side != "bill") else Role.DIM
        )
        head = (
            Span(f"  {words.say(f'floor.case.side.{each.argument.side}')}  ", Role.DIM),
            Span(each.argument.claim.of(words.lang)),
        )
        rows.append(ends(head, (Span(f" {words.say(f'floor.case.holds.{state}')} ", role),), view.width))
        told = (each.argument.grants if each.holds else each.argument.answer).of(words.lang)
        rows += [line(f"      {part}", view.width, Role.DIM) for part in broken(told, view.width - 8)]
    return rows


def fact_rows(seen: Seen, view: View) -> list[Row]:
    """Return the facts with what each rests on, those of a charge line behind its name."""
    words, policy = view.words, seen.policy
    if policy is None:
        return []
    told = [(name, fact, "") for name, fact in seen.case.facts.items()]
    told += [(name, fact, each.option or each.id) for each in seen.case.lines for name, fact in each.facts.items()]
    rows = []
    for name, fact, of in told:
        spec = policy.facts.get(name)
        if spec is None:
            continue
        value = Span(pad(shown.value(spec, fact.value, words), _VALUE) + " ", Role.STRONG)
        evidence = Span(pad(shown.evidence(fact, words), 12), Role.DIM)
        rows.append(
            row(
                (Span("  "), Span(pad(spec.label.of(words.lang), _LABEL)), value, evidence, Span(of, Role.DIM)),
                view.width,
            )
        )
    return rows or [line(f"  {words.say('floor.case.no_facts')}", view.width, Role.DIM)]


def mail_rows(seen: Seen, view: View) -> list[Row]:
    """Return the operator's confirmation mail, as it is written of the case; names by their first letter."""
    if not seen.case.mails or seen.policy is None:
        return []
    scene = replace(seen, case=_names_masked(seen.case)).scene(view.words.lang)
    if scene is None:
        return []
    mail = draft(scene, seen.case.mails[-1].tone)
    text = f"{mail.subject}\n\n{mail.body}"
    return [line(f"  {each}", view.width, Role.DIM) for each in wrap(text, view.width - 4)]


def head_row(seen: Seen, view: View) -> Row:
    """Return the top edge: which case, whose, and what it comes to."""
    words = view.words
    what, _ = ruled(seen, words)
    operator = words.say("floor.case.operator", seat=seen.seat, who=seen.operator)
    left = (Span(f" {seen.case_id}  {what}  {operator}", Role.HEAD),)
    return ends(left, (Span(f"{view.now:%m/%d %H:%M} ", Role.HEAD),), view.width, Role.HEAD)


def titled(title: str, rows: list[Row], view: View) -> list[Row]:
    """Return a part under its title, or nothing of an empty one."""
    return [line(f" {view.words.say(title)}", view.width, Role.TITLE), *rows, blank(view.width)] if rows else []


def _names_masked(case: Case) -> Case:
    said = tuple(replace(each, name=masked.name(each.name)) for each in case.instructions)
    return replace(case, instructions=said, replies=tuple(replace(e, name=masked.name(e.name)) for e in case.replies))


def reasons(lang: str) -> tuple[tuple[str, str], ...]:
    """Return the reasons for which a hold may be billed, by code and in words."""
    return tuple((each, phrases.phrase(f"override_reason.{each}", lang)) for each in phrases.names("override_reason"))
