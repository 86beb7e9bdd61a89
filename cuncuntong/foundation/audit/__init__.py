"""The audit log: one entry in the transaction of what happened, chained afterwards, verifiable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cuncuntong.foundation.audit.chain import VerifyResult, seal_pending, verify
    from cuncuntong.foundation.audit.context import audit_context
    from cuncuntong.foundation.audit.recording import record, record_many

__all__ = ["VerifyResult", "audit_context", "record", "record_many", "seal_pending", "verify"]

_HOMES = {
    "VerifyResult": "chain",
    "seal_pending": "chain",
    "verify": "chain",
    "audit_context": "context",
    "record": "recording",
    "record_many": "recording",
}


def __getattr__(name: str) -> Any:
    # Django imports this package before its models may be; so each name is fetched on first use.
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
