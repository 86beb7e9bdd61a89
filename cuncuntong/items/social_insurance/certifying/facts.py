"""What item 21's rules and preview look at, gathered once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from cuncuntong.ledgers.certification.models import Beneficiary
from cuncuntong.ledgers.certification.selectors.person import row_as_of
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.pensions.models import EntitlementHold
from cuncuntong.ledgers.pensions.selectors.holds import open_holds
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.certification import INTERVAL
from cuncuntong.rules.service_item import Situation


@dataclass(frozen=True)
class Facts:
    """The person, where the certification stands, when the person was seen, and what is held."""

    situation: Situation
    resident: Resident
    row: Beneficiary | None
    seen_on: dt.date | None
    months: int
    holds: list[EntitlementHold]


def facts_of(situation: Situation) -> Facts:
    """Two questions for who was listed by a night before; a few more for who was not."""
    row = row_as_of(situation.resident, situation.on)
    holds = open_holds(situation.resident) if row is not None and row.draws_resident else []
    return Facts(
        situation=situation,
        resident=situation.resident,
        row=row,
        seen_on=read_day(situation.form.get("seen_on")),
        months=current().integer(INTERVAL, situation.on),
        holds=[hold for hold in holds if hold.kind == HoldKind.UNCERTIFIED],
    )


def read_day(text: object) -> dt.date | None:
    """A form's day; None where none is filled in, or it is none."""
    try:
        return dt.date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def read_position(text: object) -> tuple[Decimal, Decimal] | None:
    """Longitude and latitude out of "112.414738,35.486039"; None where nothing is filled in.

    Raises ValueError for anything else.
    """
    clean = str(text or "").replace("，", ",").replace(" ", "")
    if not clean:
        return None
    parts = clean.split(",")
    if len(parts) != 2:
        raise ValueError("two numbers")
    try:
        longitude, latitude = (Decimal(part).quantize(Decimal("0.000001")) for part in parts)
    except InvalidOperation as error:
        raise ValueError("no number") from error
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError("not on earth")
    return longitude, latitude
