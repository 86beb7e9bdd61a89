"""The county's desk of training: what is to be done, wishes against seats, where follow-up lags."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers.training.enums import ClassState, Outcome, WishState
from cuncuntong.ledgers.training.models import Enrolment, TrainingClass, TrainingWish
from cuncuntong.ledgers.training.selectors import Demand, demand, managed_classes, tasks_by_place
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import Division
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.training.reading import TRAINING, class_row, late_words

COMING = 10
MOST_OCCUPATIONS = 15
MOST_BARS = 8


@needs(Ability.TRAINING_MANAGE, line=TRAINING)
def desk(request: CallerRequest) -> HttpResponse:
    """Six figures, what waits, wishes by occupation against seats, and the classes to come."""
    caller, today = request.caller, timezone.localdate()
    wanted = demand(caller, Ability.TRAINING_MANAGE, today)
    lagging = tasks_by_place(caller, today)
    classes = managed_classes(caller)
    coming = list(
        classes.filter(state__in=[ClassState.PLANNED, ClassState.OPEN]).order_by("starts_on", "pk")[:COMING]
    )
    context = {
        "stats": _figures(caller, today, wanted, sum(row.overdue for row in lagging)),
        "waiting": _waiting(classes, today),
        "demand": wanted[:MOST_OCCUPATIONS],
        "more_occupations": max(0, len(wanted) - MOST_OCCUPATIONS),
        "bars": [(row.name, row.lacking, _wishes_url(row)) for row in wanted if row.lacking][:MOST_BARS],
        "coming": [class_row(row) for row in coming],
        "lagging": _named([row for row in lagging if row.overdue]),
    }
    return render(request, "training/desk.html", context)


def _wishes_url(row: Demand) -> str:
    return reverse("training:wishes") + f"?state=live&words={row.occupation}"


def _figures(caller: Caller, today: dt.date, wanted: list[Demand], overdue: int) -> list[dict[str, Any]]:
    rows = caller.limit(Ability.TRAINING_MANAGE, TrainingWish.objects.all(), line=TRAINING)
    counts = rows.aggregate(
        open=Count("pk", filter=Q(state=WishState.OPEN)),
        waiting=Count("pk", filter=Q(state=WishState.WAITING)),
        training=Count("pk", filter=Q(state=WishState.TRAINING)),
    )
    done = Enrolment.objects.filter(result=Outcome.PASSED, training_class__ends_on__year=today.year)
    passed = caller.limit(Ability.TRAINING_MANAGE, done, "training_class__", line=TRAINING).count()
    wishes = reverse("training:wishes")
    return [
        {"label": "待安排意向", "value": counts["open"], "unit": "条", "url": f"{wishes}?state=open"},
        {"label": "候补中", "value": counts["waiting"], "unit": "条", "url": f"{wishes}?state=waiting"},
        {"label": "还空的名额", "value": sum(row.free for row in wanted), "unit": "个", "url": "#coming"},
        {"label": "培训中", "value": counts["training"], "unit": "人", "url": f"{wishes}?state=training"},
        {"label": "今年合格", "value": passed, "unit": "人", "url": ""},
        {"label": "超期未跟踪", "value": overdue, "unit": "条", "url": reverse("training:overdue")},
    ]


def _waiting(classes: QuerySet[TrainingClass], today: dt.date) -> list[dict[str, Any]]:
    """Classes that somebody must look at, with what is to be done, in one question."""
    late = Q(state=ClassState.PLANNED, starts_on__lt=today + dt.timedelta(days=7))
    empty = Q(state=ClassState.OPEN, starts_on__lte=today, taken=0)
    over = Q(state=ClassState.RUNNING, ends_on__lte=today)
    found = classes.filter(late | empty | over).order_by("starts_on", "pk")[:20]
    return [class_row(row, words=_todo(row)) for row in found]


def _todo(row: TrainingClass) -> str:
    if row.state == ClassState.RUNNING:
        return "已到结业日期：请录入结果和证书，办理结业"
    if row.state == ClassState.OPEN:
        return "已到开班日期，还没有安排人：请安排人、改期或取消"
    return "快到开班日期，还没有开放报名：请开放、改期或取消"


def _named(rows: list[Any]) -> list[dict[str, Any]]:
    names = dict(Division.objects.filter(code__in=[row.code for row in rows]).values_list("code", "name"))
    return [{"row": row, "name": names.get(row.code, "—"), "late": late_words(row)} for row in rows]
