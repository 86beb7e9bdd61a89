"""Which findings can't be paid all the same: a death or a stop is in force for a month of the line.

A finding is a person's to decide; a stop that stands is not, until it is lifted where it was registered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cuncuntong.ledgers.payments.enums import FindingDecision, FindingKind
from cuncuntong.ledgers.payments.models import Finding, PayLine, PayRun
from cuncuntong.ledgers.payments.services.reading import months_within
from cuncuntong.ledgers.pensions.models import EntitlementHold
from cuncuntong.ledgers.pensions.selectors.holds import holds_of, is_held
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident

# Kinds that are looked at person by person, never ticked together and paid.
GRAVE = (FindingKind.DEATH, FindingKind.STOPPED)


def in_force(findings: Sequence[Finding]) -> set[int]:
    """The findings (keys) whose line has a month under a stop that stands, or after the month of death.

    What is sent again counts by the months that had failed. A one-off payment has no months: what a dead
    person's account leaves goes to the heirs. Needs ``line`` of the findings; a few questions for all.
    """
    grave = [one for one in findings if one.kind in GRAVE and (not one.line.once or one.line.series)]
    if not grave:
        return set()
    months = months_within(sorted({one.line_id for one in grave}))
    held = holds_of({one.line.entitlement_id for one in grave if one.line.entitlement_id})
    dead = dict(
        Resident.objects.filter(
            pk__in={one.line.resident_id for one in grave}, standing=Standing.DECEASED
        ).values_list("pk", "deceased_on")
    )
    return {one.pk for one in grave if _stopped(one.line, months[one.line_id], held, dead)}


def _stopped(
    line: PayLine,
    months: set[dt.date],
    held: dict[int, list[EntitlementHold]],
    dead: dict[int, dt.date | None],
) -> bool:
    holds = held.get(line.entitlement_id or 0, [])
    if any(is_held(hold, month) for hold in holds for month in months):
        return True
    return line.resident_id in dead and any(_after(month, dead[line.resident_id]) for month in months)


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
