"""Torture the journal: the long version of what every check tries in short, with figures.

`scripts/torture.py --nightly` runs all of it (hours, most of them the last part); `--only power-loss,kills` some;
`--share 0.01` a hundredth of each. Two parts ask for tools of their own, `uv pip install atheris==3.0.0 mutmut==3.8.1`,
and are left out without. Ctrl-C ends after the trial at hand and prints what was counted; `--state FILE` remembers
the parts that are done, and goes on from there the next time.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

CHUNK = 100
SEED = 1021
NOT_HERE = "not installed here"
RECORD = '{"seq":1,"j":"x","case":"K","pii":{}}'
NOTE = "journal/x\n1\nI3z0Dp6l+Wp2/1PLtn7G8eDIkAC/Q49b8eMoNIdJ9C0=\n\n\u2014 x AAAA\n"
"""A journal of one record, and what its seat would have signed of it: a proof that holds, to begin from."""
FUZZED = ("clean", "record", "pack", "verify")
SEEDS = {
    "record": '{"seq":1,"id":"x","at":"t","case":"K","type":"note.written","tv":1,"actor":"o","data":{}}',
    "pack": '[pack]\nversion = "1"\nreviewed_by = ""\n',
    "verify": json.dumps({"case": "K", "note": NOTE, "events": [{"raw": RECORD, "path": [], "secrets": {}}]}),
}

Figures = dict[str, object]


def _chunks(total: int, deed: Callable[[Path, int, int], Counter[str]], chunk: int = CHUNK) -> Figures:
    """Do a trial in pieces, telling how far it is; a stop ends it after a piece."""
    tally: Counter[str] = Counter()
    began = time.monotonic()
    try:
        for at in range(0, total, chunk):
            with tempfile.TemporaryDirectory() as folder:
                tally.update(deed(Path(folder), min(chunk, total - at), SEED + at))
            told = ", ".join(f"{name} {many}" for name, many in tally.items())
            print(f"  {min(at + chunk, total)}/{total}  {time.monotonic() - began:.0f} s  {told}", flush=True)
    except KeyboardInterrupt:
        return {**tally, "stopped": True}
    return {**tally}


def power_loss(share: float) -> Figures:
    """Five thousand power cuts with full syncing; and with less, which must lose."""
    import trials  # noqa: PLC0415  # needs apsw, which not every part does

    full = _chunks(max(1, round(5_000 * share)), trials.power_cuts)
    less = _chunks(max(20, round(500 * share)), lambda at, many, seed: trials.power_cuts(at, many, seed, 1))
    told = {**full, "normal lost (must be > 0)": less["lost"]}
    return {**told, "ok": not full.get("lost") and not full.get("corrupt") and bool(less.get("lost"))}


def refusing(share: float) -> Figures:
    """Disks that refuse, once or for a while."""
    import trials  # noqa: PLC0415  # needs apsw, which not every part does

    tally = _chunks(max(1, round(1_200 * share)), trials.faults, 60)
    return {**tally, "ok": not any(tally[name] for name in ("lost", "corrupt", "twice", "unsaid"))}


def kills(share: float) -> Figures:
    """Five hundred kills of the real program while it is typed at."""
    import kills as trial  # noqa: PLC0415  # needs a pseudo-terminal

    tally = _chunks(max(1, round(500 * share)), trial.kills, 25)
    return {**tally, "ok": not tally["lost"] and not tally["corrupt"]}


def machine(share: float) -> Figures:
    """Two thousand journals to which anything is done in any order."""
    many = max(1, round(2_000 * share))
    return _run(
        [sys.executable, "-m", "pytest", "-q", "tests/test_journal_machine.py"], {"MACHINES": str(many)}, machines=many
    )


def fuzz(share: float) -> Figures:
    """Four entrances, two minutes each, steered by coverage (needs atheris)."""
    if importlib.util.find_spec("atheris") is None:
        return {"ok": True, "skipped": NOT_HERE}
    seconds = max(5, round(120 * share))
    found: Figures = {}
    for name in FUZZED:
        with tempfile.TemporaryDirectory() as corpus:
            (Path(corpus) / "seed").write_text(SEEDS.get(name, ""), "utf-8")
            command = [sys.executable, "scripts/fuzz.py", name, corpus, f"-max_total_time={seconds}", "-max_len=4096"]
            ran = subprocess.run(command, cwd=HOUSE, check=False, capture_output=True, text=True)
        last = [line for line in ran.stderr.splitlines() if line.startswith("Done ")]
        found[name] = last[-1] if not ran.returncode and last else ran.stderr[-1_500:]
        print(f"  {name}: {found[name]}", flush=True)
    return {**found, "ok": all(str(each).startswith("Done ") for each in found.values())}


def changed(share: float) -> Figures:
    """Small changes to the decision and the journal: which of them no test notices (needs mutmut)."""
    import mutants  # noqa: PLC0415  # needs mutmut

    return mutants.trial([], share)


def _run(command: list[str], env: dict[str, str], **told: object) -> Figures:
    ran = subprocess.run(command, cwd=HOUSE, env={**os.environ, **env}, check=False, capture_output=True, text=True)
    return {**told, "ok": ran.returncode == 0, "said": ran.stdout.strip().splitlines()[-1:]}


PARTS: dict[str, Callable[[float], Figures]] = {
    "power-loss": power_loss,
    "refusing": refusing,
    "kills": kills,
    "machine": machine,
    "fuzz": fuzz,
    "mutants": changed,
}


def main() -> int:
    """Torture and print; 1 where anything was lost, damaged or not seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nightly", action="store_true", help="all parts in full")
    parser.add_argument("--only", help=f"some of: {','.join(PARTS)}")
    parser.add_argument("--share", type=float, default=1.0, help="of each part's size")
    parser.add_argument("--state", type=Path, help="remember the parts that are done")
    asked = parser.parse_args()
    if not (asked.nightly or asked.only):
        parser.error("say --nightly or --only")
    names = asked.only.split(",") if asked.only else list(PARTS)
    if unknown := set(names) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    done: dict[str, Figures] = json.loads(asked.state.read_text()) if asked.state and asked.state.exists() else {}
    try:
        for name in names:
            if name not in done:
                print(f"{name} (seed {SEED})", flush=True)
                figures = PARTS[name](asked.share)
                if not figures.get("stopped"):
                    done[name] = figures
                if asked.state:
                    asked.state.write_text(json.dumps(done))
                print(f"  {figures}", flush=True)
    except KeyboardInterrupt:
        print("stopped", flush=True)
    print("\n".join(f"{name:<12}{'ok' if each['ok'] else 'FAILED':<8}{each}" for name, each in done.items()))
    return 0 if set(names) <= set(done) and all(each["ok"] for each in done.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
