"""Computing a recalculation batch after batch: stopped at any moment, it goes on behind its position."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import background
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementRevision
from cuncuntong.ledgers.pensions.selectors.holds import holds_of, is_held
from cuncuntong.ledgers.recalculations.affected import ZERO, paid_months
from cuncuntong.ledgers.recalculations.enums import RecalculationState
from cuncuntong.ledgers.recalculations.models import Recalculation, RecalculationRow
from cuncuntong.network.models import ParameterValue
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.parameters import NoValueOn, OverlayValue, Parameters, load_parameters
from cuncuntong.rules.pension import compute_for
from cuncuntong.rules.pension.resident import AGE_SUPPLEMENT

BATCH = 1000
_KEPT = 50_000

Basis = tuple[dt.date, Decimal, int]


@background(name="recalculations.compute")
def compute_in_background(recalculation_id: int) -> str:
    """The whole recalculation, from wherever it stands; a dropped one is left alone."""
    done = compute(recalculation_id)
    return f"涉及{done.people}人、{done.months}个月，{done.get_state_display()}"


def compute(recalculation_id: int, *, batch: int = BATCH) -> Recalculation:
    """Brings a recalculation to its draft."""
    row = Recalculation.objects.get(pk=recalculation_id)
    months = Months(row)
    while row.state == RecalculationState.COMPUTING:
        people = _people(row, batch)
        if not people:
            return _finish(row, months.problem)
        made = _rows(row, people, months)
        _write(row, made, upto=people[-1].pk, looked_at=len(people))
        row.refresh_from_db()
    return row


class Months:
    """What months are worth under the recalculation's figures, each different one worked out once."""

    def __init__(self, row: Recalculation) -> None:
        self.scheme, self.problem = row.scheme, ""
        self.book = book_of(row)
        self._known: dict[tuple[object, ...], tuple[Decimal, Decimal] | None] = {}
        self._by_age: dict[dt.date, bool] = {}

    def worth(
        self, month: dt.date, balance: Decimal, years: int, birth: dt.date
    ) -> tuple[Decimal, Decimal] | None:
        """Sum and the account's part, in yuan; None where it can't be computed (``problem`` says why)."""
        counts = self._by_age.get(month)
        if counts is None:
            counts = self._by_age[month] = self.book.find(AGE_SUPPLEMENT, month) is not None
        key = (month, balance, years, age_on(birth, month) if counts else 0)
        if key not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[key] = self._compute(month, balance, years, birth)
        return self._known[key]

    def _compute(
        self, month: dt.date, balance: Decimal, years: int, birth: dt.date
    ) -> tuple[Decimal, Decimal] | None:
        try:
            found = compute_for(
                self.scheme,
                birth=birth,
                account_balance=balance,
                years_paid=years,
                on=month,
                parameters=self.book,
            )
        except (NoValueOn, ValueError) as error:
            self.problem = self.problem or f"{month:%Y年%m月}：{error}"[:300]
            return None
        return found.total, sum((part.amount for part in found.parts if part.code == "account"), ZERO)


