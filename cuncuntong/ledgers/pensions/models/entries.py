"""Posted entries of accounts."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.ledgers.pensions.enums import EntryKind, PayingKind
from cuncuntong.ledgers.pensions.models.accounts import PensionAccount


class PostedEntry(Exception):
    """A posted entry was about to be changed: reverse it instead."""


class EntryQuerySet(models.QuerySet["PensionEntry"]):
    """Entries, and what of them counts."""

    def standing(self) -> EntryQuerySet:
        """What was posted and not taken back: neither a reversal nor reversed.

        A reversal is told by its kind, which its constraint allows: asked by ``reverses``, SQLite goes by
        that unique column's index and reads the county's whole ledger for one account.
        """
        return self.exclude(kind=EntryKind.REVERSAL).filter(reversed_by__isnull=True)


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

    objects = EntryQuerySet.as_manager()

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
