"""A generated pack of many disjoint rules, as large as a pack may get: for measuring and for tests."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

VALUES = ("a", "b", "c")
UNKNOWN = "unknown"
RULINGS = ("hold", "do_not_bill", "refund")
LINE = "big"

Box = dict[str, tuple[str, ...]]


def big_pack(base: Mapping[str, str], rules: int, facts: int, seed: int = 1) -> dict[str, str]:
    """Return a pack's texts with this many rules over this many facts: every case is some rule's, and one's only."""
    names = [f"f{at:02}" for at in range(facts)]
    texts = dict(base)
    texts["facts.toml"] = base["facts.toml"] + "".join(_fact(name) for name in names)
    texts["pack.toml"] = base["pack.toml"] + f'\n[[line]]\nid = "{LINE}"\nname.ja = "Big"\nname.en = "Big"\n'
    chance = random.Random(seed)  # noqa: S311  # shapes of rules, not secrets
    texts["rules.toml"] = base["rules.toml"] + "".join(
        _rule(at, box, chance.choice(RULINGS)) for at, box in enumerate(boxes(rules, names, chance))
    )
    return texts


def boxes(count: int, names: list[str], chance: random.Random) -> Iterator[Box]:
    """Split the whole of all cases until there are so many boxes."""
    whole: Box = {}
    found = [whole]
    while len(found) < count:
        at = chance.randrange(len(found))
        box = found[at]
        free = [name for name in names if name not in box]
        if not free:
            continue
        name, cut = chance.choice(free), chance.randint(1, len(VALUES))
        found[at] = {**box, name: VALUES[:cut]}
        found.append({**box, name: (*VALUES[cut:], UNKNOWN)})
    yield from found


def _fact(name: str) -> str:
    head = f'\n[[fact]]\nid = "{name}"\nstage = "fee"\nkind = "choice"\n'
    words = "".join(f'{key}.ja = "{name}"\n{key}.en = "{name}"\n' for key in ("label", "ask", "why"))
    values = "".join(f'\n[[fact.value]]\nid = "{each}"\nname.ja = "{each}"\nname.en = "{each}"\n' for each in VALUES)
    return f"{head}{words}{values}"


def _rule(at: int, box: Box, ruling: str) -> str:
    tests = "".join(f"when.{name} = [{', '.join(map(_quoted, values))}]\n" for name, values in box.items())
    return (
        f'\n[[rule]]\nid = "B{at:05}"\nline = "{LINE}"\nlayer = "owed"\nruling = "{ruling}"\n{tests}'
        f'cites = ["CC-521old", "CC-522"]\nreason.ja = "B{at:05}"\nreason.en = "B{at:05}"\n'
    )


def _quoted(value: str) -> str:
    return f'"{value}"'
