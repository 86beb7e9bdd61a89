"""Files kept encrypted: a name tells nothing, the content is sealed, a write is whole or not there."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

from cuncuntong.foundation.sealed.cipher import SealBroken, seal, unseal, version_of
from cuncuntong.foundation.sealed.keys import keyring


class FileMissing(Exception):
    """The row is there and its file is not: restore it from a backup."""


class SealedStore:
    """A folder of sealed files, fanned out by the first two characters of their random names."""

    def __init__(self, *, context: str) -> None:
        self.context = context
        self.root = Path(settings.CUNCUNTONG["MEDIA_DIR"]) / context

    def put(self, content: bytes) -> str:
        """Seals and writes; returns the name. The file is on disk when this returns."""
        name = secrets.token_hex(20)
        self._write(self._path(name), seal(content, context=f"{self.context}:{name}"))
        return name

    def get(self, name: str) -> bytes:
        """The opened content. Raises FileMissing, or SealBroken for a file that was changed."""
        try:
            blob = self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise FileMissing(f"{self.context}: {name}") from error
        return unseal(blob, context=f"{self.context}:{name}")

    def delete(self, name: str) -> None:
        """Removes a file; one that is gone already is fine."""
        self._path(name).unlink(missing_ok=True)

    def iter_names(self) -> Iterator[str]:
        """The names of all files kept."""
        if self.root.exists():
            for path in sorted(self.root.glob("??/*")):
                if len(path.name) == 40:
                    yield path.name

    def rekey_file(self, name: str) -> bool:
        """Seals a file under the current key unless it is already; True when it was done."""
        path = self._path(name)
        blob = path.read_bytes()
        if version_of(blob) == keyring().current:
            return False
        plain = unseal(blob, context=f"{self.context}:{name}")
        self._write(path, seal(plain, context=f"{self.context}:{name}"))
        return True

    def rekey(self, progress: Callable[[str, int, int], None]) -> int:
        """Seals every file under the current key; restartable. Returns how many were done."""
        names = list(self.iter_names())
        done = 0
        for number, name in enumerate(names, start=1):
            try:
                done += self.rekey_file(name)
            except (FileNotFoundError, SealBroken):
                continue  # removed meanwhile, or damaged: reading it will say so
            if number % 100 == 0:
                progress(self.context, number, len(names))
        return done

    def sweep_orphans(
        self, known: Callable[[list[str]], set[str]], *, older_than_seconds: int = 86_400
    ) -> int:
        """Deletes files without a row that are older than a day (their transaction never committed)."""
        limit = time.time() - older_than_seconds
        old = [name for name in self.iter_names() if self._path(name).stat().st_mtime < limit]
        orphans = [
            name
            for start in range(0, len(old), 500)
            for name in set(old[start : start + 500]) - known(old[start : start + 500])
        ]
        for name in orphans:
            self.delete(name)
        return len(orphans)

    def _path(self, name: str) -> Path:
        # Names are our own hex; anything else would be a way out of the folder.
        if len(name) != 40 or not all(char in "0123456789abcdef" for char in name):
            raise FileMissing(f"{self.context}: a name that was never given")
        return self.root / name[:2] / name

    def _write(self, path: Path, blob: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(".new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(blob)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
