"""Which months of an entitlement are held back, and by what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold, EntitlementRevision
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once

# Holds that stand today: neither lifted nor undone.
OPEN = Q(lifted_on__isnull=True, undone_at__isnull=True)
# What item 37 suspends for; the others come from certification and by hand.
REPORTED = (HoldKind.DEATH, HoldKind.MISSING, HoldKind.DOUBLE)


def first_of_month(day: dt.date) -> dt.date:
    """A month is its first day."""
    return day.replace(day=1)


def months_later(month: dt.date, many: int) -> dt.date:
    """The month so many after (or, negative, before) another."""
    place = month.year * 12 + month.month - 1 + many
    return dt.date(place // 12, place % 12 + 1, 1)


def covers(month: Any, prefix: str = "") -> Q:
    """Holds that keep a month unpaid; ``month`` is a day or an expression (F, OuterRef).

    One that was lifted with back pay holds nothing; without, the months before it was lifted.
    """
    lifted = Q(
        **{
            f"{prefix}lifted_on__isnull": False,
            f"{prefix}back_pay": False,
            f"{prefix}lifted_month__gt": month,
        }
    )
    standing = Q(**{f"{prefix}lifted_on__isnull": True})
    return Q(**{f"{prefix}undone_at__isnull": True, f"{prefix}from_month__lte": month}) & (standing | lifted)


def month_is_held(month: Any, entitlement: str = "pk") -> Exists:
    """A condition on rows with an entitlement: that some hold keeps the month unpaid.

    For Entitlement itself ``Entitlement.objects.filter(~month_is_held(month))``; for rows that point at
    one, name the column (``"entitlement_id"``), and ``OuterRef("month")`` for a month of their own.
    """
    return Exists(EntitlementHold.objects.filter(covers(month), entitlement=OuterRef(entitlement)))


def holds_covering(entitlements: Iterable[int], month: dt.date) -> QuerySet[EntitlementHold]:
    """The holds that keep a month of these entitlements unpaid."""
    return EntitlementHold.objects.filter(covers(month), entitlement__in=entitlements)


def holds_of(entitlements: Iterable[int]) -> dict[int, list[EntitlementHold]]:
    """All holds of these entitlements that were not undone, for ``is_held``; one query."""
    found: dict[int, list[EntitlementHold]] = {}
    for hold in EntitlementHold.objects.filter(entitlement__in=entitlements, undone_at__isnull=True):
        found.setdefault(hold.entitlement_id, []).append(hold)
    return found


def is_held(hold: EntitlementHold, month: dt.date) -> bool:
    """What ``covers`` says of a hold at hand."""
    if hold.undone_at is not None or hold.from_month > month:
        return False
    if hold.lifted_on is None:
        return True
    return not hold.back_pay and hold.lifted_month is not None and month < hold.lifted_month


@read_once
def open_holds(resident: Resident) -> list[EntitlementHold]:
    """The resident's standing holds with their entitlements, oldest first."""
    rows = EntitlementHold.objects.filter(OPEN, entitlement__resident=resident)
    return list(rows.select_related("entitlement__account").order_by("from_month", "pk"))


@read_once
def entitlements_of(resident: Resident) -> list[Entitlement]:
    """Everything the resident was ever granted and that was not reversed, with the accounts."""
    rows = Entitlement.objects.filter(resident=resident).exclude(state="reversed")
    return list(rows.select_related("account").order_by("account__scheme", F("starts_on").asc(), "pk"))


def with_basis(resident: Resident, month: dt.date) -> list[tuple[Entitlement, EntitlementRevision | None]]:
    """What ``entitlements_of`` gives, each with the revision in force in a month; one query."""
    in_force = Q(revisions__undone_at__isnull=True, revisions__from_month__lte=month)
    rows = (
        Entitlement.objects.filter(resident=resident)
        .exclude(state="reversed")
        .annotate(basis=FilteredRelation("revisions", condition=in_force))
        .select_related("account", "basis")  # type: ignore[misc]
        .order_by("account__scheme", "starts_on", "pk", "basis__from_month", "basis__pk")
    )
    found: dict[int, tuple[Entitlement, EntitlementRevision | None]] = {}
    for row in rows:
        # The last of an entitlement's rows is its latest revision; one without has no attribute.
        found[row.pk] = (row, row.__dict__.pop("basis", None))
    return list(found.values())
