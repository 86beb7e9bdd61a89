"""Somebody who draws a pension, with months that the bank paid, for the tests of what is overpaid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.payments.enums import ItemKind, LineState, RunState
from cuncuntong.ledgers.payments.hooks import due_sources
from cuncuntong.ledgers.payments.models import PayItem, PayLine, PayRun
from cuncuntong.ledgers.pensions.enums import AccountState, EntryKind, HoldKind, Scheme
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.pensions.selectors.holds import months_later
from cuncuntong.ledgers.pensions.services import open_account, post_entry
from cuncuntong.ledgers.recoveries.enums import ReturnWay
from cuncuntong.ledgers.recoveries.models import Overpayment, Recovery
from cuncuntong.ledgers.recoveries.services import HeirNamed, ReturnPlan, receive, suspend
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account, ParameterValue
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.make import id_number

TODAY = dt.date(2026, 11, 24)
CASE = "S20261124-0001"
BANK = "6222020502012345676"


def drawing(
    resident: Resident, scheme: str = Scheme.BASIC, *, monthly: str = "199.69", balance: str = "5100.00"
) -> Entitlement:
    """An entitlement from 2026-06 on, over an account with money on it."""
    account = open_account(resident=resident, scheme=scheme, level=300, on=dt.date(2012, 3, 1), actor=None)
    post_entry(
        account=account,
        kind=EntryKind.OWN,
        year=2026,
        amount=Decimal(balance),
        paid_on=dt.date(2026, 3, 1),
        source="测试",
        actor=None,
    )
    account.state = AccountState.RECEIVING
    account.save()
    return Entitlement.objects.create(
        account=account,
        resident=resident,
        starts_on=dt.date(2026, 6, 1),
        monthly=Decimal(monthly),
        computed_on=dt.date(2026, 5, 20),
        years_paid=15,
        balance=Decimal(balance),
        village_code=resident.village_code,
        township_code=resident.township_code,
        county_code=resident.county_code,
    )


def run_of(month: dt.date, state: str = RunState.CLOSED) -> PayRun:
    """The month's own run."""
    run, _ = PayRun.objects.get_or_create(
        county_code="140522", month=month, number=1, defaults={"state": state}
    )
    return run


def line(entitlement: Entitlement, month: dt.date, amount: str, state: str = LineState.PAID) -> PayLine:
    """A line in the month's run; items are the caller's."""
    run = run_of(month)
    return PayLine.objects.create(
        run=run,
        reference=f"R{run.pk}-{entitlement.pk}-{PayLine.objects.count()}",
        entitlement=entitlement,
        resident=entitlement.resident,
        scheme=entitlement.account.scheme,
        amount=Decimal(amount),
        state=state,
        county_code="140522",
    )


def paid(
    entitlement: Entitlement,
    first: dt.date,
    last: dt.date,
    *,
    amount: str = "199.69",
    of_account: str = "36.69",
    state: str = LineState.PAID,
) -> list[PayItem]:
    """Months that a run paid, with their entries on the account."""
    items, month = [], first
    while month <= last:
        row = line(entitlement, month, amount, state)
        if state == LineState.PAID and Decimal(of_account):
            row.entry = post_entry(
                account=entitlement.account,
                kind=EntryKind.PAYMENT,
                year=month.year,
                amount=-Decimal(of_account),
                paid_on=month,
                source=f"{month:%Y-%m}待遇",
                actor=None,
            )
            row.save()
        items.append(
            PayItem.objects.create(
                line=row,
                entitlement=entitlement,
                month=month,
                kind=ItemKind.REGULAR,
                amount=Decimal(amount),
                account_amount=Decimal(of_account),
            )
        )
        month = months_later(month, 1)
    return items


def month(number: int, year: int = 2026) -> dt.date:
    """A month of 2026."""
    return dt.date(year, number, 1)


def plan(way: str = ReturnWay.ONCE, **more: Any) -> ReturnPlan:
    """How the son returns it."""
    return ReturnPlan(way=way, payer="李建国", relation="子女", **more)


def heir(**more: Any) -> HeirNamed:
    """The son."""
    values = {
        "name": "李建国",
        "id_number": id_number("19880101", serial=77),
        "relation": "child",
        "bank": "演示银行",
        "number": BANK,
        # In a test several of the dead may have one heir on one account.
        "shared_why": "同一继承人",
    }
    return HeirNamed(**{**values, **more})


def stopped(resident: Resident, kind: str = HoldKind.DEATH, **more: Any) -> Overpayment:
    """Since August: September to November overpaid, 599.07, 110.07 of it from the account."""
    done = suspend(
        resident=resident,
        kind=kind,
        happened_on=dt.date(2026, 8, 12),
        reason="",
        evidence="",
        on=TODAY,
        actor=None,
        case_number=CASE,
        **more,
    )
    row: Overpayment = done.overpayments[0]
    return row


def came(row: Overpayment, amount: str, receipt: str = "B1", **more: Any) -> Recovery:
    """Money that the bank received."""
    values: dict[str, Any] = {"received_on": TODAY, "on": TODAY, "actor": None}
    return receive(overpayment=row, amount=Decimal(amount), receipt=receipt, **{**values, **more})


def source() -> Any:
    """What recoveries claim and owe in a run."""
    return next(one for one in due_sources() if one.name == "recoveries")


def confirmed_grant(amount: str) -> None:
    """A funeral grant that counts from 2026 on."""
    one, other = (Account.objects.create(username=name, full_name="业务管理员") for name in ("ba", "bb"))
    ParameterValue.objects.create(
        key="recoveries.funeral_grant",
        starts_on=dt.date(2026, 1, 1),
        value=amount,
        source="演示文件",
        proposed_by=one,
        confirmed_by=other,
        confirmed_at=timezone.now(),
    )
    forget_parameters()
