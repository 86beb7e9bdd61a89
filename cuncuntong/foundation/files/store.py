"""Files at rest: each encrypted, under a random name, outside of what a web server may serve."""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import secrets
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from django.conf import settings

from cuncuntong.foundation.sealed.cipher import SealBroken, seal, unseal, version_of
from cuncuntong.foundation.sealed.keys import keyring

log = logging.getLogger("cuncuntong.files")
_NAME = re.compile(r"[0-9a-f]{32}")
_CONTEXT = re.compile(r"[a-z][a-z0-9_.-]{0,60}")
_BATCH = 500
_PART = ".part"


class FileMissing(Exception):
    """A file that should be in the store is not: the disk was not restored with the database."""


class SealedStore:
    """A folder of encrypted files below MEDIA_DIR, one store for each ``context``.

    A file is sealed for its store and its name: moved or renamed, it does not open (SealBroken).
    """

    def __init__(self, *, context: str, root: Path | None = None) -> None:
        if not _CONTEXT.fullmatch(context):
            raise ValueError(f"not a store's context: {context!r}")
        self.context = context
        self._root = root

    @property
    def folder(self) -> Path:
        """Where the store's files lie; settings may change between tests, so it is asked each time."""
        return (self._root or Path(str(settings.CUNCUNTONG["MEDIA_DIR"]))) / self.context

    def put(self, content: bytes) -> str:
        """Stores a new file durably and returns its name (32 hex characters).

        Call it before the row that names it is committed: a crash between the two leaves a file
        that ``sweep_orphans`` removes, never a row without its file.
        """
        name = secrets.token_hex(16)
        path = self._path(name)
        fresh = [folder for folder in (path.parent, path.parent.parent, self.folder) if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._write(path, seal(content, context=self._context_of(name)))
        for folder in fresh:
            _sync_folder(folder.parent)
        return name

    def get(self, name: str) -> bytes:
        """The decrypted content; raises FileMissing, or SealBroken for a changed file."""
        return unseal(self._read(name), context=self._context_of(name))

    def delete(self, name: str) -> None:
        """Removes a file; one that is gone already is fine."""
        self._path(name).unlink(missing_ok=True)

    def exists(self, name: str) -> bool:
        """Whether the file lies in the store."""
        return self._path(name).is_file()

    def iter_names(self) -> Iterator[str]:
        """All names, in no special order; files may come and go meanwhile."""
        for path in self._files():
            if _NAME.fullmatch(path.name):
                yield path.name

    def rekey_file(self, name: str) -> bool:
        """Seals a file under the current key; False if it is already, or is gone meanwhile."""
        try:
            blob = self._read(name)
        except FileMissing:
            return False
        if version_of(blob) == keyring().current:
            return False
        context = self._context_of(name)
        self._write(self._path(name), seal(unseal(blob, context=context), context=context))
        return True

    def rekey(self, progress: Callable[[str, int, int], None]) -> int:
        """Seals every older file anew; fits ``sealed.rekey.register_rekeyer``. May be run again.

        A damaged file is logged and left as it is: it must not keep the others under the old key.
        """
        names = list(self.iter_names())
        changed = 0
        for done, name in enumerate(names, start=1):
            try:
                changed += self.rekey_file(name)
            except SealBroken:
                log.exception("file %s of %s does not open and was left as it is", name, self.context)
            if done % 50 == 0 or done == len(names):
                progress(self.context, done, len(names))
        return changed

    def sweep_orphans(
        self, known: Callable[[list[str]], set[str]], *, older_than: dt.timedelta = dt.timedelta(days=1)
    ) -> int:
        """Removes files older than ``older_than`` that ``known`` (names to known names) does not name.

        Returns how many. The age leaves time for transactions that are still under way.
        """
        limit = dt.datetime.now(dt.UTC).timestamp() - older_than.total_seconds()
        old = (path for path in self._files() if _older(path, limit))
        removed = 0
        while batch := list(islice(old, _BATCH)):
            names = [path.name for path in batch if _NAME.fullmatch(path.name)]
            kept = known(names) if names else set()
            for path in batch:
                if path.name not in kept:
                    path.unlink(missing_ok=True)
                    removed += 1
        return removed

    def _context_of(self, name: str) -> str:
        return f"file:{self.context}:{name}"

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("not a name of this store")
        return self.folder / name[:2] / name[2:4] / name

    def _files(self) -> Iterator[Path]:
        yield from self.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")

    def _read(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise FileMissing(f"file {name} of {self.context} is not in the store") from error

    def _write(self, path: Path, blob: bytes) -> None:
        part = path.with_name(f"{path.name}-{secrets.token_hex(4)}{_PART}")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(blob)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def _older(path: Path, limit: float) -> bool:
    try:
        return path.stat().st_mtime < limit
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """Makes a new name in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
