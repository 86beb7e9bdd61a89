"""Proofs that were made: the list, the paper again, revoking one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from cuncuntong.cases.services.prints import count_print
from cuncuntong.foundation.pages import render as set_page
from cuncuntong.ledgers.proofs.models import InsuranceProof
from cuncuntong.ledgers.proofs.selectors import READ, proof_of_code, seen
from cuncuntong.ledgers.proofs.services import revoke_proof
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import NotVisible
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.downloads import pdf_response
from cuncuntong.web.paging import page_of
from cuncuntong.web.proofs.papers import proof_paper

PAGE = 50


@needs(READ)
@require_safe
def listing(request: CallerRequest) -> HttpResponse:
    """The newest first; by number, check code or name."""
    return _page(request)


def _page(
    request: CallerRequest, refused: LedgerRefused | None = None, pk: int | None = None
) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:40]
    rows = seen(request.caller)
    if asked:
        by_code = proof_of_code(asked)
        rows = (
            rows.filter(pk=by_code.pk)
            if by_code
            else rows.filter(number=asked.upper())
            if asked[:2].upper() == "CB"
            else rows.filter(resident__name__contains=asked)
        )
    last = whole(request.GET.get("after", ""))
    if last is not None:
        rows = rows.filter(pk__lt=last)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    page = page_of(found, PAGE, {"q": asked}, first=not request.GET.get("after"))
    today = timezone.localdate()
    context: dict[str, Any] = {
        "rows": [(row, *_state(row, row.holds(today))) for row in page["shown"]],
        **page,
        "asked": asked,
        "refused_pk": pk,
        "problems": [
            {"label": "作废原因", "what": refused.message, "remedy": refused.remedy, "field": f"why-{pk}"}
        ]
        if refused
        else [],
        "form_errors": bool(refused),
    }
    return render(request, "proofs/list.html", context, status=422 if refused else 200)


def _state(row: InsuranceProof, holds: bool) -> tuple[str, str]:
    if row.revoked_at is not None:
        return "已作废", "bad"
    return ("有效", "good") if holds else ("已过有效期", "neutral")


def _one(request: CallerRequest, pk: int) -> InsuranceProof:
    row = seen(request.caller).filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有找到这份参保证明，或它不在您的服务范围内。")
    return row


@needs(READ)
@require_GET
def paper(request: CallerRequest, pk: int) -> HttpResponse:
    """The PDF; a revoked one is not printed any more."""
    row = _one(request, pk)
    if row.revoked_at is not None:
        messages.error(request, f"参保证明{row.number}已作废，不能打印，请重新出具。")
        return redirect("proofs:list")
    reprint = count_print(caller=request.caller, paper="insurance-proof", reference=row.number)
    return pdf_response(set_page(proof_paper(row, reprint=reprint)).content, f"参保证明{row.number}.pdf")


@needs(READ)
@require_POST
def revoke(request: CallerRequest, pk: int) -> HttpResponse:
    """Makes a proof void, with the reason."""
    row = _one(request, pk)
    try:
        revoke_proof(proof=row, why=request.POST.get("why", ""), actor=request.caller.account)
    except LedgerRefused as refused:
        return _page(request, refused, pk)
    messages.success(request, f"参保证明{row.number}已作废，扫码核验会显示无效。")
    return redirect("proofs:list")
