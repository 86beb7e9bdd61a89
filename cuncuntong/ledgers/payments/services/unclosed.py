"""What keeps a run from being closed, and months that are begun over one that is not."""

from __future__ import annotations

import datetime as dt

from cuncuntong.ledgers.payments.enums import FileState, FindingDecision, LineState, ProblemState, RunState
from cuncuntong.ledgers.payments.funds import terms_of
from cuncuntong.ledgers.payments.models import BankFile, Finding, PayLine, PayRun, ReturnProblem
from cuncuntong.ledgers.refused import LedgerRefused


class UnclosedBefore(LedgerRefused):
    """An earlier month is not closed: another one is begun once somebody confirmed to know that."""


def unclosed_before(county: str, fund: str, month: dt.date) -> list[PayRun]:
    """A fund's runs of earlier months that stand and are not closed, the newest first."""
    rows = PayRun.objects.filter(
        county_code=county, fund=fund, month__lt=month, state__in=[RunState.APPROVED, RunState.EXPORTED]
    )
    return list(rows.order_by("-month", "-number"))


def refuse_unclosed(county: str, fund: str, month: dt.date) -> None:
    """Raises UnclosedBefore where an earlier month of the fund stands and is not closed."""
    for run in unclosed_before(county, fund, month)[:1]:
        more = f"（第{run.number}批）" if run.number > 1 else ""
        raise UnclosedBefore(
            f"{run.month.year}年{run.month.month}月的{terms_of(fund).short}发放{more}还没有结账："
            f"{'；'.join(why_unclosed(run))}。",
            "请先处理完结账；银行还没有回盘、仍要先编制这个月的，请勾选“已知道”再开始。",
            "month",
        )


def why_unclosed(run: PayRun) -> list[str]:
    """Why a run that stands is not closed, in words."""
    if run.state == RunState.APPROVED:
        return ["已审批，还没有报盘"]
    return what_is_open(run) or ["都已处理，等待结账"]


def what_is_open(run: PayRun) -> list[str]:
    """What keeps a run from being closed, in words."""
    lines = PayLine.objects.filter(run=run, state__in=[LineState.COMPUTED, LineState.SENT]).count()
    findings = Finding.objects.filter(run=run, decision=FindingDecision.OPEN).count()
    problems = ReturnProblem.objects.filter(file__run=run, state=ProblemState.OPEN).count()
    held = BankFile.objects.filter(run=run, state=FileState.HELD).count()
    return open_words(lines, findings, problems, held)


def open_words(lines: int, findings: int, problems: int, held: int = 0) -> list[str]:
    """What is open, in words; nothing that is none."""
    counted = (
        (held, f"{held}份回盘文件没有合计行，等待确认"),
        (lines, f"{lines}笔还没有到账或失败的回盘结果"),
        (findings, f"{findings}条比对发现没有处理"),
        (problems, f"{problems}条回盘问题没有处理"),
    )
    return [words for count, words in counted if count]
