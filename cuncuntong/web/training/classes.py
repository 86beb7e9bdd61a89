"""Class plans: listed, planned, changed, opened, started, finished, cancelled; a class with its people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import ClassState, InstitutionState
from cuncuntong.ledgers.training.models import Course, TrainingClass
from cuncuntong.ledgers.training.selectors import (
    coming_classes,
    course_words,
    left_of,
    managed_classes,
    roster,
    waiting_of,
)
from cuncuntong.ledgers.training.services import (
    cancel_class,
    change_class,
    finish_class,
    open_class,
    plan_class,
    start_class,
)
from cuncuntong.network.enums import Ability
from cuncuntong.network.parameters import current
from cuncuntong.network.selectors import place_words
from cuncuntong.network.workdays import calendar
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.training.forms import ClassForm, ReasonForm
from cuncuntong.web.training.reading import TRAINING, class_row, managed_class, manages
from cuncuntong.web.work import pages

_TABS = (
    ("coming", "计划和报名", (ClassState.PLANNED, ClassState.OPEN)),
    ("running", "已开班", (ClassState.RUNNING,)),
    ("finished", "已结业", (ClassState.FINISHED,)),
    ("cancelled", "已取消", (ClassState.CANCELLED,)),
)


@needs(Ability.TRAINING_FOLLOW, Ability.TRAINING_MANAGE, line=TRAINING)
def listing(request: CallerRequest) -> HttpResponse:
    """The county's classes: all of them for who plans, those to come for a point."""
    if not manages(request.caller):
        return _coming(request)
    tab = request.GET.get("tab", "coming")
    states = next((states for key, _, states in _TABS if key == tab), _TABS[0][2])
    rows = managed_classes(request.caller).filter(state__in=states)
    values = {"tab": tab if tab in [key for key, _, _ in _TABS] else "coming"}
    shown, turning = pages.keyed_page(rows, request, values)
    if values["tab"] == "coming":
        shown.sort(key=lambda row: (row.starts_on, row.pk))
    context = {
        "rows": _rows(shown),
        "tabs": [
            {"label": label, "url": f"?tab={key}", "current": key == values["tab"], "count": None}
            for key, label, _ in _TABS
        ],
        "manages": True,
        **turning,
    }
    return render(request, "training/classes.html", context)


def _coming(request: CallerRequest) -> HttpResponse:
    """What a point tells people: no person stands in it."""
    counties = {grant.code[:6] for grant in request.caller.with_ability(Ability.TRAINING_FOLLOW)}
    today = timezone.localdate()
    found = [row for county in sorted(counties) for row in coming_classes(county, today)[: pages.SIZE * 2]]
    context = {"rows": _rows(found), "tabs": [], "manages": False, "next_url": "", "first_url": ""}
    return render(request, "training/classes.html", context)


def _rows(found: list[TrainingClass]) -> list[dict[str, Any]]:
    return [
        class_row(row, what=course_words(row), where=place)
        for row, place in zip(found, place_words(found), strict=True)
    ]


def _courses(request: CallerRequest) -> list[Course]:
    rows = Course.objects.filter(active=True, institution__state=InstitutionState.ACTIVE)
    rows = request.caller.limit(Ability.TRAINING_MANAGE, rows, "institution__", line=TRAINING)
    return list(rows.select_related("institution").order_by("institution__name", "occupation", "level"))


@needs(Ability.TRAINING_MANAGE, line=TRAINING)
@require_http_methods(["GET", "POST"])
def add(request: CallerRequest) -> HttpResponse:
    """Plans a class of a course."""
    courses = _courses(request)
    chosen = whole(request.GET.get("course", ""))
    first = next((one for one in courses if one.pk == chosen), None)
    initial: dict[str, Any] = {"times": "day", "hours_a_day": 8, "capacity": 30}
    if first is not None:
        initial |= {"course": str(first.pk), "place": first.institution.address}
    form = ClassForm(request.POST or None, courses=courses, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        key = values.pop("course")
        course = next(one for one in courses if str(one.pk) == key)
        try:
            made = plan_class(caller=request.caller, course=course, **values)
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, f"班次{made.number}已列入计划，开放报名后就可以安排人。")
            return redirect("training:class", made.number)
    return _form_page(request, form, None)


@needs(Ability.TRAINING_MANAGE, line=TRAINING)
@require_http_methods(["GET", "POST"])
def edit(request: CallerRequest, number: str) -> HttpResponse:
    """Changes a class that has not begun; those in it are told."""
    row = managed_class(request, number)
    initial = {name: getattr(row, name) for name in ClassForm.base_fields if name != "course"}
    form = ClassForm(request.POST or None, courses=(), fixed=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        version = whole(request.POST.get("version", "")) or 0
        try:
            change_class(caller=request.caller, training_class=row, version=version, **form.cleaned_data)
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, f"班次{row.number}已修改；时间地点有变的，会通知报名的人。")
            return redirect("training:class", row.number)
    return _form_page(request, form, row)


