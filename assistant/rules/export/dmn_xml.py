"""XML from strangers as a plain tree: no document type, no entity, and a limit to everything."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from assistant.rules.problems import Problem, problem

BYTES_MAX = 10_000_000
NODES_MAX = 400_000
DEPTH_MAX = 60


@dataclass(slots=True)
class Node:
    """One element: its name without the namespace, what it holds and what it says."""

    name: str
    space: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What the element itself says."""
        return "".join(self.said).strip()

    def all(self, name: str) -> list[Node]:
        """Return the children of a name."""
        return [each for each in self.children if each.name == name]

    def one(self, name: str) -> Node | None:
        """Return the first child of a name."""
        return next(iter(self.all(name)), None)

    def told(self, name: str) -> str:
        """Return what `<name><text>` says, or what `<name>` itself does; nothing where it is not there."""
        child = self.one(name)
        if child is None:
            return ""
        inner = child.one("text")
        return inner.text if inner is not None else child.text


class _Stop(Exception):
    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class _Tree:
    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._nodes = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        node = Node(local, space, {key.rpartition(" ")[2]: each for key, each in attributes.items()})
        self._nodes += 1
        if self._nodes > NODES_MAX:
            raise _Stop("too_many", found=self._nodes, most=NODES_MAX)
        if len(self._open) >= DEPTH_MAX:
            raise _Stop("too_many", found=len(self._open) + 1, most=DEPTH_MAX)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def end(self, _name: str) -> None:
        self._open.pop()

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].said.append(text)


def _declared(*_what: object) -> None:
    raise _Stop("dmn_declared")


def tree(name: str, raw: bytes) -> tuple[Node | None, list[Problem]]:
    """Return the root of a file, or why it is not read."""
    if len(raw) > BYTES_MAX:
        return None, [problem("too_large", name, size=len(raw), most=BYTES_MAX)]
    found = _Tree()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    parser.CharacterDataHandler = found.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _declared
    try:
        parser.Parse(raw, True)  # noqa: FBT003  # expat's own way of saying that this is all
    except _Stop as stop:
        return None, [problem(stop.code, name, parser.CurrentLineNumber, "", **stop.values)]
    except (expat.ExpatError, ValueError, LookupError) as error:
        return None, [problem("dmn_xml", name, getattr(error, "lineno", 0), detail=error)]
    return found.root, []
