"""How a result goes back: return slips, the point's inbox, notices to the resident."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from cuncuntong.cases.enums import InboxKind, NoticeChannel, NoticeState, SlipTarget
from cuncuntong.cases.models.attachments import Attachment
from cuncuntong.cases.models.case import Case
from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.network.models import Account, ServicePoint


class SlipLine(models.Model):
    """One line of a return slip: the exact line, page or photo, and what is wrong with it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="slip_lines")
    round = models.PositiveSmallIntegerField("第几次补正")
    target = models.CharField("对象", max_length=10, choices=SlipTarget.choices)
    field = models.CharField("填写项", max_length=40, blank=True)
    material = models.CharField("材料", max_length=40, blank=True)
    attachment = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="slip_lines"
    )
    page = models.PositiveSmallIntegerField("第几页", null=True, blank=True)
    label = models.CharField("名称", max_length=80)
    problem = models.CharField("问题", max_length=300)
    remedy = models.CharField("怎么改", max_length=300, blank=True)
    settled_at = models.DateTimeField("补正时间", null=True, blank=True)

    class Meta:
        ordering = ["round", "id"]
        verbose_name = verbose_name_plural = "补正事项"

    def __str__(self) -> str:
        return f"{self.label}：{self.problem}"


class InboxItem(models.Model):
    """A result that waits in the point's inbox until somebody of the point has seen it."""

    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="inbox")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="inbox_items")
    kind = models.CharField("类别", max_length=10, choices=InboxKind.choices)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at"]
        verbose_name = verbose_name_plural = "收件箱"
        indexes = [models.Index(fields=["point", "read_at", "-at"], name="inbox_point_unread")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.get_kind_display()}"


class Notice(models.Model):
    """A notice to the resident, sent by SMS, or printed or read out and recorded so."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField("类别", max_length=10, choices=InboxKind.choices)
    text = SealedTextField("内容")
    channel = models.CharField("方式", max_length=10, choices=NoticeChannel.choices, blank=True)
    state = models.CharField("状态", max_length=10, choices=NoticeState.choices, default=NoticeState.PENDING)
    made_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField("告知时间", null=True, blank=True)
    delivered_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    gateway_id = models.CharField("网关回执", max_length=80, blank=True)
    error = models.CharField("失败原因", max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField("次数", default=0)

    class Meta:
        ordering = ["-made_at"]
        verbose_name = verbose_name_plural = "结果通知"
        indexes = [models.Index(fields=["state", "made_at"], name="notice_state")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.get_state_display()}"
