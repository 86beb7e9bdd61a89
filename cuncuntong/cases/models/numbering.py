"""The counters that receipt numbers come from, and runs of approving many cases at once."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from cuncuntong.network.models import Account


class NumberSeries(models.Model):
    """How far the numbers of one series (kind and day) have been given out, in blocks."""

    series = models.CharField(max_length=16, primary_key=True)
    given = models.PositiveIntegerField("已发号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "编号"

    def __str__(self) -> str:
        return f"{self.series} {self.given}"


class BatchRun(models.Model):
    """Several cases being approved together: what was asked for, how far it is, what was left and why.

    ``key`` comes from the screen, so that a second click finds the first run. ``left`` is a list of
    ``[receipt number, why]``.
    """

    key = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    case_ids = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField("已处理", default=0)
    approved = models.PositiveIntegerField("已通过", default=0)
    left = models.JSONField("未通过", default=list)
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量审核"
        indexes = [models.Index(fields=["account", "-asked_at"], name="batch_account")]

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"
