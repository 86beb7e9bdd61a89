"""Figures over many cases: volume, share in time, what is overdue by age, silent points.

Counts are made per township, item and month in one pass over the months that a page shows, and kept
for a few minutes: the page says as of when ("截至"). "In time" means decided within the item's
working days (issue, section "Screens").
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from cuncuntong.cases import clock
from cuncuntong.cases.models import Case
from cuncuntong.cases.selectors.queue_list import IS_OPEN
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, PointState
from cuncuntong.network.models import ServicePoint

MONTHS = 13
KEPT_SECONDS = 300
# Months that are over change only by corrections and late entries, and cost most to count.
PAST_KEPT_SECONDS = 3600
SILENT_DAYS = 30
# Working days overdue: 0–2, 3–5, 6–10, more than 10; the last has no end.
AGES = ((0, 2), (3, 5), (6, 10), (11, None))
_INSTANT = Q(limit_workdays=0)


@dataclass(frozen=True)
class Cell:
    """Counts of one township, item and month (its first day)."""

    township: str
    item: str
    month: dt.date
    accepted: int
    decided: int
    in_time: int


@dataclass(frozen=True)
class Period:
    """Counts of some days; ``decided`` and ``in_time`` leave out what is done at once."""

    accepted: int = 0
    residents: int = 0
    decided: int = 0
    in_time: int = 0

    @property
    def share(self) -> float | None:
        """Per cent decided in time; None where nothing was decided."""
        return round(self.in_time * 100 / self.decided, 1) if self.decided else None


@dataclass
class Figures:
    """Everything that the charts of one area are drawn from, as of a moment."""

    as_of: dt.datetime
    months: list[dt.date]
    cells: list[Cell] = field(default_factory=list)
    open: dict[str, int] = field(default_factory=dict)
    overdue: list[tuple[str, int]] = field(default_factory=list)
    overdue_by_township: dict[str, int] = field(default_factory=dict)
    now: Period = Period()
    before: Period = Period()
    silent: list[int] = field(default_factory=list)
    points: int = 0

    def sum(self, name: str, *, month: dt.date | None = None, township: str = "", item: str = "") -> int:
        """The sum of a count over the cells that fit; empty conditions do not limit."""
        return sum(
            getattr(cell, name)
            for cell in self.cells
            if (month is None or cell.month == month)
            and (not township or cell.township == township)
            and (not item or cell.item == item)
        )

    def share(self, *, month: dt.date | None = None, township: str = "") -> float | None:
        """Per cent decided in time; None where nothing was decided."""
        decided = self.sum("decided", month=month, township=township)
        if not decided:
            return None
        return round(self.sum("in_time", month=month, township=township) * 100 / decided, 1)


def last_months(today: dt.date, count: int = MONTHS) -> list[dt.date]:
    """The first days of the last months, oldest first, the running month last."""
    found = [today.replace(day=1)]
    while len(found) < count:
        found.append((found[-1] - dt.timedelta(days=1)).replace(day=1))
    return found[::-1]


def month_bounds(month: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The moments between which a month lies, in the county's time."""
    following = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return _start(month), _start(following)


