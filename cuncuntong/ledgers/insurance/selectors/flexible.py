"""Declarations of flexible workers, and which of them new figures of the year make wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from cuncuntong.ledgers.insurance.enums import STANDING, DeclaredState
from cuncuntong.ledgers.insurance.models import FlexibleDeclaration
from cuncuntong.ledgers.insurance.selectors.participations import participation_of
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.flexible import BaseFigures, figures_on
from cuncuntong.rules.parameters import ParameterError


@dataclass(frozen=True)
class Renewal:
    """A declaration with the base that the year's figures ask for, and what that makes a month (yuan).

    ``months`` are those from its first to the present one, ``owed`` what they come to in all.
    """

    row: FlexibleDeclaration
    base: Decimal
    monthly: Decimal
    months: int
    owed: Decimal
    figures: BaseFigures


def renewed_base(row: FlexibleDeclaration, figures: BaseFigures) -> Decimal | None:
    """The base by the figures; None where it stays. A share follows the average, a sum its bounds."""
    base = figures.base_of(row.share) if row.share is not None else None
    if base is None:
        base = max(figures.floor, min(figures.cap, row.base))
    return None if base == row.base else base


def outdated(
    rows: QuerySet[FlexibleDeclaration],
) -> tuple[QuerySet[FlexibleDeclaration], dict[int, BaseFigures]]:
    """Standing declarations whose year has other figures by now, and the figures by year."""
    renewed = FlexibleDeclaration.objects.filter(replaces=OuterRef("pk"), state__in=STANDING)
    standing = rows.filter(~Exists(renewed), state__in=STANDING)
    years = standing.order_by().values_list("from_month__year", flat=True).distinct()
    figures: dict[int, BaseFigures] = {}
    wanted = Q(pk__in=[])
    for year in years:
        try:
            found = figures_on(current(), dt.date(year, 1, 1))
        except ParameterError:
            continue
        figures[year] = found
        differs = ~Q(floor=found.floor, cap=found.cap)
        if found.average is not None:
            differs |= Q(average__isnull=True) | ~Q(average=found.average)
        out_of_bounds = Q(share__isnull=True) & (Q(base__lt=found.floor) | Q(base__gt=found.cap))
        wanted |= Q(from_month__year=year) & differs & (Q(share__isnull=False) | out_of_bounds)
    return standing.filter(wanted).select_related("resident").order_by("pk"), figures


def renewals(
    rows: Iterable[FlexibleDeclaration], figures: dict[int, BaseFigures], on: dt.date
) -> list[Renewal]:
    """What the year's figures make of declarations that ``outdated`` gave; those that stay are left out."""
    found = []
    for row in rows:
        now = figures[row.from_month.year]
        base = renewed_base(row, now)
        if base is None:
            continue
        last = min(on.replace(day=1), dt.date(row.from_month.year, 12, 1))
        months = max(0, (last.year - row.from_month.year) * 12 + last.month - row.from_month.month + 1)
        monthly = now.monthly(base)
        found.append(Renewal(row, base, monthly, months, (monthly - row.monthly) * months, now))
    return found


def standing_declaration(resident: Resident) -> FlexibleDeclaration | None:
    """The newest declaration that counts: waiting, or agreed to since the day of the province's ledger.

    A newer ledger of the province's has the last word: whoever stopped since may begin again.
    """
    rows = FlexibleDeclaration.objects.filter(resident=resident, state__in=STANDING)
    row = rows.order_by("-pk").first()
    if row is None or row.state == DeclaredState.WAITING:
        return row
    participation = participation_of(resident)
    overtaken = participation is not None and participation.as_of > answered_on(row)
    return None if overtaken else row


def answered_on(row: FlexibleDeclaration) -> dt.date:
    """The day of the province's answer; of the declaration where it has none."""
    return timezone.localdate(row.answered_at) if row.answered_at else row.decided_on


def followed(rows: QuerySet[FlexibleDeclaration]) -> QuerySet[FlexibleDeclaration]:
    """What is still to be followed first: waiting, then refused, the newest first."""
    return rows.select_related("resident", "actor").order_by(F("pk").desc())
