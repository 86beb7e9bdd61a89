"""The monthly payment of the demonstration: bank accounts, two months paid and closed, one to be decided.

The present month is a scene of its own, made when every other ledger holds what it will hold: a run that
is computed before deaths, stops and certifications are there finds all of them at once when it is checked.

All of it is made up: account numbers are counted up behind 62280000, banks and files say 演示. The months
run through the services that a county uses, so that what stands here is what they leave.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from django.conf import settings
from django.utils import timezone

from cuncuntong.demo.bulk import insert
from cuncuntong.ledgers.payments.enums import FindingDecision, FindingKind, Fund, LineState
from cuncuntong.ledgers.payments.models import Finding, PayLine, PayRun
from cuncuntong.ledgers.payments.services import (
    approve_run,
    begin_run,
    check_run,
    close_run,
    compute_run,
    decide_findings,
    export_run,
    hold_all,
    import_return,
    post_return,
)
from cuncuntong.ledgers.pensions.enums import EntitlementState, PayeeState
from cuncuntong.ledgers.pensions.models import Entitlement, Payee
from cuncuntong.network.access import Caller
from cuncuntong.network.models import Account

SIGNERS = ("reviewer02", "reviewer03", "business01")
# The village of clerk01, who is to have something to follow up.
CLERKS_VILLAGE = "140522100005"
_BANKS = ("演示农村商业银行", "演示邮政储蓄银行", "演示农业银行")
_WITHOUT, _SHARED, _FAILS = 6, 2, 120
_REASONS = ("账号不存在", "户名不符", "账户已销户", "账户冻结", "长期不动户", "行内系统退回")


def monthly_payments(*, seed: int, today: dt.date) -> None:
    """Payees and the two months before this one, closed; nothing where a run exists already."""
    known = _signers()
    if PayRun.objects.filter(fund=Fund.RESIDENTS).exists() or len(known) < len(SIGNERS):
        return
    county = settings.CUNCUNTONG["COUNTY_CODE"]
    drawing = Entitlement.objects.filter(county_code=county, state=EntitlementState.RUNNING)
    if not drawing.exists():
        return
    rng = Random(f"{seed} payments")
    insert(Payee, _payees(rng, today))
    prepares, checks, approves = (known[name] for name in SIGNERS)
    first = today.replace(day=1)
    for back in (2, 1):
        month = _before(first, back)
        run = compute_run(begin_run(caller=prepares, county=county, month=month).pk)
        _decide(prepares, run)
        check_run(caller=checks, run=run)
        approve_run(caller=approves, run=run)
        export_run(caller=prepares, run=run, layout="gb18030")
        on = month.replace(day=18)
        answer = _answer(run, rng, on)
        name = f"演示回盘-{month:%Y%m}.csv"
        post_return(import_return(caller=prepares, run=run, name=name, content=answer).pk)
        close_run(caller=approves, run=run)
        _date(run, on)


def present_month(*, seed: int, today: dt.date) -> None:
    """This month computed and waiting to be decided, once the two months before it stand alone."""
    known = _signers()
    first = today.replace(day=1)
    months = PayRun.objects.filter(fund=Fund.RESIDENTS).order_by("month").values_list("month", flat=True)
    if list(months) != [_before(first, 2), _before(first, 1)] or len(known) < len(SIGNERS):
        return
    county = settings.CUNCUNTONG["COUNTY_CODE"]
    compute_run(begin_run(caller=known[SIGNERS[0]], county=county, month=first).pk)


def _signers() -> dict[str, Caller]:
    return {one.username: Caller(one) for one in Account.objects.filter(username__in=SIGNERS)}


def _before(month: dt.date, back: int) -> dt.date:
    for _ in range(back):
        month = (month - dt.timedelta(days=1)).replace(day=1)
    return month


def _payees(rng: Random, today: dt.date) -> Iterator[Payee]:
    """An account for nearly everybody; the first few share one, a few have none."""
    has = set(Payee.objects.filter(state=PayeeState.ACTIVE).values_list("resident_id", flat=True))
    rows = Entitlement.objects.filter(state=EntitlementState.RUNNING).order_by("resident_id")
    columns = rows.values_list(
        "resident_id", "resident__name", "village_code", "township_code", "county_code"
    )
    people = list({row[0]: row for row in columns if row[0] not in has}.values())
    without = {row[0] for row in rng.sample(people, min(_WITHOUT, len(people) // 4))}
    shared = ""
    for at, (resident, name, village, township, county) in enumerate(people):
        if resident in without:
            continue
        number = shared if 0 < at <= _SHARED and shared else f"62280000{resident:011d}"
        shared = number if at == 0 else shared
        yield Payee(
            resident_id=resident,
            holder=name,
            bank=rng.choice(_BANKS),
            number=number,
            since=_before(today.replace(day=1), 3),
            village_code=village,
            township_code=township,
            county_code=county,
        )


def _decide(caller: Caller, run: PayRun) -> None:
    """What a careful office would have decided."""
    for kind in (FindingKind.DEATH, FindingKind.STOPPED, FindingKind.NO_ACCOUNT, FindingKind.COMPUTE):
        hold_all(caller=caller, run=run, kind=kind, reason="演示：等服务点核实后再发")
    left = Finding.objects.filter(run=run, decision=FindingDecision.OPEN)
    while keys := list(left.values_list("pk", flat=True)[:2000]):
        decide_findings(
            caller=caller, run=run, findings=keys, decision=FindingDecision.PAY, reason="演示：已核实，照发"
        )


def _answer(run: PayRun, rng: Random, on: dt.date) -> bytes:
    """The bank's answer: a few lines failed, two of them in the clerk's village."""
    lines = list(
        PayLine.objects.filter(run=run, state=LineState.SENT)
        .order_by("reference")
        .values_list("reference", "amount", "village_code")
    )
    near = [reference for reference, _, village in lines if village == CLERKS_VILLAGE]
    failing = set(rng.sample(near, min(2, len(near))))
    failing |= {lines[at][0] for at in range(7, len(lines), _FAILS)}
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("业务流水号", "金额", "结果", "原因", "日期"))
    for reference, amount, _ in lines:
        said = ("失败", rng.choice(_REASONS)) if reference in failing else ("成功", "")
        writer.writerow((reference, f"{amount:.2f}", *said, on.isoformat()))
    total = sum((amount for _, amount, _ in lines), Decimal("0.00"))
    writer.writerow(("合计", f"{total:.2f}", f"{len(lines)}笔", "", ""))
    return out.getvalue().encode("gb18030")


def _date(run: PayRun, on: dt.date) -> None:
    """The run as of its own month, not of the day on which the demonstration was made."""

    def at(day: int, hour: int) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(on.replace(day=day), dt.time(hour, 30)))

    PayRun.objects.filter(pk=run.pk).update(
        begun_at=at(10, 9), computed_at=at(10, 10), checked_at=at(11, 9), approved_at=at(11, 15),
        closed_at=at(25, 16),
    )  # fmt: skip
    run.files.filter(kind="export").update(at=at(12, 10))
    run.files.filter(kind="return").update(at=at(18, 16))
