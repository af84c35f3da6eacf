"""The handover in thirty seconds: what whoever takes over must know, read aloud.

Every part has forms from its fullest to its shortest. What is least needed is
shortened first, and nothing is left out: a part may be brief, it may not be missing.
It accuses nobody. While the speaker is not verified it holds nothing of the contract, not
even that it is about a fee: it may be overheard, and the next one must not repeat it (P10).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.call import phrases
from assistant.call.case import ChargeLine
from assistant.call.events import PromiseMade
from assistant.call.ics import named
from assistant.call.ladder import BILL
from assistant.call.promises import KINDS, REPLY_BY, due_of, in_order
from assistant.call.script import Scene
from assistant.call.telling import untold
from assistant.rules.clean import show
from assistant.rules.holds import holds
from assistant.rules.policy import Ruling
from assistant.rules.roles import money_of

SECONDS_MAX = 30
CHARS_A_MINUTE = 300  # Japanese read aloud
WORDS_A_MINUTE = 150  # English read aloud
NAME_MAX = {"ja": 12, "en": 24}  # characters of a name that is longer than can be read out
NAME_WORDS_MAX = 3
KINDS_MAX = 2  # of rulings that can be read out by their count

_SHORTEN = ("decided", "unsaid", "about", "decided", "promised", "instructed", "decided", "decided")
"""The parts in the order they lose a form: what the next person can look up goes first."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to say: about, happened, instructed, decided, promised, unsaid or open."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Handover:
    """What is read to whoever takes over, and how long that takes."""

    lang: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The parts as they are read."""
        return ("" if self.lang == "ja" else " ").join(each.text for each in self.parts)

    @property
    def seconds(self) -> float:
        """How long it takes to read."""
        return seconds(self.text, self.lang)


def seconds(text: str, lang: str) -> float:
    """Return how long a text takes to read aloud."""
    if lang == "ja":
        return len("".join(text.split())) * 60 / CHARS_A_MINUTE
    return len(text.split()) * 60 / WORDS_A_MINUTE


def handover(scene: Scene) -> Handover:
    """Return the brief of a case: at most thirty seconds, whatever the case holds."""
    told = _Told(scene)
    forms = {
        "about": told.about(),
        "happened": told.happened(),
        "instructed": told.instructed(),
        "decided": told.decided(),
        "promised": told.promised(),
        "unsaid": told.unsaid(),
        "open": told.left_open(),
    }
    forms = {kind: each for kind, each in forms.items() if each}
    at = dict.fromkeys(forms, 0)
    found = _read(scene.lang, forms, at)
    for kind in _SHORTEN:
        if kind in forms and found.seconds > SECONDS_MAX and at[kind] < len(forms[kind]) - 1:
            at[kind] += 1
            found = _read(scene.lang, forms, at)
    return found


def _read(lang: str, forms: dict[str, list[str]], at: dict[str, int]) -> Handover:
    return Handover(lang, tuple(Part(kind, each[at[kind]]) for kind, each in forms.items()))


@dataclass(frozen=True, slots=True)
class _Told:
    """Tells each part of a scene, the fullest form first."""

    scene: Scene

    def _say(self, name: str, /, **said: object) -> str:
        return phrases.phrase(f"handover.{name}", self.scene.lang, **said)

    def _join(self, texts: Iterable[str]) -> str:
        return self._say("and").join(texts)

    @property
    def _standing(self) -> set[Ruling | None]:
        """What the lines come to for whoever speaks of them: a hold that two people let be billed is billed."""
        verdict = self.scene.verdict
        return {Ruling.BILL if verdict.approved(line.id) else one.ruling for line, one in verdict.lines}

    @property
    def _gap(self) -> str:
        return "" if self.scene.lang == "ja" else " "

    def about(self) -> list[str]:
        case = self._clipped(self.scene.case_id)
        short = self._say("about_short", case=case)
        if not self.scene.verified:
            return [self._say("about_unverified", case=case), short]
        if not self.scene.case.lines:
            return [short]
        first, count = self.scene.case.lines[0], len(self.scene.case.lines) - 1
        name = self._option(first)
        if first.amount_yen is not None:
            name = f"{name} {phrases.money(money_of(self.scene.policy), first.amount_yen, self.scene.lang)}"
        return [self._say("about_more" if count else "about", case=case, charge=name, count=count), short]

    def happened(self) -> list[str]:
        """Say what the records show; whose error it was is not for this brief."""
        if not self.scene.verified:
            return []
        values = self.scene.values(None)
        found = (each for each in self.scene.policy.roles.shown if holds(each.when, values))
        return [next(found).says.of(self.scene.lang)]

    def instructed(self) -> list[str]:
        case, said = self.scene.case, []
        last = {(each.by, each.name, at if not each.name else 0): each for at, each in enumerate(case.instructions)}
        for says in ("bill", "do_not_bill"):
            roles = Counter(self._role(each.by) for each in last.values() if each.says == says)
            if roles:
                people = self._join(self._people(*each) for each in roles.items())
                said.append(self._say(f"instructed_{says}", roles=people))
        if case.replies:
            reply = case.replies[-1]
            says = BILL if reply.says == BILL else "do_not_bill"
            said.append(self._say(f"replied_{says}", role=self._role(reply.by)))
        order = [rung.id for rung in self.scene.policy.ladder]
        highest = max((each.by for each in case.instructions if each.by in order), key=order.index, default="")
        short = self._say("instructed_short", count=len(case.instructions), role=self._role(highest))
        if not said:
            return []
        return [self._gap.join(said), short] if self.scene.verified else [short]

    def decided(self) -> list[str]:
        pairs = [(line, one) for line, one in self.scene.verdict.lines if one.ruling is not Ruling.UNTOUCHED]
        is_open = not pairs or any(one.ruling is None for _, one in pairs)
        if not self.scene.verified:
            return [self._say("decided_not_yet" if is_open else "decided_on_screen")]
        if is_open:
            return [self._say("decided_open")]
        lang, policy = self.scene.lang, self.scene.policy
        groups: dict[str, list[str]] = {}
        for line, one in pairs:
            ruling = policy.rulings[one.ruling or Ruling.HOLD].of(lang).lower()
            ruling = self._say("of_approved", ruling=ruling) if self.scene.verdict.approved(line.id) else ruling
            groups.setdefault(ruling, []).append(self._option(line))
        counted = self._join(self._say("of_count", ruling=each, count=len(names)) for each, names in groups.items())
        options = {each: phrases.phrase("and", lang).join(dict.fromkeys(names)) for each, names in groups.items()}
        listed = self._join(self._say("of_lines", options=names, ruling=each) for each, names in options.items())
        full, short = self._say("decided", rulings=listed), self._say("decided", rulings=counted)
        shortest = short if len(groups) <= KINDS_MAX else self._say("decided_many", count=len(pairs))
        spoken = [one for line, one in pairs if not self.scene.verdict.approved(line.id)]
        reasons = list(dict.fromkeys(rule.reason.of(lang) for one in spoken for rule in one.rules))
        gap, first = self._gap, [_first_sentence(each) for each in reasons[:1]]
        return [gap.join([full, *reasons]), gap.join([full, *first]), gap.join([short, *first]), short, shortest]

    def promised(self) -> list[str]:
        made = list(in_order(self.scene.case))
        if not self.scene.verified:
            made = [each for each in made if each.what in {"callback", REPLY_BY}]
        if not made:
            return [self._say("promised_none")]
        said = [self._promise(each) for each in made]
        full = self._say("promised", promises=self._join(dict.fromkeys(said)))
        more = self._say("promised_more", promise=said[0], count=len(said) - 1) if len(said) > 1 else full
        return [full, more]

    def unsaid(self) -> list[str]:
        rulings = self._standing
        if not self.scene.verified:
            name = "unverified"
        elif self.scene.verdict.call_waits:
            name = "waits"
        elif rulings & {None, Ruling.HOLD}:
            name = "hold"
        else:
            name = "bill" if Ruling.BILL in rulings else "no_bill"
        return [self._say(f"unsaid_{name}"), self._say(f"unsaid_{name}_short")]

    def left_open(self) -> list[str]:
        verdict, case = self.scene.verdict, self.scene.case
        open_still = {line.id for line, _ in untold(self.scene)}
        if case.given is not None or case.questions:
            return [self._asked()]
        if verdict.call_waits:
            return [self._say("open_reply" if case.mails else "open_mail")]
        if not self.scene.verified:
            return [self._say("open_verify")]
        if verdict.ask is not None:
            return [self._say("open_ask", label=self.scene.policy.facts[verdict.ask.fact].label.of(self.scene.lang))]
        if self._standing & {None, Ruling.HOLD}:
            return [self._say("open_hold")]
        tell = any(one.ruling is not Ruling.UNTOUCHED and line.id in open_still for line, one in verdict.lines)
        return [self._say("open_tell" if tell else "open_none")]

    def _asked(self) -> str:
        """Say what the floor wants."""
        if self.scene.case.given is not None:
            return self._say("open_given")
        return self._say("open_question", role=self._role(self.scene.case.questions[-1].rung))

    def _option(self, line: ChargeLine) -> str:
        kind = self.scene.policy.lines.get(line.charge_line)
        return self._clipped(line.option or (kind.of(self.scene.lang) if kind else line.charge_line))

    def _role(self, by: str) -> str:
        roles = {rung.id: rung.role.of(self.scene.lang) for rung in self.scene.policy.ladder}
        return roles.get(by) or self._say("superior")

    def _people(self, role: str, count: int) -> str:
        return role if count == 1 else self._say("people", role=role, count=count)

    def _promise(self, made: PromiseMade) -> str:
        due = due_of(made.due)
        day = phrases.day(due, self.scene.lang)
        return self._say("promise", day=f"{day} {due:%H:%M}" if hasattr(due, "hour") else day, what=self._what(made))

    def _what(self, made: PromiseMade) -> str:
        what = named(made.what, self.scene.lang)
        return what if made.what in KINDS else self._clipped(what)

    def _clipped(self, name: str) -> str:
        """Return a name as far as it can be read out, on one line."""
        words = show(name).split()
        one, most = " ".join(words[:NAME_WORDS_MAX]), NAME_MAX[self.scene.lang]
        whole = len(words) <= NAME_WORDS_MAX and len(one) <= most
        return one if whole else f"{one[: most - 1]}\u2026"


def _first_sentence(text: str) -> str:
    for stop in ("\u3002", ". "):
        head, found, _ = text.partition(stop)
        if found:
            return head + stop.strip()
    return text
