"""Sentences of the pack's own examples, for tests of what becomes of words."""

import tomllib

from assistant import shelf

SENTENCES = tuple(
    row["text"]
    for name, text in sorted(shelf.examples(None).items())
    if name.startswith("listen") and name.endswith(".toml")
    for row in tomllib.loads(text)["example"]
)
