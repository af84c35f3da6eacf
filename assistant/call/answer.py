"""The answer to a stated case, as plain JSON values: the shape other programs rely on."""

from __future__ import annotations

from typing import Any

from assistant.call.arguments import Weighed
from assistant.call.brief import Brief
from assistant.call.ladder import Step
from assistant.call.mail import Mail
from assistant.call.script import Spoken, must_say
from assistant.call.verdict import Verdict
from assistant.rules.decision import Cited, Decision
from assistant.rules.policy import Policy, Ruling, Taboo, Words
from assistant.rules.problems import Problem

JSON = dict[str, Any]


def verdict_json(name: str, policy: Policy, verdict: Verdict, problems: tuple[Problem, ...]) -> JSON:
    """Return what a whole case comes to."""
    regimes = {decision.regime for _, decision in verdict.lines}
    return {
        "id": name,
        "pack": policy.id,
        "version": policy.version,
        "regime": regimes.pop() if len(regimes) == 1 else None,
        "charges": [decision_json(line.id, decision) for line, decision in verdict.lines],
        "actions": [action.id for action in verdict.actions],
        "call_customer": "wait" if verdict.call_waits else "ok",
        "escalate_to": verdict.rung.id if verdict.rung else None,
        "problems": [problem_json(each) for each in (*problems, *verdict.problems)],
    }


def refused_json(name: str, problems: tuple[Problem, ...]) -> JSON:
    """Return the answer to a statement that could not be read: nothing decided, so hold."""
    return {
        "id": name,
        "pack": None,
        "version": None,
        "regime": None,
        "charges": [],
        "actions": [],
        "call_customer": "wait",
        "escalate_to": None,
        "problems": [problem_json(each) for each in problems],
    }


def decision_json(name: str, decision: Decision) -> JSON:
    """Return what one charge line comes to."""
    ruling = None if decision.ruling is Ruling.UNTOUCHED else decision.ruling
    names = dict.fromkeys(rule.name for rule in decision.rules)
    return {
        "id": name,
        "standing": decision.standing.value,
        "ruling": ruling.value if ruling else None,
        "possible": [each.value for each in Ruling if each in decision.possible and each is not Ruling.UNTOUCHED],
        "rules": list(names),
        "reasons": [words_json(said) for said in dict.fromkeys(rule.reason for rule in decision.rules)],
        "citations": [cited_json(each) for each in decision.citations],
        "relevant": list(decision.relevant),
        "ask": decision.ask,
        "flips": [{"change": dict(flip.change), "to": flip.to.value} for flip in decision.flips],
    }


def cited_json(cited: Cited) -> JSON:
    """Return a citation: which article, by which date key, valid on which day, how sure."""
    source = cited.source
    return {
        "id": source.id,
        "article": f"{source.law.ja} {source.article.ja}",
        "date_key": source.key,
        "on": cited.on.isoformat(),
        "confidence": source.confidence,
    }


def words_json(said: Words) -> JSON:
    """Return a sentence in both languages."""
    return {"ja": said.ja, "en": said.en}


def problem_json(one: Problem) -> JSON:
    """Return a problem: its code, where it is, and what to do, in both languages."""
    return {"code": one.code, "where": one.id, "line": one.line or None, "ja": one.text("ja"), "en": one.text("en")}


def brief_json(name: str, brief: Brief, lang: str) -> JSON:
    """Return a brief: script, taboos, both sides, ladder and mail, in one language."""
    return {
        "id": name,
        "lang": lang,
        "call_customer": "wait" if brief.call_waits else "ok",
        "script": [_spoken(each) for each in brief.script],
        "must_say": list(must_say(brief.script)),
        "reactions": {name: [each.text for each in said] for name, said in brief.reactions.items()},
        "taboos": [_taboo(each, lang) for each in brief.taboos],
        "arguments": [_weighed(each, lang) for each in brief.arguments],
        "ladder": [_step(each, lang) for each in brief.ladder],
        "mail": _mail(brief.mail),
    }


def _spoken(spoken: Spoken) -> JSON:
    return {
        "kind": spoken.kind,
        "text": spoken.text,
        "citations": [cited_json(each) for each in spoken.cites],
        "must": spoken.must,
        "missing": list(spoken.missing),
        "charge": spoken.line,
    }


def _taboo(taboo: Taboo, lang: str) -> JSON:
    return {
        "id": taboo.id,
        "level": taboo.level,
        "say_not": list(taboo.ja if lang == "ja" else taboo.en),
        "better": taboo.better.of(lang),
        "why": taboo.why.of(lang),
    }


def _weighed(weighed: Weighed, lang: str) -> JSON:
    return {
        "id": weighed.argument.id,
        "side": weighed.argument.side,
        "claim": weighed.argument.claim.of(lang),
        "holds": weighed.holds,
        "answer": weighed.reply(lang),
        "citations": [cited_json(each) for each in weighed.cites],
    }


def _step(step: Step, lang: str) -> JSON:
    rung = step.rung
    return {"rung": rung.id, "role": rung.role.of(lang), "address": rung.address, "mark": step.mark}


def _mail(mail: Mail) -> JSON:
    return {
        "tone": mail.tone,
        "to": mail.to.address,
        "cc": mail.cc.address if mail.cc else None,
        "subject": mail.subject,
        "body": mail.body,
        "reply_by": mail.reply_by.isoformat(),
    }
