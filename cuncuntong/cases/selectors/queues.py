"""Pages of queues and the counts on their tabs; the queues themselves are data (queue_list).

Pages go by key (the last row's place in the order), so that a far page costs what the first does;
counts of all tabs come in one query over open cases alone, which an index holds.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from cuncuntong.cases import clock
from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Case, InboxItem
from cuncuntong.cases.selectors.queue_list import IS_OPEN, QUEUES, Queue, soon_until, to_tell
from cuncuntong.cases.states import WAITING
from cuncuntong.network.access import Caller, Denied
from cuncuntong.network.enums import Ability

PAGE = 50
# Every open case is due after it. Named in the counts because SQLite, without statistics, takes the
# index of open cases (case_queue) for no better than one of all the county's cases, and reads those.
_LONG_AGO = dt.date(2000, 1, 1)


@dataclass(frozen=True)
class Page:
    """Rows of a queue; ``after`` leads to the next page and ``more`` says whether there is one."""

    queue: Queue
    rows: list[Case]
    more: bool
    after: str = ""
    words: dict[int, str] = field(default_factory=dict)


def queue_rows(caller: Caller, name: str) -> QuerySet[Case]:
    """All rows of a queue that the caller may see, in its order. Raises Denied, KeyError."""
    queue = QUEUES[name]
    caller.need(queue.ability)
    if queue.of_point and caller.point is None:
        raise Denied("您的岗位不在服务点，没有这个列表。")
    rows = caller.limit(queue.ability, Case.objects.all())
    return rows.filter(queue.where(caller, timezone.localdate())).order_by(*queue.order)


@cache
def _shown_columns() -> tuple[str, ...]:
    """What lists show: the case without its form, and names. Unsealing the rest would cost each row."""
    own = [field.attname for field in Case._meta.concrete_fields if field.attname != "form"]
    people = [f"{who}__{name}" for who in ("handler", "claimed_by") for name in ("full_name", "username")]
    return (*own, "resident__name", "resident__id_number", "point__name", *people)


def queue_page(
    caller: Caller,
    name: str,
    *,
    after: str = "",
    size: int = PAGE,
    item: str = "",
    line: str = "",
    point_id: int | None = None,
    township: str = "",
    text: str = "",
) -> Page:
    """One page of a queue with resident, point and accounts, and the clock in words by case id.

    ``after`` is the former page's ``after``; nonsense in it starts over. ``text`` is a receipt
    number or the resident's name (its beginning). Three queries.
    """
    queue = QUEUES[name]
    rows = queue_rows(caller, name).select_related("resident", "point", "handler", "claimed_by")
    if item:
        rows = rows.filter(item=item)
    if line:
        rows = rows.filter(line=line)
    if point_id is not None:
        rows = rows.filter(point_id=point_id)
    if township:
        rows = rows.filter(township_code=township)
    if text.strip():
        wanted = text.strip()
        rows = rows.filter(Q(number=wanted.upper()) | Q(resident__name__startswith=wanted))
    rows = rows.filter(_beyond(queue.order, after)).only(*_shown_columns())
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    today = timezone.localdate()
    return Page(
        queue=queue,
        rows=found,
        more=more,
        after=_place(queue.order, found[-1]) if more else "",
        words={case.pk: clock.clock_words(case, today) for case in found},
    )


@dataclass(frozen=True)
class ReviewCounts:
    """What waits for a reviewer; ``waiting`` includes the overdue and the due soon."""

    waiting: int = 0
    overdue: int = 0
    soon: int = 0
    mine: int = 0


def _open_cases() -> QuerySet[Case]:
    return Case.objects.filter(IS_OPEN, due_on__gte=_LONG_AGO)


def review_counts(caller: Caller) -> ReviewCounts:
    """Counts of the reviewer's tabs, in one query over open cases; zeros without the ability."""
    if not caller.can(Ability.CASE_REVIEW):
        return ReviewCounts()
    today = timezone.localdate()
    rows = caller.limit(Ability.CASE_REVIEW, _open_cases())
    return ReviewCounts(
        **rows.order_by().aggregate(
            waiting=Count("pk"),
            overdue=Count("pk", filter=Q(due_on__lt=today)),
            soon=Count("pk", filter=Q(due_on__gte=today, due_on__lte=soon_until(today))),
            mine=Count("pk", filter=Q(claimed_by=caller.account)),
        )
    )


def review_counts_by_item(caller: Caller) -> dict[str, int]:
    """How many cases wait for review, by item number; for the queue's filter."""
    rows = caller.limit(Ability.CASE_REVIEW, _open_cases())
    counted = rows.order_by().values_list("item").annotate(count=Count("pk"))
    return dict(counted)


@dataclass(frozen=True)
class PointCounts:
    """What waits at a point."""

    open: int = 0
    returned: int = 0
    to_tell: int = 0
    overdue: int = 0
    inbox: int = 0
    today: int = 0


def point_counts(caller: Caller) -> PointCounts:
    """Counts of the point's tabs and its unread inbox, in two queries; zeros without a point."""
    if caller.point is None or not caller.can(Ability.CASE_FILE):
        return PointCounts()
    day = timezone.localdate()
    start = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
    at_point = Q(point=caller.point)
    # The point in each part, so that each is read by an index of its own; all the point's cases are many.
    waits = (at_point & Q(state__in=[*WAITING, State.RETURNED])) | (at_point & Q(state=State.APPLIED))
    untold = at_point & Q(state__in=[State.REFUSED, State.REVERSED], fed_back_at__isnull=True)
    rows = Case.objects.filter(waits | untold | (at_point & Q(accepted_at__gte=start)))
    counted: dict[str, Any] = rows.order_by().aggregate(
        open=Count("pk", filter=IS_OPEN),
        returned=Count("pk", filter=Q(state=State.RETURNED)),
        to_tell=Count("pk", filter=to_tell(caller, day)),
        overdue=Count("pk", filter=IS_OPEN & Q(due_on__lt=day)),
        today=Count("pk", filter=Q(accepted_at__gte=start)),
    )
    return PointCounts(inbox=inbox_count(caller), **counted)


def inbox_count(caller: Caller) -> int:
    """Unread results in the point's inbox; 0 without a point."""
    if caller.point is None:
        return 0
    return InboxItem.objects.filter(point=caller.point, read_at__isnull=True).count()


def _place(order: tuple[str, ...], case: Case) -> str:
    values = []
    for column in order:
        value = getattr(case, column.lstrip("-"))
        values.append(value.isoformat() if isinstance(value, dt.date) else str(value))
    return "~".join(values)


def _beyond(order: tuple[str, ...], after: str) -> Q:
    """Rows after a place in a two-column order."""
    first, last = order
    parts = after.split("~")
    if len(parts) != 2 or not (parts[1].isascii() and parts[1].isdecimal() and len(parts[1]) <= 18):
        return Q()
    column = first.lstrip("-")
    try:
        value: Any = (
            dt.datetime.fromisoformat(parts[0])
            if column in {"accepted_at", "decided_at"}
            else dt.date.fromisoformat(parts[0])
        )
    except ValueError:
        return Q()
    if not 2000 <= value.year <= 2200 or (isinstance(value, dt.datetime) and value.tzinfo is None):
        return Q()
    side = "lt" if first.startswith("-") else "gt"
    row = "lt" if last.startswith("-") else "gt"
    return Q(**{f"{column}__{side}": value}) | Q(
        **{column: value, f"{last.lstrip('-')}__{row}": int(parts[1])}
    )
