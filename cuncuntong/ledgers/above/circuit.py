"""The circuit in front of the province's system: opens after failures in a row, half-opens later.

Its state is a row, so that all processes share it. While it is open nothing is called and no try is
counted; once its pause is over one call is let through, and closes it or opens it for longer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.enums import CircuitState
from cuncuntong.ledgers.above.models import Circuit
from cuncuntong.ledgers.above.transports.protocol import CircuitOpen, Unreachable

NAME = "province"
OPENS_AFTER = 5
FIRST_PAUSE = dt.timedelta(seconds=60)
LONGEST_PAUSE = dt.timedelta(minutes=15)
# A process that died while it tried must not keep the others waiting for longer than this.
PROBE_ENDS = dt.timedelta(minutes=2)
SEEN_EVERY = dt.timedelta(minutes=1)


def circuit() -> Circuit:
    """The circuit as it stands."""
    return Circuit.objects.get_or_create(name=NAME)[0]


@contextmanager
def through() -> Iterator[None]:
    """Around one call. Raises CircuitOpen instead of calling; counts Unreachable and passes it on."""
    _enter()
    try:
        yield
    except Unreachable as error:
        _failed(str(error))
        raise
    _worked()


def _enter() -> None:
    row, now = circuit(), timezone.now()
    if row.state == CircuitState.CLOSED:
        return
    if row.retry_at is None or row.retry_at <= now:
        mine = Circuit.objects.filter(pk=row.pk, state=row.state, retry_at=row.retry_at)
        if mine.update(state=CircuitState.HALF_OPEN, retry_at=now + PROBE_ENDS):
            return
    raise CircuitOpen(f"上级系统连续失败，已暂停呼叫：{row.error}", retry_at=row.retry_at)


def _failed(words: str) -> None:
    now = timezone.now()
    with transaction.atomic():
        row = Circuit.objects.select_for_update().get(name=NAME)
        row.failures += 1
        row.error, row.failed_at = words[:200], now
        probing = row.state == CircuitState.HALF_OPEN
        if probing or (row.state == CircuitState.CLOSED and row.failures >= OPENS_AFTER):
            row.openings += 1
            row.state, row.opened_at = CircuitState.OPEN, row.opened_at or now
            row.retry_at = now + min(FIRST_PAUSE * 2 ** min(row.openings - 1, 8), LONGEST_PAUSE)
            if not probing:
                _log(row, "opened")
        row.save()


def _worked() -> None:
    row, now = circuit(), timezone.now()
    if row.state == CircuitState.CLOSED and not row.failures:
        if row.worked_at is None or row.worked_at < now - SEEN_EVERY:
            Circuit.objects.filter(pk=row.pk).update(worked_at=now)
        return
    with transaction.atomic():
        row = Circuit.objects.select_for_update().get(name=NAME)
        was_open = row.state != CircuitState.CLOSED
        row.state, row.failures, row.openings = CircuitState.CLOSED, 0, 0
        row.opened_at = row.retry_at = None
        row.worked_at = now
        row.save()
        if was_open:
            _log(row, "closed")


def close_now() -> None:
    """A person lets calls through again at once."""
    Circuit.objects.filter(name=NAME).exclude(state=CircuitState.CLOSED).update(retry_at=timezone.now())


def _log(row: Circuit, move: str) -> None:
    record(
        actor=None,
        action=f"above.circuit_{move}",
        object_type="above.Circuit",
        object_id=str(row.pk),
        detail={"failures": row.failures, "error": row.error},
    )
