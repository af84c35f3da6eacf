"""Places: whose disk a folder lies on, as far as the system tells."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from assistant.journal.refusals import CannotOpen, Why

FAR = frozenset(
    (
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "ceph",
        "lustre",
        "glusterfs",
        "fuse.sshfs",
        "fuse.glusterfs",
        "ncpfs",
        "webdav",
        "fuse.davfs",
        "davfs",
    )
)
"""Kinds of file system behind which another machine stands. Write-ahead logs and locks are not safe there."""

MOUNTS = Path("/proc/self/mounts")


def refuse_network(folder: Path) -> None:
    """Raise CannotOpen where the folder lies on another machine's disk."""
    kind = kind_of(folder)
    if kind in FAR:
        raise CannotOpen(Why.NETWORK, f"{folder} is {kind}")


def kind_of(folder: Path) -> str:
    """Return the kind of file system a folder lies on; empty where the system does not say."""
    if sys.platform == "win32":
        return _on_windows(folder)
    try:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    here = str(folder.resolve())
    best, kind = "", ""
    for line in mounts:
        _, at, found, *_ = line.split(" ")
        at = at.replace("\\040", " ")
        if len(at) >= len(best) and (here == at or here.startswith(at.rstrip("/") + "/")):
            best, kind = at, found
    return kind


def free_bytes(folder: Path) -> int:
    """Return how much room is left for us."""
    import shutil  # noqa: PLC0415  # only the doctor asks

    return shutil.disk_usage(folder).free


def _on_windows(folder: Path) -> str:
    if sys.platform != "win32":  # pragma: no cover  # told apart by the caller; this is for the type checker
        return ""
    import ctypes  # noqa: PLC0415  # Windows only

    drive = os.path.splitdrive(folder.resolve())[0]
    far = drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == 4  # noqa: PLR2004  # DRIVE_REMOTE
    return "smb3" if far else "ntfs"
