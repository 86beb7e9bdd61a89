"""Who sees which runs and lines, and the tones and tabs that the pages share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from cuncuntong.ledgers.payments.enums import (
    FileState,
    FindingDecision,
    Fund,
    LineState,
    ProblemState,
    RunState,
)
from cuncuntong.ledgers.payments.funds import LINES, terms_of
from cuncuntong.ledgers.payments.guarding import limit_lines, need_for_payments, visible_runs
from cuncuntong.ledgers.payments.models import BankFile, Finding, PayItem, PayLine, PayRun, ReturnProblem
from cuncuntong.ledgers.pensions.models import Payee
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest

__all__ = [
    "LINES",
    "LINE_TONES",
    "RUN_TONES",
    "in_menu",
    "masked_account",
    "months_of",
    "run_frame",
    "run_name",
    "runs_url",
    "seen_line",
    "seen_run",
]
RUN_TONES = {
    RunState.COMPUTING: "wait",
    RunState.COMPUTED: "wait",
    RunState.CHECKED: "wait",
    RunState.APPROVED: "info",
    RunState.EXPORTED: "info",
    RunState.CLOSED: "good",
    RunState.CANCELLED: "neutral",
}
LINE_TONES = {
    LineState.COMPUTED: "info",
    LineState.HELD: "neutral",
    LineState.SENT: "info",
    LineState.PAID: "good",
    LineState.FAILED: "bad",
    LineState.REPAID: "good",
    LineState.VOID: "neutral",
}


def seen_run(request: CallerRequest, pk: int, ability: str = Ability.PAY_READ) -> PayRun:
    """A run of the caller's county. Raises Denied or NotVisible."""
    need_for_payments(request.caller, ability)
    rows = visible_runs(request.caller, ability)
    run = rows.select_related("begun_by", "checked_by", "approved_by", "closed_by").filter(pk=pk).first()
    if run is None:
        raise NotVisible("没有找到这个发放批次，或它不在您的服务范围内。")
    in_menu(request, run.fund)
    return run


def in_menu(request: CallerRequest, fund: str) -> None:
    """Pages of the unemployment fund stand under its own word of the menu."""
    if fund == Fund.UNEMPLOYMENT:
        request.menu_path = reverse("unemployment:runs")  # type: ignore[attr-defined]


def months_of(lines: Iterable[int] | QuerySet[Any]) -> dict[int, str]:
    """Which months each line pays for, by its key: 2026年3月, or 2026年1月至2026年3月; one query."""
    spans = PayItem.objects.filter(line__in=lines).order_by().values("line")
    rows = spans.annotate(first=Min("month"), last=Max("month"))
    return {row["line"]: _span(row["first"], row["last"]) for row in rows}


def _span(first: dt.date, last: dt.date) -> str:
    words = [f"{day.year}年{day.month}月" for day in (first, last)]
    return words[0] if words[0] == words[1] else "至".join(words)


def seen_line(caller: Caller, pk: int, *abilities: str) -> PayLine:
    """A line that one of the abilities lets the caller see. Raises NotVisible."""
    rows = PayLine.objects.select_related("run", "resident__village", "payee", "entitlement__account")
    for ability in abilities:
        if ability == Ability.PAY_FOLLOW:
            found = limit_lines(caller, rows, ability)
        else:
            found = rows.filter(run__in=visible_runs(caller, ability))
        line = found.filter(pk=pk).first()
        if line is not None:
            return line
    raise NotVisible("没有找到这笔发放，或它不在您的服务范围内。")


def run_name(run: PayRun) -> str:
    """2026年11月发放, or 2026年11月失业保险待遇发放; with 第2批 for an additional one."""
    more = f"（第{run.number}批，补发）" if run.number > 1 else ""
    return f"{run.month.year}年{run.month.month}月{terms_of(run.fund).short}发放{more}"


def runs_url(run: PayRun) -> str:
    """The list of the runs of its fund."""
    return reverse("payments:runs") + ("" if run.fund == Fund.RESIDENTS else f"?fund={run.fund}")


def _waiting(run: PayRun) -> tuple[int, int, int]:
    """Open findings, rows of return files that matched nothing, files that wait: all in one query."""
    # Subqueries, not joins: findings times problems would be many rows.
    findings = Finding.objects.filter(run=OuterRef("pk"), decision=FindingDecision.OPEN)
    problems = ReturnProblem.objects.filter(file__run=OuterRef("pk"), state=ProblemState.OPEN)
    held = BankFile.objects.filter(run=OuterRef("pk"), state=FileState.HELD)
    rows = PayRun.objects.filter(pk=run.pk).annotate(
        open_findings=_how_many(findings, "run"),
        open_problems=_how_many(problems, "file__run"),
        held_files=_how_many(held, "run"),
    )
    return rows.values_list("open_findings", "open_problems", "held_files").get()


def _how_many(rows: QuerySet[Any], run: str) -> Coalesce:
    """How many rows a run has; ``run`` names the way from a row to it."""
    counted = rows.order_by().values(run).annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted), 0)


def run_frame(run: PayRun, here: str) -> dict[str, Any]:
    """What every page of a run has: name, tone and tabs with what waits behind them."""
    open_findings, problems, held = _waiting(run)
    tabs = [
        ("run", "概况", None, ""),
        ("changes", "与上月对比", None, ""),
        ("findings", "比对发现", open_findings, "bad"),
        ("lines", "明细", None, ""),
        ("bank", "银行文件", problems + held or None, "bad"),
    ]
    return {
        "run": run,
        "list_url": runs_url(run),
        "name": run_name(run),
        "tone": RUN_TONES.get(RunState(run.state), "neutral"),
        "open_findings": open_findings,
        "open_problems": problems,
        "held_files": held,
        "tabs": [
            {
                "label": label,
                "url": reverse(f"payments:{key}", args=[run.pk]),
                "current": key == here,
                "count": count,
                "tone": tone if count else "",
            }
            for key, label, count, tone in tabs
        ],
    }


def masked_account(payee: Payee | None) -> str:
    """Bank and the last four digits."""
    if payee is None:
        return "没有登记"
    return f"{payee.holder} {payee.bank} ****{payee.number[-4:]}".replace("  ", " ")


def change_words(line: PayLine, run: PayRun) -> str:
    """How a line compares with last month's; what was never monthly has nothing to compare with."""
    if line.once and not line.change and run.number == 1:
        return terms_of(run.fund).once_label
    return str(line.get_change_display())
