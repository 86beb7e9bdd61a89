"""Who draws a pension, for one person or for a range of keys: what the state of a person follows from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from cuncuntong.ledgers.insurance.enums import InsuranceScheme, PensionState
from cuncuntong.ledgers.insurance.models import Pension
from cuncuntong.ledgers.pensions.enums import EntitlementState, HoldKind
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold
from cuncuntong.ledgers.pensions.selectors.holds import OPEN

RUNNING = (EntitlementState.RUNNING, EntitlementState.SUSPENDED)
PAID_ABOVE = (PensionState.RUNNING, PensionState.SUSPENDED)


@dataclass
class Drawing:
    """What somebody draws: entitlements (keys) here, the employees' pension above, and since when.

    ``certified_above`` is the last certification that the province told of; ``held`` whether a pension of
    ours is held because nobody certified.
    """

    entitlements: list[int] = field(default_factory=list)
    employee: bool = False
    since: dt.date | None = None
    certified_above: dt.date | None = None
    held: bool = False

    @property
    def anything(self) -> bool:
        """Whether there is a reason to certify."""
        return bool(self.entitlements) or self.employee

    def began(self, day: dt.date) -> None:
        """Takes in a start of drawing; the first one counts."""
        self.since = day if self.since is None else min(self.since, day)


def drawing_of(resident: int) -> Drawing:
    """What one person draws; three questions."""
    return drawing_between(resident - 1, resident).get(resident, Drawing())


def drawing_between(after: int, upto: int) -> Mapping[int, Drawing]:
    """What people draw whose keys are in a range (above ``after``, up to ``upto``); three questions."""
    found: dict[int, Drawing] = {}
    own = Entitlement.objects.filter(resident__gt=after, resident__lte=upto, state__in=RUNNING)
    for key, resident, starts in own.values_list("pk", "resident_id", "starts_on"):
        one = found.setdefault(resident, Drawing())
        one.entitlements.append(key)
        one.began(starts)
    above = Pension.objects.filter(
        participation__resident__gt=after,
        participation__resident__lte=upto,
        participation__scheme=InsuranceScheme.EMPLOYEE_PENSION,
        state__in=PAID_ABOVE,
    )
    for resident, starts, certified in above.values_list(
        "participation__resident_id", "starts_on", "certified_on"
    ):
        one = found.setdefault(resident, Drawing())
        one.employee, one.certified_above = True, certified
        one.began(starts)
    holds = EntitlementHold.objects.filter(
        OPEN,
        Q(entitlement__resident__gt=after, entitlement__resident__lte=upto),
        kind=HoldKind.UNCERTIFIED,
    )
    for resident in holds.values_list("entitlement__resident_id", flat=True):
        if resident in found:
            found[resident].held = True
    return found
