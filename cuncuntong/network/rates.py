"""Counters of public requests, shared by all processes: what can be tried out must not be tried often.

A bucket names what is counted (``progress:ip:203.0.113.7``). Nothing of a person belongs into its name:
a telephone is counted under its keyed index.
"""

from __future__ import annotations

import time

from django.db import transaction
from django.db.models import F

from cuncuntong.network.models import RateCount

WINDOW_SECONDS = 3600
_LONGEST = 120


class TooOften(Exception):
    """Asked too often; the message says when to come back."""


def count_request(bucket: str, most: int, words: str) -> None:
    """Counts one request of this hour; raises TooOften with the words from the one after ``most`` on.

    The count is kept even where the request is refused: it is a transaction of its own.
    """
    window = int(time.time()) // WINDOW_SECONDS
    with transaction.atomic():
        row, _ = RateCount.objects.get_or_create(bucket=bucket[:_LONGEST], window=window)
        RateCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
        row.refresh_from_db(fields=["count"])
    if row.count > most:
        raise TooOften(words)


def sweep_counts() -> int:
    """Deletes counters of past windows; returns how many."""
    window = int(time.time()) // WINDOW_SECONDS
    count, _ = RateCount.objects.filter(window__lt=window - 1).delete()
    return count
