"""Answers from above, each kept as it came, whatever became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.sealed.fields import SealedJSONField, SealedTextField
from cuncuntong.ledgers.above.enums import AnswerState, Channel, Trouble
from cuncuntong.ledgers.above.models.handovers import Handover
from cuncuntong.ledgers.above.models.packages import Package
from cuncuntong.network.enums import Line
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Answer(Placed):
    """One answer. The same one (key, serial, digest) that comes again is this row.

    ``handover`` is None for an answer to something that was never handed over here. ``trouble`` and
    ``words_here`` say why it could not be taken; a person then settles it (``note``).
    """

    divided_by_line = True

    handover = models.ForeignKey(
        Handover, null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    line = models.CharField("业务条线", max_length=20, choices=Line.choices, blank=True)
    key = models.CharField("报送编号", max_length=80)
    serial = models.PositiveIntegerField("答复序号")
    digest = models.CharField("摘要", max_length=64)
    agreed = models.BooleanField("同意")
    code = models.CharField("答复代码", max_length=20, blank=True)
    words = SealedTextField("答复内容", blank=True, default="")
    data = SealedJSONField("答复数据", default=dict)
    reference = models.CharField("上级流水号", max_length=60, blank=True)
    said_at = models.DateTimeField("上级答复时间")
    came_at = models.DateTimeField("收到时间")
    channel = models.CharField("途径", max_length=8, choices=Channel.choices)
    package = models.ForeignKey(
        Package, null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    state = models.CharField("处理", max_length=10, choices=AnswerState.choices)
    trouble = models.CharField("问题", max_length=10, choices=Trouble.choices, blank=True)
    words_here = SealedTextField("说明", blank=True, default="")
    settled_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    note = SealedTextField("处理说明", blank=True, default="")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "上级答复"
        constraints = [
            models.UniqueConstraint(fields=["key", "serial", "digest"], name="answer_once"),
        ]
        indexes = [
            models.Index(
                fields=["county_code", "id"],
                name="answer_problem",
                condition=Q(state=AnswerState.PROBLEM.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.serial}"
