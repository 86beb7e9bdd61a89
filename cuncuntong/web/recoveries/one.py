"""One overpayment: its months, what was agreed and came back, what can be done; and its paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuncuntong.cases.services.prints import count_print
from cuncuntong.foundation.files.refusals import megabytes
from cuncuntong.foundation.pages import render as set_page
from cuncuntong.ledgers.recoveries.enums import AgreementState, OverpaymentState, RecoveryKind, ReturnWay
from cuncuntong.ledgers.recoveries.models import Agreement, Overpayment, Recovery
from cuncuntong.ledgers.recoveries.selectors import remaining, schedule_of, set_off_pending
from cuncuntong.ledgers.residents.selectors import masked_id, masked_telephone
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.downloads import pdf_response
from cuncuntong.web.recoveries.forms import AgreeForm, PagesForm, ReceiveForm, SignedForm
from cuncuntong.web.recoveries.paper import return_paper
from cuncuntong.web.recoveries.shared import PENSION, RECOVER, case_address, overpayment


@needs(RECOVER, line=PENSION)
@require_GET
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """The page with its three forms, empty."""
    return page(request, overpayment(request.caller, pk))


def page(
    request: CallerRequest,
    row: Overpayment,
    *,
    receive: ReceiveForm | None = None,
    agree: AgreeForm | None = None,
    signed: SignedForm | None = None,
    pages: PagesForm | None = None,
) -> HttpResponse:
    """The page; a form that is handed in was wrong, keeps what was typed, and makes the answer 422."""
    left, today = remaining(row), timezone.localdate()
    agreements = list(
        row.agreements.select_related("actor").prefetch_related("instalments", "pages__uploaded_by")
    )
    standing = next((one for one in agreements if one.state == AgreementState.STANDING), None)
    postings = list(row.postings.select_related("actor", "reverses", "reversed_by"))
    bad = next((form for form in (receive, agree, signed, pages) if form is not None), None)
    context: dict[str, Any] = {
        "row": row,
        "person": row.resident,
        "id_number": masked_id(row.resident),
        "telephone": masked_telephone(row.resident),
        "may_unmask": request.caller.can(Ability.RESIDENT_UNMASK),
        "left": left,
        "came": row.total - left,
        "pending": set_off_pending([row.pk]).get(row.pk),
        "items": list(row.items.all()),
        "agreement": standing,
        "schedule": _schedule(standing, left, today),
        "postings": postings,
        "open": row.state == OverpaymentState.OPEN,
        "receive": receive or ReceiveForm(initial={"received_on": f"{today:%Y-%m-%d}"}, label_suffix=""),
        "agree": agree or agree_form(row, initial=_agreed(standing)),
        "signed": signed or SignedForm(initial=_signed(standing), label_suffix=""),
        "pages": pages or PagesForm(label_suffix=""),
        "scans": _scans(agreements, standing),
        "wrong": bad,
        "changing": agree is not None,
        "form_errors": bad is not None,
        "case_url": case_address(row.case_number),
        "events": _events(row, agreements, postings),
        "overdue": bool(row.next_due_on and row.next_due_on < today and left > 0),
    }
    return render(request, "recoveries/one.html", context, status=200 if bad is None else 422)


def agree_form(row: Overpayment, data: Any = None, **more: Any) -> AgreeForm:
    """The ways that this one can be returned in."""
    form = AgreeForm(data, label_suffix="", **more)
    return form if row.interest_line is None else form.without_offset()


def _scans(agreements: list[Agreement], standing: Agreement | None) -> list[dict[str, Any]]:
    """The signed papers, those of earlier arrangements behind; what was set aside says why."""
    ordered = sorted(agreements, key=lambda one: (one.state != AgreementState.STANDING, -one.pk))
    return [
        {
            "page": page,
            "note": "" if agreement == standing else f"{agreement.agreed_on:%Y-%m-%d}的约定",
            "size": megabytes(page.size),
        }
        for agreement in ordered
        for page in agreement.pages.all()
    ]


def _schedule(agreement: Agreement | None, left: Any, today: Any) -> list[dict[str, Any]]:
    if agreement is None or agreement.way == ReturnWay.OFFSET:
        return []
    rows = []
    for one in schedule_of(agreement, left):
        if one.done:
            words, tone = "已退", "good"
        elif one.due_on < today:
            words, tone = f"逾期{(today - one.due_on).days}天", "bad"
        else:
            words, tone = "未到期", "neutral"
        rows.append({"one": one, "words": words, "tone": tone})
    return rows


def _agreed(agreement: Agreement | None) -> dict[str, Any]:
    if agreement is None:
        return {"way": ReturnWay.ONCE}
    return {
        "way": agreement.way,
        "payer": agreement.payer,
        "relation": agreement.relation,
        "monthly": agreement.monthly,
    }


def _signed(agreement: Agreement | None) -> dict[str, Any]:
    if agreement is None:
        return {}
    return {"signed_by": agreement.signed_by or agreement.payer, "signed_note": agreement.signed_note}


def _events(row: Overpayment, agreements: list[Agreement], postings: list[Recovery]) -> list[dict[str, Any]]:
    """What happened, the newest first."""
    events = [
        {
            "title": "认定多领",
            "at": row.at,
            "who": str(row.actor or "系统"),
            "text": f"{row.cause}，共{row.total}元",
            "tone": "wait",
        }
    ]
    for one in agreements:
        words = f"{one.get_way_display()}，{one.covers}元，由{one.payer}退回（{one.get_state_display()}）"
        if one.signed_on:
            words += f"；{one.signed_on:%Y-%m-%d}{one.signed_by}签字"
        events.append(
            {
                "title": "约定退回",
                "at": one.at,
                "who": str(one.actor or "系统"),
                "text": words,
                "tone": "info",
            }
        )
    for posting in postings:
        back = posting.kind == RecoveryKind.REVERSAL
        words = f"{posting.amount}元" + (f"，凭证{posting.receipt}" if posting.receipt else "")
        if posting.account_amount:
            words += f"，其中个人账户{posting.account_amount}元"
        if posting.note:
            words += f"。{posting.note}"
        events.append(
            {
                "title": str(posting.get_kind_display()),
                "at": posting.at,
                "who": str(posting.actor or "系统"),
                "text": words,
                "tone": "bad" if back else "good",
            }
        )
    if row.undone_at:
        events.append({"title": "已撤销", "at": row.undone_at, "who": "", "text": "", "tone": "neutral"})
    return sorted(events, key=lambda event: event["at"], reverse=True)


@needs(RECOVER, Ability.PENSION_READ, line=PENSION)
@require_GET
def paper(request: CallerRequest, pk: int) -> HttpResponse:
    """退款通知 without an arrangement, 退回协议 with one: to be signed at the point or at the county."""
    caller = request.caller
    ability = RECOVER if caller.can(RECOVER, PENSION) else Ability.PENSION_READ
    row = overpayment(caller, pk, ability)
    if row.state == OverpaymentState.UNDONE:
        messages.error(request, "这笔多领待遇已经撤销，没有可打印的协议。")
        return redirect("recoveries:one", pk) if caller.can(RECOVER, PENSION) else redirect("home")
    agreement = row.agreements.filter(state=AgreementState.STANDING).prefetch_related("instalments").first()
    reprint = count_print(
        caller=caller, paper="return", reference=f"{row.number}-{agreement.pk if agreement else 0}"
    )
    document = return_paper(row, agreement, left=remaining(row), reprint=reprint)
    return pdf_response(set_page(document).content, f"{document.title}{row.number}.pdf")
