"""What was paid for months that are held back by now, or to an heir out of interest that was none."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.ledgers.bookkeeping.models import InterestLine
from cuncuntong.ledgers.payments.models import PayItem
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold
from cuncuntong.ledgers.recoveries.enums import OverpaymentState
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Overpayment(Placed):
    """What one hold made an overpayment, for one entitlement: the sum of its items, in yuan.

    ``account_amount`` is what of it had come out of the personal account and goes back there.
    What is still to come back is never a column: it is ``total`` less the sum of the postings.
    ``next_due_on`` is the first day on which less has come than was agreed, kept by the services so that
    "overdue" is an index scan; None without instalments that are open.

    With an ``interest_line`` it is no month's pension: interest of a year that was taken back after the
    account had been closed and its balance paid to an heir. It has no items, and its months are that in
    which the balance was paid.
    """

    number = models.CharField("退回编号", max_length=24, unique=True)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="overpayments")
    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="overpayments")
    hold = models.ForeignKey(EntitlementHold, on_delete=models.PROTECT, related_name="overpayments")
    interest_line = models.ForeignKey(
        InterestLine, null=True, blank=True, on_delete=models.PROTECT, related_name="overpayments"
    )
    total = MoneyField("多领金额（元）")
    account_amount = MoneyField("其中个人账户（元）", default=0)
    first_month = models.DateField("多领起始月份")
    last_month = models.DateField("多领截止月份")
    state = models.CharField(
        "状态", max_length=8, choices=OverpaymentState.choices, default=OverpaymentState.OPEN
    )
    next_due_on = models.DateField("下一次应退日期", null=True, blank=True)
    found_on = models.DateField("认定日期")
    settled_on = models.DateField("退清日期", null=True, blank=True)
    at = models.DateTimeField("登记时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    # The case that took it back because the payments had been right after all.
    undone_case = models.CharField("撤销受理编号", max_length=24, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "多领待遇"
        constraints = [
            models.UniqueConstraint(
                fields=["hold"],
                condition=~Q(state="undone") & Q(interest_line__isnull=True),
                name="overpayment_once_a_hold",
            ),
            models.UniqueConstraint(
                fields=["interest_line"], condition=~Q(state="undone"), name="overpayment_once_a_line"
            ),
            models.CheckConstraint(
                condition=Q(total__gte=0) & Q(account_amount__gte=0), name="overpayment_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(account_amount__lte=models.F("total")), name="overpayment_account_part"
            ),
        ]
        indexes = [
            models.Index(fields=["county_code", "state", "next_due_on"], name="overpayment_due"),
            models.Index(fields=["entitlement", "state"], name="overpayment_of_entitlement"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def cause(self) -> str:
        """Why it was overpaid, in words; needs ``hold`` and ``interest_line`` at hand."""
        if self.interest_line is not None:
            return f"撤销{self.interest_line.year}年度结息"
        return str(self.hold.get_kind_display())


class OverpaidItem(models.Model):
    """One paid item of a held month; a month is claimed back once."""

    overpayment = models.ForeignKey(Overpayment, on_delete=models.PROTECT, related_name="items")
    pay_item = models.ForeignKey(PayItem, on_delete=models.PROTECT, related_name="+")
    month = models.DateField("所属月份")
    amount = MoneyField("金额（元）")
    account_amount = MoneyField("其中个人账户（元）", default=0)
    live = models.BooleanField(default=True)

    class Meta:
        ordering = ["month", "id"]
        verbose_name = verbose_name_plural = "多领月份"
        constraints = [
            models.UniqueConstraint(fields=["pay_item"], condition=Q(live=True), name="overpaid_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.overpayment_id} {self.month:%Y-%m}"
