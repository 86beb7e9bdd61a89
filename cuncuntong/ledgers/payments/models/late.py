"""Payments that the bank gave back after it had reported them as paid."""

from __future__ import annotations

from django.db import models

from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.payments.enums import FailCode
from cuncuntong.ledgers.payments.models.lines import PayLine
from cuncuntong.ledgers.pensions.models import PensionEntry
from cuncuntong.network.models import Account


class LateReturn(models.Model):
    """A paid line whose money came back (退票): the line has failed since, and is paid by a later one.

    ``entry`` is what the account had given for it, ``reversal`` what took that back; none where the fund
    had paid alone. ``paid_on`` is the day that the bank had reported first.
    """

    line = models.OneToOneField(PayLine, on_delete=models.PROTECT, related_name="late_return")
    paid_on = models.DateField("原到账日期", null=True, blank=True)
    on = models.DateField("退回日期")
    receipt = models.CharField("退票凭证号", max_length=40)
    fail_code = models.CharField("退回原因", max_length=10, choices=FailCode.choices)
    fail_text = SealedTextField("银行说明", blank=True, default="")
    entry = models.OneToOneField(
        PensionEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reversal = models.OneToOneField(
        PensionEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("登记时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "到账后退回"

    def __str__(self) -> str:
        return f"{self.line_id} {self.on}"
