"""Months that the province reported, as short as a test wants them."""

from __future__ import annotations

import datetime as dt

from cuncuntong.ledgers.insurance.models import ContributionMonth, Participation
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.ages import add_months

AS_OF = dt.date(2026, 10, 31)


def insured(resident: Resident, scheme: str = "employee", **more: object) -> Participation:
    """Somebody insured above, paying."""
    values = {
        "insured_as": "unit",
        "state": "paying",
        "since": dt.date(2020, 1, 1),
        "as_of": AS_OF,
        "contributions_as_of": AS_OF,
        "source": "省集中系统",
        **more,
    }
    return Participation.objects.create(resident=resident, scheme=scheme, **values)


def months(row: Participation, first: dt.date, count: int, state: str = "arrived", **more: object) -> None:
    """So many months from ``first`` on."""
    ContributionMonth.objects.bulk_create(
        ContributionMonth(
            participation=row,
            month=add_months(first, number),
            base=4244,
            own=340,
            state=state,
            as_of=AS_OF,
            **more,
        )
        for number in range(count)
    )
