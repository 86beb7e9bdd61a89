"""Files that ask the bank to deduct."""

from __future__ import annotations

from django.db import models

from cuncuntong.foundation.money import MoneyField
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class DeductionFile(Placed):
    """One request to the bank; its orders name it, so that the same file can be made again.

    ``answered_at``: when the bank's answer was taken in last; what it said stands with each order.
    """

    number = models.CharField("批号", max_length=20, unique=True)
    year = models.PositiveSmallIntegerField("缴费年度")
    rows = models.PositiveIntegerField("笔数")
    total = MoneyField("金额（元）")
    at = models.DateTimeField("导出时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("银行回盘时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "代扣文件"

    def __str__(self) -> str:
        return self.number
