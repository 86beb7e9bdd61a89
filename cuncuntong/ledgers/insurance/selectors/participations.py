"""Who is insured in what above, and the benefit that is drawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from cuncuntong.ledgers.insurance.enums import InsuranceScheme, PensionState
from cuncuntong.ledgers.insurance.models import Participation, Pension
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once


@dataclass(frozen=True)
class Part:
    """A part of a benefit's sum, in yuan; ``code`` may be empty."""

    code: str
    name: str
    amount: Decimal


@dataclass(frozen=True)
class PensionFacts:
    """A benefit kept above with the participation that it belongs to."""

    participation: Participation
    pension: Pension
    parts: tuple[Part, ...]

    @property
    def running(self) -> bool:
        """Whether it is paid."""
        return self.pension.state == PensionState.RUNNING


def parts_of(kept: list[dict[str, str]]) -> tuple[Part, ...]:
    """The parts as they are kept in JSON."""
    return tuple(Part(one["code"], one["name"], Decimal(one["amount"])) for one in kept)


@read_once
def participations_of(resident: Resident) -> dict[str, Participation]:
    """All of a resident's participations by scheme, each with its ``pension`` at hand; one query."""
    rows = Participation.objects.filter(resident=resident).select_related("pension")
    return {row.scheme: row for row in rows.order_by("scheme")}


def participation_of(
    resident: Resident, scheme: str = InsuranceScheme.EMPLOYEE_PENSION
) -> Participation | None:
    """The resident in one scheme; None where nothing was fetched of them."""
    return participations_of(resident).get(scheme)


def pension_above(resident: Resident, scheme: str = InsuranceScheme.EMPLOYEE_PENSION) -> PensionFacts | None:
    """The benefit of a scheme, whatever its state; None where none was fetched."""
    participation = participation_of(resident, scheme)
    pension = getattr(participation, "pension", None)
    if participation is None or pension is None:
        return None
    return PensionFacts(participation, pension, parts_of(pension.parts))


def freshest(participation: Participation) -> dt.date:
    """The newest day as of which anything of a participation counts."""
    days = (participation.as_of, participation.contributions_as_of, participation.payments_as_of)
    return max(day for day in days if day is not None)
