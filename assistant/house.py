"""The house: what one company sets over the packs, and may only make stricter.

A folder outside the program: `house.toml` (names), `ladder.toml` (who is asked, by rung),
`words/{ja,en}/*.md`, and for one pack, in a folder of its name, `rules.toml`, `taboo.toml`
and `words/`. It is laid over a pack's texts before they are proved, so that the digest
covers it; and no pack loads under a house that is missing, or cannot be read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.folder import FILES_MAX, text_of
from assistant.rules.compile import Rulebook, prove
from assistant.rules.pack import parse
from assistant.rules.policy import Policy, Words
from assistant.rules.problems import Problem, problem
from assistant.rules.stricter import loosened
from assistant.rules.toml_text import Site

HOUSE = "ASSISTANT_HOUSE"
"""The variable that names the folder; `--house` sets it."""

LOCK = "lock.toml"
"""When a screen locks: no part of any pack, and read by the screen alone."""

OWN = frozenset({LOCK, "floor.pub", "README.md"})
"""What is no part of any pack; `floor.pub` names the server whose receipts are believed."""

COMMON = frozenset({"house.toml", "ladder.toml"})
OF_A_PACK = frozenset({"rules.toml", "taboo.toml", "amounts.toml"})


@dataclass(frozen=True, slots=True)
class House:
    """A company's folder, read as text by path inside it."""

    name: str
    texts: Mapping[str, str]
    problems: tuple[Problem, ...]

    def over(self, pack: str) -> dict[str, str]:
        """Return what is laid over a pack's texts, by path inside the pack."""
        found = {path: text for path, text in self.texts.items() if path.startswith("words/")}
        own = {path.removeprefix(f"{pack}/"): text for path, text in self.texts.items() if path.startswith(f"{pack}/")}
        found |= {path: text for path, text in own.items() if path.startswith("words/") or path == "amounts.toml"}
        for path in ("rules.toml", "taboo.toml"):
            if path in own:
                found[path.replace(".toml", "_house.toml")] = own[path]
        for path in COMMON:
            if path in self.texts:
                found[f"house/{path}"] = self.texts[path]
        return found


def folder() -> Path | None:
    """Return the house's folder: the one named, else the usual one where it is there, else none."""
    named = os.environ.get(HOUSE)
    if named:
        return Path(named)
    from platformdirs import user_config_path  # noqa: PLC0415  # asked only where no folder is named

    usual = user_config_path("operator-assistant") / "house"
    return usual if usual.is_dir() else None


def read(path: Path, packs: tuple[str, ...]) -> House:
    """Read a house; what cannot be read, or has no place in it, is a problem, and then nothing loads."""
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    try:
        if not (path / "house.toml").is_file():
            problems.append(problem("no_house", f"{path.name}/house.toml"))
        for each in sorted(path.rglob("*"))[: FILES_MAX + 1] if path.is_dir() else []:
            name = each.relative_to(path).as_posix()
            if each.is_symlink():
                problems.append(problem("house_file", f"{path.name}/{name}"))
            elif each.is_file() and not any(part.startswith(".") for part in Path(name).parts):
                if _has_a_place(name, packs):
                    texts[name] = text_of(each)
                else:
                    problems.append(problem("house_file", f"{path.name}/{name}"))
    except OSError as error:
        problems.append(problem("unreadable", path.name, detail=error.strerror))
    if len(texts) > FILES_MAX:
        problems.append(problem("too_many", path.name, found=len(texts), most=FILES_MAX))
    return House(path.name, texts, tuple(problems))


def laid_over(pack: Rulebook, texts: Mapping[str, str], told: House) -> tuple[Rulebook | None, list[Problem]]:
    """Lay a house over a pack that is proved; return what is wrong with it, the laxer rules in words first."""
    over = told.over(pack.policy.id)
    whole = {**texts, **over}
    policy, problems = parse(pack.policy.id, whole)
    if told.problems or policy is None or problems:
        return None, [*told.problems, *problems]
    laid, broken = prove(policy, Site(pack.policy.id, whole))
    return laid, against(pack, laid, over, told.name) or broken


def against(pack: Rulebook, laid: Rulebook, over: Mapping[str, str], name: str) -> list[Problem]:
    """Return where a house is laxer than the pack, with the case in words, and where its words say what must not be."""
    policy = laid.policy
    found = [
        problem(
            "house_loosens",
            f"{name}/{policy.id}/rules.toml",
            entry=line,
            found=policy.rulings[old],
            wanted=policy.rulings.get(new, str(new)),
            example=Words(_in_words(policy, case, "ja"), _in_words(policy, case, "en")),
        )
        for line, old, new, case in loosened(pack, laid)
    ]
    return found + list(_taboos(policy, over, name))


def _in_words(policy: Policy, case: Mapping[str, str], lang: str) -> str:
    """Write a case down by the labels of its facts."""
    told = []
    for name, value in case.items():
        spec = policy.facts.get(name)
        label = spec.label.of(lang) if spec else name
        names = spec.names if spec else {}
        told.append(f"{label}={names[value].of(lang) if value in names else value}")
    return ", ".join(told)


def _taboos(policy: Policy, over: Mapping[str, str], house: str) -> Iterator[Problem]:
    from assistant.listen.taboo import hits  # noqa: PLC0415  # only where a house has words of its own

    said = [path for path in over if path.startswith("words/")]
    unheard = {block.id for block in policy.blocks if block.unverified}
    for path in said:
        _, lang, name = path.removesuffix(".md").split("/", 2)
        who = "unverified" if name in unheard else "contract_holder_verified"
        for taboo, start, end in hits(policy, over[path], lang, {"speaker": who}):
            if taboo.level == "stop":
                yield problem(
                    "house_taboo", f"{house}/{path}", entry=taboo.id, found=over[path][start:end], detail=taboo.why
                )


def _has_a_place(name: str, packs: tuple[str, ...]) -> bool:
    first, _, rest = name.partition("/")
    inside = rest if first in packs else name
    words = inside.startswith(("words/ja/", "words/en/")) and inside.endswith(".md")
    return words or (rest in OF_A_PACK if first in packs else name in COMMON | OWN)
