"""Ledgers that the province keeps, as far as they were fetched: who is insured, each month's contribution,
pensions in payment, each month's payment. Nothing here is changed but by what comes from above.

A row's ``as_of`` is the day as of which the province first reported it so. How fresh a person's months and
payments are as a whole stands with the participation, as months that stay the same are not written anew.
"""

from __future__ import annotations

from django.db import models

from cuncuntong.foundation.money import MoneyField
from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.insurance.enums import (
    InsuranceScheme,
    InsuredAs,
    MonthState,
    ParticipationState,
    PaymentState,
    PensionState,
)
from cuncuntong.ledgers.residents.models import Resident


class Participation(models.Model):
    """A person in a scheme, as of a day. ``number`` is the personal number in the province's system."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="participations")
    scheme = models.CharField("险种", max_length=12, choices=InsuranceScheme.choices)
    number = models.CharField("个人编号", max_length=24, blank=True)
    insured_as = models.CharField("参保身份", max_length=8, choices=InsuredAs.choices)
    state = models.CharField("参保状态", max_length=8, choices=ParticipationState.choices)
    unit = models.CharField("参保单位", max_length=100, blank=True)
    office = models.CharField("经办机构", max_length=60, blank=True)
    since = models.DateField("首次参保年月", null=True, blank=True)
    ended_on = models.DateField("终止日期", null=True, blank=True)
    # Benefit months that were granted before and are left, by the province's count (unemployment alone).
    months_left = models.PositiveSmallIntegerField("剩余可领月数", null=True, blank=True)
    as_of = models.DateField("数据截至")
    contributions_as_of = models.DateField("逐月缴费数据截至", null=True, blank=True)
    payments_as_of = models.DateField("发放数据截至", null=True, blank=True)
    source = models.CharField("来源", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "参保登记（上级）"
        constraints = [
            models.UniqueConstraint(fields=["resident", "scheme"], name="participation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.get_scheme_display()}"


class ContributionMonth(models.Model):
    """One month's contribution in a scheme; ``place`` names another province where it was paid there."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="months")
    month = models.DateField("费款所属期")
    base = MoneyField("缴费基数（元）")
    own = MoneyField("个人缴费（元）")
    unit_amount = MoneyField("单位缴费（元）", default=0)
    to_account = MoneyField("计入个人账户（元）", default=0)
    state = models.CharField("到账情况", max_length=10, choices=MonthState.choices)
    arrived_on = models.DateField("到账日期", null=True, blank=True)
    unit = models.CharField("缴费单位", max_length=100, blank=True)
    place = models.CharField("外省缴费地", max_length=40, blank=True)
    as_of = models.DateField("数据截至")

    class Meta:
        ordering = ["month"]
        verbose_name = verbose_name_plural = "逐月缴费（上级）"
        constraints = [
            models.UniqueConstraint(fields=["participation", "month"], name="contribution_month_once"),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.month:%Y-%m}"


class Pension(models.Model):
    """A benefit in payment above: the monthly sum with its parts, a list of {code, name, amount} (yuan)."""

    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="pension")
    state = models.CharField("状态", max_length=10, choices=PensionState.choices)
    starts_on = models.DateField("开始领取月份")
    ended_on = models.DateField("终止日期", null=True, blank=True)
    monthly = MoneyField("月待遇（元）")
    parts = models.JSONField("待遇组成", default=list)
    certified_on = models.DateField("最近认证日期", null=True, blank=True)
    as_of = models.DateField("数据截至")

    class Meta:
        verbose_name = verbose_name_plural = "待遇（上级）"

    def __str__(self) -> str:
        return f"{self.participation_id} {self.monthly}"


class BenefitPayment(models.Model):
    """A month's payment above, paid or failed with the bank's reason. ``parts`` as in Pension."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="payments")
    month = models.DateField("所属月份")
    serial = models.PositiveSmallIntegerField("批次", default=1)
    amount = MoneyField("金额（元）")
    parts = models.JSONField("待遇组成", default=list)
    state = models.CharField("结果", max_length=8, choices=PaymentState.choices)
    paid_on = models.DateField("发放日期", null=True, blank=True)
    bank = SealedTextField("发放银行", blank=True, default="")
    account_tail = SealedTextField("账号后四位", blank=True, default="")
    fail_reason = models.CharField("失败原因", max_length=100, blank=True)
    as_of = models.DateField("数据截至")

    class Meta:
        ordering = ["-month", "-serial"]
        verbose_name = verbose_name_plural = "待遇发放（上级）"
        constraints = [
            models.UniqueConstraint(fields=["participation", "month", "serial"], name="benefit_payment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.month:%Y-%m}"
