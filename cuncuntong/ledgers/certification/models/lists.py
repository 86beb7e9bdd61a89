"""Lists of evidence that other offices send: medical visits, travel, checks by villages."""

from __future__ import annotations

from django.db import models

from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.certification.enums import ListState, RowState, Way
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class EvidenceList(Placed):
    """One uploaded list; the same file (``digest``) is taken once. Rows are checked one by one."""

    way = models.CharField("方式", max_length=10, choices=Way.choices)
    source = models.CharField("数据来源", max_length=60)
    name = models.CharField("文件名", max_length=120)
    digest = models.CharField("SM3", max_length=64)
    rows = models.PositiveIntegerField("行数", default=0)
    done = models.PositiveIntegerField("已处理", default=0)
    taken = models.PositiveIntegerField("已认证", default=0)
    state = models.CharField("状态", max_length=8, choices=ListState.choices, default=ListState.WAITING)
    at = models.DateTimeField("上传时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField("处理完时间", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "认证数据名单"
        constraints = [
            models.UniqueConstraint(fields=["county_code", "digest"], name="evidence_list_once"),
        ]

    def __str__(self) -> str:
        return self.name


class EvidenceRow(models.Model):
    """One row as it came; ``why`` says what was wrong with one that was not taken."""

    evidence_list = models.ForeignKey(EvidenceList, on_delete=models.PROTECT, related_name="lines")
    row = models.PositiveIntegerField("行号")
    id_number = SealedTextField("身份证号码")
    name = models.CharField("姓名", max_length=60, blank=True)
    on = models.DateField("日期", null=True, blank=True)
    note = SealedTextField("说明", null=True, blank=True)
    state = models.CharField("结果", max_length=8, choices=RowState.choices, default=RowState.WAITING)
    why = models.CharField("原因", max_length=200, blank=True)
    resident = models.ForeignKey(Resident, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["row"]
        verbose_name = verbose_name_plural = "认证数据"
        constraints = [
            models.UniqueConstraint(fields=["evidence_list", "row"], name="evidence_row_once"),
        ]
        indexes = [models.Index(fields=["evidence_list", "state", "row"], name="evidence_row_state")]

    def __str__(self) -> str:
        return f"{self.evidence_list_id}:{self.row}"
