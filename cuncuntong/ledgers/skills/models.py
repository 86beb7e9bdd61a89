"""A subsidy for one certificate."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.foundation.sealed.fields import IndexField, SealedTextField
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.skills.enums import ClaimedAs, SkillLevel, SubsidyState
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Subsidy(Placed):
    """What was approved for a certificate; paid once, whole.

    ``certificate_number`` is as normalised by ``numbers.plain``; it stands once in a county (by its index),
    and an occupation and level once a person. ``insured_months`` contribution months were counted as of
    ``as_of``.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="skill_subsidies")
    claimed_as = models.CharField("申领身份", max_length=8, choices=ClaimedAs.choices)
    certificate_number = SealedTextField("证书编号")
    certificate_number_index = IndexField(source="certificate_number")
    certificate_name = models.CharField("证书名称", max_length=80)
    occupation = models.CharField("职业代码", max_length=11)
    occupation_name = models.CharField("职业", max_length=60)
    level = models.CharField("等级", max_length=4, choices=SkillLevel.choices)
    issued_on = models.DateField("发证日期")
    applied_on = models.DateField("申领日期")
    insured_months = models.PositiveSmallIntegerField("参保缴费月数")
    relaxed = models.BooleanField("按放宽的年限", default=False)
    as_of = models.DateField("缴费数据截至", null=True, blank=True)
    amount = MoneyField("金额（元）")
    state = models.CharField(
        "状态", max_length=8, choices=SubsidyState.choices, default=SubsidyState.APPROVED
    )
    paid_on = models.DateField("发放日期", null=True, blank=True)
    above_words = SealedTextField("上级答复", blank=True, default="")
    to_return = MoneyField("应退回（元）", default=0)
    return_receipt = models.CharField("退回凭证号", max_length=40, blank=True)
    returned_on = models.DateField("退回日期", null=True, blank=True)
    at = models.DateTimeField("核定时间")
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "技能提升补贴"
        constraints = [
            models.UniqueConstraint(
                fields=["county_code", "certificate_number_index"],
                condition=Q(state__in=["approved", "paid"]),
                name="subsidy_certificate_once",
            ),
            models.UniqueConstraint(
                fields=["resident", "occupation", "level"],
                condition=Q(state__in=["approved", "paid"]),
                name="subsidy_occupation_once",
            ),
            models.UniqueConstraint(
                fields=["case_number"],
                condition=~Q(case_number="") & ~Q(state="undone"),
                name="subsidy_once_a_case",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="subsidy_positive"),
        ]
        indexes = [
            models.Index(fields=["county_code", "state", "-id"], name="subsidy_county"),
            models.Index(fields=["township_code", "state", "-id"], name="subsidy_township"),
            models.Index(fields=["village_code", "state", "-id"], name="subsidy_village"),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.occupation_name}{self.level}"
