"""Fetching contributions month by month, measured in one process: received, checked whole, taken."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from cuncuntong.demo.bench.loading import bench_caller, timed
from cuncuntong.ledgers.above.enums import UNDER_WAY, FeedState
from cuncuntong.ledgers.above.feeds import receive_file, run_feed
from cuncuntong.ledgers.above.hooks import feed_of
from cuncuntong.ledgers.above.models import FeedRun
from cuncuntong.ledgers.insurance.models import ContributionMonth
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.ages import add_months
from cuncuntong.rules.pension import to_fen

FEED, PEOPLE = "insurance.contributions", "insurance.participations"
MONTHS = 120
CHUNK = 2000
# Old enough for every month of the file, also where few residents make it long.
BORN_BEFORE = dt.date(1985, 1, 1)
_HEADS = (
    "id_number",
    "scheme",
    "month",
    "base",
    "own",
    "unit_amount",
    "to_account",
    "state",
    "arrived_on",
    "unit",
)


def feed_send(*, rows: int, seed: int) -> dict[str, Any]:
    """Makes a file of so many made-up months, ordered by month as the province writes it, and receives it.

    Whom it names is insured first, so that every row is right.
    """
    as_of = timezone.localdate().replace(day=1) - dt.timedelta(days=1)
    people = _people(-(-rows // MONTHS))
    _insure(people, as_of)
    headings = {column.key: column.heading for column in feed_of(FEED).columns}
    with tempfile.TemporaryFile() as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow([headings[key] for key in _HEADS])
        writer.writerows(_lines(people, rows, seed, as_of))
        text.detach()
        size = file.tell()
        found = timed(
            lambda: (
                receive_file(
                    file=file,
                    name="测速.csv",
                    feed=FEED,
                    as_of=as_of,
                    skip_wrong=False,
                    caller=bench_caller(1),
                ).pk
            )
        )
    return {**found, "rows": rows, "megabytes": round(size / 1e6, 1)}


def _people(many: int) -> list[str]:
    rows = Resident.objects.filter(birth_date__lt=BORN_BEFORE).exclude(standing=Standing.MERGED)
    return list(rows.order_by("pk").values_list("id_number", flat=True)[:many])


def _insure(people: list[str], as_of: dt.date) -> None:
    feed = feed_of(PEOPLE)
    rows = [
        {"id_number": number, "scheme": "employee", "insured_as": "unit", "state": "paying", "unit": "演示厂"}
        for number in people
    ]
    for start in range(0, len(rows), CHUNK):
        with transaction.atomic():
            feed.take(rows[start : start + CHUNK], as_of)


def _lines(people: list[str], rows: int, seed: int, as_of: dt.date) -> Iterator[tuple[Any, ...]]:
    """Each month of everybody, the oldest first; more months where there are too few people."""
    dice = Random(seed)
    months = -(-rows // len(people))
    bases = [Decimal(dice.randrange(4250, 20000, 10)) for _ in people]
    left = rows
    for back in range(months - 1, -1, -1):
        month = add_months(as_of.replace(day=1), -back)
        for number, base in zip(people[:left], bases, strict=False):
            own, unit = to_fen(base * Decimal("0.08")), to_fen(base * Decimal("0.16"))
            yield (
                number,
                "employee",
                f"{month:%Y-%m}",
                base,
                own,
                unit,
                own,
                "已到账",
                f"{month:%Y-%m}-20",
                "演示厂",
            )
        left -= len(people)


def feed_go() -> dict[str, Any]:
    """Goes on with what was received to its end, from wherever it stands; says what it left."""
    run = FeedRun.objects.filter(feed=FEED).latest("pk")
    begun = {"from_state": run.state, "from_position": run.position}
    found = timed(lambda: _to_its_end(run.pk))
    run.refresh_from_db()
    kept = ContributionMonth.objects.filter(unit="演示厂").aggregate(total=Sum("own"))
    months = ContributionMonth.objects.filter(unit="演示厂").count()
    return {
        **begun,
        **found,
        "state": run.state,
        "new": run.new,
        "changed": run.changed,
        "same": run.same,
        "months": months,
        "own": str((kept["total"] or Decimal(0)).quantize(Decimal("0.01"))),
        "right": run.state == FeedState.DONE and not run.wrong and months == run.rows,
    }


def _to_its_end(pk: int) -> str:
    """The background process takes it in turns with other work; here there is no other."""
    while FeedRun.objects.filter(pk=pk, state__in=[one.value for one in UNDER_WAY]).exists():
        run_feed.func(run=pk)
    return str(FeedRun.objects.get(pk=pk).state)


def feed_forget() -> dict[str, Any]:
    """Takes the measured months away, so that the same file is new once more."""
    return {"removed": ContributionMonth.objects.filter(unit="演示厂")._raw_delete("default")}
