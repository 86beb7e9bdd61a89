"""Whose duty reaches a fund: a run is a county's, a line is somebody's, and each fund has its line."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cuncuntong.ledgers.payments.enums import Fund
from cuncuntong.ledgers.payments.funds import LINES, TERMS, terms_of
from cuncuntong.ledgers.payments.models import PayLine, PayRun
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Level


def may_pay(caller: Caller, *abilities: str) -> bool:
    """Whether the caller holds one of the abilities for the line of any fund."""
    return any(caller.can(ability, line) for ability in abilities for line in LINES)


def need_for_payments(caller: Caller, ability: str) -> None:
    """Raises Denied unless the caller holds the ability for the line of any fund."""
    if not may_pay(caller, ability):
        caller.need(ability, LINES[0])


def funds_of(caller: Caller, ability: str) -> list[Fund]:
    """The funds for which the caller holds an ability over a county's payments as a whole."""
    return [Fund(fund) for fund in TERMS if counties_of(caller, ability, fund)]


def counties_of(caller: Caller, ability: str, fund: str) -> list[str]:
    """The counties for which the caller has an ability over a fund's payments as a whole."""
    grants = caller.with_ability(ability, terms_of(fund).line)
    return sorted({grant.code for grant in grants if grant.level == Level.COUNTY})


def visible_runs(caller: Caller, ability: str = Ability.PAY_READ) -> QuerySet[PayRun]:
    """The runs of the caller's counties, of the funds whose line the caller holds."""
    limit = Q(pk__in=[])
    for fund in TERMS:
        counties = counties_of(caller, ability, fund)
        if counties:
            limit |= Q(fund=fund, county_code__in=counties)
    return PayRun.objects.filter(limit)


def limit_lines(caller: Caller, rows: QuerySet[PayLine], *abilities: str) -> QuerySet[PayLine]:
    """The lines of the caller's area; for each fund by the first of the abilities that is held for it."""
    found = rows.none()
    for fund, terms in TERMS.items():
        ability = next((one for one in abilities if caller.can(one, terms.line)), "")
        if ability:
            found = found | caller.limit(ability, rows.filter(run__fund=fund), line=terms.line)
    return found
