"""A class's sheets on screen: who was there on a day, and with what everybody left."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuncuntong.cases.fields import read_date
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import Outcome
from cuncuntong.ledgers.training.models import Attendance, Enrolment, TrainingClass
from cuncuntong.ledgers.training.selectors import roster
from cuncuntong.ledgers.training.services import (
    EntriesRefused,
    Hours,
    ResultLine,
    record_attendance,
    record_results,
)
from cuncuntong.ledgers.training.services.attendance import hours_of
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import day
from cuncuntong.web.training.reading import TRAINING, class_row, managed_class

MOST_DAYS = 120


@needs(Ability.TRAINING_MANAGE, line=TRAINING)
@require_http_methods(["GET", "POST"])
def attendance(request: CallerRequest, number: str) -> HttpResponse:
    """A day's sheet: hours of everybody who has a seat."""
    row = managed_class(request, number)
    days = _days(row)
    sent = request.POST if request.method == "POST" else request.GET
    on = day(sent.get("on", "")) or (days[-1] if days else row.starts_on)
    seated = roster(row)
    faults: dict[int, str] = {}
    problem = ""
    if request.method == "POST":
        hours, faults = _read_hours(request, row, seated)
        if not faults:
            try:
                count = record_attendance(caller=request.caller, training_class=row, on=on, hours=hours)
            except EntriesRefused as refused:
                faults = refused.faults
            except LedgerRefused as refused:
                problem = f"{refused.message}{refused.remedy}"
            else:
                messages.success(request, f"{on:%m月%d日}的出勤已保存，共{count}人。")
                return redirect(f"{request.path}?on={on.isoformat()}")
    entered = dict(
        Attendance.objects.filter(enrolment__training_class=row)
        .values_list("on")
        .order_by()
        .distinct()
        .values_list("on", "on")
    )
    context = {
        **class_row(row),
        "on": on,
        "days": [{"day": one, "current": one == on, "entered": one in entered} for one in days],
        "lines": _hour_lines(request, row, seated, on, faults),
        "problem": problem or (f"有{len(faults)}人的填写有误，请按提示改好。" if faults else ""),
        "form_errors": bool(problem or faults),
    }
    return render(request, "training/attendance.html", context, status=422 if context["form_errors"] else 200)


def _days(row: TrainingClass) -> list[dt.date]:
    last = min(row.ends_on, timezone.localdate())
    count = min(MOST_DAYS, (last - row.starts_on).days + 1)
    return [row.starts_on + dt.timedelta(days=number) for number in range(max(0, count))]


def _read_hours(
    request: CallerRequest, row: TrainingClass, seated: list[Enrolment]
) -> tuple[dict[int, Hours], dict[int, str]]:
    hours: dict[int, Hours] = {}
    faults: dict[int, str] = {}
    for one in seated:
        typed = request.POST.get(f"hours-{one.pk}", "").strip()[:5]
        if not typed:
            continue
        if not (typed.isascii() and typed.isdecimal()):
            faults[one.pk] = f"课时请填写0到{row.hours_a_day}的整数。"
            continue
        hours[one.pk] = Hours(int(typed), request.POST.get(f"note-{one.pk}", "")[:40])
    return hours, faults


def _hour_lines(
    request: CallerRequest,
    row: TrainingClass,
    seated: list[Enrolment],
    on: dt.date,
    faults: dict[int, str],
) -> list[dict[str, Any]]:
    rows = Attendance.objects.filter(enrolment__training_class=row, on=on)
    known = {one.enrolment_id: one for one in rows}
    total = hours_of(row)
    lines = []
    for one in seated:
        there = known.get(one.pk)
        hours = there.hours if there else row.hours_a_day
        lines.append(
            {
                "one": one,
                "hours": request.POST.get(f"hours-{one.pk}", hours),
                "note": request.POST.get(f"note-{one.pk}", there.note if there else ""),
                "total": total.get(one.pk, 0),
                "fault": faults.get(one.pk, ""),
            }
        )
    return lines


@needs(Ability.TRAINING_MANAGE, line=TRAINING)
@require_http_methods(["GET", "POST"])
def results(request: CallerRequest, number: str) -> HttpResponse:
    """Results and certificates, everybody on one page; every wrong line is said at once."""
    row = managed_class(request, number)
    seated = roster(row)
    faults: dict[int, str] = {}
    problem = ""
    if request.method == "POST":
        lines, faults = _read_results(request, seated)
        if not faults:
            try:
                count = record_results(caller=request.caller, training_class=row, lines=lines)
            except EntriesRefused as refused:
                faults = refused.faults
            except LedgerRefused as refused:
                problem = f"{refused.message}{refused.remedy}"
            else:
                messages.success(request, f"{count}人的结果已保存。")
                return redirect("training:class", row.number)
    context = {
        **class_row(row),
        "lines": _result_lines(request, row, seated, faults),
        "outcomes": Outcome.choices,
        "problem": problem or (f"有{len(faults)}人的填写有误，请按提示改好。" if faults else ""),
        "form_errors": bool(problem or faults),
    }
    return render(request, "training/results.html", context, status=422 if context["form_errors"] else 200)


def _read_results(
    request: CallerRequest, seated: list[Enrolment]
) -> tuple[dict[int, ResultLine], dict[int, str]]:
    lines: dict[int, ResultLine] = {}
    faults: dict[int, str] = {}
    for one in seated:
        result = request.POST.get(f"result-{one.pk}", "")
        typed = request.POST.get(f"day-{one.pk}", "").strip()[:20]
        try:
            on = read_date(typed) if typed else None
        except ValueError:
            faults[one.pk] = f"“{typed}”不是有效的日期，请填写八位数字，例如 20261220。"
            continue
        if result not in ("", *Outcome.values):
            faults[one.pk] = "请重新选择结果。"
            continue
        lines[one.pk] = ResultLine(
            result,
            request.POST.get(f"note-{one.pk}", "")[:100],
            request.POST.get(f"number-{one.pk}", "").strip()[:40],
            on,
        )
    return lines, faults


def _result_lines(
    request: CallerRequest, row: TrainingClass, seated: list[Enrolment], faults: dict[int, str]
) -> list[dict[str, Any]]:
    total = hours_of(row)
    lines = []
    for one in seated:
        kept = {
            "result": one.result,
            "note": one.result_note,
            "number": one.certificate_number,
            "day": one.certificate_on.isoformat() if one.certificate_on else "",
        }
        typed = {name: request.POST.get(f"{name}-{one.pk}", value) for name, value in kept.items()}
        lines.append({"one": one, "total": total.get(one.pk, 0), "fault": faults.get(one.pk, ""), **typed})
    return lines
