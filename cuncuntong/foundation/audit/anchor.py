"""The chain's head written to a file beside the database, so that a cut-off tail is found.

``VAR_DIR/audit-anchor.log``: one JSON object a line, ``{"at", "seq", "hash", "mac"}``, seq growing.
Whoever can change the database and this file can still roll both back together, so the file should
be copied to another machine as it grows (docs/adr/0005-audit-chain.md).
"""

from __future__ import annotations

import fcntl
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from cuncuntong.foundation.audit.content import mac_of

NAME = "audit-anchor.log"
_TAIL = 4096


class AnchorForged(Exception):
    """A line of the anchor file was not written by this system."""


@dataclass(frozen=True)
class Anchor:
    """The chain as it was after one sealing."""

    seq: int
    hash: str


def anchor_path() -> Path:
    """The file's place."""
    return Path(str(settings.CUNCUNTONG["VAR_DIR"])) / NAME


def head_mac(seq: int, hash_: str) -> str:
    """What proves that this system, and no other, said that the chain stood at ``seq``."""
    return mac_of(f"head:{seq}:{hash_}".encode())


def same(one: str, other: str) -> bool:
    """Compares two MACs without telling by the time taken how much of them agrees."""
    return hmac.compare_digest(one.encode(), other.encode())


def append_anchor(seq: int, hash_: str) -> None:
    """Adds a line, on disk before returning.

    Two sealers may come here in the other order than they sealed; the later line says it all, so
    the earlier one is then left out and the numbers in the file only grow.
    """
    path = anchor_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "rb+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        last, whole = _last(file)
        if last is not None and last.seq >= seq:
            return
        at = timezone.now().isoformat()
        line = json.dumps({"at": at, "seq": seq, "hash": hash_, "mac": head_mac(seq, hash_)})
        # A line that a power cut left unfinished must not swallow this one.
        file.write((("" if whole else "\n") + line + "\n").encode("ascii"))
        file.flush()
        os.fsync(file.fileno())


def _last(file: BinaryIO) -> tuple[Anchor | None, bool]:
    """The last genuine line near the end, and whether the file ends with a whole line."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - _TAIL))
    tail = file.read()
    for line in reversed(tail.splitlines()):
        try:
            found = _read(line)
        except AnchorForged:
            continue
        if found is not None:
            return found, tail.endswith(b"\n")
    return None, not tail or tail.endswith(b"\n")


def size() -> int | None:
    """The file's length in bytes now; None where there is no file."""
    try:
        return anchor_path().stat().st_size
    except FileNotFoundError:
        return None


def anchors(upto: int) -> Iterator[Anchor]:
    """The lines within the first ``upto`` bytes, one at a time. Raises AnchorForged."""
    with anchor_path().open("rb") as file:
        while file.tell() < upto:
            found = _read(file.readline())
            if found is not None:
                yield found


def _read(line: bytes) -> Anchor | None:
    """One line; None for one that a power cut left unfinished."""
    try:
        data = json.loads(line)
        found = Anchor(int(data["seq"]), str(data["hash"]))
        mac = str(data["mac"])
    except (ValueError, KeyError, TypeError):
        return None
    if not same(mac, head_mac(found.seq, found.hash)):
        raise AnchorForged
    return found
