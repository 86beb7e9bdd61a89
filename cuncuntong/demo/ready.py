"""People with whom an item of the province's insurance can be tried at once, from filing to the end.

One for each of 20 to 24 and D2, in the township that the demonstration point of clerk04 serves, in clerk01's
village as far as somebody there draws a pension. All are called 试用…, so that typing 试用 finds them; all of
it is made up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from cuncuntong.cases.models import Case
from cuncuntong.demo.insurance import CLERKS_VILLAGE, SOURCE
from cuncuntong.demo.marks import FIRST_SERIAL, LAST_SERIAL, TELEPHONE_PREFIX
from cuncuntong.foundation.identifiers.resident_id import make_resident_id
from cuncuntong.ledgers.cards.enums import CardState, MakingState
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.certification.enums import Way
from cuncuntong.ledgers.certification.models import Certification
from cuncuntong.ledgers.employment.enums import LeftHow, UnemploymentReason
from cuncuntong.ledgers.employment.services import unemployment as registrations
from cuncuntong.ledgers.insurance.enums import (
    InsuranceScheme,
    InsuredAs,
    MonthState,
    ParticipationState,
    PaymentState,
    PensionState,
)
from cuncuntong.ledgers.insurance.models import BenefitPayment, ContributionMonth, Participation, Pension
from cuncuntong.ledgers.pensions.enums import EntitlementState
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.residents.enums import Sex, Standing
from cuncuntong.ledgers.residents.lookups import resident_with_id
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.names import pinyin_of
from cuncuntong.network.models import Division
from cuncuntong.rules.ages import add_months

FLEXIBLE, CERTIFIED, SKILLED, JOBLESS, PENSIONER, MODELLED = (
    "试用参保", "试用认证", "试用技能", "试用失业", "试用暂停", "试用建模",
)  # fmt: skip
UNIT = "演示制衣厂"
_DAY = dt.timedelta(days=1)


def ready_pensioners(*, seed: int, today: dt.date) -> None:
    """Two who draw the residents' pension get their names, before anything is paid to them by name.

    One was certified eleven months ago, so that item 21 is due; of the other there is no picture.
    """
    if Resident.objects.filter(name=CERTIFIED).exists():
        return
    drawing = Entitlement.objects.filter(state=EntitlementState.RUNNING)
    rows = Resident.objects.filter(
        pk__in=drawing.values("resident_id"),
        township_code=CLERKS_VILLAGE[:9],
        standing=Standing.PRESENT,
        birth_date__gt=add_months(today, -80 * 12),
    ).exclude(pk__in=Case.objects.values("resident_id"))
    near = sorted(rows, key=lambda one: (one.village_code != CLERKS_VILLAGE, -one.birth_date.toordinal()))
    for person, name in zip(near, (CERTIFIED, MODELLED), strict=False):
        person.name = name
        person.name_initials, person.name_pinyin = pinyin_of(name)
        person.save(update_fields=["name", "name_initials", "name_pinyin"])
        back = 345 if name == CERTIFIED else 90
        Certification.objects.create(
            resident=person,
            on=today - back * _DAY,
            way=Way.COUNTER,
            source="演示数据",
            at=timezone.now() - back * _DAY,
        )


@transaction.atomic
def ready_people(*, seed: int, today: dt.date) -> None:
    """Four more who are new: to be insured, with a skill, out of work, and drawing from above."""
    village = Division.objects.filter(code=CLERKS_VILLAGE).select_related("parent").first()
    if village is None or Resident.objects.filter(name=JOBLESS).exists():
        return
    stories: tuple[tuple[str, int, str, Callable[[Resident, dt.date], object]], ...] = (
        (FLEXIBLE, 38, Sex.FEMALE, lambda person, on: None),
        (SKILLED, 34, Sex.MALE, _at_work),
        (JOBLESS, 41, Sex.MALE, _lost_work),
        (PENSIONER, 66, Sex.MALE, _draws_above),
    )
    for name, age, sex, tell in stories:
        tell(_person(name, age, sex, village, today), today)


def _person(name: str, age: int, sex: str, village: Division, today: dt.date) -> Resident:
    initials, pinyin = pinyin_of(name)
    birth = add_months(today, -age * 12) - 100 * _DAY
    township = village.parent
    assert township is not None
    made = Resident.objects.create(
        name=name,
        name_initials=initials,
        name_pinyin=pinyin,
        id_number=_free_number(birth, sex),
        sex=sex,
        birth_date=birth,
        telephone=f"{TELEPHONE_PREFIX}0000{age:04d}",
        address=f"{township.name}{village.name}{age}号",
        village=village,
        village_code=village.code,
        township_code=township.code,
        county_code=village.code[:6],
    )
    SocialCard.objects.create(
        resident=made,
        number=f"S0000{made.pk:05d}",
        bank="演示农信社",
        state=CardState.NORMAL,
        making=MakingState.ACTIVATED,
        issued_on=add_months(today, -24),
    )
    return made


def _free_number(birth: dt.date, sex: str) -> str:
    """A number of the range that is nobody's, and that no other synthetic person has."""
    numbers = (
        make_resident_id(CLERKS_VILLAGE[:6], birth, serial, sex)
        for serial in range(FIRST_SERIAL, LAST_SERIAL + 1)
    )
    return next(number for number in numbers if resident_with_id(number) is None)


