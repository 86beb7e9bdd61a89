"""Pensions that were paid: a county, people with an entitlement, and months whose runs stand."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.payments.enums import ItemKind, LineState, RunState
from cuncuntong.ledgers.payments.models import PayItem, PayLine, PayRun
from cuncuntong.ledgers.pensions.enums import RevisionKind
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementRevision
from cuncuntong.network.access import Caller
from cuncuntong.network.models import ParameterValue
from cuncuntong.network.parameters import confirm, propose
from tests.ledgers.make import County, basic_account

JANUARY, FEBRUARY, MARCH = (dt.date(2026, month, 1) for month in (1, 2, 3))
_serial = itertools.count(1)


def entitled(county: County, balance: str = "5100", *, years: int = 15, **person: Any) -> Entitlement:
    """Somebody who draws since 2025; 5100 ÷ 139 = 36.69."""
    resident = county.resident(f"领取{next(_serial)}", **person)
    account = basic_account(resident)
    entitlement = Entitlement.objects.create(
        account=account,
        resident=resident,
        starts_on=dt.date(2025, 1, 1),
        monthly=Decimal("199.69"),
        computed_on=dt.date(2024, 12, 1),
        years_paid=years,
        balance=Decimal(balance),
        village_code=resident.village_code,
        township_code=resident.township_code,
        county_code=resident.county_code,
    )
    EntitlementRevision.objects.create(
        entitlement=entitlement,
        kind=RevisionKind.CLAIM,
        from_month=dt.date(2025, 1, 1),
        balance=Decimal(balance),
        years_paid=years,
        computed_on=dt.date(2024, 12, 1),
    )
    return entitlement


def run(month: dt.date, state: str = RunState.CLOSED, number: int = 1) -> PayRun:
    """A month's run."""
    return PayRun.objects.create(county_code="140522", month=month, state=state, number=number)


def paid(
    run_: PayRun,
    entitlement: Entitlement,
    amount: str,
    *,
    account: str = "36.69",
    kind: str = ItemKind.REGULAR,
    month: dt.date | None = None,
    ref: str = "",
    state: str = LineState.PAID,
) -> PayItem:
    """An amount that a line of the run paid."""
    line, _ = PayLine.objects.get_or_create(
        run=run_,
        entitlement=entitlement,
        defaults={
            "reference": f"R{run_.pk}-{entitlement.pk}",
            "resident": entitlement.resident,
            "scheme": entitlement.account.scheme,
            "amount": Decimal(0),
            "state": state,
            "village_code": entitlement.village_code,
            "township_code": entitlement.township_code,
            "county_code": entitlement.county_code,
        },
    )
    line.amount += Decimal(amount)
    line.save()
    return PayItem.objects.create(
        line=line,
        entitlement=entitlement,
        month=month or run_.month,
        kind=kind,
        amount=Decimal(amount),
        account_amount=Decimal(account),
        ref=ref,
    )


def value(
    proposer: Caller,
    confirmer: Caller,
    amount: str,
    *,
    starts_on: dt.date = JANUARY,
    key: str = "resident_pension.basic_monthly",
) -> ParameterValue:
    """A confirmed value of the county."""
    row = propose(caller=proposer, key=key, starts_on=starts_on, value=amount, source="演示文件〔2026〕1号")
    return confirm(caller=confirmer, value_id=row.pk)


def now() -> dt.datetime:
    """This moment."""
    return timezone.now()
