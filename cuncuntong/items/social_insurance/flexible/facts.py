"""What item 20's rules and explanation look at, gathered once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from cuncuntong.items.shared import listed
from cuncuntong.ledgers.employment.selectors import last_retirement
from cuncuntong.ledgers.insurance.selectors import participation_of
from cuncuntong.ledgers.insurance.selectors.contributions import insured_months
from cuncuntong.ledgers.insurance.services import Obstacle, flexible_obstacle
from cuncuntong.ledgers.pensions.selectors import PensionFacts, pension_facts
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.flexible import BaseFigures, figures_on
from cuncuntong.rules.parameters import ParameterError
from cuncuntong.rules.retirement import Retirement
from cuncuntong.rules.service_item import Situation

SOURCE = listed(20)
# The choice that lets a base of one's own be typed.
OWN = "own"


@dataclass(frozen=True)
class Facts:
    """The person, the year's figures (None where none are known), both schemes, and when they retire."""

    situation: Situation
    resident: Resident
    on: dt.date
    figures: BaseFigures | None
    obstacle: Obstacle | None
    pensions: PensionFacts
    retirement: Retirement
    months: int


def facts_of(situation: Situation) -> Facts:
    """At most eight questions: above, what was declared, the residents' scheme, the months so far."""
    resident, on = situation.resident, situation.on
    insured = participation_of(resident)
    return Facts(
        situation=situation,
        resident=resident,
        on=on,
        figures=known_figures(on),
        obstacle=flexible_obstacle(resident),
        pensions=pension_facts(resident),
        retirement=last_retirement(resident, on),
        months=insured_months(resident, insured.scheme, on) if insured else 0,
    )


def known_figures(on: dt.date) -> BaseFigures | None:
    """The figures of a day; None where no floor or cap is known."""
    try:
        return figures_on(current(), on)
    except ParameterError:
        return None


def chosen_base(facts: Facts) -> Decimal | None:
    """The base that the form says; None as long as it says none."""
    form, figures = facts.situation.form, facts.figures
    share = str(form.get("share") or "")
    if share == OWN:
        try:
            return Decimal(str(form.get("base") or "")).quantize(Decimal("0.01"))
        except InvalidOperation:
            return None
    if figures is None or not share.isdigit():
        return None
    return figures.base_of(int(share))
