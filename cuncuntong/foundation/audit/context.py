"""Who is asking from where, for the length of a request or a task."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Place:
    """The duty (DutyKind values, comma between them), service point and division code acted for."""

    duty: str = ""
    point_id: int | None = None
    area: str = ""


NOWHERE = Place()


@dataclass(frozen=True)
class AuditContext:
    """The caller's address, account and place; empty for the system's own work."""

    ip: str = ""
    actor: Any = None
    place: Callable[[], Place] | None = None


_NONE = AuditContext()
_current: ContextVar[AuditContext] = ContextVar("audit_context", default=_NONE)


@contextmanager
def audit_context(
    *, ip: str = "", actor: Any = None, place: Callable[[], Place] | None = None
) -> Iterator[None]:
    """Entries recorded inside carry the address and place, and the actor where none is named.

    ``place`` is asked only when an entry is recorded: most requests record none.
    """
    token = _current.set(AuditContext(ip=ip, actor=actor, place=place))
    try:
        yield
    finally:
        _current.reset(token)


def audit_place(place: Callable[[], Place]) -> None:
    """Names the place once it is known, inside an open audit_context, and until that one ends."""
    _current.set(replace(_current.get(), place=place))


def current_context() -> AuditContext:
    """The context in force."""
    return _current.get()
