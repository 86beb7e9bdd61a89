"""A county that pays: people with a pension and a bank account, months that are run through."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.foundation.money import MoneyError, yuan
from cuncuntong.ledgers.payments.enums import FileLayout, Fund, LineState
from cuncuntong.ledgers.payments.models import BankFile, PayLine, PayRun
from cuncuntong.ledgers.payments.services import (
    approve_run,
    begin_run,
    check_run,
    compute_run,
    export_run,
    import_return,
    post_return,
)
from cuncuntong.ledgers.pensions.enums import EntryKind, HoldKind, Scheme
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold, Payee, PensionAccount
from cuncuntong.ledgers.pensions.services import open_account, post_entry, set_payee, start_entitlement
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DutyKind
from cuncuntong.network.parameters import current
from cuncuntong.rules.pension import compute_for
from tests.ledgers.make import County

OCTOBER, NOVEMBER, DECEMBER = dt.date(2026, 10, 1), dt.date(2026, 11, 1), dt.date(2026, 12, 1)
_numbers = itertools.count(1)


class Office:
    """Three people of the county's office: who prepares, who checks, who approves."""

    def __init__(self, county: County, fund: str = Fund.RESIDENTS) -> None:
        self.county, self.fund = county, fund
        self.preparer = county.caller(DutyKind.REVIEWER, county.county)
        self.checker = county.caller(DutyKind.REVIEWER, county.county)
        self.approver = county.business_admin()

    def begin(self, month: dt.date = NOVEMBER) -> PayRun:
        """A run that is begun and not computed."""
        return begin_run(
            caller=self.preparer, county="140522", month=month, fund=self.fund, despite_unclosed=True
        )

    def computed(self, month: dt.date = NOVEMBER, **more: Any) -> PayRun:
        """A computed run."""
        return compute_run(self.begin(month).pk, **more)

    def approved(self, month: dt.date = NOVEMBER, run: PayRun | None = None) -> PayRun:
        """A run that two others signed."""
        run = run or self.computed(month)
        check_run(caller=self.checker, run=run)
        return approve_run(caller=self.approver, run=run)

    def exported(self, month: dt.date = NOVEMBER, run: PayRun | None = None) -> PayRun:
        """A run whose file went to the bank."""
        run = self.approved(month, run)
        export_run(caller=self.preparer, run=run, layout=FileLayout.UTF8)
        return PayRun.objects.get(pk=run.pk)

    def answered(self, run: PayRun, failed: dict[int, str] | None = None) -> BankFile:
        """The bank's answer: everything paid, but for entitlements with the bank's words."""
        rows, today = [], timezone.localdate().isoformat()
        for line in PayLine.objects.filter(run=run, state=LineState.SENT).order_by("reference"):
            words = (failed or {}).get(line.entitlement_id or 0, "")
            rows.append((line.reference, f"{line.amount}", "失败" if words else "成功", words, today))
        return self.returned(run, rows)

    def returned(self, run: PayRun, rows: list[tuple[str, ...]]) -> BankFile:
        """A return file of such rows, taken in and posted."""
        file = import_return(caller=self.preparer, run=run, name="回盘.csv", content=answer(rows))
        return post_return(file.pk)


def answer(rows: list[tuple[str, ...]], *, total: bool = True) -> bytes:
    """A return file as CSV, with its total line unless it is to have none (or has one already)."""
    lines = ["业务流水号,金额,结果,原因,日期", *(",".join(row) for row in rows)]
    if total and not any("合计" in row for row in rows):
        lines.append(f"合计,{_sum(rows)},{len(rows)}笔,,")
    return "\r\n".join(lines).encode("gb18030")


def _sum(rows: list[tuple[str, ...]]) -> Decimal:
    """What can be read as money, added up."""
    found = Decimal("0.00")
    for row in rows:
        try:
            found += yuan(row[1])
        except MoneyError:
            continue
    return found


def payee(resident: Resident, number: str = "", **more: Any) -> Payee:
    """A bank account of the resident's own."""
    values: dict[str, Any] = {
        "holder": resident.name,
        "bank": "测试银行",
        "number": number or f"62284800{next(_numbers):011d}",
        "is_card": False,
        "on": dt.date(2026, 1, 5),
        "actor": None,
    }
    return set_payee(resident=resident, **{**values, **more})


def entitled(
    county: County,
    name: str = "王老伯",
    *,
    balance: str = "1390.00",
    starts: dt.date = dt.date(2026, 1, 1),
    case_number: str = "",
    with_account: bool = True,
    scheme: str = Scheme.BASIC,
    birth: str = "19601105",
    resident: Resident | None = None,
    **more: Any,
) -> Entitlement:
    """Somebody with a pension: 163.00 basic and the balance ÷ 139 a month in 2026."""
    person = resident or county.resident(name, birth=birth, **more)
    account: PensionAccount = open_account(
        resident=person, scheme=scheme, level=300, on=dt.date(2012, 3, 1), actor=None
    )
    if Decimal(balance):
        post_entry(
            account=account,
            kind=EntryKind.OWN,
            year=2012,
            amount=Decimal(balance),
            paid_on=dt.date(2012, 6, 1),
            source="测试",
            actor=None,
        )
    computation = compute_for(
        scheme,
        birth=person.birth_date,
        account_balance=Decimal(balance),
        years_paid=15,
        on=dt.date(2026, 1, 1),
        parameters=current(),
    )
    made = start_entitlement(
        account=account,
        computation=computation,
        starts_on=starts,
        on=starts,
        actor=None,
        case_number=case_number,
    )
    if with_account and resident is None:
        payee(person)
    return made


def hold(
    entitlement: Entitlement, from_month: dt.date, kind: str = HoldKind.MISSING, **more: Any
) -> EntitlementHold:
    """A hold from a month on."""
    return EntitlementHold.objects.create(
        entitlement=entitlement, kind=kind, from_month=from_month, decided_on=from_month, **more
    )


def line_of(run: PayRun, entitlement: Entitlement) -> PayLine:
    """The line of an entitlement in a run."""
    return PayLine.objects.get(run=run, entitlement=entitlement)


def caller_at(county: County, kind: str) -> Caller:
    """Another account with a duty at the county."""
    return county.caller(kind, county.county)
