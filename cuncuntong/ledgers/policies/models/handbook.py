"""The question-and-answer handbook: entries, their versions, and the issues that went to every point."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cuncuntong.network.models import Account, ServicePoint
from cuncuntong.network.models.divisions import Placed


class HandbookEntry(models.Model):
    """One question with its answer, as it stands now. Without an item it is about everything."""

    # What wrote it beside people, so that it is written once (the demonstration's entries).
    origin = models.CharField(max_length=60, null=True, blank=True, unique=True)
    item = models.CharField("服务事项", max_length=8, blank=True, db_index=True)
    order = models.PositiveIntegerField("顺序", default=100)
    question = models.CharField("问题", max_length=120)
    answer = models.TextField("解答")
    basis = models.CharField("依据", max_length=200, blank=True)
    synthetic = models.BooleanField("演示条目", default=False)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField("修改时间", default=timezone.now)
    changed_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]
        verbose_name = verbose_name_plural = "问答条目"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "question"],
                condition=Q(withdrawn_at__isnull=True),
                name="handbook_question_once",
            )
        ]

    def __str__(self) -> str:
        return self.question


class EntryVersion(models.Model):
    """An entry as it stood after one change; issues point here, so that an old issue stays as it was."""

    entry = models.ForeignKey(HandbookEntry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    item = models.CharField("服务事项", max_length=8, blank=True)
    order = models.PositiveIntegerField("顺序", default=100)
    question = models.CharField("问题", max_length=120)
    answer = models.TextField("解答")
    basis = models.CharField("依据", max_length=200, blank=True)
    note = models.CharField("修改说明", max_length=200, blank=True)
    made_at = models.DateTimeField("时间", default=timezone.now)
    made_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        verbose_name = verbose_name_plural = "问答条目版本"
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="handbook_version_once")]

    def __str__(self) -> str:
        return f"{self.question} 第{self.number}版"


class HandbookIssue(models.Model):
    """One issue (期): the whole handbook as of a day, sent to every point."""

    year = models.PositiveIntegerField("年")
    serial = models.PositiveIntegerField("期")
    note = models.CharField("说明", max_length=200, blank=True)
    issued_on = models.DateField("发放日期")
    due_on = models.DateField("签收期限")
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("修改", default=0)
    dropped = models.PositiveIntegerField("撤下", default=0)

    class Meta:
        ordering = ["-year", "-serial"]
        verbose_name = verbose_name_plural = "问答手册期次"
        constraints = [models.UniqueConstraint(fields=["year", "serial"], name="handbook_issue_once")]

    def __str__(self) -> str:
        return f"{self.year}年第{self.serial}期"


class IssueEntry(models.Model):
    """What stood in an issue, and whether it was new or changed since the one before."""

    issue = models.ForeignKey(HandbookIssue, on_delete=models.PROTECT, related_name="contents")
    version = models.ForeignKey(EntryVersion, on_delete=models.PROTECT, related_name="+")
    fresh = models.BooleanField("新增或修改", default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["issue", "version"], name="handbook_issue_entry_once")]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.version_id}"


class IssueDelivery(Placed):
    """An issue at a point, until the point's clerk acknowledges it."""

    # A clerk sees the own point's, not the whole village's.
    belongs_to_point = True

    issue = models.ForeignKey(HandbookIssue, on_delete=models.PROTECT, related_name="deliveries")
    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField("签收时间", null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["township_code", "point_id"]
        verbose_name = verbose_name_plural = "问答手册签收"
        constraints = [
            models.UniqueConstraint(fields=["issue", "point"], name="handbook_delivery_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="handbook_acknowledged_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["point", "issue"],
                name="handbook_delivery_open",
                condition=Q(acknowledged_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.point_id}"
