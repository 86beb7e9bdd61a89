"""Measures the monthly payment inside the bench's own database: computing, file, answer, posting."""

from __future__ import annotations

import csv
import datetime as dt
import io
import resource
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from time import perf_counter
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from cuncuntong.ledgers.payments.enums import FileLayout, FindingDecision, FindingKind, LineState, RunState
from cuncuntong.ledgers.payments.models import BankFile, Finding, PayLine, PayRun
from cuncuntong.ledgers.payments.services import (
    approve_run,
    begin_run,
    check_payments,
    check_run,
    compute_run,
    decide_findings,
    export_run,
    hold_all,
    import_return,
    post_return,
    recompute,
)
from cuncuntong.network.access import Caller
from cuncuntong.network.models import Account

PREPARER, CHECKER, APPROVER = "reviewer02", "reviewer03", "business01"
# One in so many is refused by the bank.
FAILS = 100


def _who(username: str) -> Caller:
    return Caller(Account.objects.get(username=username))


def _open_run() -> PayRun:
    return PayRun.objects.exclude(state=RunState.CANCELLED).order_by("-month", "-number")[0]


def measured(work: Callable[[], Any]) -> dict[str, Any]:
    """Seconds, seconds of the processor, and the most that this whole process held (Django included)."""
    before, begun = resource.getrusage(resource.RUSAGE_SELF), perf_counter()
    work()
    seconds, after = perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "seconds": round(seconds, 1),
        "cpu_seconds": round(used, 1),
        "memory_mb": round(after.ru_maxrss / 1024),
    }


def begin(*, back: int) -> dict[str, Any]:
    """Begins the month so many months before this one."""
    month = timezone.localdate().replace(day=1)
    for _ in range(back):
        month = (month - dt.timedelta(days=1)).replace(day=1)
    run = begin_run(caller=_who(PREPARER), county=_county(), month=month, despite_unclosed=True)
    return {"entitlements": run.to_compute}


def _county() -> str:
    from cuncuntong.network.selectors import home_county

    return home_county().code


def compute() -> dict[str, Any]:
    """Computes the open run from wherever it stands."""
    run = _open_run()
    from_position = run.computed
    found = measured(lambda: compute_run(run.pk))
    run.refresh_from_db()
    return {**found, "from": from_position, "lines": run.lines, "total": str(run.total)}


def again() -> dict[str, Any]:
    """Cancels the open run and begins it anew."""
    run = recompute(caller=_who(PREPARER), run=_open_run(), reason="测速：再算一遍")
    return {"entitlements": run.to_compute}


def sheet() -> dict[str, Any]:
    """Decides what was found, signs, and makes the file in both layouts."""
    run = _open_run()
    if run.state == RunState.COMPUTED:
        _decide(run)
        check_run(caller=_who(CHECKER), run=run)
        approve_run(caller=_who(APPROVER), run=run)
    digests: dict[str, str] = {}

    def make() -> None:
        for layout in (FileLayout.GB18030, FileLayout.XLSX):
            content = export_run(caller=_who(PREPARER), run=run, layout=layout).content
            digests[layout] = sha256(content).hexdigest()

    return {**measured(make), "digests": {"csv": digests[FileLayout.GB18030]}}


def _decide(run: PayRun) -> None:
    for kind in (FindingKind.NO_ACCOUNT, FindingKind.DEATH, FindingKind.STOPPED):
        hold_all(caller=_who(PREPARER), run=run, kind=kind, reason="测速")
    left = Finding.objects.filter(run=run, decision=FindingDecision.OPEN)
    while keys := list(left.values_list("pk", flat=True)[:2000]):
        decide_findings(
            caller=_who(PREPARER), run=run, findings=keys, decision=FindingDecision.PAY, reason="测速"
        )


def lines_digest() -> dict[str, Any]:
    """The open run's lines and items as one digest, before anybody signs."""
    run, made = _open_run(), sha256()
    rows = PayLine.objects.filter(run=run).order_by("reference")
    for row in rows.values_list("reference", "amount", "payee_id", "state", "change", "before", "why"):
        made.update(repr(row).encode())
    items = run.rows.order_by("reference", "items__month", "items__kind", "items__ref")
    for item in items.values_list("reference", "items__month", "items__amount", "items__parts").iterator():
        made.update(repr(item).encode())
    return {"digest": made.hexdigest(), "lines": run.lines, "total": str(run.total)}


def take_answer() -> dict[str, Any]:
    """Reads the bank's answer in: everything paid but for one in a hundred; nothing is posted yet."""
    run = _open_run()
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("业务流水号", "金额", "结果", "原因", "日期"))
    lines = PayLine.objects.filter(run=run, state=LineState.SENT).order_by("reference")
    today = timezone.localdate().isoformat()
    total, count = Decimal("0.00"), 0
    for at, (reference, amount) in enumerate(lines.values_list("reference", "amount")):
        said = ("失败", "账户已销户") if at % FAILS == 0 else ("成功", "")
        writer.writerow((reference, f"{amount:.2f}", *said, today))
        total, count = total + amount, count + 1
    writer.writerow(("合计", f"{total:.2f}", f"{count}笔", "", ""))
    content = out.getvalue().encode("gb18030")
    return measured(
        lambda: import_return(caller=_who(PREPARER), run=run, name="测速回盘.csv", content=content)
    )


def post() -> dict[str, Any]:
    """Posts the answer from wherever it stands; what stands afterwards, to be held against what must."""
    run = _open_run()
    file = BankFile.objects.filter(run=run, kind="return").order_by("-pk")[0]
    found = measured(lambda: post_return(file.pk))
    lines = PayLine.objects.filter(run=run)
    entries = lines.filter(entry__isnull=False)
    return {
        **found,
        "from": file.posted,
        "paid": lines.filter(state=LineState.PAID).count(),
        "failed": lines.filter(state=LineState.FAILED).count(),
        "entries": entries.count(),
        "of_account": f"{-(entries.aggregate(total=Sum('entry__amount'))['total'] or 0):.2f}",
        "off": check_payments()[:5],
    }
