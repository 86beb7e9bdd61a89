"""A run on paper and as a workbook: the summary that is signed, and the lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuncuntong.cases.papers.common import day, footer, office
from cuncuntong.foundation.audit import record
from cuncuntong.foundation.money import capital_yuan
from cuncuntong.foundation.pages import Document, KeyValues, Signatures, Table, render
from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.ledgers.payments.enums import ChangeKind, LineState
from cuncuntong.ledgers.payments.funds import terms_of
from cuncuntong.ledgers.payments.models import PayLine, PayRun
from cuncuntong.ledgers.payments.selectors import by_scheme, by_state, by_township, comparison
from cuncuntong.ledgers.payments.selectors.runs import Share
from cuncuntong.ledgers.payments.services.coming_back import ANSWERED
from cuncuntong.network.enums import Ability, Level
from cuncuntong.network.models import Division
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.downloads import pdf_response, workbook_response
from cuncuntong.web.payments.reading import LINES, change_words, months_of, run_name, seen_run

COLUMNS = (
    Column("reference", "业务流水号", width=28),
    Column("name", "姓名", width=12),
    Column("township", "乡镇", width=14),
    Column("village", "村（社区）", width=16),
    Column("scheme", "险种", width=24),
    Column("months", "所属月份", width=22),
    Column("amount", "金额（元）", kind="money", width=14),
    Column("before", "上月（元）", kind="money", width=14),
    Column("change", "与上月相比", width=14),
    Column("why", "变化原因", width=40),
    Column("state", "状态", width=12),
    Column("failed", "失败原因", width=20),
    Column("settled_on", "到账或退回日期", kind="date", width=14),
)


@needs(Ability.PAY_READ, line=LINES)
@require_GET
def lines_xlsx(request: CallerRequest, pk: int) -> HttpResponse:
    """The lines as a workbook; no numbers of persons or banks stand in it."""
    run = seen_run(request, pk)
    names = dict(
        Division.objects.filter(level__in=[Level.TOWNSHIP, Level.VILLAGE]).values_list("code", "name")
    )
    sheet = Sheet("发放明细", COLUMNS, _lines(run, names), heading=f"{run_name(run)}明细")
    content = write_workbook([sheet])
    _log(request, "payments.lines_exported", run)
    return workbook_response(
        content, f"{terms_of(run.fund).short}发放明细-{run.month:%Y%m}-{run.number:02d}.xlsx"
    )


def _lines(run: PayRun, names: dict[str, str]) -> Iterator[dict[str, Any]]:
    rows = PayLine.objects.filter(run=run).select_related("resident").order_by("reference")
    # All at once: a run's months are few words a line, and a query a line would be many.
    months = months_of(PayLine.objects.filter(run=run).values("pk"))
    for line in rows.iterator(chunk_size=1000):
        yield {
            "reference": line.reference,
            "name": line.resident.name,
            "township": names.get(line.township_code, ""),
            "village": names.get(line.village_code, ""),
            "scheme": line.get_scheme_display(),
            "months": months.get(line.pk, ""),
            "amount": line.amount,
            "before": line.before,
            "change": change_words(line, run),
            "why": line.why,
            "state": line.get_state_display(),
            "failed": _why_failed(line),
            "settled_on": line.settled_on,
        }


def _why_failed(line: PayLine) -> str:
    """The reason, and the bank's own words where they say more."""
    label = str(line.get_fail_code_display())
    return label if line.fail_text in ("", label) else f"{label}（{line.fail_text}）"


@needs(Ability.PAY_READ, line=LINES)
@require_GET
def summary_pdf(request: CallerRequest, pk: int) -> HttpResponse:
    """发放汇总表 with three signatures."""
    run = seen_run(request, pk)
    content = render(summary_paper(run)).content
    _log(request, "payments.printed", run)
    return pdf_response(
        content, f"{terms_of(run.fund).short}发放汇总表-{run.month:%Y%m}-{run.number:02d}.pdf"
    )


def summary_paper(run: PayRun) -> Document:
    """The paper: sums by scheme and township, the comparison with last month, who signed."""
    return Document(
        title=f"{terms_of(run.fund).paper}汇总表",
        subtitle=office(),
        number=f"{run.month:%Y%m}-{run.number:02d}",
        number_label="批次",
        blocks=[
            _head(run),
            *_shares(run),
            *([_compared(run)] if run.number == 1 else []),
            *([_answered(run)] if run.state in ANSWERED else []),
            Signatures(
                [
                    (f"编制：{_who(run.begun_by)}", ""),
                    (f"复核：{_who(run.checked_by)}", ""),
                    (f"审批：{_who(run.approved_by)}", ""),
                ]
            ),
        ],
        footer=footer(),
    )


def _head(run: PayRun) -> KeyValues:
    return KeyValues(
        [
            ("发放月份", f"{run.month.year}年{run.month.month}月"),
            ("状态", str(run.get_state_display())),
            ("发放笔数", f"{run.lines:,}笔"),
            ("发放总额", f"{run.total:,.2f}元"),
            ("总额大写", capital_yuan(run.total)),
            ("计算完成", day(timezone.localdate(run.computed_at)) if run.computed_at else "—"),
            *([("结账", _closed(run))] if run.closed_at else []),
        ],
        columns=2,
    )


def _closed(run: PayRun) -> str:
    """When and by whom."""
    return f"{day(timezone.localdate(run.closed_at))} {_who(run.closed_by)}"


def _answered(run: PayRun) -> Table:
    """What the bank made of it, and what was held or taken back: the sum of a month that is closed."""
    return Table(
        ["银行回盘以后", "笔数", "金额（元）"],
        [[_state_words(run, one), f"{one.count:,}", f"{one.amount:,.2f}"] for one in by_state(run)],
        title="发放结果",
        numeric=[1, 2],
        widths=["1fr", "30mm", "40mm"],
    )


def _state_words(run: PayRun, share: Share) -> str:
    """Held lines count those that ended too, which the comparison above has in a row of their own."""
    ended = 0
    if share.key == LineState.HELD:
        ended = PayLine.objects.filter(run=run, state=LineState.HELD, change=ChangeKind.ENDED).count()
    return f"{share.label}（含终止或暂停{ended:,}笔）" if ended else share.label


def _shares(run: PayRun) -> list[Table]:
    return [
        Table(
            [title, "笔数", "金额（元）"],
            [[one.label, f"{one.count:,}", f"{one.amount:,.2f}"] for one in shares],
            title=f"按{title}",
            numeric=[1, 2],
            total=["合计", f"{run.lines:,}", f"{run.total:,.2f}"],
            widths=["1fr", "30mm", "40mm"],
        )
        for title, shares in (("险种", by_scheme(run)), ("乡镇", by_township(run)))
    ]


def _compared(run: PayRun) -> Table:
    return Table(
        ["与上月相比", "笔数", "上月（元）", "本月（元）", "相差（元）"],
        [
            [
                one.label,
                f"{one.count:,}",
                f"{one.before:,.2f}",
                f"{one.amount:,.2f}",
                f"{one.difference:,.2f}",
            ]
            for one in comparison(run)
        ],
        title="与上月对比",
        numeric=[1, 2, 3, 4],
    )


def _who(account: Any) -> str:
    return account.full_name if account else ""


def _log(request: CallerRequest, action: str, run: PayRun) -> None:
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action=action,
            object_type="payments.PayRun",
            object_id=str(run.pk),
            detail={"month": f"{run.month:%Y-%m}", "number": run.number},
        )
