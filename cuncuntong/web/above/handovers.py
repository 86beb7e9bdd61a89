"""What goes up: the list with its figures, one with its history, sent again by hand."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.circuit import NAME, close_now
from cuncuntong.ledgers.above.enums import OPEN, CircuitState, HandoverState
from cuncuntong.ledgers.above.hooks import kinds
from cuncuntong.ledgers.above.models import Answer, Circuit, Handover
from cuncuntong.ledgers.above.selectors import Counts, counts, kind_name, standing, visible, with_problem
from cuncuntong.ledgers.above.services import send_now
from cuncuntong.ledgers.above.transports import chosen
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.web.above.payload_words import pairs
from cuncuntong.web.above.shared import (
    ANSWER_TONES,
    CIRCUIT_TONES,
    MANAGE,
    PAGE,
    READ,
    TONES,
    sections,
)
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.paging import page_of

ALL_OPEN, LATE, REJECTED = "open", "late", "rejected"
# Events whose words say nothing of a person.
OF_THE_CONNECTION = {"已报送", "报送失败", "答复格式不对"}


@needs(READ)
@require_safe
def listing(request: CallerRequest) -> HttpResponse:
    """What waits, the longest first; what is answered, the newest first."""
    asked = {name: request.GET.get(name, "").strip()[:80] for name in ("state", "kind", "q")}
    after = whole(request.GET.get("after", ""))
    figures = counts(request.caller)
    shown = _filtered(visible(request.caller), asked, after)
    rows = list(with_problem(shown.select_related("resident"))[: PAGE + 1])
    page = page_of(rows, PAGE, asked, first=after is None)
    sees_names = request.caller.can(Ability.RESIDENT_READ)
    context = {
        **page,
        **connection(request),
        "tabs": sections("above:list", figures.problems),
        "states": _states(asked, figures),
        "rows": [_row(row, sees_names) for row in page["shown"]],
        "asked": asked,
        "kinds": kinds(),
        "figures": figures,
    }
    return render(request, "above/list.html", context)


def _filtered(rows: QuerySet[Handover], asked: dict[str, str], after: int | None) -> QuerySet[Handover]:
    state = asked["state"] or ALL_OPEN
    falling = state in (HandoverState.AGREED, HandoverState.REFUSED, HandoverState.WITHDRAWN)
    if asked["q"]:
        text = asked["q"]
        rows = rows.filter(Q(key=text) | Q(case_number=text.upper()) | Q(reference=text))
    elif state in HandoverState.values:
        rows = rows.filter(state=state)
        if state == HandoverState.FAILED:
            rows = rows.filter(next_try_at__isnull=False)  # the others were rejected
    else:
        rows = rows.filter(state__in=[one.value for one in OPEN])
        if state == LATE:
            rows = rows.filter(due_on__lt=timezone.localdate())
        elif state == REJECTED:
            rows = rows.filter(state=HandoverState.FAILED, next_try_at__isnull=True)
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    if after is not None:
        rows = rows.filter(pk__lt=after) if falling else rows.filter(pk__gt=after)
    return rows.order_by("-pk" if falling else "pk")


def _row(row: Handover, sees_names: bool) -> dict[str, Any]:
    told = standing(row)
    return {
        "row": row,
        "standing": told,
        # Of a connection that fails everybody hears; what the province says of a person is for who sees them.
        "more": told.more if sees_names or row.next_try_at is not None else "",
        "who": row.resident.name if sees_names and row.resident else "",
        "tone": TONES[HandoverState(row.state)],
    }


def _states(asked: dict[str, str], figures: Counts) -> list[dict[str, Any]]:
    now = asked["state"] or ALL_OPEN
    tabs = (
        (ALL_OPEN, "没有答复的", figures.open, ""),
        (HandoverState.WAITING, "待报送", figures.waiting, ""),
        (HandoverState.SENT, "已报送", figures.sent, ""),
        (HandoverState.FAILED, "报送失败", figures.failed, "bad"),
        (REJECTED, "上级拒收", figures.rejected, "bad"),
        (LATE, "超过时限", figures.late, "bad"),
        (HandoverState.REFUSED, "上级不同意", None, ""),
        (HandoverState.AGREED, "已办结", None, ""),
        (HandoverState.WITHDRAWN, "已撤回", None, ""),
    )
    kind = f"&kind={asked['kind']}" if asked["kind"] in {one.code for one in kinds()} else ""
    return [
        {
            "label": label,
            "url": f"{reverse('above:list')}?state={code}{kind}",
            "current": code == now and not asked["q"],
            "count": count,
            "tone": tone if count else "",
        }
        for code, label, count, tone in tabs
    ]


def connection(request: CallerRequest) -> dict[str, Any]:
    """How the county is connected, and the circuit."""
    way = chosen()
    row = Circuit.objects.filter(name=NAME).first() if way == "http" else None
    return {
        "way": way,
        "folder": settings.CUNCUNTONG["ABOVE_DIR"] if way == "file" else "",
        "circuit": row,
        "circuit_tone": CIRCUIT_TONES[CircuitState(row.state)] if row else "",
        "may_manage": request.caller.can(MANAGE),
    }


@needs(READ)
@require_safe
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """One handover: what was sent, what was answered, what happened; reading it is logged."""
    rows = with_problem(Handover.objects.select_related("resident", "made_by", "package"))
    row = fetch(request.caller, READ, rows, pk=pk)
    sees_person = request.caller.can(Ability.RESIDENT_READ)
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="above.read",
            object_type="above.Handover",
            object_id=str(row.pk),
            detail={"key": row.key, "resident": row.resident_id},
        )
    answers = list(Answer.objects.filter(handover=row).order_by("pk"))
    context = {
        **connection(request),
        **_row(row, sees_person),
        "sees_person": sees_person,
        "payload": pairs(row.payload, row.kind) if sees_person else [],
        "answers": [
            {"row": answer, "tone": ANSWER_TONES[answer.state], "data": pairs(answer.data, row.kind)}  # type: ignore[index]
            for answer in answers
        ],
        "events": [
            {
                "title": event.what,
                "at": event.at,
                "who": event.actor or "系统",
                "text": event.words if sees_person or event.what in OF_THE_CONNECTION else "",
            }
            for event in row.events.select_related("actor").order_by("-pk")[:200]
        ],
        "open": row.state in OPEN,
        "reads_cases": request.caller.can(Ability.CASE_READ),
    }
    return render(request, "above/one.html", context)


@needs(MANAGE)
@require_POST
def again(request: CallerRequest, pk: int) -> HttpResponse:
    """Sent, or asked for, at the next round."""
    try:
        row = send_now(caller=request.caller, pk=pk)
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
    else:
        name = kind_name(row.kind)
        did = "马上去问上级" if row.state == HandoverState.SENT else "马上报送"
        messages.success(request, f"“{name}”已排到最前，{did}，请过半分钟刷新查看。")
    return redirect("above:one", pk)


@needs(MANAGE)
@require_POST
def try_circuit(request: CallerRequest) -> HttpResponse:
    """Lets one call through the open circuit at the next round."""
    with transaction.atomic():
        close_now()
        record(
            actor=request.caller.account,
            action="above.circuit_tried",
            object_type="above.Circuit",
            object_id="province",
        )
    messages.success(request, "下一轮会试着连一次上级系统；连通后自动恢复报送。")
    return redirect("above:list")
