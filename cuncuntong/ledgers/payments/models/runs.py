"""A run: one month's payment of a county out of one fund."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.ledgers.payments.enums import Fund, RunState
from cuncuntong.network.models import Account


class PayRun(models.Model):
    """A month's payment out of a fund. ``number`` 1 is the month's own, more are additional runs (补发批次).

    ``book`` is which confirmed values of parameters counted when it was begun (keys of ParameterValue),
    ``figures`` every figure that was used, by name, with source and confidence: a run goes on by them
    whatever is changed meanwhile. ``position`` is the key of the last entitlement computed,
    ``scope_until`` that of the last one there was when the run was begun: later ones wait for the next.
    """

    county_code = models.CharField(max_length=12)
    fund = models.CharField("基金", max_length=16, choices=Fund.choices, default=Fund.RESIDENTS)
    month = models.DateField("发放月份")
    number = models.PositiveSmallIntegerField("批次", default=1)
    state = models.CharField("状态", max_length=10, choices=RunState.choices, default=RunState.COMPUTING)
    book = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    position = models.BigIntegerField(default=0)
    scope_until = models.BigIntegerField(default=0)
    to_compute = models.PositiveIntegerField("应算人次", default=0)
    computed = models.PositiveIntegerField("已算人次", default=0)
    lines = models.PositiveIntegerField("发放笔数", default=0)
    total = MoneyField("发放总额（元）", default=0)
    begun_at = models.DateTimeField("开始计算时间", auto_now_add=True)
    computed_at = models.DateTimeField("计算完成时间", null=True, blank=True)
    begun_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField("复核时间", null=True, blank=True)
    approved_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField("审批时间", null=True, blank=True)
    closed_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("结账时间", null=True, blank=True)
    remark = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["-month", "-number"]
        verbose_name = verbose_name_plural = "发放批次"
        constraints = [
            models.UniqueConstraint(
                fields=["county_code", "fund", "month", "number"],
                condition=~Q(state="cancelled"),
                name="run_once_a_month",
            ),
            # Who checks and who approves are two persons, and neither began the run.
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("checked_by")),
                name="run_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=models.F("begun_by")),
                name="run_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("begun_by")),
                name="run_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county_code} {self.fund} {self.month:%Y-%m} #{self.number}"
