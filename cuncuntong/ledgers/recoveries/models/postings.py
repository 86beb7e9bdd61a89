"""Money that came back: posted, never edited, reversed where it was wrong."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.ledgers.pensions.models import PensionEntry
from cuncuntong.ledgers.recoveries.enums import RecoveryKind
from cuncuntong.ledgers.recoveries.models.overpayments import Overpayment
from cuncuntong.network.models import Account


class PostedRecovery(Exception):
    """A posting was about to be changed: reverse it instead."""


class Recovery(models.Model):
    """A posting: yuan that came back (a reversal takes its amount away again).

    ``account_amount`` of it went back to the personal account, by ``entry``. ``key`` makes it once:
    a bank receipt by its number, a set-off by its reference in the run.
    """

    overpayment = models.ForeignKey(Overpayment, on_delete=models.PROTECT, related_name="postings")
    kind = models.CharField("类别", max_length=8, choices=RecoveryKind.choices)
    amount = MoneyField("金额（元）")
    account_amount = MoneyField("其中退入个人账户（元）", default=0)
    received_on = models.DateField("到账日期")
    receipt = models.CharField("缴款凭证号", max_length=40, blank=True)
    payer = models.CharField("缴款人", max_length=40, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    key = models.CharField(max_length=80, unique=True)
    entry = models.OneToOneField(
        PensionEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    at = models.DateTimeField("记账时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        verbose_name = verbose_name_plural = "退回记录"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False, amount__lt=0)
                | (~Q(kind="reversal") & Q(reverses__isnull=True, amount__gt=0)),
                name="recovery_reversal_names_its_posting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.overpayment_id} {self.amount}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Inserts; refuses to change a row that stands."""
        if self.pk and not self._state.adding:
            raise PostedRecovery("a posting is never edited, only reversed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuses: a posting stays."""
        raise PostedRecovery("a posting is never deleted, only reversed")
