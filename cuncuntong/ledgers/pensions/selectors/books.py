"""A resident's accounts with all that is on them, asked in one query for a whole page."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, FilteredRelation, OuterRef, Q

from cuncuntong.ledgers.pensions.enums import AccountState, EntitlementState, EntryKind
from cuncuntong.ledgers.pensions.models import Entitlement, PensionAccount, PensionEntry
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once

ZERO = Decimal("0.00")
RUNNING = (EntitlementState.RUNNING, EntitlementState.SUSPENDED)


@dataclass
class Book:
    """One account, its entries by year, day and order of posting, and the entitlement in force.

    ``drew``: an entitlement was ever granted on it, in force or ended.
    """

    account: PensionAccount
    entitlement: Entitlement | None
    drew: bool = False
    entries: list[PensionEntry] = field(default_factory=list)

    @property
    def balance(self) -> Decimal:
        """What is on the account, in yuan."""
        return sum((entry.amount for entry in self.entries), ZERO)

    @property
    def paid_years(self) -> frozenset[int]:
        """Years with a contribution of the resident's own that was not taken back."""
        paid: dict[int, Decimal] = {}
        for entry in self.entries:
            meant = entry.reverses if entry.reverses_id else entry
            if meant is not None and meant.kind == EntryKind.OWN:
                paid[entry.year] = paid.get(entry.year, ZERO) + entry.amount
        return frozenset(year for year, amount in paid.items() if amount > 0)

    @property
    def years_paid(self) -> int:
        """How many such years there are."""
        return len(self.paid_years)


@read_once
def books_of(resident: Resident) -> dict[str, Book]:
    """The resident's books by scheme, closed accounts included; reversed ones never were.

    A person has two accounts at most, some dozens of entries and one entitlement in force an
    account: joined they are as many rows as entries.
    """
    granted = Entitlement.objects.exclude(state=EntitlementState.REVERSED)
    rows = (
        PensionAccount.objects.filter(resident=resident)
        .exclude(state=AccountState.REVERSED)
        .annotate(
            entry=FilteredRelation("entries"),
            in_force=FilteredRelation("entitlements", condition=Q(entitlements__state__in=RUNNING)),
            drew=Exists(granted.filter(account=OuterRef("pk"))),
        )
        .select_related("entry__reverses", "in_force")  # type: ignore[misc]
        .order_by("scheme", "entry__year", "entry__paid_on", "entry__id")
    )
    found: dict[str, Book] = {}
    for row in rows:
        # A row without an entry, or without an entitlement, has no attribute of the join.
        entry, in_force = row.__dict__.pop("entry", None), row.__dict__.pop("in_force", None)
        book = found.setdefault(row.scheme, Book(row, in_force, bool(row.drew)))
        if entry is not None:
            book.entries.append(entry)
    return found
