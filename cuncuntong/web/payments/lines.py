"""Lines of a run: compared with last month, listed, and one explained part by part."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from cuncuntong.ledgers.payments.enums import ChangeKind, LineState
from cuncuntong.ledgers.payments.models import Finding, LateReturn, PayItem, PayLine
from cuncuntong.ledgers.payments.selectors import by_state, comparison, counties_of, lines_compared, paid_line
from cuncuntong.ledgers.payments.services.coming_back import ANSWERED
from cuncuntong.network.enums import Ability
from cuncuntong.network.selectors import place_words, townships
from cuncuntong.rules.parameters import Confidence
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.payments.forms import CameBackForm
from cuncuntong.web.payments.reading import (
    LINE_TONES,
    LINES,
    change_words,
    in_menu,
    masked_account,
    months_of,
    run_frame,
    run_name,
    runs_url,
    seen_line,
    seen_run,
)
from cuncuntong.web.work import pages


@needs(Ability.PAY_READ, line=LINES)
def changes(request: CallerRequest, pk: int) -> HttpResponse:
    """New, changed and ended lines with the reason of each."""
    run = seen_run(request, pk)
    kind = request.GET.get("kind", "")
    compared = comparison(run)
    kind = kind if kind in {one.kind for one in compared} else ChangeKind.CHANGED.value
    rows = lines_compared(run, kind).select_related("resident")
    shown, turning = pages.keyed_page(rows, request, {"kind": kind})
    context = {
        **run_frame(run, "changes"),
        "compared": compared,
        "kinds": [
            {
                "label": one.label,
                "url": pages.query({"kind": one.kind}),
                "current": one.kind == kind,
                "count": one.count,
            }
            for one in compared
        ],
        "rows": [
            {"line": line, "place": place, "difference": _difference(line)}
            for line, place in zip(shown, place_words(shown), strict=True)
        ],
        **turning,
    }
    return render(request, "payments/changes.html", context)


def _difference(line: PayLine) -> Decimal:
    """What is paid this month less last month's."""
    paid = Decimal("0.00") if line.state == LineState.HELD else line.amount
    return paid - (line.before or Decimal("0.00"))


@needs(Ability.PAY_READ, line=LINES)
def listing(request: CallerRequest, pk: int) -> HttpResponse:
    """All lines of a run, by state, township and name."""
    run = seen_run(request, pk)
    values = pages.asked(request, "state", "township", "name")
    rows = PayLine.objects.filter(run=run).select_related("resident")
    if values["state"] in LineState.values:
        rows = rows.filter(state=values["state"])
    if values["township"]:
        rows = rows.filter(township_code=values["township"])
    if values["name"]:
        rows = rows.filter(resident__name__startswith=values["name"])
    shown, turning = pages.keyed_page(rows, request, values)
    months = months_of([line.pk for line in shown])
    counts = {share.key: share.count for share in by_state(run)}
    states = [(key, str(label)) for key, label in LineState.choices if counts.get(key)]
    context = {
        **run_frame(run, "lines"),
        "states": pages.state_tabs(states, counts, values["state"], values, {LineState.FAILED: "bad"}),
        "townships": townships(run.county_code),
        "values": values,
        "rows": [
            {
                "line": line,
                "place": place,
                "month": months.get(line.pk, ""),
                "change": change_words(line, run),
                "tone": LINE_TONES[LineState(line.state)],
            }
            for line, place in zip(shown, place_words(shown), strict=True)
        ],
        **turning,
    }
    return render(request, "payments/lines.html", context)


@needs(Ability.PAY_READ, Ability.PAY_FOLLOW, line=LINES)
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """A line: each amount with its parts, formula and figure, as the run froze them."""
    return line_page(request, seen_line(request.caller, pk, Ability.PAY_READ, Ability.PAY_FOLLOW))


def line_page(request: CallerRequest, line: PayLine, form: CameBackForm | None = None) -> HttpResponse:
    """The page of a line; 422 with a form that was refused."""
    in_menu(request, line.run.fund)
    paid = paid_line(line, list(PayItem.objects.filter(line=line).order_by("month", "pk")))
    reads = line.run.county_code in counties_of(request.caller, Ability.PAY_READ, line.run.fund)
    prepares = line.run.county_code in counties_of(request.caller, Ability.PAY_PREPARE, line.run.fund)
    context = {
        "line": line,
        "paid": paid,
        "items": [_item(item) for item in paid.items],
        "name": run_name(line.run),
        "change": change_words(line, line.run),
        "tone": LINE_TONES[LineState(line.state)],
        "place": place_words([line])[0],
        "account": masked_account(line.payee),
        "findings": list(Finding.objects.filter(line=line).select_related("decided_by")),
        "reads_run": reads,
        "list_url": runs_url(line.run),
        "may_follow": line.state == LineState.FAILED,
        "may_release": prepares and line.state == LineState.FAILED,
        "may_take_back": prepares
        and line.state == LineState.PAID
        and bool(line.amount)
        and line.run.state in ANSWERED,
        "late": LateReturn.objects.filter(line=line).select_related("actor", "reversal").first(),
        "back_form": form or CameBackForm(),
        "form": form,
    }
    return render(request, "payments/line.html", context, status=422 if form else 200)


def _item(item: Any) -> dict[str, Any]:
    return {"item": item, "parts": [{"part": part, **_figure(part.figure)} for part in item.parts]}


def _figure(figure: dict[str, Any]) -> dict[str, Any]:
    """A figure's source, and whether it counts as confirmed."""
    confidence = Confidence(figure["confidence"]) if figure else Confidence.MEMORY
    return {
        "source": figure.get("source", ""),
        "text": figure.get("text", ""),
        "confirmed": confidence.is_confirmed,
        "confidence": confidence.label,
    }
