"""What unemployment benefits come to in a run of the unemployment fund, and what is against a line of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.utils import timezone

from cuncuntong.ledgers.payments.enums import Fund, LineState, PayScheme
from cuncuntong.ledgers.payments.hooks import Extra, Once, register_due_source, register_question
from cuncuntong.ledgers.payments.models import PayLine, PayRun
from cuncuntong.ledgers.pensions.enums import PayeeState
from cuncuntong.ledgers.pensions.models import Payee
from cuncuntong.ledgers.unemployment.enums import BenefitState, SignState, StopReason
from cuncuntong.ledgers.unemployment.models import Benefit, StopSign
from cuncuntong.ledgers.unemployment.months import (
    PREFIX,
    due_until,
    key_of,
    last_granted,
    read_key,
    series_of,
    shifted,
)
from cuncuntong.ledgers.unemployment.selectors.benefits import months_taken, stopped_since, to_pay
from cuncuntong.ledgers.unemployment.settling import settle_months, unsettle_months
from cuncuntong.rules.day_words import day_words
from cuncuntong.rules.parameters import Parameters
from cuncuntong.rules.pension import Computation
from cuncuntong.rules.unemployment import monthly_benefit

ZERO = Decimal("0.00")
MOST_AT_ONCE = 500


class Benefits:
    """The due source of this ledger."""

    name = "unemployment"

    def extras(self, entitlements: Sequence[int], month: dt.date) -> Iterable[Extra]:
        """Nothing: a benefit hangs on no entitlement."""
        return []

    def once(self, county_code: str, month: dt.date) -> Iterable[Once]:
        """Every month that is due and not paid; and why benefits that ended of late get nothing."""
        rows = list(to_pay(county_code))
        taken = months_taken([row.pk for row in rows])
        payees = _payees([row.resident_id for row in rows])
        for row in rows:
            for due in due_until(row, month):
                if key_of(row.pk, due) not in taken.get(row.pk, ()):
                    yield _once(row, due, month, payees.get(row.resident_id))
        for row in stopped_since(county_code, shifted(month, -2)):
            if row.last_month is not None and row.last_month < month:
                yield _nothing(row, month)

    @transaction.atomic
    def settled(self, paid: Mapping[str, Decimal]) -> None:
        """Months that the bank paid; one that was not due by then is overpaid."""
        own = {key: amount for key, amount in paid.items() if key.startswith(PREFIX)}
        if own:
            settle_months(own, on=timezone.localdate())

    @transaction.atomic
    def taken_back(self, lines: Sequence[int], lost: Mapping[str, Decimal]) -> None:
        """Months that the bank gave back are due again."""
        own = [key for key in lost if key.startswith(PREFIX)]
        if own:
            unsettle_months(own, on=timezone.localdate())


def _payees(residents: Sequence[int]) -> dict[int, Payee]:
    found: dict[int, Payee] = {}
    for start in range(0, len(residents), MOST_AT_ONCE):
        rows = Payee.objects.filter(
            resident__in=residents[start : start + MOST_AT_ONCE], state=PayeeState.ACTIVE
        )
        found.update({row.resident_id: row for row in rows})
    return found


def _once(row: Benefit, due: dt.date, month: dt.date, payee: Payee | None) -> Once:
    return Once(
        key=key_of(row.pk, due),
        resident=row.resident_id,
        scheme=PayScheme.UNEMPLOYMENT,
        amount=ZERO,
        words=_words(row, due, month),
        payee=payee,
        place=(row.village_code, row.township_code, row.county_code),
        series=series_of(row.pk),
        month=due,
        compute=partial(_worth, due),
    )


def _worth(month: dt.date, parameters: Parameters) -> Computation:
    return monthly_benefit(month, parameters)


def _words(row: Benefit, due: dt.date, month: dt.date) -> str:
    if due != month:
        return f"补发{_month(due)}失业保险金"
    if row.starts_on >= shifted(month, -1):
        return f"新核定失业保险金，{_month(row.starts_on)}起，共{row.months}个月"
    return "上月没有发放"


def _nothing(row: Benefit, month: dt.date) -> Once:
    return Once(
        key=f"{series_of(row.pk)}:{month:%Y%m}:none",
        resident=row.resident_id,
        scheme=PayScheme.UNEMPLOYMENT,
        amount=ZERO,
        words=stopped_words(row),
        payee=None,
        place=(row.village_code, row.township_code, row.county_code),
        series=series_of(row.pk),
    )


def stopped_words(row: Benefit) -> str:
    """Why nothing is paid any more."""
    if row.state == BenefitState.UNDONE:
        return "核定已撤销"
    if row.state == BenefitState.USED_UP:
        return f"领取期满（{row.months}个月）"
    said = str(StopReason(row.end_reason).label) if row.end_reason else str(row.get_state_display())
    return f"{said}{f'（{day_words(row.ended_on)}）' if row.ended_on else ''}，停止领取"


def _month(month: dt.date) -> str:
    return f"{month.year}年{month.month}月"


def against(run: PayRun) -> Iterable[tuple[int, str]]:
    """Lines of months that are not due any more, and of benefits with a sign that nobody decided about."""
    lines = PayLine.objects.filter(run=run, state=LineState.COMPUTED, series__startswith=PREFIX)
    keyed = [(pk, read_key(key)) for pk, key in lines.values_list("pk", "once")]
    of_line = {pk: key for pk, key in keyed if key is not None}
    keys = sorted({benefit for benefit, _ in of_line.values()})
    rows: dict[int, Benefit] = {}
    signs: dict[int, list[str]] = {}
    for start in range(0, len(keys), MOST_AT_ONCE):
        chosen = keys[start : start + MOST_AT_ONCE]
        rows.update({row.pk: row for row in Benefit.objects.filter(pk__in=chosen)})
        for sign in StopSign.objects.filter(benefit__in=chosen, state=SignState.OPEN).order_by("pk"):
            signs.setdefault(sign.benefit_id, []).append(sign.words)
    for line, (benefit, month) in of_line.items():
        row = rows[benefit]
        last = row.last_month or last_granted(row)
        if month > last:
            yield line, f"{stopped_words(row)}，{_month(month)}不应发放"
        elif benefit in signs:
            yield line, "；".join(signs[benefit])


register_due_source(Benefits(), Fund.UNEMPLOYMENT)
register_question(Fund.UNEMPLOYMENT, against)
