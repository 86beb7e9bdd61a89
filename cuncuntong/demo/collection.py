"""This year's collection: orders of several villages, a file of arrivals with lines that fit nothing.

Made by the ledger's own services, so that entries, subsidies and states hang together; all of it synthetic.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from random import Random

from django.db.models import Exists, OuterRef

from cuncuntong.ledgers.collection.files import COLUMNS, TOTAL, csv_of
from cuncuntong.ledgers.collection.models import ContributionOrder
from cuncuntong.ledgers.collection.services import (
    Payer,
    Wanted,
    cancel_order,
    issue_orders,
    run_file,
    take_in,
)
from cuncuntong.ledgers.collection.services.deductions import make_deduction
from cuncuntong.ledgers.pensions.enums import AccountState, EntryKind
from cuncuntong.ledgers.pensions.models import PensionAccount, PensionEntry
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, DutyKind, Level, Line
from cuncuntong.network.models import Duty

MOST = 400
FILE = "演示到账文件.csv"


def collection_scene(*, seed: int, today: dt.date) -> None:
    """Makes the rows once; a second call finds them and does nothing."""
    if ContributionOrder.objects.exists():
        return
    rng = Random(f"{seed}-collection")
    accounts = _unpaid(today)
    on = max(dt.date(today.year, 1, 1), today - dt.timedelta(days=20))
    # In every village somebody has no order yet, and somebody has one and has not paid.
    told = [(number, one) for number, one in enumerate(accounts) if number % 5]
    wanted = [Wanted(one.pk, one.level, _payer(one, number)) for number, one in told]
    orders = issue_orders(wanted=wanted, year=today.year, on=on, actor=None).orders
    caller = _county_caller()
    if caller is None or len(orders) < 12:
        return
    cancel_order(order=orders[0], on=on, why="演示：本人要换档次", actor=None)
    paying = [one for number, one in enumerate(orders[1 : len(orders) * 6 // 10]) if number % 4]
    lines = [_line(one, _day(rng, on, today)) for one in paying]
    lines += _misfits(orders, paying[0], today)
    content = csv_of([*lines, _total(lines)], COLUMNS)
    run_file(take_in(caller=caller, name=FILE, content=content).pk)
    held = [_line(orders[-1], today)]
    wrong = {**_total(held), "name": "2", "amount": "600.00"}
    take_in(caller=caller, name="演示到账文件（合计不符）.csv", content=csv_of([*held, wrong], COLUMNS))
    if any(one.payer_account for one in orders[len(orders) * 6 // 10 :]):
        make_deduction(caller=caller, year=today.year)


def _unpaid(today: dt.date) -> list[PensionAccount]:
    """Whole villages, half of those who have not paid: lists are looked at by village."""
    paid = PensionEntry.objects.filter(
        account_id=OuterRef("pk"), year=today.year, kind=EntryKind.OWN, reversed_by__isnull=True
    )
    rows = PensionAccount.objects.filter(
        ~Exists(paid),
        state=AccountState.PAYING,
        level__isnull=False,
        resident__standing=Standing.PRESENT,
    )
    return list(rows.order_by("village_code", "pk")[: min(MOST, rows.count() // 2)])


def _payer(account: PensionAccount, number: int) -> Payer | None:
    """Every ninth is deducted; the number is of no bank."""
    if number % 9:
        return None
    return Payer("演示户主", "演示银行", f"6200000000{account.pk:09d}")


def _county_caller() -> Caller | None:
    kinds = [DutyKind.REVIEWER, DutyKind.BUSINESS_ADMIN]
    for duty in Duty.objects.in_force().filter(kind__in=kinds, division__level=Level.COUNTY).order_by("pk"):
        caller = Caller(duty.account)
        if caller.can(Ability.COLLECT_IMPORT, Line.RESIDENT_PENSION):
            return caller
    return None


def _day(rng: Random, on: dt.date, today: dt.date) -> dt.date:
    return on + dt.timedelta(days=rng.randrange((today - on).days + 1))


def _line(order: ContributionOrder, day: dt.date, **more: str) -> dict[str, str]:
    values = {
        "reference": order.reference,
        "name": order.resident.name,
        "account_number": order.account.number,
        "year": str(order.year),
        "amount": f"{order.amount:.2f}",
        "paid_on": day.isoformat(),
        "serial": f"YS{order.pk:08d}",
    }
    return {**values, **more}


def _misfits(
    orders: Sequence[ContributionOrder], paying: ContributionOrder, today: dt.date
) -> list[dict[str, str]]:
    """One of each kind of trouble; ``paying`` pays twice."""
    last = orders[-5:]
    return [
        _line(orders[0], today),
        _line(paying, today, serial="YS-second"),
        _line(last[0], today, amount="1.00", serial="YS-amount"),
        _line(last[1], today, name="演示别人", serial="YS-name"),
        _line(last[2], today, reference=f"{int(last[2].reference) + 1:016d}", serial="YS-slip"),
    ]


def _total(lines: Sequence[dict[str, str]]) -> dict[str, str]:
    amount = sum((Decimal(one["amount"]) for one in lines), Decimal("0.00"))
    return {"reference": TOTAL, "name": str(len(lines)), "amount": f"{amount:.2f}"}
