"""Payments: a run that the bank answered, with a failed line, a finding and a problem."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.payments.enums import FindingDecision, FindingKind
from cuncuntong.ledgers.payments.models import (
    BankFile,
    Finding,
    LateReturn,
    PayItem,
    PayLine,
    PayRun,
    ReturnProblem,
    ReturnRow,
)
from cuncuntong.ledgers.payments.services.deciding import decide_findings, hold_all
from cuncuntong.ledgers.pensions.models import Payee
from cuncuntong.network.enums import DutyKind
from tests.ledgers.payments.make import Office, entitled
from tests.web.areas import Sample

TABLES = [BankFile, Finding, LateReturn, PayItem, PayLine, PayRun, Payee, ReturnProblem, ReturnRow]
RUN = Sample(lambda world: [world.pay_run.pk])
LINE = Sample(lambda world: [world.pay_line.pk])
SAMPLES = {
    "payments:run": RUN,
    "payments:act": RUN,
    "payments:changes": RUN,
    "payments:findings": RUN,
    "payments:decide": RUN,
    "payments:lines": RUN,
    "payments:lines_export": RUN,
    "payments:summary": RUN,
    "payments:bank": RUN,
    "payments:export": RUN,
    "payments:return": RUN,
    "payments:return_template": RUN,
    "payments:solve_many": RUN,
    "payments:solve": Sample(lambda world: [world.pay_problem.pk]),
    "payments:line": LINE,
    "payments:release": LINE,
    "payments:came_back": LINE,
    "payments:decide_file": Sample(lambda world: [world.pay_file.pk]),
    "payments:follow": LINE,
}


def _month() -> dt.date:
    return timezone.localdate().replace(day=1)


def _answered(world: Any, office: Office, people: list[Any]) -> PayRun:
    """A run of this month: all lines failed, a row too many in the bank's file."""
    run = office.computed(_month())
    # People of the other areas draw too; some have nowhere to be paid to, others share an account.
    still_open = Finding.objects.filter(run=run, decision=FindingDecision.OPEN)
    own = list(still_open.filter(line__entitlement__in=people).values_list("pk", flat=True))
    if own:
        decide_findings(
            caller=office.preparer, run=run, findings=own, decision=FindingDecision.PAY, reason="测试"
        )
    for kind in set(still_open.values_list("kind", flat=True)):
        hold_all(caller=office.preparer, run=run, kind=kind, reason="测试")
    run = office.exported(_month(), run)
    today = timezone.localdate().isoformat()
    lines = PayLine.objects.filter(run=run, entitlement__in=people, state="sent").order_by("reference")
    rows = [(line.reference, f"{line.amount}", "失败", "账号不存在", today) for line in lines]
    strange = [(f"99999{number}", "1.00", "成功", "", today) for number in range(len(rows))]
    office.returned(run, rows + strange)
    world.pay_run = run
    world.pay_line = PayLine.objects.filter(run=run, entitlement__in=people).first()
    world.pay_file = BankFile.objects.filter(run=run, kind="return").first()
    world.pay_problem = ReturnProblem.objects.filter(file__run=run).first()
    return run


def build(world: Any) -> None:
    office = Office(world.county)
    _answered(world, office, [entitled(world.county, "发放人")])
    line = world.pay_line
    Finding.objects.create(
        run=line.run, line=line, kind=FindingKind.MOVED, words="测试", decision=FindingDecision.PAY
    )


def build_many(world: Any, many: int) -> None:
    """So many lines of each state, findings to decide, problems, runs and files."""
    county = world.county
    office = Office(county)
    people = [entitled(county, f"领{number}") for number in range(2 * many)]
    run = _answered(world, office, people)
    world.pay_sent = run
    later = (_month() + dt.timedelta(days=32)).replace(day=1)
    [entitled(county, f"无户{number}", with_account=False) for number in range(many)]
    world.pay_open = office.computed(later)
    for line in PayLine.objects.filter(run=world.pay_open)[:many]:
        Finding.objects.create(run=world.pay_open, line=line, kind=FindingKind.MOVED, words="已迁出")


def _clerk(world: Any) -> list[Any]:
    return [
        ("payments:failed", (), {}),
        ("payments:failed", (), {"reason": "number"}),
        ("payments:follow", (world.pay_line.pk,), {}),
        ("payments:line", (world.pay_line.pk,), {}),
    ]


def _office(world: Any) -> list[Any]:
    sent, draft = (world.pay_sent.pk,), (world.pay_open.pk,)
    return [
        ("payments:runs", (), {}),
        *(("payments:run", run, {}) for run in (sent, draft)),
        *(("payments:changes", draft, {"kind": kind}) for kind in ("new", "changed", "ended", "same")),
        ("payments:findings", draft, {}),
        ("payments:findings", draft, {"kind": "no_account", "state": "all"}),
        ("payments:lines", sent, {"state": "failed"}),
        ("payments:lines", draft, {"township": "140522100", "name": "领"}),
        ("payments:bank", sent, {}),
        ("payments:bank", sent, {"problems": "all"}),
        ("payments:line", (world.pay_line.pk,), {}),
        ("payments:failed", (), {}),
    ]


PAGES = {DutyKind.POINT_CLERK: _clerk, DutyKind.REVIEWER: _office, DutyKind.BUSINESS_ADMIN: _office}
