"""Months that were paid and not due, and the money that came back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.unemployment.enums import OverpaidState
from cuncuntong.ledgers.unemployment.models.benefits import Benefit
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Overpaid(Placed):
    """What of a benefit is to come back: the sum of its months in state OVERPAID, in yuan."""

    number = models.CharField("退回编号", max_length=24, unique=True)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="overpaid_benefits")
    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="overpaid")
    total = MoneyField("多领金额（元）")
    first_month = models.DateField("多领起始月份")
    last_month = models.DateField("多领截止月份")
    why = SealedTextField("原因")
    state = models.CharField("状态", max_length=8, choices=OverpaidState.choices, default=OverpaidState.OPEN)
    found_on = models.DateField("认定日期")
    settled_on = models.DateField("退清日期", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "多领失业保险金"
        constraints = [
            models.UniqueConstraint(
                fields=["benefit"], condition=~Q(state="undone"), name="overpaid_once_a_benefit"
            ),
            models.CheckConstraint(condition=Q(total__gt=0), name="overpaid_positive"),
        ]
        indexes = [models.Index(fields=["county_code", "state", "-id"], name="overpaid_by_state")]

    def __str__(self) -> str:
        return self.number


class OverpaidReturn(models.Model):
    """Money that came back by one bank receipt."""

    overpaid = models.ForeignKey(Overpaid, on_delete=models.PROTECT, related_name="returns")
    amount = MoneyField("金额（元）")
    received_on = models.DateField("到账日期")
    receipt = models.CharField("缴款凭证号", max_length=40)
    at = models.DateTimeField("记账时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "失业保险金退回"
        constraints = [
            models.UniqueConstraint(fields=["overpaid", "receipt"], name="overpaid_receipt_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="overpaid_return_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.overpaid_id} {self.amount}"
