"""The bytes that an entry's MAC and hash are made of."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.foundation.sealed.keys import keyring

GENESIS = "0" * 64
_SAFE_INTEGER = 2**53


def plain_text(value: object, limit: int | None = None) -> str:
    """Text that either database gives back unchanged: no NUL, no half of a surrogate pair."""
    text = (str.__str__(value) if isinstance(value, str) else str(value)).replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8")[:limit]


def plain_json(value: Any) -> Any:
    """A detail as it will be read back from either database.

    PostgreSQL writes numbers its own way and Python sorts 10 before "2": so keys are text, and what
    is not text, a truth value, None or an integer of everyday size is kept as text. Never raises,
    because an audit entry must not bring down the work that it tells about.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) <= _SAFE_INTEGER:
        return int(value)
    if isinstance(value, Mapping):
        return {plain_text(key): plain_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_json(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((plain_json(item) for item in value), key=str)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return plain_text(value)


def canonical(entry: AuditEntry) -> bytes:
    """The entry's content in one form, the same before and after a stay in either database."""
    at = entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    fields = [
        at,
        entry.actor_id,
        entry.actor_name,
        entry.duty,
        entry.point_id,
        entry.area,
        entry.action,
        entry.object_type,
        entry.object_id,
        entry.ip,
        entry.detail,
        entry.salt,
    ]
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def mac_of(content: bytes) -> str:
    """HMAC-SM3 under the audit key, which the database does not hold."""
    maker = hmac.HMAC(keyring().audit_key, hashes.SM3())
    maker.update(content)
    return maker.finalize().hex()


def link_hash(prev_hash: str, seq: int, entry: AuditEntry) -> str:
    """The entry's place in the chain: over its forerunner, its number, its content and its MAC."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(f"{prev_hash}:{seq}:{entry.mac}:".encode() + canonical(entry))
    return digest.finalize().hex()
