"""The first page of training, by what somebody does there; and where follow-up lags."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cuncuntong.ledgers.training.selectors import tasks_by_place
from cuncuntong.network.enums import Ability, Level
from cuncuntong.network.models import Division, ServicePoint
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.training.reading import TRAINING, late_words, manages


@needs(Ability.TRAINING_FOLLOW, Ability.TRAINING_MANAGE, Ability.EMPLOYMENT_FIGURES)
def start(request: CallerRequest) -> HttpResponse:
    """The county's desk, the point's tasks, or where follow-up lags."""
    if manages(request.caller):
        return redirect("training:desk")
    if request.caller.can(Ability.TRAINING_FOLLOW, TRAINING):
        return redirect("training:tasks")
    return redirect("training:overdue")


@needs(Ability.EMPLOYMENT_FIGURES)
def overdue(request: CallerRequest) -> HttpResponse:
    """Open and overdue follow-up by township, or by village within one; no person is named."""
    township = request.GET.get("township", "").strip()[:9]
    place = None
    if township:
        place = Division.objects.filter(code=township, level=Level.TOWNSHIP).first()
        if place is None:
            raise Http404
    counted = tasks_by_place(request.caller, timezone.localdate(), township=township)
    codes = [row.code for row in counted]
    names = dict(Division.objects.filter(code__in=codes).values_list("code", "name"))
    phones = _phones(codes) if township else {}
    rows: list[dict[str, Any]] = [
        {
            "row": one,
            "name": names.get(one.code, "—"),
            "late": late_words(one),
            "telephone": phones.get(one.code, ""),
        }
        for one in counted
    ]
    context = {
        "rows": rows,
        "place": place,
        "open": sum(one.open for one in counted),
        "overdue": sum(one.overdue for one in counted),
        "bars": [(row["name"], row["row"].overdue, "") for row in rows if row["row"].overdue],
    }
    return render(request, "training/overdue.html", context)


def _phones(villages: list[str]) -> dict[str, str]:
    rows = ServicePoint.objects.filter(village_code__in=[code for code in villages if code])
    return dict(rows.values_list("village_code", "telephone"))
