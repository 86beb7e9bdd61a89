"""Working days: what the package knows, what the administrator marks, and a warning where a year lacks."""

from __future__ import annotations

import calendar as months
import datetime as dt
import re
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuncuntong.foundation.audit import record
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import CalendarDay
from cuncuntong.network.workdays import calendar as working_calendar
from cuncuntong.network.workdays import forget_calendar
from cuncuntong.web.access import needs
from cuncuntong.web.asked import whole

_LINE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})\s+(休|班)\s*(.*)")
EARLIEST, LATEST = 2004, 2100


class DaysForm(forms.Form):
    """A list of days, pasted from the State Council's notice."""

    days = forms.CharField(
        label="按通知逐行粘贴",
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=(
            "每行一天：日期、休或班、说明。例如 2027-01-01 休 元旦。"
            "周末默认休、平日默认班，只写不同的日子即可。"
        ),
        error_messages={"required": "请至少写一行，例如 2027-01-01 休 元旦。"},
    )

    def clean_days(self) -> list[tuple[dt.date, bool, str]]:
        """Every line that can't be read is named, all at once."""
        read, wrong = [], []
        for number, line in enumerate(self.cleaned_data["days"].splitlines(), start=1):
            if not line.strip():
                continue
            day = _read(line.strip())
            if day is None:
                wrong.append(f"第{number}行“{line.strip()[:30]}”看不懂，请写成“2027-01-01 休 元旦”。")
            else:
                read.append(day)
        if wrong:
            raise forms.ValidationError(wrong)
        return read


def _read(line: str) -> tuple[dt.date, bool, str] | None:
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    year, month, day, mark, note = match.groups()
    try:
        date = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return (date, mark == "班", note.strip()[:60]) if EARLIEST <= date.year <= LATEST else None


@needs(Ability.CALENDAR_EDIT)
@require_http_methods(["GET", "POST"])
def year_page(request: Any) -> HttpResponse:
    """A year at a glance, and the form that marks days."""
    year = _year(request)
    form = DaysForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count = _keep(request, form.cleaned_data["days"])
        messages.success(request, f"已更新{count}天。已受理办件的应办结日不变，新受理的按新日历计算。")
        return redirect(f"{request.path}?year={form.cleaned_data['days'][0][0].year}")
    book = working_calendar()
    today = timezone.localdate()
    context = {
        "year": year,
        "years": range(today.year - 1, today.year + 3),
        "months": [_month(book, year, month) for month in range(1, 13)],
        "missing": book.missing_years([today.year, today.year + 1]),
        "lacks": bool(book.missing_years([year])),
        "form": form,
        "marked": CalendarDay.objects.filter(day__year=year).select_related("set_by"),
    }
    return render(request, "admin_desk/calendar.html", context, status=422 if form.errors else 200)


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("year", "")
    if not asked:
        return timezone.localdate().year
    year = whole(asked)
    if year is None or not EARLIEST <= year <= LATEST:
        raise Http404
    return year


@transaction.atomic
def _keep(request: Any, days: list[tuple[dt.date, bool, str]]) -> int:
    for day, works, note in days:
        CalendarDay.objects.update_or_create(
            day=day, defaults={"is_workday": works, "note": note, "set_by": request.caller.account}
        )
    record(
        actor=request.caller.account,
        action="calendar.changed",
        object_type="calendar",
        object_id=str(days[0][0].year),
        detail={"days": [[day.isoformat(), works] for day, works, _ in days]},
    )
    transaction.on_commit(forget_calendar)
    return len(days)


def _month(book: Any, year: int, month: int) -> dict[str, Any]:
    weeks = [
        [{"day": day, "works": book.is_workday(day)} if day.month == month else None for day in week]
        for week in months.Calendar(firstweekday=0).monthdatescalendar(year, month)
    ]
    works = sum(1 for week in weeks for cell in week if cell and cell["works"])
    return {"month": month, "weeks": weeks, "works": works}
