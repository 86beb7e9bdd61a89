"""Who is asking from where, for the length of a request or a task."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AuditContext:
    """The caller's address and account; empty for the system's own work."""

    ip: str = ""
    actor: Any = None


_current: ContextVar[AuditContext] = ContextVar("audit_context", default=AuditContext())


@contextmanager
def audit_context(*, ip: str = "", actor: Any = None) -> Iterator[None]:
    """Entries recorded inside carry the address, and the actor where none is named."""
    token = _current.set(AuditContext(ip=ip, actor=actor))
    try:
        yield
    finally:
        _current.reset(token)


def current_context() -> AuditContext:
    """The context in force."""
    return _current.get()
