"""Overpayments, what came back of them, and settlements after a death: made up, on the demonstration's runs.

Built by the ledger's own services on what those runs paid, so that all amounts agree with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from cuncuntong.demo.marks import FIRST_SERIAL, READY_PREFIX
from cuncuntong.foundation.identifiers.resident_id import make_resident_id
from cuncuntong.ledgers.payments.models import PayItem
from cuncuntong.ledgers.payments.selectors.payments import ARRIVED
from cuncuntong.ledgers.pensions.enums import EntitlementState, HoldKind
from cuncuntong.ledgers.pensions.selectors.holds import months_later
from cuncuntong.ledgers.recoveries.enums import Relation, ReturnWay
from cuncuntong.ledgers.recoveries.models import Overpayment
from cuncuntong.ledgers.recoveries.selectors import remaining, standing_agreement
from cuncuntong.ledgers.recoveries.services import (
    HeirNamed,
    ReturnPlan,
    receive,
    record_signed,
    resume,
    reverse,
    suspend,
)
from cuncuntong.ledgers.residents.models import Resident

MARK = "YS-STOP-"
PAYER = "演示家属"
# No bank in China issues cards that begin with 999.
BANK_PREFIX = "9990000000000"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Story:
    """Somebody whose pension was stopped so many days ago, and what came of it."""

    kind: str
    days: int
    way: str = ""
    heir: bool = False
    count: int = 0
    then: Callable[[Overpayment, dt.date], None] | None = None


def recoveries_scene(*, seed: int, today: dt.date) -> None:
    """Adds the stories once; none where no run has paid anybody yet."""
    if Overpayment.objects.filter(case_number__startswith=MARK).exists():
        return
    last = PayItem.objects.filter(live=True, line__state__in=ARRIVED).order_by("-month").first()
    if last is None:
        return
    for number, (story, resident) in enumerate(zip(STORIES, _people(last.month, seed), strict=False), 1):
        _tell(story, resident, number, last.month, today)


def _people(month: dt.date, seed: int) -> list[Resident]:
    """People who were paid for the last month; spread over the county by their keys."""
    rows = Resident.objects.filter(
        entitlements__state=EntitlementState.RUNNING,
        entitlements__pay_items__month=month,
        entitlements__pay_items__live=True,
        entitlements__pay_items__line__state__in=ARRIVED,
        standing="present",
    ).exclude(name__startswith=READY_PREFIX)
    found = list(rows.distinct().order_by("-birth_date", "pk")[: len(STORIES) * 8])
    return found[seed % 3 :: 8][: len(STORIES)]


def _tell(story: Story, resident: Resident, number: int, last: dt.date, today: dt.date) -> None:
    on = max(today - story.days * DAY, last)
    plan = None
    if story.way:
        first = on + 20 * DAY if story.count else None
        plan = ReturnPlan(
            way=story.way, payer=PAYER, relation="子女", count=story.count, first_due=first, note="演示数据"
        )
    done = suspend(
        resident=resident,
        kind=story.kind,
        # The last month paid is one too many (a double pension: from its first day on).
        happened_on=min(months_later(last, 0 if story.kind == HoldKind.DOUBLE else -1) + 9 * DAY, on),
        reason=f"{PAYER}申请（演示数据）",
        evidence="演示：部门共享数据比对",
        on=on,
        actor=None,
        case_number=f"{MARK}{number:02d}",
        plan=plan,
        heir=_heir(resident, number) if story.heir else None,
    )
    if story.then is not None:
        for row in done.overpayments:
            story.then(row, today)


def _heir(resident: Resident, number: int) -> HeirNamed:
    born = dt.date(resident.birth_date.year + 26, 5, 10)
    return HeirNamed(
        name=PAYER,
        id_number=make_resident_id("140522", born, FIRST_SERIAL + number % 40, "1"),
        relation=Relation.CHILD,
        bank="演示银行",
        number=f"{BANK_PREFIX}{number:04d}",
    )


def _received(row: Overpayment, amount: Decimal, today: dt.date, receipt: str) -> None:
    receive(
        overpayment=row,
        amount=amount,
        received_on=today,
        receipt=f"{row.number}-{receipt}",
        on=today,
        actor=None,
        payer=PAYER,
        note="演示数据",
    )


def _signed(row: Overpayment, today: dt.date) -> None:
    agreement = standing_agreement(row)
    assert agreement is not None
    record_signed(
        agreement=agreement,
        signed_on=agreement.agreed_on,
        signed_by=PAYER,
        note="演示：原件在服务点",
        missing="演示数据，没有签字件",
        on=today,
        actor=None,
    )


def _all_back(row: Overpayment, today: dt.date) -> None:
    _signed(row, today)
    _received(row, remaining(row), today, "1")


def _some_back(row: Overpayment, today: dt.date) -> None:
    _signed(row, today)
    _received(row, (row.total / 3).quantize(Decimal("0.01")), today, "1")


def _wrongly_booked(row: Overpayment, today: dt.date) -> None:
    _some_back(row, today)
    posting = row.postings.get()
    reverse(posting=posting, reason="演示：记错了人", on=today, actor=None)


def _runs_again(row: Overpayment, today: dt.date) -> None:
    _signed(row, today)
    resume(
        resident=row.resident,
        kind=HoldKind.DOUBLE,
        back_pay=False,
        reason="演示：已选择在本县领取",
        on=today,
        actor=None,
        case_number=f"{row.case_number}-R",
    )


STORIES = (
    Story(HoldKind.DEATH, 60, ReturnWay.ONCE, heir=True, then=_all_back),
    Story(HoldKind.DEATH, 50, ReturnWay.INSTALMENTS, heir=True, count=3, then=_some_back),
    Story(HoldKind.DEATH, 70, ReturnWay.ONCE),
    Story(HoldKind.DEATH, 10, ReturnWay.OFFSET, heir=True, then=_signed),
    Story(HoldKind.DEATH, 3),
    Story(HoldKind.MISSING, 20),
    Story(HoldKind.MISSING, 40, ReturnWay.INSTALMENTS, count=6, then=_wrongly_booked),
    Story(HoldKind.DOUBLE, 15, ReturnWay.OFFSET, then=_runs_again),
    Story(HoldKind.DOUBLE, 8),
)
