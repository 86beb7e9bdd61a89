"""Years that a person may pay up (补缴), as the county approved them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.ledgers.pensions.enums import BackPaymentKind, BackPaymentState
from cuncuntong.ledgers.pensions.models.accounts import PensionAccount
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class BackPayment(Placed):
    """One year approved for paying up, at a level; it earns no subsidy. The collection makes an order of it.

    A year of an account is approved once: a cancelled one may be approved anew.
    """

    builds_no_more = Q(state=BackPaymentState.CANCELLED.value)

    account = models.ForeignKey(PensionAccount, on_delete=models.PROTECT, related_name="back_payments")
    year = models.PositiveSmallIntegerField("补缴年度")
    kind = models.CharField("情形", max_length=10, choices=BackPaymentKind.choices)
    level = models.PositiveIntegerField("档次（元/年）")
    amount = MoneyField("应缴金额（元）")
    state = models.CharField(
        "状态", max_length=10, choices=BackPaymentState.choices, default=BackPaymentState.APPROVED
    )
    approved_on = models.DateField("核定日期")
    paid_on = models.DateField("缴费日期", null=True, blank=True)
    at = models.DateTimeField("登记时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)

    class Meta:
        ordering = ["account", "year", "id"]
        verbose_name = verbose_name_plural = "核定的补缴年度"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "year"], condition=~Q(state="cancelled"), name="back_payment_once_a_year"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="back_payment_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.year}"
