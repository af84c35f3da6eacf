"""What may be said: to whom, in which words, and what to answer when it is not believed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.call.arguments import Weighed, weigh
from assistant.call.asking.inquiry import Inquiry, Query
from assistant.call.asking.match import Plain, language, plain
from assistant.call.script import script
from assistant.listen.taboo import hits
from assistant.rules.clean import clean
from assistant.rules.decision import Decision
from assistant.rules.holds import holds
from assistant.rules.policy import Ruling, Taboo

QUOTE_MAX = 120
SPEAKER = "speaker"
ADMISSION = "admission"
"""The point of counsel that says whether an error may be admitted before it is confirmed."""
CLAIMS: Mapping[str, tuple[str, frozenset[Ruling]]] = {
    "may.not_waived": ("waives", frozenset({Ruling.DO_NOT_BILL, Ruling.REFUND})),
    "may.not_refunded": ("gives_back", frozenset({Ruling.REFUND})),
    "may.not_billed": ("asks_money", frozenset({Ruling.BILL})),
}
"""What a sentence tells a customer: the word list that gives it away, and the rulings it may be said for."""

_DIGITS = re.compile(r"\d[\d,]*")


def may_say(inquiry: Inquiry) -> bool:
    """Say whether a sentence may be said here, why not, and what to say instead."""
    sentence = inquiry.quote or _told(inquiry)
    if not sentence:
        inquiry.say("may.which")
        return False
    shown = clean(sentence, QUOTE_MAX)
    found = _hits(inquiry, sentence)
    for taboo in found:
        inquiry.say(f"may.{taboo.level}", quote=shown, why=taboo.why.of(inquiry.lang))
        if inquiry.scene.verified:
            inquiry.read.append(taboo.better.of(inquiry.lang))
            inquiry.say("may.better", better=taboo.better.of(inquiry.lang))
    clear = not found
    if not inquiry.scene.verified and _of_contract(inquiry, sentence):
        clear = False
        if not any("speaker" in taboo.when for taboo in found):
            inquiry.say("may.unverified", quote=shown)
    if not inquiry.scene.verified:
        _verify(inquiry)
    clear = (_in_script(inquiry, sentence) or _fits_ruling(inquiry, sentence)) and clear
    if clear:
        inquiry.say("may.clear", quote=shown)
    if inquiry.scene.verdict.call_waits:
        inquiry.say("wait")
    return True


def _told(inquiry: Inquiry) -> str:
    """Return the sentence asked about where it was not quoted: what stands before or after the words for saying."""
    lang = inquiry.said.lang
    text = inquiry.text.strip()
    for mark in inquiry.questions.lists["quote_before"].of(lang):
        at = text.rfind(mark)
        if at > 0:
            return text[:at].strip()
    folded = text.casefold()
    for mark in inquiry.questions.lists["quote_after"].of(lang):
        at = folded.find(mark)
        if at >= 0 and folded[at + len(mark) :].strip(" ?"):
            return text[at + len(mark) :].strip()
    return ""


def _hits(inquiry: Inquiry, sentence: str) -> tuple[Taboo, ...]:
    """Return what the sentence says that it must not, each once, first to last."""
    found = hits(inquiry.scene.policy, sentence, language(sentence), inquiry.scene.values(None))
    return tuple({taboo.id: taboo for taboo, _, _ in found}.values())


def _of_contract(inquiry: Inquiry, sentence: str) -> bool:
    """Whether a sentence holds contract data: an option, an amount, a day, or a word for the contract (P10)."""
    said = plain(sentence, language(sentence))
    options = [line.option for line in inquiry.scene.case.lines if line.option]
    named = [plain(each, said.lang).text for each in options]
    return (
        any(each and each in said.text for each in named)
        or bool(_DIGITS.search(said.text))
        or any(inquiry.questions.covered(words, said) for words in inquiry.questions.options.values())
        or inquiry.questions.listed("contract", said)
    )


def _in_script(inquiry: Inquiry, sentence: str) -> bool:
    """Whether it is a line of the script as the case stands: those are held to the decisions already."""
    said = plain(sentence, inquiry.lang).text
    return any(plain(each.text, inquiry.lang).text == said for each in script(inquiry.scene))


def _fits_ruling(inquiry: Inquiry, sentence: str) -> bool:
    """Whether a sentence tells no ruling that was not reached, and admits no error that is not confirmed.

    It speaks of the lines whose option it names, and where it names none, of all of them.
    """
    said = plain(sentence, language(sentence))
    told = [(name, said_for) for name, (words, said_for) in CLAIMS.items() if inquiry.questions.listed(words, said)]
    if any(name != "may.not_billed" for name, _ in told) or inquiry.questions.listed("denies", said):
        told = [each for each in told if each[0] != "may.not_billed"]
    lines = _spoken_of(inquiry, said)
    fits = True
    for name, said_for in told:
        if not lines or any(_as_told(inquiry, one) not in said_for for one in lines):
            inquiry.say(name, rulings=_now(inquiry))
            fits = False
    if inquiry.questions.listed("admits", said) and not _confirmed(inquiry):
        inquiry.say("may.not_confirmed", do=_admission(inquiry))
        fits = False
    return fits


def _as_told(inquiry: Inquiry, decision: Decision) -> Ruling | None:
    """Return what a customer may be told a line comes to: what two people let be billed is billed."""
    return Ruling.BILL if inquiry.approved(decision) else decision.ruling


def _spoken_of(inquiry: Inquiry, said: Plain) -> list[Decision]:
    lines = [(line, one) for line, one in inquiry.scene.verdict.lines if one.ruling is not Ruling.UNTOUCHED]
    named = [one for line, one in lines if line.option and plain(line.option, said.lang).text in said.text]
    return named or [one for _, one in lines]


def _confirmed(inquiry: Inquiry) -> bool:
    """Whether our records confirm an error of the provider's side."""
    error = inquiry.scene.policy.roles.provider_error
    return any(error and holds(error, inquiry.values(line)) for line in inquiry.scene.case.lines)


