"""Months that were paid and not due: the list, money that came back, and the paper."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST, require_safe

from cuncuntong.cases.papers.common import footer
from cuncuntong.cases.services.prints import count_print
from cuncuntong.foundation.identifiers import resident_id
from cuncuntong.foundation.money import capital_yuan, format_yuan
from cuncuntong.foundation.pages import Document, KeyValues, Note, Paragraphs, Signatures, Subheading, Table
from cuncuntong.foundation.pages import render as set_page
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.unemployment.enums import MonthState, OverpaidState
from cuncuntong.ledgers.unemployment.models import Overpaid
from cuncuntong.ledgers.unemployment.selectors import left_of, with_returned
from cuncuntong.ledgers.unemployment.services import receive
from cuncuntong.network.access import fetch
from cuncuntong.network.selectors import place_words
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.downloads import pdf_response
from cuncuntong.web.unemployment.forms import ReceiveForm
from cuncuntong.web.unemployment.one import render_one
from cuncuntong.web.unemployment.shared import (
    LINE,
    MANAGE,
    OVERPAID_TONES,
    READ,
    asked_of,
    benefit,
    in_place,
    overpaid_of_area,
    sections,
)
from cuncuntong.web.work import pages


@needs(READ, line=LINE)
@require_safe
def listing(request: CallerRequest) -> HttpResponse:
    """What is still to come back, the newest first."""
    asked = asked_of(request, tuple(OverpaidState.values), OverpaidState.OPEN)
    own = overpaid_of_area(request.caller).filter(in_place(asked))
    counts = dict(own.order_by().values_list("state").annotate(Count("pk")))
    rows = own if asked["state"] == "all" else own.filter(state=asked["state"])
    shown, turning = pages.keyed_page(with_returned(rows), request, asked)
    context = {
        "rows": [
            {"row": row, "place": place, "tone": OVERPAID_TONES[OverpaidState(row.state)]}
            for row, place in zip(shown, place_words(shown), strict=True)
        ],
        "sections": sections(request.caller, "unemployment:overpaid"),
        "states": [
            {
                "label": str(state.label),
                "url": pages.query(asked, state=str(state.value)),
                "current": asked["state"] == state,
                "count": counts.get(state.value, 0),
                "tone": "",
            }
            for state in OverpaidState
        ],
        "asked": asked,
        **turning,
    }
    return render(request, "unemployment/overpaid.html", context)


def _seen(request: CallerRequest, pk: int, ability: str = READ) -> Overpaid:
    rows = Overpaid.objects.select_related("resident__village", "benefit")
    return fetch(request.caller, ability, rows, line=LINE, pk=pk)


@require_POST
@needs(MANAGE, line=LINE)
def take_in(request: CallerRequest, pk: int) -> HttpResponse:
    """A bank receipt of money that came back."""
    row, form = _seen(request, pk, MANAGE), ReceiveForm(request.POST)
    if form.is_valid():
        try:
            row = receive(overpaid=row, actor=request.caller.account, **form.cleaned_data)
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            done = row.state == OverpaidState.RETURNED
            messages.success(request, "已退清。" if done else f"已登记，还应退{left_of(row)}元。")
            return redirect("unemployment:one", row.benefit_id)
    owner = benefit(request.caller, row.benefit_id, MANAGE)
    return render_one(request, owner, status=422, receive_form=form, receiving=True)


@needs(READ, line=LINE)
@require_GET
def paper(request: CallerRequest, pk: int) -> HttpResponse:
    """退款通知书, to be given to the person."""
    row = _seen(request, pk)
    reprint = count_print(caller=request.caller, paper="benefit_return", reference=row.number)
    document = return_paper(row, reprint)
    return pdf_response(set_page(document).content, f"{document.title}{row.number}.pdf")


def return_paper(row: Overpaid, reprint: int = 0) -> Document:
    """What was overpaid month by month, and how it is returned."""
    left = left_of(row)
    months = row.benefit.paid.filter(state=MonthState.OVERPAID).order_by("month")
    return Document(
        title="多领失业保险金退款通知书",
        number=row.number,
        number_label="退回编号",
        blocks=[
            KeyValues(
                [
                    ("领取人", row.resident.name),
                    ("身份证号码", resident_id.mask(row.resident.id_number)),
                    ("原因", row.why),
                    ("住址", row.resident.village.full_name),
                ],
                columns=2,
            ),
            Subheading("一、多领的月份"),
            Table(
                ["所属月份", "金额（元）"],
                [[f"{one.month.year}年{one.month.month}月", format_yuan(one.amount)] for one in months],
                numeric=[1],
                total=["合计", format_yuan(row.total)],
            ),
            Note(f"还应退回{format_yuan(left)}元（{capital_yuan(left)}）。", strong=True),
            Subheading("二、怎样退回"),
            Paragraphs(
                [
                    "请到银行缴回失业保险基金账户，账户信息向县级经办机构询问，并索要缴款凭证。"
                    "服务点和工作人员不收现金。",
                    "《社会保险经办条例》规定，多领的社会保险待遇应当退回。对金额有疑问的，"
                    "可以到任一服务点核对发放记录（第27项）。",
                ]
            ),
            Signatures([("领取人签字：", "年    月    日"), ("经办人签字：", "年    月    日")]),
        ],
        footer=footer(),
        reprint=reprint,
    )
