"""The bank's files of arrivals, line by line."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.collection.enums import ArrivalState, FileState, Why
from cuncuntong.ledgers.collection.models.orders import ContributionOrder
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class ArrivalFile(Placed):
    """A file by its digest: the same content is imported once. Its lines are rows of ``Arrival``.

    ``said_rows`` and ``said_total`` are what its total line says; where they differ from the lines the
    file is held, and nothing is posted before a person decided. ``done`` counts settled lines.
    """

    name = models.CharField("文件名", max_length=120)
    digest = models.CharField("摘要", max_length=64, unique=True)
    rows = models.PositiveIntegerField("笔数")
    total = MoneyField("金额（元）")
    said_rows = models.PositiveIntegerField("合计行笔数", null=True, blank=True)
    said_total = MoneyField("合计行金额（元）", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=FileState.choices, default=FileState.WAITING)
    done = models.PositiveIntegerField("已处理", default=0)
    note = models.CharField("处理说明", max_length=200, blank=True)
    at = models.DateTimeField("导入时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "到账文件"

    def __str__(self) -> str:
        return self.name


class Arrival(Placed):
    """One line: money that arrived. It pays at most one order, and stays until somebody settled it.

    A line that could not be read keeps its text in ``text`` and has no amount.
    """

    file = models.ForeignKey(ArrivalFile, on_delete=models.PROTECT, related_name="arrivals")
    row = models.PositiveIntegerField("行号")
    reference = models.CharField("缴费编号", max_length=20, blank=True, db_index=True)
    # Whose money it is, and the line as it came: people's names stand in them.
    name = SealedTextField("姓名", blank=True, default="")
    account_number = models.CharField("个人账户编号", max_length=24, blank=True)
    year = models.PositiveSmallIntegerField("缴费年度", null=True, blank=True)
    amount = MoneyField("金额（元）", null=True, blank=True)
    paid_on = models.DateField("到账日期", null=True, blank=True)
    serial = models.CharField("银行流水号", max_length=40, blank=True, db_index=True)
    text = SealedTextField("原文", blank=True, default="")
    state = models.CharField(
        "状态", max_length=10, choices=ArrivalState.choices, default=ArrivalState.WAITING
    )
    why = models.CharField("问题", max_length=10, choices=Why.choices, blank=True)
    order = models.ForeignKey(
        ContributionOrder, null=True, blank=True, on_delete=models.PROTECT, related_name="arrivals"
    )
    note = models.CharField("处理说明", max_length=200, blank=True)
    solved_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    solved_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "到账明细"
        constraints = [
            models.UniqueConstraint(fields=["file", "row"], name="arrival_line_once"),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=["matched", "assigned"]),
                name="arrival_pays_one_order",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["matched", "assigned"])
                | Q(order__isnull=False, amount__gt=0, paid_on__isnull=False),
                name="arrival_posted_has_order",
            ),
        ]
        indexes = [models.Index(fields=["county_code", "state"], name="arrival_open")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.row}"
