"""What certification answers to the monthly payment, and what it adds to residents' records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from cuncuntong.ledgers.certification.enums import BeneficiaryState
from cuncuntong.ledgers.certification.models import Beneficiary
from cuncuntong.ledgers.certification.services import answers  # noqa: F401 - registers what goes up
from cuncuntong.ledgers.payments.certification import register_certification
from cuncuntong.ledgers.residents.hooks import register_standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.day_words import day_words

_LATE = (
    BeneficiaryState.COMING,
    BeneficiaryState.WARNED_ONCE,
    BeneficiaryState.WARNED_TWICE,
    BeneficiaryState.OVERDUE,
    BeneficiaryState.SUSPENDED,
)


def overdue(county_code: str, month: dt.date) -> Iterator[tuple[int, str]]:
    """Who draws the residents' pension in a county and lapsed by the payment of a month; one question.

    The day that counts is today, or the month's first where the run is for a month to come.
    """
    on = max(timezone.localdate(), month)
    rows = Beneficiary.objects.filter(county_code=county_code, draws_resident=True, due_on__lt=on)
    for resident, due, first, second in rows.order_by().values_list(
        "resident_id", "due_on", "first_warned_on", "second_warned_on"
    ):
        assert due is not None  # asked for by a day
        warned = "已提醒两次" if second else ("已提醒一次" if first else "还没有提醒")
        yield resident, f"资格认证应于{day_words(due)}以前办理，{warned}"


@register_standing("certification.drawn")
def drawing(resident: Resident) -> QuerySet[Beneficiary]:
    """Who must certify at all."""
    return Beneficiary.objects.filter(resident=resident).exclude(state=BeneficiaryState.OUT)


@register_standing("certification.due")
def due(resident: Resident) -> QuerySet[Beneficiary]:
    """Who is to certify soon, or should have."""
    return Beneficiary.objects.filter(resident=resident, state__in=_LATE)


register_certification(overdue)
