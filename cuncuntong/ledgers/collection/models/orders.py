"""Contribution orders (缴费通知), and batches of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.collection.enums import LIVE, BatchKind, OrderKind, OrderState, Way
from cuncuntong.ledgers.collection.models.deductions import DeductionFile
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.models import BackPayment, PensionAccount, PensionEntry
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class OrderBatch(Placed):
    """Orders that were issued at once, for a household or from a village's list.

    ``key`` makes the batch once however often the form is sent; ``refused`` are JSON rows of who got
    no order and why: [{"account": pk, "name": …, "why": …}].
    """

    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField("类别", max_length=10, choices=BatchKind.choices)
    year = models.PositiveSmallIntegerField("缴费年度")
    refused = models.JSONField("没有开具的", default=list, blank=True)
    at = models.DateTimeField("开具时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量缴费通知"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class ContributionOrder(Placed):
    """One account's contribution for one year, to be paid by the bank's ways.

    ``reference`` is what the payer tells the bank (services/references.py). ``amount`` (yuan) is what
    must arrive; a subsidy is no part of it. ``entry`` and ``subsidy`` are what its arrival posted.
    ``token`` opens the public page that checks a certificate of payment; it stands on paper alone.
    """

    # A load of accounts may be taken back under orders that ended unpaid, or whose payment was reversed.
    builds_no_more = Q(state__in=[state.value for state in OrderState if state not in LIVE])

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="contribution_orders")
    account = models.ForeignKey(PensionAccount, on_delete=models.PROTECT, related_name="orders")
    scheme = models.CharField("险种", max_length=15, choices=Scheme.choices)
    year = models.PositiveSmallIntegerField("缴费年度")
    kind = models.CharField("缴费类型", max_length=8, choices=OrderKind.choices, default=OrderKind.NORMAL)
    level = models.PositiveIntegerField("缴费档次（元/年）")
    amount = MoneyField("应缴金额（元）")
    reference = models.CharField("缴费编号", max_length=20, unique=True)
    way = models.CharField("缴费方式", max_length=8, choices=Way.choices, default=Way.CODE)
    state = models.CharField("状态", max_length=10, choices=OrderState.choices, default=OrderState.ISSUED)
    issued_on = models.DateField("开具日期")
    valid_until = models.DateField("有效期至")
    batch = models.ForeignKey(
        OrderBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    back_payment = models.ForeignKey(
        BackPayment, null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    # Where the bank deducts: the holder may be somebody else of the household.
    payer_name = models.CharField("代扣户名", max_length=40, blank=True)
    payer_bank = models.CharField("代扣银行", max_length=40, blank=True)
    payer_account = SealedTextField("代扣账号", blank=True, default="")
    deduction = models.ForeignKey(
        DeductionFile, null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    # Why the bank did not deduct, as it says itself; empty until it says so.
    deduct_failed_why = models.CharField("代扣失败原因", max_length=60, blank=True, default="")
    deduct_failed_on = models.DateField("代扣失败登记日期", null=True, blank=True)
    paid_on = models.DateField("缴费日期", null=True, blank=True)
    entry = models.OneToOneField(
        PensionEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="order"
    )
    subsidy = models.OneToOneField(
        PensionEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="subsidised_order"
    )
    token = models.CharField(max_length=32, null=True, blank=True, unique=True)
    ended_on = models.DateField("取消或过期日期", null=True, blank=True)
    ended_why = models.CharField("取消原因", max_length=100, blank=True)
    at = models.DateTimeField("登记时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "缴费通知"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "year", "kind"],
                condition=Q(state__in=[state.value for state in LIVE]),
                name="order_one_live",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="order_amount_positive"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("issued_on")), name="order_valid_after"),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(entry__isnull=False, paid_on__isnull=False),
                name="order_paid_is_posted",
            ),
            models.CheckConstraint(
                condition=Q(kind="normal", back_payment__isnull=True)
                | Q(kind="back", back_payment__isnull=False, subsidy__isnull=True),
                name="order_back_has_its_year",
            ),
        ]
        indexes = [
            models.Index(fields=["village_code", "state", "year"], name="order_village"),
            models.Index(fields=["county_code", "state", "year"], name="order_county"),
            models.Index(fields=["state", "valid_until"], name="order_valid"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def spaced(self) -> str:
        """The reference in fours, as it is read out and typed."""
        return " ".join(self.reference[place : place + 4] for place in range(0, len(self.reference), 4))

    @property
    def scheme_name(self) -> str:
        """The scheme in few words."""
        return "补充养老保险" if self.scheme == Scheme.SUPPLEMENTARY else "基本养老保险"
