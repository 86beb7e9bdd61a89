"""Institutions and their courses: read by whoever follows up, kept by the county."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import ClassState, InstitutionState
from cuncuntong.ledgers.training.models import Course, Institution, TrainingClass
from cuncuntong.ledgers.training.selectors import course_words
from cuncuntong.ledgers.training.services import add_course, end_course, save_institution
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.network.selectors import place_columns, place_words, villages_of_county
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.cut import first_of
from cuncuntong.web.training.forms import CourseForm, InstitutionForm
from cuncuntong.web.training.reading import TRAINING, class_row, manages
from cuncuntong.web.work.forms.parts import place_code, place_options

_FOLLOWS = (Ability.TRAINING_FOLLOW, Ability.TRAINING_MANAGE)
_TO_COME = (ClassState.PLANNED, ClassState.OPEN, ClassState.RUNNING)
MOST, MOST_CLASSES = 300, 50


def _near(request: CallerRequest) -> Any:
    """The institutions of the caller's county: public, so that every point can tell of them."""
    counties = {grant.code[:6] for ability in _FOLLOWS for grant in request.caller.with_ability(ability)}
    return Institution.objects.filter(county_code__in=counties)


@needs(*_FOLLOWS, line=TRAINING)
def listing(request: CallerRequest) -> HttpResponse:
    """The county's institutions with what they teach."""
    rows_of = _near(request).prefetch_related("courses").order_by("state", "name")
    found, cut = first_of(rows_of, MOST, "其余的没有列出")
    today = timezone.localdate()
    rows = [
        {
            "row": row,
            "place": place,
            "courses": "、".join(course_words(one) for one in row.courses.all() if one.active),
            "licence": _licence(row, today),
        }
        for row, place in zip(found, place_words(found), strict=True)
    ]
    context = {"rows": rows, "manages": manages(request.caller), "cut": cut}
    return render(request, "training/institutions.html", context)


def _licence(row: Institution, today: Any) -> tuple[str, str]:
    """What the licence says today, with its tone."""
    if row.state == InstitutionState.STOPPED:
        return "已停用", "neutral"
    if row.licence_until < today:
        return "许可证已过期", "bad"
    if (row.licence_until - today).days < 60:
        return f"许可证{row.licence_until:%Y-%m-%d}到期", "wait"
    return "在用", "good"


@needs(*_FOLLOWS, line=TRAINING)
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """One institution: licence, office, courses, classes."""
    row = _near(request).filter(pk=pk).first()
    if row is None:
        raise Http404
    return _page(request, row, CourseForm() if _may_change(request, row) else None)


def _may_change(request: CallerRequest, row: Institution) -> bool:
    return manages(request.caller) and request.caller.covers(
        Ability.TRAINING_MANAGE,
        village=row.village_code,
        township=row.township_code,
        county=row.county_code,
        line=TRAINING,
    )


def _page(
    request: CallerRequest, row: Institution, form: CourseForm | None, status: int = 200
) -> HttpResponse:
    classes = TrainingClass.objects.filter(institution=row, state__in=_TO_COME).order_by("starts_on", "pk")
    words, tone = _licence(row, timezone.localdate())
    shown, cut = first_of(classes, MOST_CLASSES, "更晚开班的没有列出")
    context = {
        "row": row,
        "place": place_words([row])[0],
        "licence_words": words,
        "licence_tone": tone,
        "courses": [
            {"row": one, "name": course_words(one)}
            for one in row.courses.order_by("-active", "occupation", "level")
        ],
        "classes": [class_row(one) for one in shown],
        "cut": cut,
        "form": form,
        "may_change": form is not None,
    }
    return render(request, "training/institution.html", context, status=status)


def _managed(request: CallerRequest, pk: int) -> Institution:
    return fetch(request.caller, Ability.TRAINING_MANAGE, Institution.objects.all(), line=TRAINING, pk=pk)


@needs(Ability.TRAINING_MANAGE, line=TRAINING)
@require_http_methods(["GET", "POST"])
def add(request: CallerRequest) -> HttpResponse:
    """A new institution."""
    return _form(request, None)


@needs(Ability.TRAINING_MANAGE, line=TRAINING)
@require_http_methods(["GET", "POST"])
def edit(request: CallerRequest, pk: int) -> HttpResponse:
    """Changing an institution as it was read."""
    return _form(request, _managed(request, pk))


def _form(request: CallerRequest, row: Institution | None) -> HttpResponse:
    places = place_options(villages_of_county())
    first = InstitutionForm.first(row, place_code(row)) if row else {}
    form = InstitutionForm(request.POST or None, places=places, initial=first)
    if request.method == "POST" and form.is_valid():
        saved = _save(request, form, row)
        if saved is not None:
            messages.success(request, f"“{saved.name}”已保存。")
            return redirect("training:institution", saved.pk)
    context = {
        "form": form,
        "row": row,
        "version": request.POST.get("version", row.version if row else 0),
        "stopped": row is not None and row.state == InstitutionState.STOPPED,
    }
    return render(request, "training/institution_form.html", context, status=422 if form.errors else 200)


def _save(request: CallerRequest, form: InstitutionForm, row: Institution | None) -> Institution | None:
    values = dict(form.cleaned_data)
    place = place_columns(values.pop("place"))
    if place is None:
        form.add_error("place", "请重新选择所在地。")
        return None
    if row is not None:
        values["state"] = InstitutionState.STOPPED if request.POST.get("stopped") else InstitutionState.ACTIVE
    try:
        return save_institution(
            caller=request.caller,
            place=place,
            pk=row.pk if row else None,
            version=whole(request.POST.get("version", "")) or 0,
            **values,
        )
    except LedgerRefused as refused:
        form.add_error(None, f"{refused.message}{refused.remedy}")
        return None


@require_POST
@needs(Ability.TRAINING_MANAGE, line=TRAINING)
def course_add(request: CallerRequest, pk: int) -> HttpResponse:
    """A course more."""
    row = _managed(request, pk)
    form = CourseForm(request.POST)
    if form.is_valid():
        try:
            made = add_course(caller=request.caller, institution=row, **form.cleaned_data)
        except LedgerRefused as refused:
            form.add_error("occupation", f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, f"已增加课程“{course_words(made)}”。")
            return redirect("training:institution", pk)
    return _page(request, row, form, status=422)


@require_POST
@needs(Ability.TRAINING_MANAGE, line=TRAINING)
def course_end(request: CallerRequest, pk: int) -> HttpResponse:
    """Takes a course out of what is offered."""
    rows = Course.objects.select_related("institution")
    row = fetch(request.caller, Ability.TRAINING_MANAGE, rows, prefix="institution__", line=TRAINING, pk=pk)
    end_course(caller=request.caller, course=row)
    messages.success(request, f"“{course_words(row)}”已停招，已计划的班次照常。")
    return redirect("training:institution", row.institution_id)
