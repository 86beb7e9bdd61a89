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
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
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
    silent_points: list[ServicePoint] = field(default_factory=list)
    points: int = 0

    @property
    def silent(self) -> list[int]:
        """Keys of the points without a case in SILENT_DAYS."""
        return [point.pk for point in self.silent_points]

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
    """Counts the cases of an ability's area anew, in five queries."""
    rows = caller.limit(ability, Case.objects.all())
    today = timezone.localdate()
    made = Figures(as_of=timezone.now(), months=last_months(today))
    past_key = f"{_key(caller, ability)}.past"
    past: list[Cell] | None = cache.get(past_key)
    months = made.months if past is None else made.months[-1:]
    # The running month is compared with as many days of the month before.
    last = made.months[-2]
    same_days = (_start(last), _start(min(last + dt.timedelta(days=today.day), made.months[-1])))
    cells = _cells(made, rows, months, same_days)
    if past is None:
        past = [cell for cell in cells if cell.month != made.months[-1]]
        cache.set(past_key, past, PAST_KEPT_SECONDS)
    made.cells = past + [cell for cell in cells if cell.month == made.months[-1]]
    _count_open(made, rows.filter(IS_OPEN).order_by(), today)
    _find_silent(made, caller.limit(ability, ServicePoint.objects.all()), rows, today)
    return made


def _cells(
    made: Figures, rows: QuerySet[Case], months: list[dt.date], same_days: tuple[dt.datetime, dt.datetime]
) -> list[Cell]:
    """One pass for what was accepted and one for what was decided, a column a month; ``made.now``
    and ``made.before`` come from the same passes, but for residents, who count once however often.

    The bounds are constants, so that the engine compares timestamps and no row passes through
    Python, as it would with TruncMonth on SQLite.
    """
    spans = [month_bounds(month) for month in months]
    first, end = min(spans[0][0], same_days[0]), spans[-1][1]
    accepted_rows = rows.filter(accepted_at__gte=first, accepted_at__lt=end)
    accepted = _by_span(accepted_rows, "accepted_at", [*spans, same_days])
    decided_rows = rows.filter(decided_at__gte=first, decided_at__lt=end).exclude(_INSTANT)
    decided = _by_span(decided_rows, "decided_at", [*spans, same_days], in_time=True)
    counted: dict[tuple[str, str, dt.date], list[int]] = {}
    for place, table in ((0, accepted), (1, decided)):
        for row in table:
            for number, month in enumerate(months):
                cell = counted.setdefault((row["township_code"], row["item"], month), [0, 0, 0])
                cell[place] += row[f"m{number}"]
                if place:
                    cell[2] += row[f"t{number}"]
    residents = _residents(rows, spans[-1], same_days)
    made.now, made.before = (
        Period(
            sum(row[f"m{number}"] for row in accepted),
            residents[name],
            sum(row[f"m{number}"] for row in decided),
            sum(row[f"t{number}"] for row in decided),
        )
        for name, number in (("now", len(months) - 1), ("before", len(months)))
    )
    return [Cell(*key, *values) for key, values in counted.items() if any(values)]


def _by_span(
    rows: QuerySet[Case],
    column: str,
    spans: Iterable[tuple[dt.datetime, dt.datetime]],
    *,
    in_time: bool = False,
) -> list[dict[str, Any]]:
    counts: dict[str, Count] = {}
    for number, (start, end) in enumerate(spans):
        inside = Q(**{f"{column}__gte": start, f"{column}__lt": end})
        counts[f"m{number}"] = Count("pk", filter=inside)
        if in_time:
            counts[f"t{number}"] = Count("pk", filter=inside & Q(in_time=True))
    grouped: Any = rows.order_by().values("township_code", "item").annotate(**counts)
    return list(grouped)


def _residents(
    rows: QuerySet[Case], now: tuple[dt.datetime, dt.datetime], before: tuple[dt.datetime, dt.datetime]
) -> dict[str, int]:
    """How many different residents were served in each span."""
    served = {
        name: Count("resident", distinct=True, filter=Q(accepted_at__gte=start, accepted_at__lt=end))
        for name, (start, end) in (("now", now), ("before", before))
    }
    return rows.filter(accepted_at__gte=before[0], accepted_at__lt=now[1]).order_by().aggregate(**served)


def _find_silent(made: Figures, points: QuerySet[ServicePoint], rows: QuerySet[Case], today: dt.date) -> None:
    since = _start(today - dt.timedelta(days=SILENT_DAYS))
    # Each point is looked up in the index by point and acceptance, instead of a month of cases read.
    busy = rows.filter(point=OuterRef("pk"), accepted_at__gte=since).order_by()
    known = points.exclude(state=PointState.CLOSED).select_related("division__parent")
    found = list(known.annotate(busy=Exists(busy)).order_by("code"))
    made.points = len(found)
    made.silent_points = [point for point in found if not point.busy]  # type: ignore[attr-defined]


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


def _count_open(made: Figures, waiting: QuerySet[Case], today: dt.date) -> None:
    classes = age_bounds(today)
    counts = {f"a{number}": Count("pk", filter=limit) for number, (_, limit) in enumerate(classes)}
    grouped: Any = waiting.values("township_code").annotate(n=Count("pk"), **counts)
    rows = list(grouped)
    made.open = {row["township_code"]: row["n"] for row in rows}
    made.overdue = [
        (words, sum(row[f"a{number}"] for row in rows)) for number, (words, _) in enumerate(classes)
    ]
    late = {row["township_code"]: sum(row[f"a{number}"] for number in range(len(classes))) for row in rows}
    made.overdue_by_township = {code: count for code, count in late.items() if count}


def volume_by_point(caller: Caller, days: int = SILENT_DAYS) -> dict[int, tuple[int, dt.datetime]]:
    """Cases accepted in the last days and the latest acceptance, by point, inside the caller's area."""
    since = _start(timezone.localdate() - dt.timedelta(days=days))
    rows = caller.limit(Ability.NETWORK_READ, Case.objects.filter(accepted_at__gte=since))
    counted = rows.order_by().values_list("point_id").annotate(n=Count("pk"), latest=Max("accepted_at"))
    return {point: (count, latest) for point, count, latest in counted}
