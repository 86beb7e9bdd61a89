"""What the ledgers hold of a resident, as names alone: one question for all of them."""

from __future__ import annotations

from django.db.models import Count, Value

from cuncuntong.ledgers.residents.hooks import standings
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once


@read_once
def standings_of(resident: Resident) -> frozenset[str]:
    """The names (``hooks.register_standing``) of which the resident has a row that stands today.

    For what is asked of everybody who comes to the counter, where a question a ledger would be many.
    """
    sets = [
        # One row a set, whichever engine: its name, and how many there are.
        rows(resident).order_by().annotate(which=Value(name)).values("which").annotate(n=Count("pk"))
        for name, rows in standings.items()
    ]
    if not sets:
        return frozenset()
    first, *others = sets
    return frozenset(row["which"] for row in first.union(*others, all=True) if row["n"])
