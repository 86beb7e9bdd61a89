"""A point's follow-up: tasks by the institution to ask, and one call that answers several of them."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import Answer, Asked, InstitutionState, WishState
from cuncuntong.ledgers.training.models import FollowUpTask, Institution, TrainingClass, TrainingWish
from cuncuntong.ledgers.training.selectors import (
    Ranked,
    Want,
    coming_classes,
    offering_institutions,
    open_tasks,
    rank_among,
    task_counts,
)
from cuncuntong.ledgers.training.services import Said, record_call
from cuncuntong.network.enums import Ability
from cuncuntong.network.workdays import due_words
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.training.forms import OTHER, CallForm
from cuncuntong.web.training.reading import TRAINING

SHOWN = 100
OFFICE = "office"


@dataclass
class TaskGroup:
    """The tasks that one question settles: whom to ask, and for whom."""

    key: str
    name: str
    telephone: str = ""
    note: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)
    overdue: int = 0


@needs(Ability.TRAINING_FOLLOW, line=TRAINING)
def tasks(request: CallerRequest) -> HttpResponse:
    """The open tasks, the most pressing first, grouped by the institution that suits them best."""
    today = timezone.localdate()
    only = request.GET.get("only", "")
    counts = task_counts(request.caller, today)
    rows = open_tasks(request.caller)
    if only == "overdue":
        rows = rows.filter(due_on__lt=today)
    found = list(rows[:SHOWN])
    context = {
        "groups": _groups(found, today),
        "counts": counts,
        "only": only,
        "left_out": max(0, (counts.overdue if only == "overdue" else counts.waiting) - len(found)),
        "tabs": [
            {"label": "待跟踪", "url": "?", "current": only != "overdue", "count": counts.waiting},
            {
                "label": "已超期",
                "url": "?only=overdue",
                "current": only == "overdue",
                "count": counts.overdue,
                "tone": "bad" if counts.overdue else "",
            },
        ],
    }
    return render(request, "training/tasks.html", context)


def _groups(found: list[FollowUpTask], today: dt.date) -> list[TaskGroup]:
    institutions: dict[str, list[Institution]] = {}
    best: dict[tuple[str, str, str], Ranked | None] = {}
    groups: dict[str, TaskGroup] = {}
    for task in found:
        wish = task.wish
        county = wish.county_code
        if county not in institutions:
            institutions[county] = offering_institutions(county, today)
        home = wish.village_code or wish.township_code or county
        key = (wish.occupation, wish.level, home)
        if key not in best:
            want = Want(wish.occupation, wish.level, home)
            best[key] = next(iter(rank_among(institutions[county], want, today)), None)
        group = _group_of(best[key], groups)
        late = task.due_on < today
        group.overdue += late
        group.rows.append({"task": task, "wish": wish, "words": due_words(task.due_on, today)})
    # Whoever has the most pressing task is asked first; the county last.
    return sorted(groups.values(), key=lambda one: (one.key == OFFICE, one.rows[0]["task"].due_on))


def _group_of(one: Ranked | None, groups: dict[str, TaskGroup]) -> TaskGroup:
    if one is None:
        made = TaskGroup(OFFICE, "县人社部门", note="县里没有机构开这些工种，请问县里有没有别的安排")
    else:
        row = one.institution
        who = f"{row.contact}，" if row.contact else ""
        coming = f"下期{one.next_class.starts_on:%m月%d日}开班" if one.next_class else "暂无开班计划"
        made = TaskGroup(str(row.pk), row.name, f"{who}{row.telephone}", coming)
    return groups.setdefault(made.key, made)


@needs(Ability.TRAINING_FOLLOW, line=TRAINING)
@require_http_methods(["GET", "POST"])
def call(request: CallerRequest) -> HttpResponse:
    """One call: whom, for which wishes, and what was said; everybody of it is told."""
    sent = request.POST if request.method == "POST" else request.GET
    institution = _institution(request, sent.get("institution", ""))
    wishes = _wishes(request, sent.getlist("wish"))
    if not wishes and request.method == "GET":
        messages.error(request, "没有勾选任何培训意向，请先勾选再记录。")
        return redirect("training:tasks")
    coming = _coming(institution, request, wishes)
    form = CallForm(request.POST or None, classes=coming)
    context = {
        "form": form,
        "asks_day": form["answer"].value() == Answer.CLASS and form["training_class"].value() == OTHER,
        "institution": institution,
        "wishes": wishes,
        "asked": sent.get("institution", ""),
        "key": sent.get("key") or secrets.token_urlsafe(24),
    }
    if request.method == "GET":
        return render(request, "training/call.html", context)
    if form.is_valid() and _recorded(request, form, institution, wishes, coming):
        return redirect("training:tasks")
    return render(request, "training/call.html", context, status=422)


def _recorded(
    request: CallerRequest,
    form: CallForm,
    institution: Institution | None,
    wishes: list[TrainingWish],
    coming: list[TrainingClass],
) -> bool:
    values = form.cleaned_data
    chosen = values["training_class"]
    row = next((one for one in coming if str(one.pk) == chosen), None) if chosen != OTHER else None
    said = Said(
        answer=values["answer"],
        asked=Asked.INSTITUTION if institution else Asked.OFFICE,
        institution=institution,
        training_class=row if values["answer"] == Answer.CLASS else None,
        starts_on=values["starts_on"],
        place=values["place"],
        words=values["words"],
    )
    try:
        record_call(
            wishes=wishes,
            said=said,
            on=timezone.localdate(),
            actor=request.caller.account,
            key=f"form-{request.POST.get('key', '')[:50] or secrets.token_urlsafe(24)}",
            point=request.caller.point,
        )
    except LedgerRefused as refused:
        form.add_error(None, f"{refused.message}{refused.remedy}")
        return False
    if said.answer == Answer.NO_ANSWER:
        messages.info(request, f"已记录没有联系上，{len(wishes)}条意向的期限不变，请再联系。")
    else:
        messages.success(
            request, f"已记录，{len(wishes)}位居民会收到消息；没有短信的，在“待告知”里由您告知。"
        )
    return True


def _institution(request: CallerRequest, key: str) -> Institution | None:
    """The institution that was asked, public as they are; None for the county. Http404 for another key."""
    if key == OFFICE:
        return None
    counties = {grant.code[:6] for grant in request.caller.with_ability(Ability.TRAINING_FOLLOW)}
    rows = Institution.objects.filter(state=InstitutionState.ACTIVE, county_code__in=counties)
    row = rows.filter(pk=whole(key) or 0).first()
    if row is None:
        raise Http404
    return row


def _wishes(request: CallerRequest, keys: list[str]) -> list[TrainingWish]:
    """The wishes that were ticked, as far as they are of the caller's area and wait for a class."""
    wanted = [number for key in keys[:SHOWN] if (number := whole(key)) is not None]
    rows = TrainingWish.objects.filter(state=WishState.OPEN, pk__in=wanted)
    rows = request.caller.limit(Ability.TRAINING_FOLLOW, rows, line=TRAINING)
    return list(rows.select_related("resident__village").order_by("ordered_at", "pk"))


def _coming(
    institution: Institution | None, request: CallerRequest, wishes: list[TrainingWish]
) -> list[TrainingClass]:
    if institution is None:
        return []
    rows = coming_classes(institution.county_code, timezone.localdate())
    return list(rows.filter(institution=institution)[:50])
