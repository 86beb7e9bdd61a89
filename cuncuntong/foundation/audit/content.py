"""The bytes that an entry's MAC and hash are made of."""

from __future__ import annotations

import datetime as dt
import json

from cryptography.hazmat.primitives import hashes, hmac

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.foundation.sealed.keys import keyring

GENESIS = "0" * 64


def canonical(entry: AuditEntry) -> bytes:
    """The entry's content in one form, the same before and after a stay in either database."""
    at = entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    fields = [
        at,
        entry.actor_id,
        entry.actor_name,
        entry.action,
        entry.object_type,
        entry.object_id,
        entry.ip,
        entry.detail,
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
