"""What a customer may do on hearing the script, and what is said then; and the softening phrases."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from assistant.rules.entries import Entry, File
from assistant.rules.pack_texts import Texts
from assistant.rules.pack_words import Values, block
from assistant.rules.policy import Block, Reaction, Ruling, Words

REACTIONS = (
    "accepts",
    "asks_why",
    "angry",
    "wants_superior",
    "names_regulator",
    "silent",
    "not_contract_holder",
    "voicemail",
)
"""Every pack has words for all of them."""

OTHERS_HEAR = frozenset({"not_contract_holder", "voicemail"})
"""Whoever listens then is not the customer, or may not be: whatever was verified before."""

CUSHIONS_LEAST = 2
"""With fewer, the same phrase would come twice running."""


def cushions(script: File) -> tuple[Words, ...]:
    """Return the phrases that soften a request, in the order they take turns."""
    found = tuple(each.words("said") for each in script.entries("cushion"))
    if len(found) < CUSHIONS_LEAST:
        script.note("missing", key="[[cushion]]")
    return found


def reactions(  # noqa: PLR0913, PLR0917  # an answer is a block, and checked as one
    file: File,
    values: Values,
    lines: Collection[str],
    sources: Collection[str],
    texts: Texts,
    said: Mapping[str, Words],
    used: Collection[str],
) -> dict[str, Reaction]:
    """Return the reactions with their answers; each ruling the rules come to has an answer to each of them."""
    due = (*(each for each in Ruling if each is Ruling.HOLD or (each is not Ruling.UNTOUCHED and each in used)), "open")
    answers: dict[str, list[Block]] = {name: [] for name in REACTIONS}
    for entry in file.entries("answer"):
        name = entry.choice("reaction", REACTIONS)
        answer = block(entry, values, lines, sources, texts, said)
        if name in OTHERS_HEAR and not answer.unverified:
            entry.note("heard_by_others", "id")
        answers.setdefault(name, []).append(answer)
    found = {each.id: _reaction(each, answers, due) for each in file.entries("reaction")}
    for name in REACTIONS:
        if name not in found:
            file.note("missing", key=f"reaction {name}")
    return found


def _reaction(entry: Entry, answers: Mapping[str, list[Block]], due: Collection[str]) -> Reaction:
    entry.choice("id", REACTIONS)
    mine = answers.get(entry.id, [])
    # An answer for speakers who are not verified is none for those who are.
    heard = [each for each in mine if not (each.unverified and "speaker" in each.when)]
    for ruling in due:
        if not any(each.rulings is None or ruling in each.rulings for each in heard):
            entry.note("no_reaction_words", "id", found=ruling)
    if not any(each.unverified for each in mine):
        entry.note("no_reaction_words", "id", found="unverified")
    return Reaction(entry.id, entry.words("name"), entry.words("why"), entry.flag("hands_over"), tuple(mine))
