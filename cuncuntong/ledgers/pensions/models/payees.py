"""The bank account that a resident's pensions are paid to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.sealed.fields import IndexField, SealedTextField
from cuncuntong.ledgers.pensions.enums import PayeeState
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Payee(Placed):
    """A bank account for payments; a resident has one that counts, earlier ones stay."""

    builds_no_more = Q(state=PayeeState.REVERSED.value)

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="payees")
    holder = models.CharField("户名", max_length=40)
    bank = models.CharField("开户银行", max_length=40, blank=True)
    number = SealedTextField("银行账号")
    number_index = IndexField(source="number")
    is_card = models.BooleanField("社保卡账户", default=False)
    state = models.CharField("状态", max_length=10, choices=PayeeState.choices, default=PayeeState.ACTIVE)
    since = models.DateField("启用日期")
    until = models.DateField("停用日期", null=True, blank=True)
    # The account that this one took the place of: undoing gives it back.
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    fault = models.CharField("退票原因", max_length=60, blank=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "待遇领取账户"
        constraints = [
            models.UniqueConstraint(fields=["resident"], condition=Q(state="active"), name="payee_one_active")
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.bank}"
