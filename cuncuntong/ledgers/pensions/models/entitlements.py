"""Entitlements to a monthly pension: what they were computed by, and what holds their payment back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.pensions.enums import AccountState, EntitlementState, HoldKind, RevisionKind
from cuncuntong.ledgers.pensions.models.accounts import PensionAccount
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Entitlement(Placed):
    """A running entitlement to a monthly pension."""

    account = models.ForeignKey(PensionAccount, on_delete=models.PROTECT, related_name="entitlements")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="entitlements")
    state = models.CharField(
        "状态", max_length=10, choices=EntitlementState.choices, default=EntitlementState.RUNNING
    )
    starts_on = models.DateField("开始领取月份")
    monthly = MoneyField("月待遇（元）")
    computed_on = models.DateField("核定日期")
    years_paid = models.PositiveSmallIntegerField("累计缴费年限")
    balance = MoneyField("核定时账户余额（元）")
    # What undoing the entitlement gives back to the account.
    account_before = models.CharField(
        "账户原状态", max_length=10, choices=AccountState.choices, default=AccountState.PAYING
    )
    ended_on = models.DateField("终止日期", null=True, blank=True)
    reason = models.CharField("变动原因", max_length=100, blank=True)
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "待遇"
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(state__in=["running", "suspended"]),
                name="entitlement_one_running",
            )
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.monthly}"


class EntitlementRevision(models.Model):
    """What a month's pension is computed from, from a month on; the last one that stands counts.

    ``balance`` (yuan) and ``years_paid`` are the personal facts; ``computation`` is the whole computation
    of the day it was made (rules.pension.Computation.to_json), which explains itself years later. A month
    that is paid is computed anew by the figures of that month.
    """

    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="revisions")
    kind = models.CharField("缘由", max_length=10, choices=RevisionKind.choices)
    from_month = models.DateField("起始月份")
    balance = MoneyField("账户余额（元）")
    years_paid = models.PositiveSmallIntegerField("累计缴费年限")
    computation = models.JSONField("计算过程", default=dict)
    computed_on = models.DateField("核定日期")
    reason = models.CharField("说明", max_length=100, blank=True)
    at = models.DateTimeField("登记时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        ordering = ["from_month", "id"]
        verbose_name = verbose_name_plural = "待遇核定"
        indexes = [models.Index(fields=["entitlement", "from_month"], name="revision_by_month")]

    def __str__(self) -> str:
        return f"{self.entitlement_id} {self.from_month:%Y-%m}"


class EntitlementHold(models.Model):
    """A reason for which an entitlement is not paid from a month on, until it is lifted.

    Lifted with ``back_pay`` the months that were held are due after all; without, they stay unpaid up to
    ``lifted_month``, the first one that is paid again. A hold that was undone never was.
    """

    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField("情形", max_length=12, choices=HoldKind.choices)
    from_month = models.DateField("停发起始月份")
    happened_on = models.DateField("发生日期", null=True, blank=True)
    reason = models.CharField("说明", max_length=200, blank=True)
    evidence = SealedTextField("凭据", blank=True)
    decided_on = models.DateField("决定日期")
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    lifted_on = models.DateField("恢复日期", null=True, blank=True)
    lifted_month = models.DateField("恢复发放月份", null=True, blank=True)
    lifted_reason = models.CharField("恢复原因", max_length=200, blank=True)
    lifted_case = models.CharField("恢复受理编号", max_length=24, blank=True, db_index=True)
    lifted_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    back_pay = models.BooleanField("补发停发期间", default=False)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        ordering = ["from_month", "id"]
        verbose_name = verbose_name_plural = "待遇暂停"
        constraints = [
            models.UniqueConstraint(
                fields=["entitlement", "kind"],
                condition=Q(lifted_on__isnull=True, undone_at__isnull=True),
                name="hold_once_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(lifted_month__isnull=True) | Q(lifted_month__gte=F("from_month")),
                name="hold_lifted_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entitlement_id} {self.get_kind_display()}"
