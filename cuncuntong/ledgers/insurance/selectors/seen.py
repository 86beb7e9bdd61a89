"""Which schemes of whom somebody may look at: by the line of business that a scheme belongs to, if any."""

from __future__ import annotations

from collections.abc import Sequence

from cuncuntong.ledgers.insurance.enums import InsuranceScheme
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import visitors
from cuncuntong.network.access import Caller, Grant
from cuncuntong.network.enums import Ability, Line

# Injury insurance is no reviewer's line here: whoever's duty no line limits sees it.
LINES = {
    InsuranceScheme.EMPLOYEE_PENSION: Line.EMPLOYEE_PENSION,
    InsuranceScheme.UNEMPLOYMENT: Line.UNEMPLOYMENT,
}


def schemes_seen(caller: Caller, people: Sequence[Resident]) -> dict[int, frozenset[str]]:
    """The schemes that the caller may look at, by the key of each of these residents.

    Each duty counts in its own area alone; who visits the caller's point today counts as living there.
    """
    grants = caller.with_ability(Ability.INSURANCE_READ)
    visiting = set(visitors(caller).filter(resident__in=people)) if caller.point else set()
    return {person.pk: _of(grants, person, visiting) for person in people}


def _of(grants: list[Grant], person: Resident, visiting: set[int]) -> frozenset[str]:
    here = [one for one in grants if one.holds(person) or (one.point_id and person.pk in visiting)]
    return frozenset(
        scheme.value
        for scheme in InsuranceScheme
        if any(not one.lines or LINES.get(scheme) in one.lines for one in here)
    )
