"""Orders: found by reference or name, looked at, printed, cancelled, taken back; certificates of payment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuncuntong.cases.services.prints import count_print
from cuncuntong.foundation.identifiers import bank_card
from cuncuntong.foundation.pages import render as set_page
from cuncuntong.foundation.pages import render_many
from cuncuntong.ledgers.collection.enums import OrderState, Way
from cuncuntong.ledgers.collection.models import ContributionOrder, OrderBatch
from cuncuntong.ledgers.collection.references import clean_reference
from cuncuntong.ledgers.collection.selectors.household import may_issue_again
from cuncuntong.ledgers.collection.services import (
    cancel_order,
    issue_again,
    reverse_order,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.selectors import masked_id
from cuncuntong.network.access import Caller, NotVisible, fetch
from cuncuntong.network.enums import Ability
from cuncuntong.network.selectors import place_words
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.collection.papers import certificate_paper, order_paper, subsidy_words
from cuncuntong.web.collection.shared import (
    COLLECT,
    PAGE,
    PENSION,
    after,
    asked_of,
    in_place,
    page_links,
    places_of,
    tabs,
    toolbar,
    year_of,
)
from cuncuntong.web.downloads import pdf_response

TONES = {
    OrderState.ISSUED: "wait",
    OrderState.PAID: "good",
    OrderState.CANCELLED: "neutral",
    OrderState.EXPIRED: "neutral",
    OrderState.REVERSED: "bad",
}
MOST_PRINTED = 200


@needs(COLLECT, line=PENSION)
@require_GET
def orders(request: CallerRequest) -> HttpResponse:
    """The newest first."""
    asked, places = asked_of(request, "state", "way", "q", "year"), places_of(request.caller)
    rows = in_place(seen(request.caller), asked)
    if asked["state"] in OrderState.values:
        rows = rows.filter(state=asked["state"])
    if asked["way"] in Way.values:
        rows = rows.filter(way=asked["way"])
    if asked["year"]:
        rows = rows.filter(year=year_of(asked))
    if asked["q"]:
        number = clean_reference(asked["q"])
        rows = (
            rows.filter(reference__startswith=number)
            if number.isdecimal()
            else rows.filter(resident__name__contains=asked["q"])
        )
    last = after(request)
    if last is not None:
        rows = rows.filter(pk__lt=last)
    page = page_links(request, asked, list(rows.order_by("-pk")[: PAGE + 1]))
    context = {
        **page,
        **toolbar(places, asked),
        "tabs": tabs(request.caller, "collection:orders"),
        "rows": [
            (row, places.short(row.village_code), TONES[OrderState(row.state)]) for row in page["shown"]
        ],
        "states": OrderState.choices,
        "ways": Way.choices,
    }
    return render(request, "collection/orders.html", context)


def seen(caller: Caller) -> QuerySet[ContributionOrder]:
    """The orders of the caller's area, and those that they issued to a visitor."""
    rows = ContributionOrder.objects.select_related("resident", "account")
    if not caller.can(COLLECT, PENSION):
        return rows.none()
    inside = caller.limit(COLLECT, ContributionOrder.objects.all(), line=PENSION)
    return rows.filter(Q(pk__in=inside.values("pk")) | Q(actor=caller.account))


