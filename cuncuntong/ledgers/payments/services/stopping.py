"""Which findings can't be paid all the same: a death or a stop is in force for a month of the line.

A finding is a person's to decide; a stop that stands is not, until it is lifted where it was registered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import F, Max, Q

from cuncuntong.ledgers.payments.enums import FindingDecision, FindingKind, ItemKind
from cuncuntong.ledgers.payments.models import Finding, PayItem, PayRun
from cuncuntong.ledgers.residents.enums import Standing

# Kinds that are looked at person by person, never ticked together and paid.
GRAVE = (FindingKind.DEATH, FindingKind.STOPPED)
_MONTHS = (ItemKind.REGULAR, ItemKind.ARREARS)


def in_force(findings: Sequence[Finding]) -> set[int]:
    """The findings (keys) whose line has a month under a stop that stands, or after the month of death.

    A one-off payment has no months: what a dead person's account leaves goes to the heirs. Needs
    ``line`` of the findings; two questions for all of them.
    """
    grave = [one for one in findings if one.kind in GRAVE and (not one.line.once or one.line.series)]
    if not grave:
        return set()
    lines = {one.line_id for one in grave}
    items = PayItem.objects.filter(line__in=lines, kind__in=_MONTHS)
    standing = Q(entitlement__holds__lifted_on__isnull=True) | Q(
        entitlement__holds__back_pay=False, entitlement__holds__lifted_month__gt=F("month")
    )
    stopped = set(
        items.filter(
            standing,
            entitlement__holds__undone_at__isnull=True,
            entitlement__holds__from_month__lte=F("month"),
        ).values_list("line_id", flat=True)
    )
    last = items.filter(line__resident__standing=Standing.DECEASED).order_by().values("line_id")
    for row in last.annotate(month=Max("month"), died=Max("line__resident__deceased_on")):
        if _after(row["month"], row["died"]):
            stopped.add(row["line_id"])
    return {one.pk for one in grave if one.line_id in stopped}


def _after(month: dt.date, died: dt.date | None) -> bool:
    """A month after that of the death; where the day is not known, every month."""
    return died is None or month > died.replace(day=1)


def reopen_stopped(run: PayRun) -> int:
    """Opens what was to be paid all the same and is stopped by now; returns how many.

    In the caller's transaction.
    """
    rows = Finding.objects.filter(run=run, decision=FindingDecision.PAY, kind__in=GRAVE)
    keys = in_force(list(rows.select_related("line")))
    return Finding.objects.filter(pk__in=keys).update(decision=FindingDecision.OPEN)
