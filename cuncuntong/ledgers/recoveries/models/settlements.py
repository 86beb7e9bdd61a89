"""After a death: who inherits, and what is paid to them."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.foundation.sealed.fields import IndexField, SealedTextField
from cuncuntong.ledgers.pensions.models import EntitlementHold, Payee, PensionAccount, PensionEntry
from cuncuntong.ledgers.recoveries.enums import Relation, SettlementState
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Heir(Placed):
    """Who was named to receive what is left of a resident; one at a time.

    ``payee`` is the heir's bank account. It takes the place of the dead resident's own (Payee.replaces),
    so that what was still owed goes there too.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="heirs")
    name = models.CharField("姓名", max_length=40)
    id_number = SealedTextField("身份证号码")
    id_number_index = IndexField(source="id_number")
    relation = models.CharField("与死者关系", max_length=12, choices=Relation.choices)
    payee = models.ForeignKey(Payee, on_delete=models.PROTECT, related_name="+")
    named_on = models.DateField("指定日期")
    at = models.DateTimeField("登记时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "身后待遇领取人"
        constraints = [
            models.UniqueConstraint(
                fields=["resident"], condition=Q(undone_at__isnull=True), name="heir_one_a_resident"
            )
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.get_relation_display()}"


class DeathSettlement(Placed):
    """What is paid for one account of somebody who died: its balance, and the funeral grant once.

    ``grant`` is None where no figure was confirmed: then nothing but the balance is paid. What is
    written down when a run asks for it (``run_month`` and the three amounts, in yuan) stays for that run:
    ``balance_part`` of the account, ``deducted`` for an overpayment that is set off against it, ``amount``
    what goes to the heir = balance_part + grant − what of the deduction does not return to the account.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="death_settlements")
    account = models.ForeignKey(PensionAccount, on_delete=models.PROTECT, related_name="death_settlements")
    hold = models.ForeignKey(EntitlementHold, on_delete=models.PROTECT, related_name="death_settlements")
    heir = models.ForeignKey(
        Heir, null=True, blank=True, on_delete=models.PROTECT, related_name="settlements"
    )
    grant = MoneyField("丧葬补助金（元）", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=8, choices=SettlementState.choices, default=SettlementState.WAITING
    )
    run_month = models.DateField("计入发放月份", null=True, blank=True)
    balance_part = MoneyField("账户余额部分（元）", null=True, blank=True)
    deducted = MoneyField("抵扣多领（元）", null=True, blank=True)
    amount = MoneyField("支付金额（元）", null=True, blank=True)
    settled_on = models.DateField("支付日期", null=True, blank=True)
    entry = models.OneToOneField(
        PensionEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("登记时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "身后结算"
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="waiting"), name="settlement_one_waiting"
            ),
            models.UniqueConstraint(
                fields=["resident"],
                condition=Q(grant__isnull=False) & ~Q(state="undone"),
                name="funeral_grant_once",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="settlement_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["county_code", "state"], name="settlement_by_state")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.get_state_display()}"

    @property
    def returned(self) -> Decimal:
        """What of the deduction went back to the account and from there to the heir, yuan."""
        if self.amount is None or self.balance_part is None:
            return Decimal("0.00")
        none = Decimal("0.00")
        return self.amount - self.balance_part - (self.grant or none) + (self.deducted or none)
