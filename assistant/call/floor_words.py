"""What the floor said, in words: for the screen, for a call in lines, and beside both sides of a case."""

from __future__ import annotations

from assistant.call import phrases
from assistant.call.answers import ASK, AlertTaken, EscalationAnswered, FromFloor, Reassigned
from assistant.call.case import Case
from assistant.call.happened import known, role
from assistant.call.script import Scene
from assistant.call.signed import OverrideSigned
from assistant.call.steps import CLOSED


def news(scene: Scene, event: FromFloor | OverrideSigned, *, here: bool = True) -> str:
    """Return one sentence for what has just come; `here` where its case lies open. `scene` may be masked.

    Of another case no name and no word is told.
    """
    who = _who(scene, event.rung, _name(scene.case, event) if here else "")
    match event:
        case OverrideSigned():
            text = phrases.phrase("floor.signed", scene.lang, who=who)
        case AlertTaken():
            text = phrases.phrase("floor.alert", scene.lang, who=who, what=known("alert", event.what, scene.lang))
        case Reassigned():
            text = phrases.phrase("floor.given", scene.lang, who=who, to=event.to)
        case _:
            text = answer(scene, _shown(scene.case, event)) if here else _said(scene, event, who)
    return f"{label(scene.lang)}  {text}" if here else f"{label(scene.lang)}  {scene.case_id}  {text}"


def answer(scene: Scene, event: EscalationAnswered) -> str:
    """Return an answer: who, what, whether the call still waits, and their words."""
    who = _who(scene, event.rung, event.name)
    if event.says == ASK and event in scene.case.questions:
        return phrases.phrase("floor.question", scene.lang, who=who, words=event.words)
    text = _said(scene, event, who)
    if event.letter in scene.case.late:
        text += phrases.phrase("floor.late", scene.lang)
    if event.says != ASK and event == scene.case.answers[-1] and scene.case.instructions:
        text += phrases.phrase("floor.kept" if scene.verdict.call_waits else "floor.lifted", scene.lang)
    return text + (phrases.phrase("floor.words", scene.lang, words=event.words) if event.words else "")


def answers(scene: Scene) -> list[str]:
    """Return all that the floor answered, the last first."""
    given = scene.case.given
    first = [phrases.phrase("floor.given", scene.lang, who=_who(scene, given.rung, ""), to=given.to)] if given else []
    return [*first, *(answer(scene, each) for each in reversed(scene.case.answers))]


def mattering(scene: Scene) -> str:
    """Return what of it matters most now: a case given away, a question not answered, the last answer; or nothing."""
    if scene.case.step == CLOSED:
        return ""
    if scene.case.given is not None:
        return answers(scene)[0]
    if scene.case.questions:
        return answer(scene, scene.case.questions[-1])
    last = [each for each in scene.case.answers if each.says != ASK]
    return answer(scene, last[-1]) if last and not scene.case.told else ""


def label(lang: str) -> str:
    """Return what stands before a row that the floor brought."""
    return phrases.phrase("floor.label", lang)


def erased(case_id: str, lang: str) -> str:
    """Return that private words of a case are gone, as a supervisor confirmed."""
    return f"{label(lang)}  {case_id}  {phrases.phrase('floor.erased', lang)}"


def refused(code: str, lang: str) -> str:
    """Return why a letter was put aside."""
    group = code.partition("_")[0]
    code = group if group in {"override", "erasure"} else code
    name = code if code in phrases.names("floor_refused") else "other"
    return phrases.phrase("floor_refused.told", lang, why=phrases.phrase(f"floor_refused.{name}", lang))


def _said(scene: Scene, event: EscalationAnswered, who: str) -> str:
    return phrases.phrase("floor.said", scene.lang, who=who, says=known("answer", event.says, scene.lang))


def _who(scene: Scene, rung: str, name: str) -> str:
    return " ".join(filter(None, (role(scene, rung), name)))


def _shown(case: Case, event: EscalationAnswered) -> EscalationAnswered:
    """Return the answer as the case holds it, masked where that is."""
    return next((each for each in case.answers if each.letter == event.letter), event)


def _name(case: Case, event: FromFloor | OverrideSigned) -> str:
    return _shown(case, event).name if isinstance(event, EscalationAnswered) else ""
