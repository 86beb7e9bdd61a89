"""Years that were approved for paying up."""

from __future__ import annotations

from django.db.models import QuerySet

from cuncuntong.ledgers.pensions.enums import BackPaymentState
from cuncuntong.ledgers.pensions.models import BackPayment, PensionAccount


def open_back_payments(account: PensionAccount) -> QuerySet[BackPayment]:
    """What was approved and is not paid yet, the earliest year first."""
    return account.back_payments.filter(state=BackPaymentState.APPROVED).order_by("year")


def standing_back_payments(account: PensionAccount) -> QuerySet[BackPayment]:
    """What was approved, paid or not; cancelled years are none."""
    return account.back_payments.exclude(state=BackPaymentState.CANCELLED).order_by("year")
