"""Verify a journal, or one case of it, from the source tree; docs/record.md says how.

`scripts/verify.py --alone > verify.py` writes the verifier as one file that needs nothing but Python.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant.journal.verify.alone import alone
from assistant.journal.verify.report import main

if __name__ == "__main__":
    if sys.argv[1:] == ["--alone"]:
        sys.stdout.buffer.write(alone().encode())
        sys.exit(0)
    sys.exit(main())
