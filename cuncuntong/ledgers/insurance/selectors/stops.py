"""Suspensions of employees' pensions that went up from here, and what was paid after their day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from cuncuntong.ledgers.insurance.enums import STANDING, PaymentState, StopKind, StopMove
from cuncuntong.ledgers.insurance.models import BenefitPayment, Participation, PensionStop
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once
from cuncuntong.network.parameters import current
from cuncuntong.rules.event_days import day_fault, first_unpaid_month

STOP_AFTER = "employees.stop_after_death_months"
# Suspensions that stand: decided here, neither refused above, nor taken back, nor lifted.
OPEN = Q(move=StopMove.SUSPEND, state__in=STANDING, lifted_on__isnull=True)
_WORDS = {StopKind.DEATH: "死亡日期", StopKind.MISSING: "失踪日期", StopKind.DOUBLE: "发生日期"}


@dataclass(frozen=True)
class PaidSince:
    """Payments of months that should not have been paid: (month, yuan), and their sum."""

    months: tuple[tuple[dt.date, Decimal], ...]
    on_the_way: int

    @property
    def total(self) -> Decimal:
        """What was paid too much, in yuan."""
        return sum((amount for _, amount in self.months), Decimal("0.00"))


def stop_month_above(happened_on: dt.date, kind: str) -> dt.date:
    """The first month that is not to be paid: a double pension is one too many in its first already."""
    at_once = kind == StopKind.DOUBLE
    return first_unpaid_month(happened_on, 0 if at_once else current().integer(STOP_AFTER, happened_on))


def stop_day_fault(*, kind: str, born: dt.date, happened_on: dt.date | None, on: dt.date) -> tuple[str, str]:
    """Why a day can't be: (message, remedy), empty where it can."""
    word = _WORDS[StopKind(kind)]
    return day_fault(word=word, born=born, happened_on=happened_on, on=on, needed=kind == StopKind.DEATH)


@read_once
def open_stops(resident: Resident) -> list[PensionStop]:
    """The resident's standing suspensions, the oldest first."""
    return list(PensionStop.objects.filter(OPEN, resident=resident).order_by("from_month", "pk"))


def paid_since(participation: Participation, month: dt.date) -> PaidSince:
    """What the fetched payments say was paid for a month and later ones; one query."""
    rows = BenefitPayment.objects.filter(participation=participation, month__gte=month)
    known = list(rows.order_by("month", "serial").values_list("month", "amount", "state"))
    return PaidSince(
        tuple((month, amount) for month, amount, state in known if state == PaymentState.PAID),
        sum(1 for *_, state in known if state == PaymentState.SENT),
    )
