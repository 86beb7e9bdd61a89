"""Insurance that the province keeps, of the demonstration: whom it insures, months, pensions, payments.

All of it is made up: employers are 演示…, the source says 演示, bank accounts have four digits alone. Who is
in the employees' scheme follows what the demonstration's residents' pensions know of it already.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from cuncuntong.demo.ledgers.jobs import EMPLOYERS
from cuncuntong.foundation.bulk import insert_rows, reserve_keys
from cuncuntong.ledgers.insurance.enums import (
    InsuranceScheme,
    InsuredAs,
    MonthState,
    ParticipationState,
    PaymentState,
    PensionState,
)
from cuncuntong.ledgers.insurance.models import BenefitPayment, ContributionMonth, Participation, Pension
from cuncuntong.ledgers.pensions.enums import OtherKind, OtherState
from cuncuntong.ledgers.pensions.models import OtherScheme
from cuncuntong.ledgers.residents.enums import Sex
from cuncuntong.rules.ages import add_months
from cuncuntong.rules.pension import to_fen

SOURCE = "演示省集中系统"
MOST = 1200
# So many have a whole working life of months; the others as many as a few years make.
FORTY_YEARS, MONTHS_EACH = 30, 60
CLERKS_VILLAGE = "140522100005"
_BANKS = ("演示农村商业银行", "演示邮政储蓄银行", "演示农业银行")
_REASONS = ("账户已销户", "户名不符", "账户长期不动户", "未按期进行资格认证", "账户冻结")
_STATES = {
    OtherState.PAYING: ParticipationState.PAYING,
    OtherState.STOPPED: ParticipationState.PAUSED,
    OtherState.RECEIVING: ParticipationState.DRAWING,
    OtherState.ENDED: ParticipationState.ENDED,
}


@dataclass(frozen=True)
class _Life:
    """Somebody in the employees' scheme: months from first to last, a pension from a month on or none."""

    resident: int
    state: str
    employer: str
    flexible: bool
    first: dt.date
    last: dt.date
    draws: dt.date | None


def insurance_scene(*, seed: int, today: dt.date) -> None:
    """Adds it once; nothing where somebody is insured already."""
    if Participation.objects.exists():
        return
    rng = Random(f"{seed} insurance")
    as_of = today.replace(day=1) - dt.timedelta(days=1)
    lives = _lives(rng, as_of)
    with transaction.atomic():
        keys = reserve_keys(Participation, len(lives))
        _insert_participations(keys, lives, as_of)
        _insert_months(keys, lives, rng, as_of)
        _insert_pensions(keys, lives, rng, as_of)
        paying = [one for one in lives if one.draws is None and not one.flexible]
        beside = reserve_keys(Participation, len(paying))
        _insert_unemployment(beside, paying, rng, as_of)


def _lives(rng: Random, as_of: dt.date) -> list[_Life]:
    rows = OtherScheme.objects.filter(kind=OtherKind.EMPLOYEE).order_by("pk")
    known = list(
        rows.values_list(
            "resident_id", "state", "since", "resident__birth_date", "resident__sex", "resident__village_code"
        )
    )
    near = [row for row in known if row[5] == CLERKS_VILLAGE]
    far = [row for row in known if row[5] != CLERKS_VILLAGE]
    chosen = (near + rng.sample(far, len(far)))[:MOST]
    return [_life(row, at, rng, as_of) for at, row in enumerate(chosen)]


def _life(row: Sequence[Any], at: int, rng: Random, as_of: dt.date) -> _Life:
    resident, state, since, birth, sex, _ = row
    draws = None
    last = as_of.replace(day=1)
    if state == OtherState.RECEIVING:
        draws = add_months(birth.replace(day=1), (60 if sex == Sex.MALE else 55) * 12 + 1)
        draws = min(max(draws, since or draws), last)
        last = add_months(draws, -1)
    elif state != OtherState.PAYING:
        last = add_months(last, -rng.randrange(2, 40))
    oldest = add_months(birth.replace(day=1), 18 * 12)
    months = 480 if at < FORTY_YEARS else rng.randrange(12, MONTHS_EACH + 1)
    first = min(max(add_months(last, 1 - months), oldest), last)
    return _Life(
        resident=resident,
        state=_STATES[OtherState(state)],
        employer=rng.choice(EMPLOYERS),
        flexible=draws is None and rng.random() < 0.2,
        first=first,
        last=last,
        draws=draws,
    )


def _insert_participations(keys: list[int], lives: list[_Life], as_of: dt.date) -> None:
    names = (
        "id", "resident_id", "scheme", "number", "insured_as", "state", "unit", "office", "since", "as_of",
        "contributions_as_of", "payments_as_of", "source",
    )  # fmt: skip
    insert_rows(
        Participation,
        names,
        (
            (
                key, one.resident, InsuranceScheme.EMPLOYEE_PENSION.value, f"1405{key:010d}",
                (InsuredAs.FLEXIBLE if one.flexible else InsuredAs.UNIT).value, str(one.state),
                "" if one.flexible or one.draws else one.employer, "演示社保中心", one.first, as_of, as_of,
                as_of if one.draws else None, SOURCE,
            )
            for key, one in zip(keys, lives, strict=True)
        ),
    )  # fmt: skip


