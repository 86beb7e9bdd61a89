"""What was paid above, the newest first, and what to do about a payment that failed."""

from __future__ import annotations

from dataclasses import dataclass

from cuncuntong.ledgers.insurance.enums import InsuranceScheme, PaymentState
from cuncuntong.ledgers.insurance.models import BenefitPayment
from cuncuntong.ledgers.insurance.selectors.participations import (
    Part,
    participation_of,
    participations_of,
    parts_of,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once


@dataclass(frozen=True)
class Failure:
    """What a payment above failed by: a kind that remedies are known for, and the bank's own words."""

    kind: str
    words: str


NUMBER, NAME, CLOSED, FROZEN, DORMANT, UNCERTIFIED, OTHER = (
    "number", "name", "closed", "frozen", "dormant", "uncertified", "other",
)  # fmt: skip
# The province hands on the bank's words; they are known by these, the first that fits.
_KNOWN_BY = (
    (UNCERTIFIED, ("认证",)),
    (CLOSED, ("销户", "注销")),
    (NAME, ("户名", "姓名")),
    (FROZEN, ("冻结", "止付", "挂失", "锁定")),
    (DORMANT, ("不动户", "睡眠", "休眠", "未激活")),
    (NUMBER, ("账号", "账户不存在", "卡号", "帐号")),
)


@dataclass(frozen=True)
class Paid:
    """One payment; ``failure`` is None unless it failed."""

    row: BenefitPayment
    parts: tuple[Part, ...]
    failure: Failure | None


def failure_of(words: str) -> Failure:
    """The bank's words, known again."""
    kind = next((kind for kind, signs in _KNOWN_BY if any(sign in words for sign in signs)), OTHER)
    return Failure(kind, words)


@read_once
def payments_above(
    resident: Resident, scheme: str = InsuranceScheme.EMPLOYEE_PENSION, most: int = 60
) -> list[Paid]:
    """The resident's latest payments in a scheme; one query beside the participation's."""
    participation = participation_of(resident, scheme)
    if participation is None:
        return []
    rows = BenefitPayment.objects.filter(participation=participation).order_by("-month", "-serial")
    return [_paid(row) for row in rows[:most]]


def payments_of_all(resident: Resident, most: int = 60) -> dict[int, list[Paid]]:
    """The latest payments of all schemes together, by participation; one query beside theirs."""
    keys = [one.pk for one in participations_of(resident).values()]
    rows = BenefitPayment.objects.filter(participation__in=keys).order_by("-month", "-serial")
    found: dict[int, list[Paid]] = {}
    for row in rows[:most]:
        found.setdefault(row.participation_id, []).append(_paid(row))
    return found


def _paid(row: BenefitPayment) -> Paid:
    failed = row.state == PaymentState.FAILED
    return Paid(row, parts_of(row.parts), failure_of(row.fail_reason) if failed else None)
