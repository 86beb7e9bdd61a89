"""A granted benefit, and each month that was paid of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.employment.models import Unemployment
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.unemployment.enums import AboveState, BenefitState, MonthState, StopReason
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Benefit(Placed):
    """A benefit as approved here: ``months`` from ``starts_on`` (a month's first day) on.

    ``paid_months`` contribution months gave ``new_months``; ``left_before`` months were left from before.
    ``basis`` says in words how the months came about, with the day and source of what was fetched.
    ``last_month`` is the last month that is due once it ended (one before ``starts_on``: none). How much a
    month is stands in no column: each month is computed by its own figures when it is paid. ``paid_up``:
    nothing of it is due any more.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="unemployment_benefits")
    unemployment = models.ForeignKey(Unemployment, on_delete=models.PROTECT, related_name="benefits")
    state = models.CharField("状态", max_length=8, choices=BenefitState.choices, default=BenefitState.RUNNING)
    registered_on = models.DateField("失业登记日期")
    starts_on = models.DateField("开始计发月份")
    paid_months = models.PositiveSmallIntegerField("缴费月数")
    new_months = models.PositiveSmallIntegerField("本次核定月数")
    left_before = models.PositiveSmallIntegerField("上次剩余月数")
    months = models.PositiveSmallIntegerField("可领取月数")
    basis = models.CharField("核定说明", max_length=300)
    as_of = models.DateField("缴费数据截至", null=True, blank=True)
    above = models.CharField("上级备案", max_length=8, choices=AboveState.choices, default=AboveState.WAITING)
    above_words = SealedTextField("上级答复", blank=True, default="")
    last_month = models.DateField("最后一个应发月份", null=True, blank=True)
    ended_on = models.DateField("停领情形发生日期", null=True, blank=True)
    end_reason = models.CharField("停领原因", max_length=8, choices=StopReason.choices, blank=True)
    end_note = SealedTextField("停领依据", blank=True, default="")
    ended_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField("停领登记时间", null=True, blank=True)
    paid_up = models.BooleanField("已发完", default=False)
    at = models.DateTimeField("核定时间")
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "失业保险金"
        constraints = [
            models.UniqueConstraint(
                fields=["resident"], condition=Q(state="running"), name="benefit_one_running"
            ),
            models.UniqueConstraint(
                fields=["case_number"],
                condition=~Q(case_number="") & ~Q(state="undone"),
                name="benefit_once_a_case",
            ),
            models.CheckConstraint(condition=Q(months__gte=1), name="benefit_has_months"),
            models.CheckConstraint(
                condition=Q(state="running") | Q(last_month__isnull=False), name="benefit_ended_when"
            ),
        ]
        indexes = [
            models.Index(fields=["county_code", "state", "-id"], name="benefit_county"),
            models.Index(fields=["township_code", "state", "-id"], name="benefit_township"),
            models.Index(fields=["village_code", "state", "-id"], name="benefit_village"),
            models.Index(fields=["county_code", "paid_up"], name="benefit_to_pay"),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.get_state_display()}"


class BenefitMonth(models.Model):
    """A month that the bank paid, by the key of its payment; a month of a person is paid once."""

    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="paid")
    month = models.DateField("所属月份")
    amount = MoneyField("金额（元）")
    state = models.CharField("状态", max_length=8, choices=MonthState.choices, default=MonthState.PAID)
    key = models.CharField(max_length=60, unique=True)
    settled_on = models.DateField("登记日期")

    class Meta:
        ordering = ["month"]
        verbose_name = verbose_name_plural = "失业保险金月份"
        constraints = [
            models.UniqueConstraint(fields=["benefit", "month"], name="benefit_month_once"),
        ]

    def __str__(self) -> str:
        return f"{self.benefit_id} {self.month:%Y-%m}"
