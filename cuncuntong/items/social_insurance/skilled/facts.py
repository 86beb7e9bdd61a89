"""What a claim of the subsidy for a higher skill looks at, and the sum that it comes to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cuncuntong.items.shared import listed
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.skills.models import Subsidy
from cuncuntong.ledgers.skills.selectors import TIMES_A_YEAR, standing_of
from cuncuntong.ledgers.unemployment.models import Benefit
from cuncuntong.ledgers.unemployment.selectors import Basis, basis_of, running_benefit
from cuncuntong.network.parameters import current
from cuncuntong.rules import occupations
from cuncuntong.rules.parameters import DatedValue
from cuncuntong.rules.service_item import Situation

SOURCE = f"{listed(22)}；技能提升补贴政策（公开资料，待核定）"
AMOUNT = "subsidies.skill_amount"
WITHIN = "subsidies.skill_apply_months"
INSURED = "subsidies.skill_insured_months"
RELAXED = "subsidies.skill_relaxed_insured_months"
MOST = TIMES_A_YEAR


@dataclass(frozen=True)
class Claim:
    """What rules, preview and effect look at; ``needed`` contribution months, ``relaxed`` by the rule that
    runs out by its date."""

    situation: Situation
    resident: Resident
    basis: Basis
    drawing: Benefit | None
    standing: tuple[Subsidy, ...]
    occupation: str
    issued_on: dt.date | None
    needed: DatedValue
    relaxed: bool

    @property
    def on(self) -> dt.date:
        """The day of acceptance."""
        return self.situation.on

    @property
    def level(self) -> str:
        """The level that was chosen."""
        return str(self.situation.form.get("level") or "")


def claim_facts(situation: Situation) -> Claim:
    """The contributions, the benefit and what was granted before, in about six queries."""
    resident, on, form = situation.resident, situation.on, situation.form
    words = str(form.get("occupation") or "")
    relaxed = current().find(RELAXED, on)
    issued = form.get("issued_on")
    return Claim(
        situation=situation,
        resident=resident,
        basis=basis_of(resident, on),
        drawing=running_benefit(resident),
        standing=tuple(standing_of(resident)),
        occupation=occupations.resolve(words).code or "" if words else "",
        issued_on=dt.date.fromisoformat(issued) if isinstance(issued, str) and issued else issued or None,
        needed=relaxed or current().get(INSURED, on),
        relaxed=relaxed is not None,
    )


def amount_of(claim: Claim) -> tuple[Decimal, DatedValue] | None:
    """The sum of the level under the figures of the day."""
    figure = current().get(AMOUNT, claim.on)
    table: Any = figure.value
    return (Decimal(str(table[claim.level])), figure) if claim.level in table else None
