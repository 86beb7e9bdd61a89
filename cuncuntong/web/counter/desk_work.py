"""What lies on a point's desk, counted for the start page, and its lists as tabs."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse

from cuncuntong.cases.models import Case, Draft
from cuncuntong.cases.selectors.queues import PointCounts, point_counts
from cuncuntong.cases.states import ENDED
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, DutyKind
from cuncuntong.network.models import Account, Duty

# The tabs of 本点办件: queue, key in the address, which count stands beside it.
TABS = (
    ("point_open", "open", "open"),
    ("point_returned", "returned", "returned"),
    ("point_to_tell", "to-tell", "to_tell"),
    ("point_refused_above", "above", ""),
    ("point_all", "all", ""),
)


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits: words, how many, where to, how urgent."""

    label: str
    count: int
    url: str
    tone: str
    words: str


def waiting_lines(caller: Caller) -> list[Waiting]:
    """What waits for the point, the most urgent first; only what there is."""
    if caller.point is None:
        return []
    counts, cases = point_counts(caller), reverse("counter:cases")
    drafts = caller.limit(Ability.CASE_FILE, Draft.objects.filter(case__isnull=True)).count()
    lines = (
        Waiting("待补正", counts.returned, f"{cases}?tab=returned", "bad", "县里退回，请居民补正后再报"),
        Waiting("未读结果", counts.inbox, reverse("counter:inbox"), "wait", "县里刚刚办好或退回的"),
        Waiting("待告知居民", counts.to_tell, f"{cases}?tab=to-tell", "wait", "结果已出，还没有告诉居民"),
        Waiting("审核中超期", counts.overdue, f"{cases}?tab=open", "bad", "已过应办结日，可请县里加快"),
        Waiting("草稿", drafts, reverse("counter:drafts"), "neutral", "没有提交的申请"),
    )
    return [line for line in lines if line.count]


def case_tabs(counts: PointCounts, current: str, titles: dict[str, str]) -> list[dict[str, object]]:
    """The tabs of 本点办件."""
    url = reverse("counter:cases")
    return [
        {
            "label": titles[queue],
            "url": f"{url}?tab={key}",
            "current": key == current,
            "count": getattr(counts, count) if count else None,
            "tone": "bad" if key == "returned" and counts.returned else "",
        }
        for queue, key, count in TABS
    ]


def former_colleagues(caller: Caller) -> QuerySet[Account]:
    """Those who still stand for open cases of the point and no longer serve there, with how many."""
    serving = Duty.objects.in_force().filter(point=caller.point, kind=DutyKind.POINT_CLERK)
    open_cases = Case.objects.filter(point=caller.point).exclude(state__in=ENDED)
    handled = open_cases.values("handler").annotate(count=Count("pk")).values_list("handler", "count")
    counts = dict(handled)
    active = serving.filter(account__is_active=True).values("account_id")
    rows = Account.objects.filter(pk__in=counts).exclude(pk__in=active).order_by("full_name")
    for row in rows:
        row.open_cases = counts[row.pk]  # type: ignore[attr-defined]
    return rows
