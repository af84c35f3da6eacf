"""The confirmation mail as it will be sent, and the dial of its three tones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.call.mail import TONES
from assistant.screens import seen
from assistant.screens.columns import Role, Row, Span, blank, line, pad, row, wrap

if TYPE_CHECKING:
    from assistant.call.brief import Brief
    from assistant.rules.policy import Policy, Rung
    from assistant.screens.words import Wording

_LABEL = 10


def letter(  # noqa: PLR0913, PLR0917  # a mail, and the note that leaves with it
    policy: Policy, brief: Brief, tone: str, words: Wording, cells: int, note: str | None
) -> list[Row]:
    """Return the mail: to whom, with whom in copy, by when, the last note's short code, and every word of it."""
    mail = brief.mail
    dial = [Span(pad(f"  {words.say('brief.tone')}", _LABEL + 1), Role.DIM)]
    for each in TONES:
        name = policy.tones[each].of(words.lang)
        dial += [Span(f" {name} ", Role.CHOSEN if each == tone else Role.DIM), Span(" ")]
    rows = [row((*dial, Span("  t", Role.KEY)), cells)]
    if not brief.call_waits:
        rows += [line(f"  {each}", cells, Role.DIM) for each in wrap(words.say("brief.no_mail"), cells - 4)]
    fields = (
        ("to", _person(mail.to, words)),
        ("cc", _person(mail.cc, words) if mail.cc else ""),
        ("subject", mail.subject),
        ("reply_by", seen.day(mail.reply_by, words)),
    )
    for key, text in fields:
        label = Span(pad(f"  {words.say(f'brief.mail.{key}')}", _LABEL + 2), Role.DIM)
        rows.append(row((label, Span(text, Role.STRONG)), cells))
    if note:
        rows.append(_sealed(note, words, cells))
    rows.append(blank(cells))
    for paragraph in mail.body.split("\n"):
        rows += [line(f"  {each}", cells) for each in wrap(paragraph, min(cells - 4, 76))]
    return rows


def _sealed(note: str, words: Wording, cells: int) -> Row:
    """Return the short code of the last note: to find it by, as in the foot of the mail; it proves nothing."""
    from assistant.journal.showing import code  # noqa: PLC0415  # only where a note was signed

    label = Span(pad(f"  {words.say('brief.note')}", _LABEL + 2), Role.DIM)
    upto = words.say("brief.note_upto", n=note.split("\n")[1])
    return row((label, Span(code(note), Role.STRONG), Span(f"  {upto}", Role.DIM)), cells)


def _person(rung: Rung, words: Wording) -> str:
    return f"{rung.role.of(words.lang)}  {rung.address}"
