"""Lists of who is due when, and counts by place; each an index scan of the caller's area."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from cuncuntong.ledgers.certification.enums import BeneficiaryState
from cuncuntong.ledgers.certification.models import Beneficiary, Certification
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.pensions.models import EntitlementHold
from cuncuntong.ledgers.pensions.selectors.holds import OPEN
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Level, Line

ABILITY, LINE = Ability.CERTIFY, Line.RESIDENT_PENSION
STATES = tuple(state for state in BeneficiaryState if state != BeneficiaryState.OUT)


@dataclass(frozen=True)
class Counts:
    """How many stand where; ``waiting`` is everybody who is to do something."""

    by_state: dict[str, int]

    @property
    def total(self) -> int:
        """Everybody who must certify."""
        return sum(self.by_state.values())

    @property
    def waiting(self) -> int:
        """Everybody but those whose certification is good for a while."""
        return self.total - self.by_state.get(BeneficiaryState.VALID, 0)


@dataclass(frozen=True)
class Tally:
    """One place's counts: coming (soon, not warned), warned, overdue, suspended, wanting a visit."""

    code: str
    total: int
    coming: int
    warned: int
    overdue: int
    suspended: int
    home: int

    @property
    def valid(self) -> int:
        """Whose certification is good for a while."""
        return self.total - self.coming - self.warned - self.overdue - self.suspended

    @property
    def late(self) -> int:
        """Overdue or suspended."""
        return self.overdue + self.suspended


def people(caller: Caller) -> QuerySet[Beneficiary]:
    """Everybody of the caller's area who must certify."""
    return caller.limit(ABILITY, Beneficiary.objects.filter(due_on__isnull=False), line=LINE)


def in_grace(today: dt.date) -> Q:
    """Who came to the list overdue, and is not held before a day that is still to come."""
    return Q(state=BeneficiaryState.OVERDUE, due_on__lt=today, grace_until__gte=today)


def grace_of(row: Beneficiary, today: dt.date) -> dt.date | None:
    """Until when somebody ``in_grace`` is not held; None for everybody else."""
    grace = row.grace_until
    return grace if row.state == BeneficiaryState.OVERDUE and grace is not None and grace >= today else None


def counting_day(row: Beneficiary, today: dt.date) -> dt.date | None:
    """The last day without consequences: the due day, or the end of the grace."""
    return grace_of(row, today) or row.due_on


def with_held_months(rows: QuerySet[Beneficiary]) -> QuerySet[Beneficiary]:
    """The rows with ``held_from``: the first month that a lapse keeps unpaid; None where nothing is held."""
    holds = EntitlementHold.objects.filter(
        OPEN, kind=HoldKind.UNCERTIFIED, entitlement__resident=OuterRef("resident")
    )
    return rows.annotate(held_from=Subquery(holds.order_by("from_month").values("from_month")[:1]))


def count_states(rows: QuerySet[Beneficiary]) -> Counts:
    """How many of the rows stand where, in one question."""
    found = rows.order_by().values_list("state").annotate(n=Count("pk"))
    return Counts(dict(found))


def tally(caller: Caller, *, by: Level, township: str = "") -> list[Tally]:
    """Counts per township or village, in one question; places without anybody are left out."""
    column = {Level.TOWNSHIP: "township_code", Level.VILLAGE: "village_code"}[by]
    rows = people(caller)
    if township:
        rows = rows.filter(township_code=township)
    state = BeneficiaryState
    counted = (
        rows.order_by()
        .values(column)
        .annotate(
            total=Count("pk"),
            coming=Count("pk", filter=Q(state=state.COMING)),
            warned=Count("pk", filter=Q(state__in=[state.WARNED_ONCE, state.WARNED_TWICE])),
            overdue=Count("pk", filter=Q(state=state.OVERDUE)),
            suspended=Count("pk", filter=Q(state=state.SUSPENDED)),
            home=Count("pk", filter=Q(home_wanted=True)),
        )
    )
    found = [Tally(code=row.pop(column), **row) for row in counted]
    return sorted(found, key=lambda one: one.code)


def doubts(caller: Caller, ability: str = ABILITY) -> QuerySet[Beneficiary]:
    """People of the area whose certification somebody must look into."""
    return caller.limit(ability, Beneficiary.objects.filter(doubt__gt=""), line=LINE)


def certifications_of(resident: int) -> Sequence[Certification]:
    """All certifications of a person, the last one first, undone ones too; one question."""
    rows = Certification.objects.filter(resident=resident)
    return list(
        rows.select_related("actor", "point", "evidence_list", "undone_by").order_by("-on", "-pk")[:50]
    )
