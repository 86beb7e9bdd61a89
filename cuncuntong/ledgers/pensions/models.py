"""Residents' pension accounts, their posted entries, entitlements, and what other schemes report."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.ledgers.pensions.enums import (
    AccountState,
    EntitlementState,
    EntryKind,
    OtherKind,
    OtherState,
    PayingKind,
    Scheme,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models.divisions import Placed


class PensionAccount(Placed):
    """An account in one scheme. Its balance is always the sum of its entries, never a column."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="pension_accounts")
    scheme = models.CharField("险种", max_length=15, choices=Scheme.choices)
    number = models.CharField("个人账户编号", max_length=24, unique=True)
    state = models.CharField("状态", max_length=10, choices=AccountState.choices, default=AccountState.PAYING)
    level = models.PositiveIntegerField("缴费档次（元/年）", null=True, blank=True)
    opened_on = models.DateField("参保日期")
    closed_on = models.DateField("终止日期", null=True, blank=True)
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "居民养老账户"
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "scheme"],
                condition=~Q(state="reversed"),
                name="pension_one_account",
            )
        ]

    def __str__(self) -> str:
        return self.number


class PostedEntry(Exception):
    """A posted entry was about to be changed: reverse it instead."""


class PensionEntry(models.Model):
    """A posted entry: never edited or deleted, only reversed by another one.

    ``amount`` is signed: contributions, subsidies and interest add, payments take away.
    """

    account = models.ForeignKey(PensionAccount, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField("类别", max_length=15, choices=EntryKind.choices)
    year = models.PositiveSmallIntegerField("所属年度")
    paying = models.CharField("缴费类型", max_length=12, choices=PayingKind.choices, default=PayingKind.NONE)
    level = models.PositiveIntegerField("档次", null=True, blank=True)
    amount = MoneyField("金额（元）")
    paid_on = models.DateField("缴费日期")
    arrived_on = models.DateField("到账日期", null=True, blank=True)
    posted_at = models.DateTimeField("记账时间")
    source = models.CharField("来源", max_length=60)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "账户明细"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False)
                | (~Q(kind="reversal") & Q(reverses__isnull=True)),
                name="entry_reversal_names_its_entry",
            )
        ]
        indexes = [models.Index(fields=["account", "year"], name="entry_account_year")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.year} {self.amount}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Inserts; refuses to change a row that stands."""
        if self.pk and not self._state.adding:
            raise PostedEntry("a posted entry is never edited, only reversed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuses: a posted entry stays."""
        raise PostedEntry("a posted entry is never deleted, only reversed")


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


class EntitlementPart(models.Model):
    """One part of an entitlement's amount, with the formula and the source that it was computed by."""

    entitlement = models.ForeignKey(Entitlement, on_delete=models.CASCADE, related_name="parts")
    code = models.CharField(max_length=30)
    name = models.CharField("项目", max_length=40)
    amount = MoneyField("金额（元）")
    formula = models.CharField("算法", max_length=200)
    source = models.CharField("依据", max_length=300)
    confidence = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        verbose_name = verbose_name_plural = "待遇项目"

    def __str__(self) -> str:
        return f"{self.name} {self.amount}"


class OtherScheme(models.Model):
    """What another scheme reports of a person, as of a day."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="other_schemes")
    kind = models.CharField("险种", max_length=12, choices=OtherKind.choices)
    state = models.CharField("状态", max_length=10, choices=OtherState.choices)
    since = models.DateField("起", null=True, blank=True)
    as_of = models.DateField("数据截至")
    source = models.CharField("来源", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "其他养老保险"
        constraints = [models.UniqueConstraint(fields=["resident", "kind"], name="other_scheme_once")]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.get_kind_display()}"