def _admission(inquiry: Inquiry) -> str:
    point = inquiry.scene.policy.counsel.get(ADMISSION)
    return point.default.of(inquiry.lang) if point else inquiry.ruling_name(Ruling.HOLD)


def _now(inquiry: Inquiry) -> str:
    return inquiry.joined(inquiry.ruling(decision) for _, decision in inquiry.scene.verdict.lines)


def _verify(inquiry: Inquiry) -> None:
    inquiry.say("unverified")
    inquiry.read_out(inquiry.script(("verify",)) or inquiry.script(("contact",)))


def verify_first(inquiry: Inquiry) -> bool:
    """Say whether the speaker is verified, what may not be said before, and how it is asked.

    Somebody else on the line is somebody else, whatever was recorded before.
    """
    other = inquiry.questions.listed("family", inquiry.said) or inquiry.changes.get(SPEAKER) == "third_party"
    scene = inquiry.supposing(speaker="third_party") if other else inquiry.scene
    told = list(inquiry.told((SPEAKER,), scene.case.facts))
    inquiry.say("verify.state", text=told[0]) if told else inquiry.say("verify.not_asked")
    if scene.verified:
        inquiry.say("verify.done")
    elif scene.values(None)[SPEAKER] == "third_party":
        inquiry.say("unverified")
        inquiry.say("verify.third_party")
        inquiry.read_out(inquiry.script(("verify", "contact"), scene))
    else:
        _verify(inquiry)
        inquiry.say("verify.open_questions")
    return True


def customer_unconvinced(inquiry: Inquiry) -> bool:
    """Say what of the customer's side holds, what to read out, and where it goes from here."""
    inquiry.say("unconvinced.listen")
    for weighed in weigh(inquiry.scene):
        if weighed.argument.side == "customer" and weighed.holds:
            _weighed(inquiry, weighed, "argument.holds")
    for line, decision in inquiry.scene.verdict.lines:
        inquiry.say("disagree.ruling", charge=inquiry.charge(line), ruling=inquiry.ruling(decision))
    if inquiry.scene.verified:
        inquiry.read_out(inquiry.script(("apology", "meanwhile", "ruling")))
    else:
        _verify(inquiry)
    spec = inquiry.scene.policy.facts["disputed"]
    inquiry.say("record.it", fact=spec.label.of(inquiry.lang), value=inquiry.value("disputed", "yes"))
    inquiry.say("unconvinced.dispute")
    supposed = inquiry.supposing(customer_request="superior")
    if supposed.verdict.rung is not None:
        to = supposed.verdict.rung
        inquiry.say("handover.to", rung=inquiry.rung(to), address=to.address)
    if inquiry.scene.verdict.call_waits:
        inquiry.say("wait")
    return True


def may_call(inquiry: Inquiry) -> bool:
    """Say whether the customer may be called now."""
    scene = inquiry.scene
    inquiry.say("call.wait" if scene.verdict.call_waits else "call.ok")
    if not scene.verdict.settled:
        inquiry.say("call.open")
    if not scene.verified:
        inquiry.say("unverified")
    return True


def argument(inquiry: Inquiry) -> bool:
    """Say whether an argument holds here, and what is answered to it."""
    for weighed in weigh(inquiry.scene):
        if weighed.argument.id == inquiry.claim:
            name = {True: "argument.holds", False: "argument.fails", None: "argument.open"}[weighed.holds]
            _weighed(inquiry, weighed, name)
            inquiry.show_cites(weighed.cites)
            return True
    inquiry.say("argument.none")
    return False


def _weighed(inquiry: Inquiry, weighed: Weighed, name: str) -> None:
    inquiry.say(name, claim=weighed.argument.claim.of(inquiry.lang), text=weighed.reply(inquiry.lang))
    inquiry.cite(weighed.cites)


QUERIES: Mapping[str, Query] = {
    "may_say": may_say,
    "verify_first": verify_first,
    "customer_unconvinced": customer_unconvinced,
    "may_call": may_call,
    "argument": argument,
}
