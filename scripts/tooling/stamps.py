"""A step is skipped while what it reads has not changed and what it makes is still there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(files: Iterable[Path], extra: str = "") -> str:
    """SHA-256 over names and contents (missing files count as missing) and any extra text."""
    total = hashlib.sha256(extra.encode())
    for path in sorted(files):
        total.update(f"\0{path.as_posix()}\0".encode())
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            total.update(b"missing")
        else:
            total.update(str(len(content)).encode() + b"\0" + content)
    return total.hexdigest()


class Stamp:
    """Remembers in a small file what a finished step was made from."""

    def __init__(
        self, path: Path, *, inputs: Iterable[Path], outputs: Iterable[Path] = (), extra: str = ""
    ) -> None:
        self.path = path
        self.inputs = list(inputs)
        self.outputs = list(outputs)
        self.extra = extra

    def fresh(self) -> bool:
        """True when the step need not run again."""
        try:
            recorded = self.path.read_text(encoding="ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return False
        return recorded == digest(self.inputs, self.extra) and all(path.exists() for path in self.outputs)

    def write(self) -> None:
        """Record success; call it only after the step has finished."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(digest(self.inputs, self.extra) + "\n", encoding="ascii")

    def clear(self) -> None:
        """Forget, so that an interrupted step starts over."""
        self.path.unlink(missing_ok=True)
