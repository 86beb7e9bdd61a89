"""Figures of the job market by township and month: seekers, postings, recommendations, hires.

Three aggregate questions, whatever the number of months: each counts its table in one pass, a column a
month. What each figure counts stands in ``MEASURE_WORDS``, which the page shows too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from cuncuntong.ledgers.jobs.enums import EmployerState, Outcome, PostingState, SeekerState
from cuncuntong.ledgers.jobs.models import JobSeeker, Posting, Recommendation
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Line
from cuncuntong.rules.ages import add_months

SEEKERS, POSTINGS, MATCHES, HIRES = "seekers", "postings", "matches", "hires"
MEASURES = (SEEKERS, POSTINGS, MATCHES, HIRES)
MEASURE_NAMES = {SEEKERS: "求职登记", POSTINGS: "发布岗位", MATCHES: "推荐", HIRES: "录用"}
MEASURE_UNITS = {SEEKERS: "人次", POSTINGS: "个", MATCHES: "次", HIRES: "人次"}
MEASURE_WORDS = {
    SEEKERS: "按登记日期计的求职登记，固定工和零工分别计；已撤销的不计，续期不再计。按求职者所在乡镇分。",
    POSTINGS: "按首次公布日期计的招聘信息；已撤销的不计，以后暂停、招满、到期的仍计在公布的月份。"
    "按工作地点分，工作地点为全县的不分到乡镇。",
    MATCHES: "按推荐时间计的岗位推荐，一个求职者和一个岗位只计一次。按求职者所在乡镇分。",
    HIRES: "推荐后回访结果为“已录用”的，按录用日期计。没有经过推荐、自己应聘成功的不在其中。",
}
_COLUMNS = {
    SEEKERS: "registered_on",
    POSTINGS: "published_at",
    MATCHES: "made_at",
    HIRES: "outcome_on",
}


@dataclass(frozen=True)
class Span:
    """Days from ``start`` on, ``end`` not among them."""

    start: dt.date
    end: dt.date

    def inside(self, column: str) -> Q:
        """Rows whose day or moment lies in the span."""
        moments = column.endswith("_at")
        start, end = (_moment(day) if moments else day for day in (self.start, self.end))
        return Q(**{f"{column}__gte": start, f"{column}__lt": end})


@dataclass
class MarketFigures:
    """Counts of an area: by measure, township and month, and of two spans that are compared.

    ``looking`` registrations and ``open_postings`` stand now; ``wanted`` is how many people they want.
    """

    months: list[dt.date]
    cells: dict[tuple[str, str, dt.date], int] = field(default_factory=dict)
    now: dict[str, int] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)
    looking: int = 0
    open_postings: int = 0
    wanted: int = 0

    def sum(self, measure: str, *, month: dt.date | None = None, township: str | None = None) -> int:
        """The sum over the cells that fit; what is None does not limit."""
        return sum(
            count
            for (name, place, when), count in self.cells.items()
            if name == measure and (month is None or when == month) and township in (None, place)
        )


def month_span(month: dt.date) -> Span:
    """A whole month by its first day."""
    return Span(month, add_months(month, 1))


def compared_spans(today: dt.date, months: int) -> tuple[Span, Span]:
    """The last so many months up to today, and as many days of the months before."""
    start = add_months(today.replace(day=1), 1 - months)
    earlier = add_months(start, -months)
    end = min(add_months(today, -months) + dt.timedelta(days=1), start)
    return Span(start, today + dt.timedelta(days=1)), Span(earlier, end)


def market_figures(
    caller: Caller,
    ability: str,
    *,
    months: Sequence[dt.date],
    compared: tuple[Span, Span],
    township: str = "",
    today: dt.date,
) -> MarketFigures:
    """Counts the area of an ability anew, in three questions."""
    made = MarketFigures(list(months))
    rows = measured_rows(caller, ability, township)
    looking = Q(state=SeekerState.ACTIVE, valid_until__gte=today)
    shown = Q(state=PostingState.PUBLISHED, employer__state=EmployerState.VERIFIED, valid_until__gte=today)
    hired = Q(outcome=Outcome.HIRED)
    passes = (
        _Pass(rows[SEEKERS], {SEEKERS: Q()}, looking, {"looking": Count("pk", filter=looking)}),
        _Pass(
            rows[POSTINGS],
            {POSTINGS: Q()},
            shown,
            {
                "open_postings": Count("pk", filter=shown),
                "wanted": Sum(F("headcount") - F("hired"), filter=shown),
            },
        ),
        _Pass(rows[MATCHES], {MATCHES: Q(), HIRES: hired}),
    )
    for one in passes:
        _count(made, one, compared)
    return made


def measured_rows(caller: Caller, ability: str, township: str = "") -> Mapping[str, QuerySet[Any]]:
    """The rows that each measure counts, in the area of an ability and in a township of it."""
    told = Recommendation.objects.all()
    sets: dict[str, QuerySet[Any]] = {
        SEEKERS: JobSeeker.objects.exclude(state=SeekerState.REVERSED),
        POSTINGS: Posting.objects.filter(published_at__isnull=False).exclude(state=PostingState.REVERSED),
        MATCHES: told,
        HIRES: told.filter(outcome=Outcome.HIRED),
    }
    return {name: _limited(caller, ability, rows, township) for name, rows in sets.items()}


def column_of(measure: str) -> str:
    """The day or moment by which a measure counts."""
    return _COLUMNS[measure]


def _limited(caller: Caller, ability: str, rows: QuerySet[Any], township: str) -> QuerySet[Any]:
    found = caller.limit(ability, rows, line=Line.EMPLOYMENT)
    return found.filter(township_code=township) if township else found


@dataclass(frozen=True)
class _Pass:
    """One look at a table: what each measure counts of it, and what else stands ``also`` (now)."""

    rows: QuerySet[Any]
    measures: Mapping[str, Q]
    also: Q = Q(pk__in=())
    sums: Mapping[str, Any] = field(default_factory=dict)


def _count(made: MarketFigures, one: _Pass, compared: tuple[Span, Span]) -> None:
    spans = {f"m{number}": month_span(month) for number, month in enumerate(made.months)}
    spans |= {"now": compared[0], "before": compared[1]}
    whole = Span(min(span.start for span in spans.values()), max(span.end for span in spans.values()))
    counts: dict[str, Any] = dict(one.sums)
    wanted = one.also
    for measure, limit in one.measures.items():
        column = _COLUMNS[measure]
        wanted |= whole.inside(column)
        for name, span in spans.items():
            counts[f"{measure}_{name}"] = Count("pk", filter=limit & span.inside(column))
    grouped: Any = one.rows.filter(wanted).order_by().values("township_code").annotate(**counts)
    for row in grouped:
        for name in one.sums:
            setattr(made, name, getattr(made, name) + (row[name] or 0))
        for measure in one.measures:
            _take(made, measure, row)


def _take(made: MarketFigures, measure: str, row: Mapping[str, Any]) -> None:
    for number, month in enumerate(made.months):
        count = row[f"{measure}_m{number}"]
        if count:
            made.cells[measure, row["township_code"], month] = count
    for name, sums in (("now", made.now), ("before", made.before)):
        sums[measure] = sums.get(measure, 0) + row[f"{measure}_{name}"]


def _moment(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