def _months(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first = add_months(first, 1)


def _base(year: int, level: int) -> Decimal:
    """A base that grew by some six in a hundred a year, whole tens."""
    return Decimal(max(100, round(level * 0.942 ** (2026 - year) / 10) * 10))


def _insert_months(keys: list[int], lives: list[_Life], rng: Random, as_of: dt.date) -> None:
    names = (
        "participation_id", "month", "base", "own", "unit_amount", "to_account", "state", "arrived_on",
        "unit", "place", "as_of",
    )  # fmt: skip

    def rows() -> Iterator[tuple[Any, ...]]:
        for key, one in zip(keys, lives, strict=True):
            level = rng.randrange(4250, 9000, 50)
            abroad = add_months(one.first, 12) if rng.random() < 0.06 else None
            for month in _months(one.first, one.last):
                base = _base(month.year, level)
                own = to_fen(base * (Decimal("0.20") if one.flexible else Decimal("0.08")))
                unit = Decimal("0.00") if one.flexible else to_fen(base * Decimal("0.16"))
                owed = rng.random() < 0.01
                away = abroad is not None and month < abroad
                yield (
                    key, month, base, own, unit, to_fen(base * Decimal("0.08")),
                    (MonthState.OWED if owed else MonthState.ARRIVED).value,
                    None if owed else min(month.replace(day=20), as_of),
                    "演示外省公司" if away else "" if one.flexible else one.employer,
                    "演示外省" if away else "", as_of,
                )  # fmt: skip

    insert_rows(ContributionMonth, names, rows())


def _insert_pensions(keys: list[int], lives: list[_Life], rng: Random, as_of: dt.date) -> None:
    pensions, payments = [], []
    month = as_of.replace(day=1)
    for key, one in zip(keys, lives, strict=True):
        if one.draws is None:
            continue
        basic, own = Decimal(rng.randrange(900, 2200)), Decimal(rng.randrange(20000, 90000)) / 100
        parts = [
            {"code": "basic", "name": "基础养老金", "amount": f"{basic:.2f}"},
            {"code": "account", "name": "个人账户养老金", "amount": f"{own:.2f}"},
        ]
        certified = as_of - dt.timedelta(days=rng.randrange(5, 380))
        suspended = certified < add_months(as_of, -12)
        state = PensionState.SUSPENDED if suspended else PensionState.RUNNING
        pensions.append((key, state.value, one.draws, basic + own, parts, certified, as_of))
        tail = f"{rng.randrange(10000):04d}"
        for back in range(6):
            paid = add_months(month, -back)
            if paid < one.draws or (suspended and back == 0):
                continue
            failed = back == 0 and rng.random() < 0.06
            why = rng.choice(_REASONS) if failed else ""
            payments.append(
                (
                    key, paid, 1, basic + own, parts,
                    (PaymentState.FAILED if failed else PaymentState.PAID).value,
                    None if failed else paid.replace(day=15), rng.choice(_BANKS), tail, why, as_of,
                )
            )  # fmt: skip
    names = ("participation_id", "state", "starts_on", "monthly", "parts", "certified_on", "as_of")
    insert_rows(Pension, names, pensions)
    insert_rows(
        BenefitPayment,
        (
            "participation_id", "month", "serial", "amount", "parts", "state", "paid_on", "bank",
            "account_tail", "fail_reason", "as_of",
        ),
        payments,
    )  # fmt: skip


def _insert_unemployment(keys: list[int], lives: list[_Life], rng: Random, as_of: dt.date) -> None:
    """Unit workers are insured against unemployment, too; the last years alone."""
    insert_rows(
        Participation,
        (
            "id", "resident_id", "scheme", "number", "insured_as", "state", "unit", "office", "since",
            "months_left", "as_of", "contributions_as_of", "source",
        ),
        (
            (
                key, one.resident, InsuranceScheme.UNEMPLOYMENT.value, f"1405{key:010d}",
                InsuredAs.UNIT.value, str(one.state), one.employer, "演示社保中心", one.first,
                rng.choice((None, None, None, 3)), as_of, as_of, SOURCE,
            )
            for key, one in zip(keys, lives, strict=True)
        ),
    )  # fmt: skip

    def rows() -> Iterator[tuple[Any, ...]]:
        for key, one in zip(keys, lives, strict=True):
            level = rng.randrange(4250, 9000, 50)
            for month in _months(max(one.first, add_months(one.last, -MONTHS_EACH)), one.last):
                base = _base(month.year, level)
                share = to_fen(base * Decimal("0.003"))
                yield (
                    key, month, base, share, share, MonthState.ARRIVED.value,
                    min(month.replace(day=20), as_of), one.employer, "", as_of,
                )  # fmt: skip

    names = (
        "participation_id", "month", "base", "own", "unit_amount", "to_account", "state", "arrived_on",
        "unit", "place", "as_of",
    )  # fmt: skip
    insert_rows(ContributionMonth, names, ((*row[:5], Decimal("0.00"), *row[5:]) for row in rows()))