def _last_month(today: dt.date) -> tuple[dt.date, dt.date]:
    """The day as of which the province's ledgers count, and the month that it ends."""
    as_of = today.replace(day=1) - _DAY
    return as_of, as_of.replace(day=1)


def _insured(
    person: Resident, scheme: str, state: str, last: dt.date, months: int, as_of: dt.date
) -> Participation:
    """So many months paid by a unit up to one; shares as the schemes have them."""
    own, unit = ("0.003", "0.007") if scheme == InsuranceScheme.UNEMPLOYMENT else ("0.08", "0.16")
    base = Decimal("4500.00")
    row = Participation.objects.create(
        resident=person,
        scheme=scheme,
        number=f"1405{person.pk:010d}",
        insured_as=InsuredAs.UNIT,
        state=state,
        unit="" if state == ParticipationState.DRAWING else UNIT,
        office="演示社保中心",
        since=add_months(last, 1 - months),
        as_of=as_of,
        contributions_as_of=as_of,
        payments_as_of=as_of if state == ParticipationState.DRAWING else None,
        source=SOURCE,
    )
    ContributionMonth.objects.bulk_create(
        ContributionMonth(
            participation=row,
            month=add_months(last, -back),
            base=base,
            own=base * Decimal(own),
            unit_amount=base * Decimal(unit),
            state=MonthState.ARRIVED,
            arrived_on=add_months(last, -back).replace(day=20),
            unit=UNIT,
            as_of=as_of,
        )
        for back in range(months)
    )
    return row


def _at_work(person: Resident, today: dt.date) -> None:
    """Insured by a unit long enough for the subsidy under the ordinary rule (three years) and more."""
    as_of, last = _last_month(today)
    _insured(person, InsuranceScheme.UNEMPLOYMENT, ParticipationState.PAYING, last, 50, as_of)


def _lost_work(person: Resident, today: dt.date) -> None:
    """Let go by the unit last month and registered since: six years and three months paid."""
    as_of, last = _last_month(today)
    left = last + 4 * _DAY
    paid_until = add_months(last, -1)
    _insured(person, InsuranceScheme.UNEMPLOYMENT, ParticipationState.PAUSED, paid_until, 75, as_of)
    registrations.register(
        resident=person,
        reason=UnemploymentReason.UNIT_LEFT,
        left_how=LeftHow.UNIT_ENDED,
        last_unit=UNIT,
        unemployed_since=left,
        wishes=["jobs"],
        on=left + 5 * _DAY,
        actor=None,
    )


def _draws_above(person: Resident, today: dt.date) -> None:
    """Draws the employees' pension for six years; six payments are known."""
    as_of, last = _last_month(today)
    starts = add_months(last, -72)
    row = _insured(
        person,
        InsuranceScheme.EMPLOYEE_PENSION,
        ParticipationState.DRAWING,
        add_months(starts, -1),
        15 * 12,
        as_of,
    )
    parts = [
        {"code": "basic", "name": "基础养老金", "amount": "1850.00"},
        {"code": "account", "name": "个人账户养老金", "amount": "420.50"},
    ]
    monthly = Decimal("2270.50")
    Pension.objects.create(
        participation=row, state=PensionState.RUNNING, starts_on=starts, monthly=monthly, parts=parts,
        certified_on=today - 60 * _DAY, as_of=as_of,
    )  # fmt: skip
    BenefitPayment.objects.bulk_create(
        BenefitPayment(
            participation=row, month=month, amount=monthly, parts=parts, state=PaymentState.PAID,
            paid_on=month.replace(day=15), bank="演示邮政储蓄银行", account_tail="0024", as_of=as_of,
        )
        for month in (add_months(last, -back) for back in range(6))
    )  # fmt: skip
