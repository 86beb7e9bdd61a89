"""Numbers of cases, blank forms and advice: kind, day, sequence, check digit (``S20261124000427``).

The sequence starts over each day and kind. A process takes numbers in blocks, so that a submission
does not wait for a counter that everybody writes; what is left of a block is never given out, and
nothing reads a meaning into a gap. The check digit (ISO 7064 MOD 11,10) finds a wrong digit and
nearly every swap of two when a number is told by telephone.
"""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.signals import post_migrate
from django.utils import timezone

from cuncuntong.cases.models import NumberSeries

CASE = "S"
BLANK_FORM = "B"
ADVICE = "G"

BLOCK = 20
_DIGITS = 5

_blocks: dict[tuple[str, str], range] = {}
_lock = threading.Lock()


def next_number(kind: str, on: dt.date | None = None) -> str:
    """A number nobody else has; ``kind`` is one letter.

    Best called before the transaction that uses it: inside one, the counter stays locked for the
    others until it ends.
    """
    day = on or timezone.localdate()
    series = _series(kind, day)
    if connection.in_atomic_block:
        # What is rolled back must not stay in a process's block.
        return _write(kind, day, _take(series, 1).start)
    with _lock:
        key = (str(settings.DATABASES["default"]["NAME"]), series)
        block = _blocks.get(key)
        if not block:
            _drop_other_days(day)
            block = _take(series, BLOCK)
        _blocks[key] = block[1:]
    return _write(kind, day, block.start)


def next_numbers(kind: str, count: int, on: dt.date | None = None) -> list[str]:
    """Many numbers in one step, for imports and blank forms."""
    day = on or timezone.localdate()
    return [_write(kind, day, number) for number in _take(_series(kind, day), count)]


def forget_blocks(**_: Any) -> None:
    """Drops the numbers this process holds, for a database that was emptied."""
    with _lock:
        _blocks.clear()


# A flushed database counts from the start again.
post_migrate.connect(forget_blocks, dispatch_uid="cases.numbers.forget_blocks")


def _series(kind: str, day: dt.date) -> str:
    return f"{kind}{day:%Y%m%d}"


def _take(series: str, count: int) -> range:
    with transaction.atomic():
        NumberSeries.objects.bulk_create([NumberSeries(series=series)], ignore_conflicts=True)
        NumberSeries.objects.filter(pk=series).update(given=F("given") + count)
        last = NumberSeries.objects.values_list("given", flat=True).get(pk=series)
    return range(last - count + 1, last + 1)


def _write(kind: str, day: dt.date, number: int) -> str:
    body = f"{day:%Y%m%d}{number:0{_DIGITS}d}"
    return f"{kind}{body}{_check_digit(body)}"


def _check_digit(body: str) -> str:
    product = 10
    for digit in body:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def _drop_other_days(day: dt.date) -> None:
    stale = [key for key in _blocks if not key[1].endswith(f"{day:%Y%m%d}")]
    for key in stale:
        del _blocks[key]
