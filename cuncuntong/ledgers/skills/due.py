"""What skill subsidies come to in a run of the unemployment fund: each once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from cuncuntong.ledgers.payments.enums import Fund, LineState, PayScheme
from cuncuntong.ledgers.payments.hooks import Extra, Once, register_due_source, register_question
from cuncuntong.ledgers.payments.models import PayLine, PayRun
from cuncuntong.ledgers.pensions.enums import PayeeState
from cuncuntong.ledgers.pensions.models import Payee
from cuncuntong.ledgers.skills.enums import SubsidyState
from cuncuntong.ledgers.skills.models import Subsidy
from cuncuntong.ledgers.skills.services import PREFIX, key_of, settle_subsidies, unsettle_subsidies

MOST_AT_ONCE = 500


class Subsidies:
    """The due source of this ledger."""

    name = "skills"

    def extras(self, entitlements: Sequence[int], month: dt.date) -> Iterable[Extra]:
        """Nothing: a subsidy hangs on no entitlement."""
        return []

    def once(self, county_code: str, month: dt.date) -> Iterable[Once]:
        """What is approved and not paid."""
        rows = list(
            Subsidy.objects.filter(county_code=county_code, state=SubsidyState.APPROVED).order_by("pk")
        )
        payees: dict[int, Payee] = {}
        people = [row.resident_id for row in rows]
        for start in range(0, len(people), MOST_AT_ONCE):
            found = Payee.objects.filter(
                resident__in=people[start : start + MOST_AT_ONCE], state=PayeeState.ACTIVE
            )
            payees.update({one.resident_id: one for one in found})
        for row in rows:
            yield Once(
                key=key_of(row.pk),
                resident=row.resident_id,
                scheme=PayScheme.SKILL,
                amount=row.amount,
                words=f"{row.occupation_name}（{row.level}）技能提升补贴",
                payee=payees.get(row.resident_id),
                place=(row.village_code, row.township_code, row.county_code),
            )

    @transaction.atomic
    def settled(self, paid: Mapping[str, Decimal]) -> None:
        """Subsidies that the bank paid."""
        if any(key.startswith(PREFIX) for key in paid):
            settle_subsidies(paid, on=timezone.localdate())

    @transaction.atomic
    def taken_back(self, lines: Sequence[int], lost: Mapping[str, Decimal]) -> None:
        """Subsidies that the bank gave back are due again."""
        if any(key.startswith(PREFIX) for key in lost):
            unsettle_subsidies(lost)


def against(run: PayRun) -> Iterable[tuple[int, str]]:
    """Lines of subsidies that the province refused since the run was computed."""
    lines = PayLine.objects.filter(run=run, state=LineState.COMPUTED, once__startswith=PREFIX)
    of_line = {pk: int(key.removeprefix(PREFIX)) for pk, key in lines.values_list("pk", "once")}
    if not of_line:
        return
    rows = Subsidy.objects.filter(county_code=run.county_code).exclude(state=SubsidyState.APPROVED)
    gone = dict(rows.filter(pk__in=of_line.values()).values_list("pk", "above_words"))
    for line, subsidy in of_line.items():
        if subsidy in gone:
            yield line, f"补贴已不应发放：{gone[subsidy] or '核定已撤销'}"


register_due_source(Subsidies(), Fund.UNEMPLOYMENT)
register_question(Fund.UNEMPLOYMENT, against)
