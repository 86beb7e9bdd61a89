"""个人账户对账单: a resident's accounts on paper and as a workbook; handing one out is audited."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuncuntong.cases.papers.common import day, footer, office, person_rows
from cuncuntong.foundation.audit import record
from cuncuntong.foundation.money import capital_yuan, format_yuan
from cuncuntong.foundation.pages import Block, Document, KeyValues, Note, Paper, Subheading, Table, render
from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.ledgers.pensions.selectors import SchemeHistory, YearRow, contribution_history
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import masked_id, see_resident
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.downloads import pdf_response, workbook_response
from cuncuntong.web.pensions.accounts import PENSION, READ, shown_number

HEADS = ("年度", "缴费类型", "档次", "个人缴费", "集体补助", "政府补贴", "利息", "转移", "支付", "小计")
COLUMNS = (
    Column("year", "年度", kind="int", width=8),
    Column("paying", "缴费类型", width=12),
    Column("level", "档次", kind="int", width=10),
    Column("own", "个人缴费", kind="money"),
    Column("collective", "集体补助", kind="money"),
    Column("subsidy", "政府补贴", kind="money"),
    Column("interest", "利息", kind="money"),
    Column("transfer", "转入转出", kind="money"),
    Column("payment", "支付", kind="money"),
    Column("total", "小计", kind="money"),
    Column("arrived", "到账日期", kind="date", width=12),
)
_SUMS = ("own", "collective", "subsidy", "interest", "transfer", "payment", "total")


def _histories(request: CallerRequest, pk: int, paper: str) -> tuple[Resident, list[SchemeHistory]]:
    person = see_resident(request.caller, pk)
    history = contribution_history(person)
    found = [one for one in (history.basic, history.supplementary) if one is not None]
    if not found:
        raise Http404
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="pension.statement_made",
            object_type="residents.Resident",
            object_id=str(person.pk),
            detail={"paper": paper},
        )
    return person, found


@needs(READ, line=PENSION)
@require_GET
def statement_pdf(request: CallerRequest, pk: int) -> HttpResponse:
    """The statement as a paper."""
    person, found = _histories(request, pk, "pdf")
    return pdf_response(render(statement(person, found)).content, f"个人账户对账单-{person.name}.pdf")


def statement(person: Resident, found: list[SchemeHistory]) -> Document:
    """The paper: who, then each account with its years and its balance."""
    blocks: list[Block] = [KeyValues(person_rows(person), columns=2)]
    for one in found:
        account = one.account
        blocks += [
            Subheading(one.scheme_label),
            KeyValues(
                [
                    ("个人账户编号", shown_number(account)),
                    ("账户状态", account.get_state_display()),
                    ("参保日期", day(account.opened_on)),
                    ("缴费档次", f"{account.level}元/年" if account.level else "—"),
                    ("累计缴费年限", f"{one.years_paid}年"),
                    ("账户余额", f"{format_yuan(one.balance)}元（{capital_yuan(one.balance)}）"),
                ],
                columns=2,
            ),
            Table(
                HEADS,
                [_line(row) for row in one.rows],
                numeric=[*range(2, len(HEADS))],
                total=["合计", "", "", *(format_yuan(getattr(one.totals, name)) for name in _SUMS)],
                empty="还没有记账",
            ),
        ]
    blocks.append(Note("账户余额等于各笔明细之和。对明细有疑问的，请在服务点或县级经办机构核对。"))
    return Document(
        title="城乡居民养老保险个人账户对账单",
        subtitle=office(),
        paper=Paper.A4_LANDSCAPE,
        blocks=blocks,
        footer=f"打印日期：{day(timezone.localdate())}  {footer()}",
    )


def _line(row: YearRow) -> list[str]:
    sums = [format_yuan(getattr(row, name)) if getattr(row, name) else "" for name in _SUMS]
    return [str(row.year), row.paying_label, str(row.level or ""), *sums]


@needs(READ, line=PENSION)
@require_GET
def statement_xlsx(request: CallerRequest, pk: int) -> HttpResponse:
    """The same as a workbook, a sheet for each account."""
    person, found = _histories(request, pk, "xlsx")
    sheets = [
        Sheet(
            one.scheme_label,
            COLUMNS,
            [*(_values(row) for row in one.rows), {**_values(one.totals), "year": None, "paying": "合计"}],
            heading=f"{one.scheme_label}个人账户对账单",
            lines=(
                f"{person.name}  {masked_id(person)}  账户{shown_number(one.account)}",
                f"累计缴费{one.years_paid}年，余额{format_yuan(one.balance)}元",
            ),
        )
        for one in found
    ]
    return workbook_response(write_workbook(sheets), f"个人账户对账单-{person.name}.xlsx")


def _values(row: YearRow) -> dict[str, Any]:
    return {
        "year": row.year,
        "paying": row.paying_label,
        "level": row.level,
        "arrived": row.arrived_on,
        **{name: getattr(row, name) for name in _SUMS},
    }
