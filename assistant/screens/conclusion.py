"""The left side of a call once nothing is left to ask: the ruling, large, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from assistant.approval import signable
from assistant.call.script import approvers
from assistant.screens import seen
from assistant.screens.columns import Role, Row, Span, ends, fit, line, phrases, row
from assistant.screens.question import Room, spaced
from assistant.screens.script import BREATH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.call.brief import Brief
    from assistant.call.case import ChargeLine
    from assistant.call.verdict import Verdict
    from assistant.desk import Desk
    from assistant.rules.decision import Decision
    from assistant.screens.words import Wording

_TALL = 20  # from this height on there is air
_FEW = 3  # more charge lines than this, and the stop rule stands before them
_FIRST = 3  # rows for what to say first, its title among them
_MATTER = frozenset({"apology", "fact", "ruling"})
_SPREAD = 8  # a ruling of so many characters or fewer is written wide


def conclusion(desk: Desk, brief: Brief, room: Room, must: Sequence[Row] = ()) -> list[Row]:
    """Return the rulings of all lines, the stop rule, the reason, and what to say first; `must` are rows of its end."""
    words, cells = room.words, room.cells
    title = [line(f" {words.say('call.settled' if desk.verdict.settled else 'call.stays_open')}", cells, Role.TITLE)]
    tall = room.height >= _TALL
    lines = desk.verdict.lines
    banners = [each for charged, decision in lines for each in banner(desk, charged, decision, words, cells)]
    padded = [_band(cells), *banners, _band(cells)] if tall else banners
    stop = stop_rule(desk, words, cells)
    reason = reasons(desk, words)
    why = phrases(because(desk, words, reason[0]), cells - 3)[:3] if reason else []
    grounds = [line(f"  {each}", cells) for each in why] + _law(desk, words, cells)
    head = [title + padded, stop] if len(lines) <= _FEW else [stop, title + padded]
    parts = [each for each in (*head, grounds) if each]
    left = room.height - sum(len(each) + 1 for each in parts) - len(must)
    parts.append(first_words(brief, words, cells, left - 1 if tall else _FIRST))
    step = desk.case.step if desk.case.step not in desk.policy.stages else "stage"
    keys = [row((Span("  "), Span(words.say(f"call.keys.{step}"), Role.KEY)), cells)]
    over = [line(f"  {words.say('call.keys.override')}", cells, Role.KEY)] if signable(desk) else []
    for last in (list(must), keys, over):
        if sum(len(each) for each in parts) + len(last) <= room.height:
            parts.append(last)
    return spaced([each for each in parts if each], cells, room.height)


def _band(cells: int) -> Row:
    """Return an empty row of the banner: on a tall screen it is what the eye meets first."""
    return (Span(" "), Span(" " * (cells - 1), Role.BANNER))


def _law(desk: Desk, words: Wording, cells: int) -> list[Row]:
    cited = list(dict.fromkeys(articles(desk, words)))
    if not cited:
        return []
    law = words.say("call.more_law", first=cited[0], n=len(cited) - 1) if len(cited) > 1 else cited[0]
    return [line(f"  {law}", cells, Role.DIM)]


def banner(desk: Desk, charged: ChargeLine, decision: Decision, words: Wording, cells: int) -> list[Row]:
    """Return one ruling as the largest thing on the screen."""
    text = words.say("call.open")
    if decision.ruling is not None:
        text = seen.ruling(desk.policy, decision.ruling, words)
    wide = " ".join(text) if len(text) <= _SPREAD and not text.isascii() else text.upper()
    about, amount = seen.charge(charged, desk.policy, words), seen.money(charged.amount_yen, desk.policy, words)
    left = Span(f" \u258c {wide}  ", Role.BANNER)
    if left.cells + cell_len(about) >= cells - 1:  # neither the ruling nor the amount is ever cut, but the name
        left = Span(f" \u258c {text.upper()} ", Role.BANNER)
        name = fit(about.removesuffix(amount).rstrip(), cells - 3 - left.cells - cell_len(amount))
        about = f"{name} {amount}".rstrip()
    last = Span(f"{about} ", Role.BANNER)
    inner = ends((left,), (last,), cells - 1, Role.BANNER)
    who = approvers(desk.scene(words.lang), charged.id)
    approved = phrases(words.say("call.approved", roles=who), cells - 5) if who else []
    under = (ends((Span(f" \u258c {each}", Role.BANNER),), (), cells - 1, Role.BANNER) for each in approved)
    return [row((Span(" "), *each), cells) for each in (inner, *under)]


def reasons(desk: Desk, words: Wording) -> list[str]:
    """Return why, in the words of the rules that spoke; the same reason once."""
    said = [each.reason.of(words.lang) for _, decision in desk.verdict.lines for each in decision.rules]
    return list(dict.fromkeys(said))


def because(desk: Desk, words: Wording, reason: str) -> str:
    """Return a reason as it is told; where two people let a hold be billed it is the reason of the hold alone."""
    lifted = any(desk.verdict.approved(line.id) for line, _ in desk.verdict.lines)
    return words.say("call.reason_held" if lifted else "call.reason", text=reason)


def articles(desk: Desk, words: Wording) -> list[str]:
    """Return the citations of all lines, short."""
    return [
        f"{cited.source.law.of(words.lang)} {cited.source.article.of(words.lang)}"
        for _, decision in desk.verdict.lines
        for cited in decision.citations
    ]


def first_words(brief: Brief, words: Wording, cells: int, most: int) -> list[Row]:
    """Return what to say about the matter itself, in at most so many rows; the rest is on the brief."""
    sayable = [each for each in brief.script if not each.missing]
    first = next((at for at, each in enumerate(sayable) if each.kind in _MATTER), 0)
    said = [part for each in sayable[first:] for part in each.text.split("\n") if part.strip()]
    rows: list[Row] = []
    for part in said:
        sentence = phrases(words.say("call.quoted", text=part), min(cells - 3, BREATH))
        if rows and len(rows) + len(sentence) + 1 > most:
            break  # never half a sentence
        rows += [line(f"  {each}", cells, Role.STRONG) for each in sentence]
    if not rows or most < _FIRST:
        return []
    return [line(f"  {words.say('call.first_words')}", cells, Role.TITLE), *rows]


def stop_rule(desk: Desk, words: Wording, cells: int) -> list[Row]:
    """Return the rule that the customer is not rung yet, where it holds."""
    if not desk.verdict.call_waits:
        return []
    rung, asked = desk.verdict.rung, desk.case.questions
    if asked:  # whoever asked waits for the operator
        rung = next((each for each in desk.policy.ladder if each.id == asked[-1].rung), rung)
    name = rung.role.of(words.lang) if rung else words.say("call.superior")
    text = words.say("call.asked_first" if asked else "call.waits", rung=name)
    return [line(f"  {each}", cells, Role.STOP) for each in phrases(text, cells - 3)]


def turned(desk: Desk, before: Verdict, because: str, words: Wording) -> str | None:
    """Return what changed in the rulings since `before`, or None where nothing did."""
    was = {charged.id: decision.ruling for charged, decision in before.lines}
    for charged, decision in desk.verdict.lines:
        old, new = was.get(charged.id), decision.ruling
        if old != new and (old is not None or new is not None):
            names = (
                words.say("call.open") if each is None else seen.ruling(desk.policy, each, words) for each in (old, new)
            )
            was_text, now_text = names
            about = charged.option or seen.charge(charged, desk.policy, words)
            key = "call.turned" if old is not None else "call.now_settled"
            return words.say(key, line=about, was=was_text, now=now_text, because=because)
    return None
