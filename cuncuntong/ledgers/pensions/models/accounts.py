"""Residents' pension accounts, and every change of what they are."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.pensions.enums import AccountMove, AccountState, Scheme
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class PensionAccount(Placed):
    """An account in one scheme. Its balance is always the sum of its entries, never a column."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="pension_accounts")
    scheme = models.CharField("险种", max_length=15, choices=Scheme.choices)
    number = models.CharField("个人账户编号", max_length=24, unique=True)
    state = models.CharField("状态", max_length=10, choices=AccountState.choices, default=AccountState.PAYING)
    level = models.PositiveIntegerField("缴费档次（元/年）", null=True, blank=True)
    opened_on = models.DateField("参保日期")
    closed_on = models.DateField("终止日期", null=True, blank=True)
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "居民养老账户"
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "scheme"],
                condition=~Q(state="reversed"),
                name="pension_one_account",
            )
        ]

    def __str__(self) -> str:
        return self.number


class AccountChange(models.Model):
    """One change of an account's state or level; what was before stays, so that it can be undone."""

    account = models.ForeignKey(PensionAccount, on_delete=models.PROTECT, related_name="changes")
    move = models.CharField("变动", max_length=10, choices=AccountMove.choices)
    before = models.CharField("变动前", max_length=20, blank=True)
    after = models.CharField("变动后", max_length=20, blank=True)
    reason = models.CharField("原因", max_length=40, blank=True)
    evidence = SealedTextField("凭据", blank=True)
    on = models.DateField("变动日期")
    at = models.DateTimeField("登记时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = verbose_name_plural = "账户变动"

    def __str__(self) -> str:
        return f"{self.account_id} {self.get_move_display()}"
