"""The audit log: one entry in the transaction of what happened, chained afterwards, verifiable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cuncuntong.foundation.audit.chain import seal_pending
    from cuncuntong.foundation.audit.context import Place, audit_context, audit_place
    from cuncuntong.foundation.audit.recording import record, record_many
    from cuncuntong.foundation.audit.verifying import VerifyResult, verify

__all__ = [
    "Place",
    "VerifyResult",
    "audit_context",
    "audit_place",
    "record",
    "record_many",
    "seal_pending",
    "verify",
]

_HOMES = {
    "Place": "context",
    "VerifyResult": "verifying",
    "audit_context": "context",
    "audit_place": "context",
    "record": "recording",
    "record_many": "recording",
    "seal_pending": "chain",
    "verify": "verifying",
}


def __getattr__(name: str) -> Any:
    # Django imports this package before its models may be; so each name is fetched on first use.
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
