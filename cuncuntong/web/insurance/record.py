"""A person's insurance kept above: found like anybody, shown scheme by scheme with its days."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cuncuntong.ledgers.insurance.enums import InsuranceScheme, MonthState
from cuncuntong.ledgers.insurance.models import FlexibleDeclaration, Participation, PensionStop
from cuncuntong.ledgers.insurance.selectors import (
    Paid,
    PaidHistory,
    PaidYear,
    histories_of,
    payments_of_all,
    schemes_seen,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import reading_once
from cuncuntong.ledgers.residents.selectors import find_residents, masked_id, open_resident
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.insurance.shared import LINE, READ, TONES, sections

MARKS = {
    MonthState.ARRIVED: "√",
    MonthState.BACK_PAID: "补",
    MonthState.OWED: "欠",
    MonthState.REFUNDED: "退",
}


@needs(READ, line=LINE)
@require_safe
def find(request: CallerRequest) -> HttpResponse:
    """One box, and whom it finds with what they are insured in."""
    text = request.GET.get("q", "").strip()[:40]
    message, rows = "", []
    if text:
        found = find_residents(request.caller, text)
        if found.exact and len(found.rows) == 1:
            return redirect("insurance:resident", found.rows[0].pk)
        message, rows = found.message, _rows(request.caller, found.rows)
        if found.more:
            message = "只列出前20人，请输入更完整的姓名或号码。"
    context = {"q": text, "rows": rows, "message": message, "tabs": sections("insurance:find")}
    return render(request, "insurance/find.html", context)


def _rows(caller: Caller, people: list[Resident]) -> list[dict[str, Any]]:
    seen = schemes_seen(caller, people)
    insured: dict[int, list[Participation]] = {}
    for row in Participation.objects.filter(resident__in=people).order_by("scheme"):
        if row.scheme in seen[row.resident_id]:
            insured.setdefault(row.resident_id, []).append(row)
    return [
        {"person": person, "id_number": masked_id(person), "insured": insured.get(person.pk, [])}
        for person in people
        if seen[person.pk]
    ]


@needs(READ, line=LINE)
@require_safe
def resident(request: CallerRequest, pk: int) -> HttpResponse:
    """The schemes of the caller's lines: years and months, the benefit, payments, and what was declared."""
    person = open_resident(request.caller, pk)
    seen = schemes_seen(request.caller, [person])[person.pk]
    if not seen:
        raise NotVisible("没有找到这位居民，或其不在您的服务范围内。")
    with reading_once(person):
        histories, paid = histories_of(person), payments_of_all(person)
    histories = [one for one in histories if one.participation.scheme in seen]
    declared, stops = _declared(person) if InsuranceScheme.EMPLOYEE_PENSION in seen else ([], [])
    context = {
        "person": person,
        "id_number": masked_id(person),
        "schemes": [_scheme(one, paid.get(one.participation.pk, [])) for one in histories],
        "declared": [{"row": row, "tone": TONES[row.state]} for row in declared],
        "stops": [{"row": row, "tone": TONES[row.state]} for row in stops],
        "may_file": request.caller.can(Ability.CASE_FILE),
    }
    return render(request, "insurance/resident.html", context)


def _declared(person: Resident) -> tuple[list[FlexibleDeclaration], list[PensionStop]]:
    """What was handed up of a person's employees' pension, the newest first."""
    declared = FlexibleDeclaration.objects.filter(resident=person).order_by("-pk")
    stops = PensionStop.objects.filter(resident=person).defer("evidence").order_by("-pk")
    return list(declared), list(stops)


def _scheme(history: PaidHistory, paid: list[Paid]) -> dict[str, Any]:
    row = history.participation
    pension = getattr(row, "pension", None)
    return {
        "history": history,
        "row": row,
        "tone": TONES[row.state],
        "years": [{"year": one, "months": _months(one)} for one in reversed(history.years)],
        "pension": pension,
        "pension_tone": TONES[pension.state] if pension else "",
        "paid": [{"one": one, "tone": TONES[one.row.state]} for one in paid],
    }


def _months(year: PaidYear) -> list[str]:
    cells = [""] * 12
    for one in year.months:
        cells[one.month.month - 1] = MARKS[MonthState(one.state)] + ("外" if one.place else "")
    return cells
