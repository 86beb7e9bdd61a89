"""What item 37's rules and preview look at, gathered once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from cuncuntong.items.shared import yes
from cuncuntong.items.social_insurance.suspension.event import (
    FAMILY,
    RESUME,
    STOP,
    read_day,
    relation_words,
)
from cuncuntong.items.social_insurance.suspension.fields import LATER
from cuncuntong.ledgers.pensions.enums import EntitlementState, HoldKind
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold
from cuncuntong.ledgers.pensions.selectors.holds import REPORTED, entitlements_of, open_holds
from cuncuntong.ledgers.pensions.services.holds import stop_month
from cuncuntong.ledgers.recoveries.selectors import Overpaid, in_flight, next_run_month, overpaid_items
from cuncuntong.ledgers.recoveries.services import HeirNamed, ReturnPlan
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.service_item import Situation


@dataclass(frozen=True)
class Facts:
    """The person, what is drawn, what holds it, and what would be overpaid (yuan, by entitlement)."""

    situation: Situation
    resident: Resident
    action: str
    kind: str
    happened_on: dt.date | None
    entitlements: list[Entitlement]
    holds: list[EntitlementHold]
    from_month: dt.date | None
    overpaid: dict[int, Overpaid]
    next_run: dt.date

    @property
    def running(self) -> list[Entitlement]:
        """What can be suspended."""
        states = (EntitlementState.RUNNING, EntitlementState.SUSPENDED)
        return [one for one in self.entitlements if one.state in states]

    @property
    def total(self) -> Decimal:
        """What would be overpaid in all."""
        return sum((one.total for one in self.overpaid.values() if one.total > 0), Decimal("0.00"))

    @property
    def same_kind(self) -> list[EntitlementHold]:
        """Holds of the kind that is reported."""
        return [hold for hold in self.holds if hold.kind == self.kind]

    @property
    def to_lift(self) -> list[EntitlementHold]:
        """Holds that a resumption would lift."""
        wanted = str(self.situation.form.get("lifted", ""))
        return [hold for hold in self.holds if hold.kind in REPORTED and hold.kind == wanted]

    def sent(self) -> int:
        """Lines of held months that are at the bank."""
        return in_flight(self.overpaid, self.from_month) if self.overpaid else 0


def facts_of(situation: Situation) -> Facts:
    """One question for the entitlements, one for the holds, one for each entitlement's paid months."""
    form, resident = situation.form, situation.resident
    action, kind = str(form.get("action") or STOP), str(form.get("kind") or "")
    happened_on = read_day(form.get("happened_on"))
    entitlements, holds = entitlements_of(resident), open_holds(resident)
    facts = Facts(
        situation=situation,
        resident=resident,
        action=action,
        kind=kind if action == STOP else "",
        happened_on=happened_on,
        entitlements=entitlements,
        holds=holds,
        from_month=None,
        overpaid={},
        next_run=next_run_month(resident.county_code, situation.on),
    )
    if action == RESUME or not kind or not _possible(happened_on, resident, situation.on):
        return facts
    assert happened_on is not None
    month = stop_month(happened_on, kind)
    found = {one.pk: overpaid_items(one.pk, month) for one in facts.running}
    return Facts(**{**facts.__dict__, "from_month": month, "overpaid": found})


def _possible(day: dt.date | None, resident: Resident, on: dt.date) -> bool:
    return day is not None and resident.birth_date <= day <= on


def plan_of(facts: Facts) -> ReturnPlan | None:
    """How it is to be returned; None where nothing was overpaid, or it is to be agreed later."""
    form = facts.situation.form
    way = str(form.get("way") or "")
    if not way or way == LATER or not facts.total:
        return None
    relation = ""
    if form.get("reporter") == FAMILY and form.get("payer") == form.get("reporter_name"):
        relation = relation_words(form.get("reporter_relation"))
    monthly = form.get("monthly")
    return ReturnPlan(
        way=way,
        payer=str(form.get("payer") or ""),
        relation=relation,
        count=int(form.get("count") or 0),
        first_due=read_day(form.get("first_due")),
        monthly=Decimal(str(monthly)) if monthly else None,
    )


def heir_of(facts: Facts) -> HeirNamed | None:
    """Who is named to receive what is left."""
    form = facts.situation.form
    if facts.kind != HoldKind.DEATH or not yes(form.get("heir_named")):
        return None
    return HeirNamed(
        name=str(form.get("heir_name") or ""),
        id_number=str(form.get("heir_id") or ""),
        relation=str(form.get("heir_relation") or ""),
        bank=str(form.get("heir_bank") or ""),
        number=str(form.get("heir_account") or ""),
        shared_why=str(form.get("heir_shared_why") or ""),
    )
