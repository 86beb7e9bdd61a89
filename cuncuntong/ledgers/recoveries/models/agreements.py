"""How an overpayment is to come back: what was agreed, signed, and when what is due."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.ledgers.recoveries.enums import AgreementState, ReturnWay
from cuncuntong.ledgers.recoveries.models.overpayments import Overpayment
from cuncuntong.network.models import Account


class Agreement(models.Model):
    """An arrangement for what was left when it was made (``covers``, yuan); one stands at a time.

    ``monthly`` is the most that is set off a month where that was agreed (None: the parameter alone).
    ``payer`` is who returns it, who also signs; the paper is signed on ``signed_on``. Its scan is kept as
    pages (SignedPage); ``signed_missing`` says why there is none.
    """

    overpayment = models.ForeignKey(Overpayment, on_delete=models.PROTECT, related_name="agreements")
    way = models.CharField("退回方式", max_length=12, choices=ReturnWay.choices)
    covers = MoneyField("约定退回金额（元）")
    monthly = MoneyField("每月最多抵扣（元）", null=True, blank=True)
    payer = models.CharField("退回人", max_length=40)
    relation = models.CharField("与领取人关系", max_length=20, blank=True)
    agreed_on = models.DateField("约定日期")
    signed_on = models.DateField("签字日期", null=True, blank=True)
    signed_by = models.CharField("签字人", max_length=40, blank=True)
    signed_note = models.CharField("签字件存放", max_length=100, blank=True)
    signed_missing = models.CharField("没有上传签字件的原因", max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=8, choices=AgreementState.choices, default=AgreementState.STANDING
    )
    note = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField("登记时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = verbose_name_plural = "退回约定"
        constraints = [
            models.UniqueConstraint(
                fields=["overpayment"], condition=Q(state="standing"), name="agreement_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(monthly__isnull=True) | Q(monthly__gt=0), name="agreement_monthly_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.overpayment_id} {self.get_way_display()}"


class SignedPage(models.Model):
    """A scan or photo of the signed paper, encrypted outside the web root; set aside it stays to be read."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="pages")
    stored_as = models.CharField(max_length=80, unique=True)
    title = models.CharField("文件名", max_length=120)
    mime = models.CharField(max_length=40)
    size = models.PositiveIntegerField("字节")
    pages = models.PositiveSmallIntegerField("页数", default=1)
    digest = models.CharField("SM3", max_length=64)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_why = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "退回协议签字件"

    def __str__(self) -> str:
        return self.title


class Instalment(models.Model):
    """One sum that is due on a day; what comes in pays them in their order."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="instalments")
    place = models.PositiveSmallIntegerField("期次")
    due_on = models.DateField("应退日期")
    amount = MoneyField("金额（元）")

    class Meta:
        ordering = ["place"]
        verbose_name = verbose_name_plural = "分期"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "place"], name="instalment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} #{self.place}"