def _form_page(request: CallerRequest, form: ClassForm, row: TrainingClass | None) -> HttpResponse:
    context = {
        "form": form,
        "row": row,
        "version": request.POST.get("version", row.version if row else 0),
        "no_courses": row is None and len(form.fields["course"].choices) < 2,  # type: ignore[attr-defined]
    }
    return render(request, "training/class_form.html", context, status=422 if form.errors else 200)


@needs(Ability.TRAINING_MANAGE, line=TRAINING)
def one(request: CallerRequest, number: str) -> HttpResponse:
    """A class: when and where, who is in it, who waits, who left."""
    return _page(request, managed_class(request, number))


def _page(
    request: CallerRequest, row: TrainingClass, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    seated = roster(row)
    unsigned = [one for one in seated if one.signed_on is None]
    late = current().integer("training.sign_workdays", timezone.localdate())
    context = {
        **class_row(row, what=course_words(row), where=place_words([row])[0]),
        "seated": [_person(one, late) for one in seated],
        "queue": waiting_of(row),
        "gone": left_of(row)[:100],
        "progress_words": f"已安排{row.taken}人，共{row.capacity}个名额",
        "unsigned": len(unsigned) if row.state in (ClassState.OPEN, ClassState.RUNNING) else 0,
        "acts": _acts(row),
        "reason_form": form or ReasonForm(),
        "cancel_open": form is not None,
        "may_change": row.state in (ClassState.PLANNED, ClassState.OPEN),
        "may_cancel": row.state in (ClassState.PLANNED, ClassState.OPEN, ClassState.RUNNING),
        "may_leave": row.state in (ClassState.OPEN, ClassState.RUNNING),
        "form_errors": bool(form and form.errors),
    }
    return render(request, "training/class.html", context, status=status)


def _person(one: Any, late: int) -> dict[str, Any]:
    """A seat with what the notice's signing is worth saying."""
    tone, words = "good", f"{one.signed_on:%m月%d日} {one.signed_by}" if one.signed_on else "未签收"
    if one.signed_on is None:
        days = calendar().workdays_between(timezone.localdate(one.placed_at), timezone.localdate())
        tone = "bad" if days > late else "wait"
        words = f"未签收，已{days}个工作日" if days > late else "未签收"
    return {"one": one, "signing": words, "tone": tone}


def _acts(row: TrainingClass) -> list[dict[str, str]]:
    """What the class's state allows next, as buttons and links."""
    today, number = timezone.localdate(), [row.number]
    found: list[dict[str, str]] = []
    if row.state == ClassState.PLANNED:
        found.append({"act": "open", "text": "开放报名", "icon": "check"})
    if row.state == ClassState.OPEN:
        place = reverse("training:class_place", args=number)
        found.append({"url": place, "text": "安排人员", "icon": "users"})
        if row.starts_on <= today:
            found.append({"act": "start", "text": "开班", "icon": "check"})
    if row.state == ClassState.RUNNING:
        sheet = reverse("training:class_attendance", args=number)
        found.append({"url": sheet, "text": "录入出勤", "icon": "list-check"})
        if row.ends_on <= today:
            results = reverse("training:class_results", args=number)
            found.append({"url": results, "text": "结果和证书", "icon": "school"})
            found.append({"act": "finish", "text": "办理结业", "icon": "check"})
    if row.state == ClassState.FINISHED:
        results = reverse("training:class_results", args=number)
        found.append({"url": results, "text": "结果和证书", "icon": "school"})
    return found


_DONE = {
    "open": "已开放报名。",
    "start": "已开班；没有轮到的候补已回到待安排，排队次序不变。",
    "finish": "已办理结业，结果会通知本人。",
    "cancel": "班次已取消，报名的人已回到待安排，排队次序不变，会通知本人。",
}


@require_POST
@needs(Ability.TRAINING_MANAGE, line=TRAINING)
def act(request: CallerRequest, number: str) -> HttpResponse:
    """Opens, starts, finishes or cancels a class."""
    row = managed_class(request, number)
    what = request.POST.get("act", "")
    simple = {"open": open_class, "start": start_class, "finish": finish_class}
    try:
        if what in simple:
            simple[what](caller=request.caller, training_class=row)
        elif what == "cancel":
            form = ReasonForm(request.POST)
            if not form.is_valid():
                return _page(request, row, form, status=422)
            cancel_class(caller=request.caller, training_class=row, reason=form.cleaned_data["reason"])
        else:
            messages.error(request, "没有这个操作，请刷新页面。")
            return redirect("training:class", row.number)
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
    else:
        messages.success(request, f"{row.title}：{_DONE[what]}")
    return redirect("training:class", row.number)
