"""Benefits of a person, and how many of their months are used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from cuncuntong.foundation.money import MoneyField
from cuncuntong.ledgers.payments.enums import LineState
from cuncuntong.ledgers.payments.models import PayLine
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.unemployment.enums import BenefitState, MonthState
from cuncuntong.ledgers.unemployment.models import Benefit, BenefitMonth
from cuncuntong.ledgers.unemployment.months import due_until, read_key, series_of

# A line that will be paid, unless the bank says otherwise.
ON_ITS_WAY = (LineState.COMPUTED, LineState.SENT)


@dataclass(frozen=True)
class Used:
    """Months of a benefit: paid, on their way to the bank, and left of the term."""

    paid: int
    pending: int
    left: int


def running_benefit(resident: Resident) -> Benefit | None:
    """The benefit that the resident draws."""
    return Benefit.objects.filter(resident=resident, state=BenefitState.RUNNING).first()


def benefits_of(resident: Resident) -> QuerySet[Benefit]:
    """All that were not taken back, the newest first."""
    return Benefit.objects.filter(resident=resident).exclude(state=BenefitState.UNDONE).order_by("-pk")


def used_of(benefit: Benefit) -> Used:
    """How many months of a benefit are used; two questions. Months that were overpaid are not.

    What an ended benefit still owes is not left for the next one: it is paid all the same. Of one that the
    province refused nothing is left.
    """
    paid = set(benefit.paid.filter(state=MonthState.PAID).values_list("month", flat=True))
    rows = PayLine.objects.filter(series=series_of(benefit.pk), state__in=ON_ITS_WAY)
    keys = [read_key(key) for key in rows.values_list("once", flat=True)]
    pending = {key[1] for key in keys if key is not None} - paid
    owed = set(due_until(benefit, benefit.last_month)) if benefit.last_month else set()
    granted = 0 if benefit.state == BenefitState.REFUSED else benefit.months
    return Used(len(paid), len(pending), max(granted - len(paid | pending | owed), 0))


def with_used(rows: QuerySet[Benefit]) -> QuerySet[Benefit]:
    """Benefits with ``used_months`` paid and ``paid_total`` (yuan)."""
    paid = BenefitMonth.objects.filter(benefit=OuterRef("pk"), state=MonthState.PAID).order_by()
    counted = paid.values("benefit").annotate(many=Count("pk")).values("many")
    summed = paid.values("benefit").annotate(total=Sum("amount")).values("total")
    return rows.annotate(
        used_months=Coalesce(Subquery(counted), 0, output_field=IntegerField()),
        paid_total=Subquery(summed, output_field=MoneyField()),
    )


def months_taken(benefits: Sequence[int]) -> dict[int, set[str]]:
    """Keys of months that were paid, or that a line pays that stands; by benefit."""
    found: dict[int, set[str]] = {}
    for benefit, key in BenefitMonth.objects.filter(benefit__in=benefits).values_list("benefit_id", "key"):
        found.setdefault(benefit, set()).add(key)
    return found


def to_pay(county_code: str) -> Iterable[Benefit]:
    """Benefits of a county of which something may be due."""
    rows = Benefit.objects.filter(county_code=county_code, paid_up=False).exclude(
        state__in=[BenefitState.UNDONE, BenefitState.REFUSED]
    )
    return rows.select_related("resident").order_by("pk")


def stopped_since(county_code: str, month: object) -> QuerySet[Benefit]:
    """Benefits of a county whose last month lies in or behind a month, with why."""
    return Benefit.objects.filter(
        ~Q(state=BenefitState.RUNNING), county_code=county_code, last_month__gte=month
    )
