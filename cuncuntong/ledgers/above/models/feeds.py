"""Ledgers fetched from above: a run from its first row received to its last row taken."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.sealed.fields import SealedJSONField, SealedTextField
from cuncuntong.ledgers.above.enums import UNDER_WAY, Channel, FeedState
from cuncuntong.network.enums import Line
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class FeedRun(Placed):
    """One fetch of one ledger (hooks.Feed). ``position`` is how many rows the work under way has done.

    ``as_of`` is the day that the rows are of (None while the province has not said it), ``cursor`` where
    the province goes on giving pages, ``skip_wrong`` whether right rows are taken although others are
    wrong, ``reached`` what state a stopped run goes on with. ``samples`` are [row, reason] pairs.
    """

    divided_by_line = True

    feed = models.CharField("台账", max_length=60)
    line = models.CharField("业务条线", max_length=20, choices=Line.choices, blank=True)
    channel = models.CharField("途径", max_length=8, choices=Channel.choices)
    name = models.CharField("文件名", max_length=120, blank=True)
    digest = models.CharField("摘要", max_length=64, blank=True)
    as_of = models.DateField("数据截至", null=True, blank=True)
    cursor = models.CharField("页标", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=FeedState.choices, default=FeedState.RECEIVING)
    reached = models.CharField(max_length=10, choices=FeedState.choices, blank=True)
    skip_wrong = models.BooleanField("有错误行时其余照收", default=False)
    rows = models.PositiveIntegerField("行数", default=0)
    position = models.PositiveIntegerField("已处理行数", default=0)
    wrong = models.PositiveIntegerField("错误行数", default=0)
    problems = models.CharField("错误行表", max_length=32, blank=True)
    samples = SealedJSONField(default=list)
    new = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("变更", default=0)
    same = models.PositiveIntegerField("无变化", default=0)
    remark = SealedTextField("说明", blank=True, default="")
    made_at = models.DateTimeField("开始时间")
    made_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField("核对完成", null=True, blank=True)
    done_at = models.DateTimeField("收完时间", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "台账接收"
        constraints = [
            # One ledger of a county is taken by one run at a time: rows of an older day must not win.
            models.UniqueConstraint(
                fields=["county_code", "feed"],
                condition=Q(state__in=[one.value for one in UNDER_WAY]),
                name="feed_run_alone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feed} {self.as_of}"


class FeedPart(models.Model):
    """Some rows of a run, as they came: a file of the sealed store. ``first`` is the first row's number.

    ``faults`` has what is wrong by the row's place in the part ({"17": "…"}), once ``checked``.
    """

    run = models.ForeignKey(FeedRun, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField("序号")
    first = models.PositiveIntegerField("首行")
    rows = models.PositiveIntegerField("行数")
    file = models.CharField(max_length=32)
    checked = models.BooleanField("已核对", default=False)
    faults = SealedJSONField(default=dict)

    class Meta:
        ordering = ["number"]
        verbose_name = verbose_name_plural = "台账接收的分段"
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="feed_part_once")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number}"