def _start(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def figures(caller: Caller, ability: str = Ability.FIGURES_READ) -> Figures:
    """The figures of the caller's area for an ability, at most KEPT_SECONDS old. Raises Denied."""
    caller.need(ability)
    key = _key(caller, ability)
    known: Figures | None = cache.get(key)
    if known is None:
        known = compute(caller, ability)
        cache.set(key, known, KEPT_SECONDS)
    return known


def _key(caller: Caller, ability: str) -> str:
    areas = sorted(
        f"{grant.level}{grant.code}{grant.point_id}{','.join(sorted(grant.lines))}"
        for grant in caller.with_ability(ability)
    )
    digest = hashlib.sha256("|".join(areas).encode()).hexdigest()
    return f"cases.figures.{timezone.localdate()}.{digest[:32]}"


def compute(caller: Caller, ability: str) -> Figures:
    """Counts the cases of an ability's area anew, in ten to twelve queries."""
    rows = caller.limit(ability, Case.objects.all())
    today = timezone.localdate()
    made = Figures(as_of=timezone.now(), months=last_months(today))
    past_key = f"{_key(caller, ability)}.past"
    past: list[Cell] | None = cache.get(past_key)
    if past is None:
        past = _cells(rows, made.months[:-1])
        cache.set(past_key, past, PAST_KEPT_SECONDS)
    made.cells = past + _cells(rows, made.months[-1:])
    waiting = rows.filter(IS_OPEN).order_by()
    made.open = dict(waiting.values_list("township_code").annotate(n=Count("pk")))
    _count_overdue(made, waiting, today)
    made.now = _period(rows, today.replace(day=1), today)
    last = made.months[-2]
    # The running month is compared with as many days of the month before.
    made.before = _period(rows, last, min(last + dt.timedelta(days=today.day - 1), _last_day(last)))
    points = caller.limit(ability, ServicePoint.objects.exclude(state=PointState.CLOSED))
    keys = list(points.order_by("code").values_list("pk", flat=True))
    since = _start(today - dt.timedelta(days=SILENT_DAYS))
    busy = set(rows.filter(accepted_at__gte=since).order_by().values_list("point_id", flat=True).distinct())
    made.points = len(keys)
    made.silent = [key for key in keys if key not in busy]
    return made


def _last_day(month: dt.date) -> dt.date:
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def _period(rows: QuerySet[Case], first: dt.date, last: dt.date) -> Period:
    """Counts of the days from first to last."""
    start, end = _start(first), _start(last + dt.timedelta(days=1))
    seen = rows.filter(accepted_at__gte=start, accepted_at__lt=end).order_by()
    done = rows.filter(decided_at__gte=start, decided_at__lt=end).exclude(_INSTANT).order_by()
    counts = seen.aggregate(accepted=Count("pk"), residents=Count("resident", distinct=True))
    counts |= done.aggregate(decided=Count("pk"), in_time=Count("pk", filter=Q(in_time=True)))
    return Period(**counts)


def _cells(rows: QuerySet[Case], months: list[dt.date]) -> list[Cell]:
    """One pass for what was accepted and one for what was decided, a column a month.

    The bounds are constants, so that the engine compares timestamps and no row passes through
    Python, as it would with TruncMonth on SQLite.
    """
    counted: dict[tuple[str, str, dt.date], list[int]] = {}
    first, end = month_bounds(months[0])[0], month_bounds(months[-1])[1]
    accepted_rows = rows.filter(accepted_at__gte=first, accepted_at__lt=end)
    accepted = _by_month(accepted_rows, "accepted_at", months)
    decided_rows = rows.filter(decided_at__gte=first, decided_at__lt=end).exclude(_INSTANT)
    decided = _by_month(decided_rows, "decided_at", months, in_time=True)
    for place, table in ((0, accepted), (1, decided)):
        for row in table:
            for number, month in enumerate(months):
                cell = counted.setdefault((row["township_code"], row["item"], month), [0, 0, 0])
                cell[place] += row[f"m{number}"]
                if place:
                    cell[2] += row[f"t{number}"]
    return [Cell(*key, *values) for key, values in counted.items() if any(values)]


def _by_month(
    rows: QuerySet[Case], column: str, months: Iterable[dt.date], *, in_time: bool = False
) -> list[dict[str, Any]]:
    counts: dict[str, Count] = {}
    for number, month in enumerate(months):
        start, end = month_bounds(month)
        inside = Q(**{f"{column}__gte": start, f"{column}__lt": end})
        counts[f"m{number}"] = Count("pk", filter=inside)
        if in_time:
            counts[f"t{number}"] = Count("pk", filter=inside & Q(in_time=True))
    grouped: Any = rows.order_by().values("township_code", "item").annotate(**counts)
    return list(grouped)


def age_bounds(today: dt.date) -> list[tuple[str, Q]]:
    """The classes of overdue age as conditions on due_on, in working days."""
    found = []
    for low, high in AGES:
        words = f"{low}–{high}个工作日" if high is not None else f"超过{low - 1}个工作日"
        limit = Q(due_on__lt=today)
        if low:
            limit &= Q(due_on__lte=_due_before(today, low))
        if high is not None:
            limit &= Q(due_on__gt=_due_before(today, high + 1))
        found.append((words, limit))
    return found


def _due_before(today: dt.date, workdays: int) -> dt.date:
    """The latest due day from which at least so many working days have passed by today."""
    days = clock.calendar()
    day = today
    while days.overdue_workdays(day, today) < workdays:
        day -= dt.timedelta(days=1)
    return day


def _count_overdue(made: Figures, waiting: QuerySet[Case], today: dt.date) -> None:
    classes = age_bounds(today)
    counts = {f"a{number}": Count("pk", filter=limit) for number, (_, limit) in enumerate(classes)}
    grouped: Any = waiting.filter(due_on__lt=today).values("township_code").annotate(**counts)
    rows = list(grouped)
    made.overdue = [
        (words, sum(row[f"a{number}"] for row in rows)) for number, (words, _) in enumerate(classes)
    ]
    made.overdue_by_township = {
        row["township_code"]: sum(row[f"a{number}"] for number in range(len(classes))) for row in rows
    }


def volume_by_point(caller: Caller, days: int = SILENT_DAYS) -> dict[int, tuple[int, dt.datetime]]:
    """Cases accepted in the last days and the latest acceptance, by point, inside the caller's area."""
    since = _start(timezone.localdate() - dt.timedelta(days=days))
    rows = caller.limit(Ability.NETWORK_READ, Case.objects.filter(accepted_at__gte=since))
    counted = rows.order_by().values_list("point_id").annotate(n=Count("pk"), latest=Max("accepted_at"))
    return {point: (count, latest) for point, count, latest in counted}
