"""People who paid unemployment insurance, lost their work, and draw a benefit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.employment.models import Unemployment
from cuncuntong.ledgers.employment.services import unemployment as registrations
from cuncuntong.ledgers.insurance.enums import InsuranceScheme, InsuredAs, MonthState, ParticipationState
from cuncuntong.ledgers.insurance.models import ContributionMonth, Participation
from cuncuntong.ledgers.payments.enums import Fund, LineState, PayScheme, RunState
from cuncuntong.ledgers.payments.models import PayItem, PayLine, PayRun
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.unemployment.models import Benefit
from cuncuntong.ledgers.unemployment.months import key_of, series_of, shifted
from cuncuntong.ledgers.unemployment.selectors import basis_of
from cuncuntong.ledgers.unemployment.services import start_benefit
from cuncuntong.ledgers.unemployment.settling import settle_months
from cuncuntong.network.models import Account, ParameterValue
from cuncuntong.network.parameters import current, forget_parameters
from cuncuntong.rules.unemployment import term_on
from tests.ledgers.make import County
from tests.ledgers.payments.make import payee

# 2050.00 (class 2) × 80% = 1640.00, above the 700.00 of the living standard.
FIGURES: dict[str, Any] = {
    "unemployment.share_of_minimum_wage": "0.8",
    "unemployment.city_minimum_living": 700,
    "wages.county_class": 2,
    "wages.minimum_monthly": {"1": 2150, "2": 2050, "3": 1950},
}
AS_OF = dt.date(2026, 11, 20)


def confirm_figures(starts: dt.date = dt.date(2025, 1, 1), **other: Any) -> None:
    """Confirms the figures that a month's sum rests on, as the county does on the screen."""
    proposer, _ = Account.objects.get_or_create(username="figures1", full_name="参数提出")
    confirmer, _ = Account.objects.get_or_create(username="figures2", full_name="参数核定")
    for key, value in {**FIGURES, **other}.items():
        ParameterValue.objects.create(
            key=key,
            starts_on=starts,
            value=value,
            source="测试文件",
            proposed_by=proposer,
            confirmed_by=confirmer,
            confirmed_at=timezone.now(),
        )
    forget_parameters()


def insured(
    resident: Resident,
    months: int,
    last: dt.date,
    *,
    state: str = ParticipationState.PAUSED,
    insured_as: str = InsuredAs.UNIT,
    months_left: int | None = None,
    unit: str = "演示制衣厂",
) -> Participation:
    """So many contribution months up to a month, as fetched from above."""
    row = Participation.objects.create(
        resident=resident,
        scheme=InsuranceScheme.UNEMPLOYMENT,
        insured_as=insured_as,
        state=state,
        unit=unit,
        months_left=months_left,
        as_of=AS_OF,
        source="省集中系统",
    )
    first = shifted(last, -(months - 1))
    ContributionMonth.objects.bulk_create(
        ContributionMonth(
            participation=row,
            month=shifted(first, number),
            base="4000.00",
            own="12.00",
            unit_amount="28.00",
            state=MonthState.ARRIVED,
            unit=unit,
            as_of=AS_OF,
        )
        for number in range(months)
    )
    return row


def registered(resident: Resident, on: dt.date, left_how: str = "unit_ended", **more: Any) -> Unemployment:
    """A registration after a unit let the person go."""
    told = {
        "reason": "20",
        "left_how": left_how,
        "last_unit": "演示制衣厂",
        "unemployed_since": on,
        "wishes": ["jobs"],
    }
    return registrations.register(resident=resident, on=on, actor=None, **{**told, **more})


def drawing(
    county: County,
    name: str = "周失业",
    *,
    paid: int = 75,
    on: dt.date = dt.date(2026, 10, 12),
    with_account: bool = True,
    case_number: str = "",
    resident: Resident | None = None,
    **more: Any,
) -> Benefit:
    """Somebody with a benefit from October 2026: 75 months paid give 18 months."""
    person = resident or county.resident(name, birth="19850305", **more)
    insured(person, paid, shifted(on.replace(day=1), -1))
    registration = registered(person, on)
    basis = basis_of(person, on)
    term = term_on(on, paid=basis.paid_since, left=basis.left, parameters=current())
    if with_account and resident is None:
        payee(person)
    return start_benefit(
        unemployment=registration,
        term=term,
        basis=term.words,
        as_of=basis.as_of,
        on=on,
        at=timezone.now(),
        actor=None,
        case_number=case_number,
    )


def paid_month(
    benefit: Benefit,
    month: dt.date,
    *,
    amount: str = "1640.00",
    state: str = LineState.PAID,
    fail_code: str = "",
    fail_text: str = "",
) -> PayLine:
    """A month that a closed run paid, or failed to pay."""
    run, _ = PayRun.objects.get_or_create(
        county_code=benefit.county_code,
        fund=Fund.UNEMPLOYMENT,
        month=month,
        number=1,
        defaults={"state": RunState.CLOSED},
    )
    key = key_of(benefit.pk, month)
    line = PayLine.objects.create(
        run=run,
        reference=f"T{run.pk}-{benefit.pk}",
        once=key,
        series=series_of(benefit.pk),
        resident_id=benefit.resident_id,
        scheme=PayScheme.UNEMPLOYMENT,
        amount=amount,
        state=state,
        fail_code=fail_code,
        fail_text=fail_text,
        settled_on=shifted(month, 0).replace(day=20),
        village_code=benefit.village_code,
        township_code=benefit.township_code,
        county_code=benefit.county_code,
    )
    part = {
        "code": "benefit",
        "name": "失业保险金",
        "amount": amount,
        "formula": "月最低工资标准2050.00元 × 80% = 1640.00元",
        "figure": "share",
    }
    failed = state == LineState.FAILED
    PayItem.objects.create(
        line=line, month=month, kind="regular", amount=amount, ref=key, parts=[part], live=not failed
    )
    run.figures = {"share": {"source": "测试文件", "text": "80%", "confidence": "county"}}
    run.save(update_fields=["figures"])
    if not failed:
        settle_months({key: Decimal(amount)}, on=month)
    return line
