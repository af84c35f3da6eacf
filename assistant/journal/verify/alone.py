"""Write the verifier as one file, with its words, for whoever has Python and nothing else."""

from __future__ import annotations

import ast
from importlib.resources import files

PARTS = ("curve", "notes", "signers", "walk", "proof", "report")
PACKAGE = "assistant.journal.verify"
PLATE = '''"""Hold a journal, or one case of it, against itself and against notes its seat signed.

Run  python verify.py JOURNAL.db --key SEAT.pub --note MAIL.eml  (or CASE.json in place of the journal).
Nothing but Python 3.11 is needed; nothing is written, and no network is used.
Exit codes: 0 it holds, 1 nothing could be read, 2 it is damaged, 3 it contradicts a note.
"""
'''


def alone() -> str:
    """Return the whole verifier as the text of one file."""
    here = files(PACKAGE)
    imports: set[str] = set()
    bodies = []
    for name in PARTS:
        source = here.joinpath(f"{name}.py").read_text(encoding="utf-8")
        tree = ast.parse(source)
        lines = source.splitlines()
        for each in tree.body[:]:
            if isinstance(each, ast.Import | ast.ImportFrom):
                imports.add("" if _ours(each) else ast.unparse(each))
        begin = next(each.lineno for each in tree.body[1:] if not isinstance(each, ast.Import | ast.ImportFrom))
        bodies.append("\n".join(lines[begin - 1 :]))
    words = here.joinpath("words.toml").read_text(encoding="utf-8")
    told = f"WORDS = r'''{words}'''"
    text = "\n\n\n".join(bodies).replace('WORDS = ""', told)
    future = "from __future__ import annotations"
    rest = sorted(imports - {future, ""})
    return "\n".join([PLATE, future, "", *rest, "", text, "", 'if __name__ == "__main__":', "    sys.exit(main())", ""])


def _ours(statement: ast.Import | ast.ImportFrom) -> bool:
    return isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith("assistant.")
