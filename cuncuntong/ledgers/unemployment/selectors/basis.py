"""What a claim rests on: the months paid since the last benefit, and what was left of that one.

Contributions and what the province counts come from above, as of a day; a benefit of our own counts by our
own payments.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Q

from cuncuntong.ledgers.insurance.enums import (
    ARRIVED,
    InsuranceScheme,
    InsuredAs,
    MonthState,
    ParticipationState,
    PaymentState,
)
from cuncuntong.ledgers.insurance.models import ContributionMonth, Participation
from cuncuntong.ledgers.insurance.selectors import participation_of, payments_above
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.unemployment.enums import BenefitState
from cuncuntong.ledgers.unemployment.models import Benefit
from cuncuntong.ledgers.unemployment.months import first_of
from cuncuntong.ledgers.unemployment.selectors.benefits import used_of

SCHEME = InsuranceScheme.UNEMPLOYMENT


@dataclass(frozen=True)
class Basis:
    """Contribution months in all and since the last benefit; ``owed`` months have not arrived.

    ``left`` months are left from before, ``left_source`` says by whose count. ``counted_from`` is the month
    behind which contributions count anew (None: all count).
    """

    participation: Participation | None
    paid: int
    paid_since: int
    owed: int
    left: int
    left_source: str
    counted_from: dt.date | None

    @property
    def as_of(self) -> dt.date | None:
        """The day of the contributions that were fetched."""
        known = self.participation
        return (known.contributions_as_of or known.as_of) if known else None


def basis_of(resident: Resident, on: dt.date) -> Basis:
    """Everything by a day; five questions at most."""
    known = participation_of(resident, SCHEME)
    last = _last_benefit(resident)
    left, source = _left(last, known)
    since = _counted_from(last, resident)
    if known is None:
        return Basis(None, 0, 0, 0, left, source, since)
    arrived = Q(state__in=ARRIVED) & (Q(arrived_on__isnull=True) | Q(arrived_on__lte=on))
    behind = Q(month__gt=since) if since else Q()
    found = ContributionMonth.objects.filter(participation=known, month__lte=first_of(on)).aggregate(
        paid=Count("pk", filter=arrived),
        paid_since=Count("pk", filter=arrived & behind),
        owed=Count("pk", filter=Q(state=MonthState.OWED)),
    )
    return Basis(known, found["paid"], found["paid_since"], found["owed"], left, source, since)


def _last_benefit(resident: Resident) -> Benefit | None:
    rows = Benefit.objects.filter(resident=resident).exclude(
        state__in=[BenefitState.UNDONE, BenefitState.REFUSED]
    )
    return rows.order_by("-registered_on", "-pk").first()


def _left(last: Benefit | None, known: Participation | None) -> tuple[int, str]:
    if last is not None:
        return used_of(last).left, "本县发放记录"
    if known is not None and known.months_left:
        day = known.as_of
        return known.months_left, f"上级台账（数据截至{day.year}年{day.month}月{day.day}日）"
    return 0, ""


def _counted_from(last: Benefit | None, resident: Resident) -> dt.date | None:
    """The month of the last benefit's registration or of the last month paid, here or above."""
    months = [first_of(last.registered_on)] if last else []
    if last is not None:
        paid = last.paid.aggregate(month=Max("month"))["month"]
        months += [paid] if paid else []
    above = [one.row.month for one in payments_above(resident, SCHEME) if one.row.state == PaymentState.PAID]
    months += [first_of(month) for month in above]
    return max(months, default=None)


def insured_now(known: Participation | None) -> bool:
    """Whether a unit pays for the person now, by what was fetched."""
    return (
        known is not None and known.state == ParticipationState.PAYING and known.insured_as == InsuredAs.UNIT
    )