def confirmed_values() -> list[int]:
    """The keys of the parameter values in force now: a recalculation's book."""
    rows = ParameterValue.objects.filter(confirmed_at__isnull=False, withdrawn_at__isnull=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def book_of(row: Recalculation) -> Parameters:
    """The figures as they stood when the recalculation was begun."""
    values = ParameterValue.objects.filter(pk__in=row.book).order_by("pk")
    return load_parameters(
        OverlayValue(key=one.key, starts=one.starts_on, value=one.value, source=one.source, confirmed=True)
        for one in values
    )


def to_check(row: Recalculation) -> int:
    """How many entitlements will be looked at: all of the scheme, paid or not."""
    return Entitlement.objects.filter(county_code=row.county_code, account__scheme=row.scheme).count()


def _people(row: Recalculation, size: int) -> list[Entitlement]:
    """The next entitlements behind the position, whether or not they were paid: a plain range of keys."""
    found = Entitlement.objects.filter(
        county_code=row.county_code, account__scheme=row.scheme, pk__gt=row.position
    )
    return list(found.select_related("resident").only(*_COLUMNS).order_by("pk")[:size])


_COLUMNS = (
    "village_code",
    "township_code",
    "county_code",
    "balance",
    "years_paid",
    "resident__birth_date",
)


def _rows(row: Recalculation, people: Sequence[Entitlement], months: Months) -> list[RecalculationRow]:
    keys = [one.pk for one in people]
    paid = paid_months(keys, row.county_code, row.scheme, row.from_month, row.to_month)
    bases, holds = _bases(keys), holds_of(keys)
    made = []
    for one in people:
        for month, (was, was_account) in sorted(paid.get(one.pk, {}).items()):
            if any(is_held(hold, month) for hold in holds.get(one.pk, ())):
                continue  # not due at all: what was paid for it is claimed back whole
            balance, years = _basis(bases.get(one.pk, ()), month, one)
            worth = months.worth(month, balance, years, one.resident.birth_date)
            if worth is not None and worth[0] != was:
                made.append(_row(row, one, month, was, worth, worth[1] - was_account))
    return made


def _row(
    row: Recalculation,
    one: Entitlement,
    month: dt.date,
    was: Decimal,
    worth: tuple[Decimal, Decimal],
    of_account: Decimal,
) -> RecalculationRow:
    return RecalculationRow(
        recalculation=row,
        entitlement=one,
        resident_id=one.resident_id,
        month=month,
        paid=was,
        should=worth[0],
        difference=worth[0] - was,
        of_account=of_account,
        village_code=one.village_code,
        township_code=one.township_code,
        county_code=one.county_code,
    )


def _bases(keys: Sequence[int]) -> dict[int, list[Basis]]:
    found: dict[int, list[Basis]] = defaultdict(list)
    rows = EntitlementRevision.objects.filter(entitlement__in=keys, undone_at__isnull=True)
    for key, month, balance, years in rows.order_by("from_month", "pk").values_list(
        "entitlement_id", "from_month", "balance", "years_paid"
    ):
        found[key].append((month, balance, years))
    return found


def _basis(bases: Sequence[Basis], month: dt.date, one: Entitlement) -> tuple[Decimal, int]:
    """The revision in force in a month; without one what the entitlement was granted on."""
    balance, years = one.balance, one.years_paid
    for since, sum_, count in bases:
        if since <= month:
            balance, years = sum_, count
    return balance, years


def _write(row: Recalculation, made: list[RecalculationRow], *, upto: int, looked_at: int) -> None:
    """One batch in one transaction, unless another process wrote it or it was dropped meanwhile."""
    with transaction.atomic():
        stands = Recalculation.objects.select_for_update().get(pk=row.pk)
        if stands.state != RecalculationState.COMPUTING or stands.position != row.position:
            return
        RecalculationRow.objects.bulk_create(made, batch_size=500)
        stands.position = upto
        stands.checked += looked_at
        stands.save(update_fields=["position", "checked"])


def _finish(row: Recalculation, problem: str) -> Recalculation:
    with transaction.atomic():
        stands = Recalculation.objects.select_for_update().get(pk=row.pk)
        if stands.state != RecalculationState.COMPUTING:
            return stands
        sums = stands.rows.order_by().aggregate(
            people=Count("entitlement", distinct=True),
            months=Count("pk"),
            more=Sum("difference", filter=Q(difference__gt=0)),
            less=Sum("difference", filter=Q(difference__lt=0)),
        )
        stands.people, stands.months = sums["people"], sums["months"]
        stands.more = (sums["more"] or ZERO).quantize(ZERO)
        stands.less = (-(sums["less"] or ZERO)).quantize(ZERO)
        stands.state, stands.computed_at = RecalculationState.DRAFTED, timezone.now()
        stands.problem = problem
        stands.save()
        record(
            actor=None,
            action="recalculations.computed",
            object_type="recalculations.Recalculation",
            object_id=str(stands.pk),
            detail={"key": stands.key, "people": stands.people, "months": stands.months},
        )
    return stands