def order_or_404(request: CallerRequest, pk: int) -> ContributionOrder:
    """One order of these, with what its arrival posted."""
    row = (
        seen(request.caller)
        .select_related("entry", "subsidy", "batch", "actor", "back_payment")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise NotVisible("没有找到这份缴费通知，或它不在您的服务范围内。")
    return row


@needs(COLLECT, line=PENSION)
@require_GET
def order(request: CallerRequest, pk: int) -> HttpResponse:
    """One order."""
    return _page(request, order_or_404(request, pk))


def _page(
    request: CallerRequest, row: ContributionOrder, refused: LedgerRefused | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "order": row,
        "place": place_words([row])[0],
        "tone": TONES[OrderState(row.state)],
        "id_number": masked_id(row.resident),
        "payer_account": bank_card.mask(row.payer_account) if row.payer_account else "",
        "subsidy_words": subsidy_words(row),
        "arrivals": list(row.arrivals.select_related("file", "solved_by").order_by("pk")),
        "may_cancel": row.state == OrderState.ISSUED,
        "may_reverse": row.state == OrderState.PAID and request.caller.can(Ability.PENSION_POST, PENSION),
        "is_paid": row.state == OrderState.PAID,
        "may_again": may_issue_again(row),
        "why": request.POST.get("why", ""),
        "problems": [{"label": "原因", "what": refused.message, "remedy": refused.remedy}] if refused else [],
        "form_errors": bool(refused),
    }
    return render(request, "collection/order.html", context, status=422 if refused else 200)


@needs(COLLECT, line=PENSION)
@require_POST
def act(request: CallerRequest, pk: int) -> HttpResponse:
    """Cancels an unpaid order, takes a posting back, or issues an order for an approved year again."""
    row, today = order_or_404(request, pk), timezone.localdate()
    why, move = request.POST.get("why", ""), request.POST.get("move")
    try:
        if move == "again":
            made = issue_again(order=row, on=today, actor=request.caller.account)
            messages.success(
                request, f"{made.year}年度补缴的通知已重新开具，{made.valid_until:%Y-%m-%d}前有效。"
            )
            return redirect("collection:order", made.pk)
        if move == "reverse":
            request.caller.need(Ability.PENSION_POST, PENSION)
            reverse_order(caller=request.caller, order=row, why=why, today=today)
            messages.success(request, f"{row.resident.name}的这笔到账已冲正，款项在“到账差异”里等待处理。")
        else:
            cancel_order(order=row, on=today, why=why, actor=request.caller.account)
            messages.success(request, f"缴费通知{row.spaced}已取消，可以重新开具。")
    except LedgerRefused as refused:
        return _page(request, row, refused)
    return redirect("collection:order", pk)


@needs(COLLECT, line=PENSION)
@require_GET
def papers(request: CallerRequest) -> HttpResponse:
    """Orders as PDF: those named (?order=…), or a batch's that are not paid (?batch=…, ?part=2)."""
    rows = seen(request.caller).filter(state__in=[OrderState.ISSUED, OrderState.PAID])
    batch, part = whole(request.GET.get("batch", "")), whole(request.GET.get("part", "")) or 1
    if batch is not None:
        rows = rows.filter(batch=batch)
    else:
        rows = rows.filter(pk__in=[whole(one) or 0 for one in request.GET.getlist("order")[:MOST_PRINTED]])
    start = (min(part, 100) - 1) * MOST_PRINTED
    found = list(rows.order_by("village_code", "pk")[start : start + MOST_PRINTED])
    if not found:
        raise Http404("没有可以打印的缴费通知：可能已取消或过期，请重新开具。")
    reprint = 0
    if len(found) == 1:
        reprint = count_print(caller=request.caller, paper="contribution-order", reference=found[0].reference)
    else:
        first, last = found[0].reference, found[-1].reference
        count_print(caller=request.caller, paper="contribution-orders", reference=f"{first}-{last}")
    made = [
        order_paper(one, place, reprint=reprint) for one, place in zip(found, place_words(found), strict=True)
    ]
    return pdf_response(render_many(made).content, f"缴费通知{found[0].reference}.pdf")


@needs(COLLECT, line=PENSION)
@require_GET
def certificate(request: CallerRequest, pk: int) -> HttpResponse:
    """缴费证明 of a paid order."""
    row = order_or_404(request, pk)
    if row.state != OrderState.PAID or not row.token:
        messages.error(request, f"这份通知{row.get_state_display()}，没有到账，不能打印缴费证明。")
        return redirect("collection:order", pk)
    reprint = count_print(caller=request.caller, paper="contribution-certificate", reference=row.reference)
    document = certificate_paper(row, place_words([row])[0], reprint=reprint)
    return pdf_response(set_page(document).content, f"缴费证明{row.reference}.pdf")


@needs(COLLECT, line=PENSION)
@require_GET
def batch(request: CallerRequest, pk: int) -> HttpResponse:
    """What was issued at once, page by page: the orders, who got none and why."""
    made = fetch(request.caller, COLLECT, OrderBatch.objects.select_related("actor"), line=PENSION, pk=pk)
    rows, last = made.orders.select_related("resident"), after(request)
    sums = made.orders.aggregate(
        count=Count("pk"),
        total=Sum("amount"),
        printed=Count("pk", filter=Q(state__in=[OrderState.ISSUED, OrderState.PAID])),
    )
    if last is not None:
        rows = rows.filter(pk__gt=last)
    page = page_links(request, {}, list(rows.order_by("pk")[: PAGE + 1]))
    context = {
        **page,
        "batch": made,
        "rows": [(row, TONES[OrderState(row.state)]) for row in page["shown"]],
        "count": sums["count"],
        "total": sums["total"] or 0,
        "parts": range(1, -(-sums["printed"] // MOST_PRINTED) + 1),
        "most": MOST_PRINTED,
    }
    return render(request, "collection/batch.html", context)
