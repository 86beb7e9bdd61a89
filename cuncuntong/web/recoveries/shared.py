"""What the pages of recoveries share: rows of the caller's area, places in words, tabs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.urls import reverse

from cuncuntong.cases.models import Case
from cuncuntong.ledgers.recoveries.models import DeathSettlement, Overpayment
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.models import Division

RECOVER = Ability.RECOVER
PENSION = Line.RESIDENT_PENSION
PAGE = 50


def overpayments(caller: Caller, ability: str = RECOVER) -> QuerySet[Overpayment]:
    """The overpayments of the caller's area."""
    rows = Overpayment.objects.select_related("resident", "entitlement__account", "hold", "interest_line")
    return caller.limit(ability, rows, line=PENSION)


def overpayment(caller: Caller, pk: int, ability: str = RECOVER) -> Overpayment:
    """One of the area. Raises Denied or NotVisible."""
    rows = Overpayment.objects.select_related(
        "resident__village", "entitlement__account", "hold", "interest_line", "actor"
    )
    return fetch(caller, ability, rows, line=PENSION, pk=pk)


def settlements(caller: Caller) -> QuerySet[DeathSettlement]:
    """The settlements of the caller's area."""
    rows = DeathSettlement.objects.select_related("resident", "account", "hold", "heir")
    return caller.limit(RECOVER, rows, line=PENSION)


def say_refused(form: Form, refused: LedgerRefused) -> None:
    """At the field that the ledger names, where the form has it; else above the form."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, f"{refused.message}{refused.remedy}")


def case_address(number: str) -> str:
    """Where the case is read; empty where a row came without one (the demonstration's)."""
    if not number or not Case.objects.filter(number=number).exists():
        return ""
    return reverse("cases:detail", args=[number])


def place_words(villages: list[Division]) -> dict[str, str]:
    """Names of the villages by code, with the township."""
    return {one.code: f"{one.parent.name} {one.name}" if one.parent else one.name for one in villages}


def sections(current: str) -> list[dict[str, Any]]:
    """The two lists as tabs."""
    names = (("recoveries:list", "多领退回"), ("recoveries:settlements", "身后结算"))
    return [
        {"label": label, "url": reverse(name), "current": name == current, "count": None}
        for name, label in names
    ]
