"""Whether a made-up province runs in a folder: who runs holds a lock there, which ends with its process."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

FILE = "running.lock"


def hold(folder: Path) -> IO[bytes]:
    """Held as long as the returned file is open."""
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / FILE).open("ab")
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def runs(folder: Path) -> bool:
    """Whether somebody holds it."""
    try:
        file = (folder / FILE).open("rb")
    except FileNotFoundError:
        return False
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
