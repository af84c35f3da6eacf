"""After the call: the note for the customer record, and the report in each of its forms."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Any

from assistant.call import phrases
from assistant.call.answer import verdict_json, words_json
from assistant.call.arguments import weigh
from assistant.call.events import Answered, encode
from assistant.call.happened import fact_of, handed, known, line_name, mailed, promised, role, ruling, step_name
from assistant.call.mail import charge
from assistant.call.promises import in_order
from assistant.call.report import codes, report
from assistant.call.report_html import html
from assistant.call.report_markdown import markdown
from assistant.call.required import required_of
from assistant.call.required import told as told_required
from assistant.call.script import Scene
from assistant.call.telling import ruled
from assistant.call.timeline import History, Kept, stamp, when
from assistant.rules.clean import show

FORMS = ("md", "html", "json")
NOTE_MAX = 1_000
"""Characters that a customer record takes."""

WORDS_MAX = 200
JSON = dict[str, Any]


def written(scenes: Sequence[tuple[Scene, History]], zone: tzinfo | None, form: str) -> str:
    """Return the reports of cases in one of FORMS; as JSON, one case a line."""
    if form == "json":
        return "".join(json.dumps(report_json(*each), ensure_ascii=False) + "\n" for each in scenes)
    reports = [report(scene, history, zone) for scene, history in scenes]
    if form == "html":
        return html(reports, reports[0].lang if reports else "ja")
    return markdown(reports)


def report_json(scene: Scene, history: History) -> JSON:
    """Return the report for programs: the verdict as `decide` gives it, and the record beside it."""
    policy, case = scene.policy, scene.case
    return {
        "id": scene.case_id,
        "step": case.step,
        "example": case.example,
        "pack": {
            "id": policy.id,
            "version": policy.version,
            "digest": policy.digest,
            "verified_through": policy.verified_through.isoformat(),
            "reviewed_by": policy.reviewed_by or None,
        },
        "verdict": verdict_json(scene.case_id, policy, scene.verdict, ()),
        "decided": None if case.decided is None else dict(encode(case.decided).data),
        "reason_codes": {line.id: codes(rule.id for rule in one.rules).split() for line, one in scene.verdict.lines},
        "arguments": [
            {"id": e.argument.id, "side": e.argument.side, "holds": e.holds, "claim": words_json(e.argument.claim)}
            for e in weigh(scene)
        ],
        "promises": [{"what": each.what, "due": each.due, "charge": each.line} for each in in_order(case)],
        "required": {each.what: each.said for each in required_of(scene)},
        "timeline": [_entry(each) for each in history],
    }


def note(scene: Scene, history: History, zone: tzinfo | None) -> str:
    """Return the note for the customer record: codes and dates first, at most NOTE_MAX characters.

    Superiors are named by their role: who they are stands in the report.
    """
    lines = [" ".join(show(each).split()) for each in _lines(scene, history, zone)]
    kept: list[str] = []
    for at, line in enumerate(lines):
        left = NOTE_MAX - sum(len(each) + 1 for each in kept)
        more = phrases.phrase("note.more", scene.lang, count=len(lines) - at)
        last = at == len(lines) - 1
        if len(line) + (0 if last else len(more) + 1) > left:
            kept.append(more)
            break
        kept.append(line)
    return "\n".join(kept)


def _lines(scene: Scene, history: History, zone: tzinfo | None) -> Iterator[str]:
    yield _head(scene, history, zone)
    yield from _charges(scene)
    yield from (_say(scene, "promise", due=when(each.due), what=promised(scene, each)) for each in in_order(scene.case))
    yield from _orders(scene)
    yield from _done(scene)
    if scene.verdict.call_waits:
        yield _say(scene, "waits")
    yield from (_say(scene, "question", role=role(scene, each.rung)) for each in scene.case.questions)
    if scene.case.given is not None:
        yield _say(scene, "given", to=scene.case.given.to, role=role(scene, scene.case.given.rung))
    if scene.verdict.ask is not None:
        asked = dict.fromkeys(name for _, one in scene.verdict.lines for name in one.relevant)
        labels = [scene.policy.facts[name].label.of(scene.lang) for name in asked]
        yield _say(scene, "asked", labels=", ".join(labels))
    yield from (_say(scene, "words", words=_clipped(each.words)) for each in scene.case.notes if each.words)
    yield from (_say(scene, "fact", fact=_clipped(each)) for each in _facts(scene))


def _say(scene: Scene, name: str, /, **said: object) -> str:
    return phrases.phrase(f"note.{name}", scene.lang, **said)


def _clipped(text: str) -> str:
    return text if len(text) <= WORDS_MAX else f"{text[: WORDS_MAX - 1]}\u2026"


def _head(scene: Scene, history: History, zone: tzinfo | None) -> str:
    mark = "" if scene.policy.reviewed_by else _say(scene, "unsigned")
    if scene.case.example:
        mark += _say(scene, "example")
    day = stamp(history[-1].at, zone) if history else scene.today.isoformat()
    step = step_name(scene, scene.case.step)
    pack = f"{scene.policy.id} {scene.policy.version}"
    return _say(scene, "head", case=scene.case_id, day=day, step=step, pack=pack, mark=mark)


def _charges(scene: Scene) -> Iterator[str]:
    for line, one in scene.verdict.lines:
        value = one.ruling.value if one.ruling else "open"
        name = ruled(scene, line, one)
        said = _clipped(charge(scene, line))
        yield _say(
            scene, "line", codes=codes(rule.id for rule in one.rules) or "-", ruling=value, name=name, charge=said
        )


def _orders(scene: Scene) -> Iterator[str]:
    """Say what superiors said, by their role; their names stand in the report."""
    for each in scene.case.instructions:
        channel, says = known("channel", each.channel, scene.lang), known("says", each.says, scene.lang)
        yield _say(scene, "instruction", at=when(each.at), role=role(scene, each.by), says=says, channel=channel)
    for answer in scene.case.replies:
        yield _say(scene, "reply", role=role(scene, answer.by), says=known("says", answer.says, scene.lang))


def _done(scene: Scene) -> Iterator[str]:
    for mail in scene.case.mails:
        yield _say(scene, "mail", **mailed(scene, mail))
    for told in scene.case.told:
        yield _say(scene, "told", ruling=f"{line_name(scene, told.line)} = {ruling(scene, told.ruling)}")
    yield from told_required(scene)
    for each in scene.case.handovers:
        yield _say(scene, "handed", **handed(scene, each))


def _facts(scene: Scene) -> Iterator[str]:
    owners = [(None, scene.case.facts), *((line.id, line.facts) for line in scene.case.lines)]
    for owner, facts in owners:
        for name, fact in facts.items():
            evidence = fact.evidence.value if fact.evidence else None
            yield fact_of(scene, Answered(name, fact.value, evidence, owner))


def _entry(kept: Kept) -> JSON:
    found: JSON = {"seq": kept.seq, "at": kept.at, "by": kept.actor, "kind": kept.kind}
    if kept.event is not None:
        encoded = encode(kept.event)
        found |= {
            "data": dict(encoded.data),
            "words": {name: said for name, said in encoded.private.items() if name != "salt"},
        }
    return found
