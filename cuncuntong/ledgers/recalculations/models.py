"""What a figure that counts from an earlier day changes in months that were paid."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.recalculations.enums import RecalculationState
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account, ParameterValue
from cuncuntong.network.models.divisions import Placed


class Recalculation(models.Model):
    """Every paid month of a county from ``from_month`` on, computed anew under the figures of ``book``.

    ``value`` is the parameter's value that gave cause. ``book`` are the keys of the confirmed values that
    counted when it was begun, so that it goes on by them whatever is changed meanwhile; ``position`` is
    the last entitlement that was looked at. While it is CONFIRMING ``checked`` counts those whose payments
    were looked at once more.
    """

    county_code = models.CharField(max_length=6)
    key = models.CharField("参数", max_length=80)
    value = models.ForeignKey(ParameterValue, on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField("险种", max_length=15, choices=Scheme.choices)
    from_month = models.DateField("起始月份")
    to_month = models.DateField("截止月份")
    state = models.CharField(
        "状态", max_length=10, choices=RecalculationState.choices, default=RecalculationState.COMPUTING
    )
    book = models.JSONField(default=list)
    position = models.BigIntegerField(default=0)
    to_check = models.PositiveIntegerField("应核人数", default=0)
    checked = models.PositiveIntegerField("已核人数", default=0)
    people = models.PositiveIntegerField("涉及人数", default=0)
    months = models.PositiveIntegerField("涉及月数", default=0)
    more = MoneyField("应补合计（元）", default=0)
    less = MoneyField("应扣合计（元）", default=0)
    problem = models.CharField("不能计算的", max_length=300, blank=True)
    begun_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField("开始时间", auto_now_add=True)
    computed_at = models.DateTimeField("算完时间", null=True, blank=True)
    decided_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("确认或放弃时间", null=True, blank=True)
    reason = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "标准调整重算"
        constraints = [
            # What was paid is the measure of each: two open ones would both pay the same difference.
            models.UniqueConstraint(
                fields=["county_code"],
                condition=Q(state__in=["computing", "drafted", "confirming"]),
                name="recalculation_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(decided_by=F("begun_by")),
                name="recalculation_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.from_month:%Y-%m}"


class RecalculationRow(Placed):
    """One month of one entitlement that was paid otherwise than it should have been; yuan.

    ``difference`` is what is owed (negative: to be netted); ``of_account`` is the account's part of it.
    ``settled`` is what the bank has paid or lines have netted of it; the row is ``done`` when that is all.
    """

    recalculation = models.ForeignKey(Recalculation, on_delete=models.PROTECT, related_name="rows")
    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="recalculation_rows")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="recalculation_rows")
    month = models.DateField("所属月份")
    paid = MoneyField("已发（元）")
    should = MoneyField("应发（元）")
    difference = MoneyField("差额（元）")
    of_account = MoneyField("其中个人账户（元）", default=0)
    settled = MoneyField("已补或已扣（元）", default=0)
    done = models.BooleanField("已结清", default=False)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "重算明细"
        constraints = [
            models.UniqueConstraint(
                fields=["recalculation", "entitlement", "month"], name="recalculation_row_once"
            ),
            models.CheckConstraint(condition=~Q(difference=0), name="recalculation_row_differs"),
        ]
        indexes = [
            models.Index(fields=["entitlement"], condition=Q(done=False), name="recalculation_row_open")
        ]

    def __str__(self) -> str:
        return f"{self.entitlement_id} {self.month:%Y-%m} {self.difference}"
