"""What speaks for ending a benefit, as the night found it in the ledgers."""

from __future__ import annotations

from django.db import models

from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.unemployment.enums import SignKind, SignState
from cuncuntong.ledgers.unemployment.models.benefits import Benefit
from cuncuntong.network.models import Account


class StopSign(models.Model):
    """One piece of evidence; ``key`` names it in its ledger, so that it is found once.

    ``happened_on`` is the day that counts for the end, if it ends by this.
    """

    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="signs")
    kind = models.CharField("类别", max_length=12, choices=SignKind.choices)
    key = models.CharField(max_length=60)
    words = SealedTextField("情况")
    happened_on = models.DateField("发生日期")
    found_on = models.DateField("发现日期")
    state = models.CharField("处理", max_length=8, choices=SignState.choices, default=SignState.OPEN)
    note = SealedTextField("处理说明", blank=True, default="")
    decided_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "停领线索"
        constraints = [models.UniqueConstraint(fields=["benefit", "key"], name="stop_sign_once")]
        indexes = [models.Index(fields=["state", "-id"], name="stop_sign_open")]

    def __str__(self) -> str:
        return f"{self.benefit_id} {self.get_kind_display()}"
