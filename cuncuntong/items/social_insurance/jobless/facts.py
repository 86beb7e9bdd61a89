"""What a claim of unemployment benefit looks at: the registration, what was paid, what was left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cuncuntong.items.shared import UNEMPLOYMENT, listed
from cuncuntong.ledgers.employment.enums import LeftHow, UnemploymentReason
from cuncuntong.ledgers.employment.models import Unemployment
from cuncuntong.ledgers.employment.selectors import active_unemployment
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.jobs.selectors import current_employments
from cuncuntong.ledgers.pensions.selectors import PensionFacts, pension_facts
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.unemployment.models import Benefit
from cuncuntong.ledgers.unemployment.selectors import Basis, basis_of, running_benefit
from cuncuntong.network.parameters import current
from cuncuntong.rules.service_item import Situation
from cuncuntong.rules.unemployment import Term, term_on

SOURCE = f"{listed(23)}；{'；'.join(UNEMPLOYMENT)}"
# How a job ended against nobody's will but the employer's, or by itself.
INVOLUNTARY = (LeftHow.UNIT_ENDED, LeftHow.EXPIRED, LeftHow.CLOSED)


@dataclass(frozen=True)
class Claim:
    """What rules, preview and effect look at."""

    situation: Situation
    resident: Resident
    registration: Unemployment | None
    running: Benefit | None
    job: Employment | None
    pension: PensionFacts
    basis: Basis
    term: Term

    @property
    def on(self) -> dt.date:
        """The day of acceptance."""
        return self.situation.on

    @property
    def voluntary_left(self) -> bool:
        """By the registration the last job did not end by the unit, its closure or the term."""
        row = self.registration
        return row is not None and row.left_how not in INVOLUNTARY

    @property
    def from_unit(self) -> bool:
        """The registration names a unit that was left."""
        row = self.registration
        return row is not None and row.reason in (
            UnemploymentReason.UNIT_LEFT,
            UnemploymentReason.BUSINESS_CLOSED,
        )


def claim_facts(situation: Situation) -> Claim:
    """Everything of the day, in about ten queries."""
    resident, on = situation.resident, situation.on
    registration = active_unemployment(resident)
    basis = basis_of(resident, on)
    jobs = list(current_employments(resident, on))
    return Claim(
        situation=situation,
        resident=resident,
        registration=registration,
        running=running_benefit(resident),
        job=jobs[0] if jobs else None,
        pension=pension_facts(resident),
        basis=basis,
        term=term_on(on, paid=basis.paid_since, left=basis.left, parameters=current()),
    )
