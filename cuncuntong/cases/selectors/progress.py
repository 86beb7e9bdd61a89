"""Public progress look-up: by receipt number and the last six characters of the ID number.

The answer is the same for a wrong number, a wrong ID and a person who is not there. Counted per
address and per receipt number, so that six characters can't be tried out.
"""

from __future__ import annotations

import hmac
import time

from django.db import transaction
from django.db.models import F

from cuncuntong.cases.models import Case
from cuncuntong.network.models import RateCount
from cuncuntong.network.parameters import setting

WINDOW_SECONDS = 3600
# A million endings can't be tried out at this pace, and a person who mistypes gets along with it.
PER_NUMBER = 10


class TooOften(Exception):
    """Asked too often; the message says when to come back."""


def look_up_progress(*, number: str, id_tail: str, address: str) -> Case | None:
    """The case when number and last six characters fit, else None. Raises TooOften."""
    clean = "".join(number.split()).upper()[:24]
    _count(f"progress:ip:{address}", setting("service.progress_lookups_an_hour"))
    _count(f"progress:no:{clean}", PER_NUMBER)
    case = Case.objects.select_related("resident", "point").filter(number=clean).first()
    # Opening the seal takes microseconds, hidden by the queries above; the comparison tells no more.
    known = case.resident.id_number[-6:].upper() if case else ""
    fits = hmac.compare_digest(known.encode(), id_tail.strip().upper().encode())
    return case if fits else None


def _count(bucket: str, most: int) -> None:
    window = int(time.time()) // WINDOW_SECONDS
    with transaction.atomic():
        row, _ = RateCount.objects.get_or_create(bucket=bucket[:120], window=window)
        RateCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
        row.refresh_from_db(fields=["count"])
    if row.count > most:
        raise TooOften("查询次数过多，请1小时后再试，或到服务点查询。")


def sweep_counts() -> int:
    """Deletes counters of past windows; returns how many."""
    window = int(time.time()) // WINDOW_SECONDS
    count, _ = RateCount.objects.filter(window__lt=window - 1).delete()
    return count
