"""Policy documents, and each version that stood once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cuncuntong.ledgers.policies.enums import Checked, Force, Rank
from cuncuntong.network.models import Account


def marked(values: Iterable[str]) -> str:
    """Codes in one column, so that each can be looked for whole."""
    kept = list(dict.fromkeys(values))
    return f"|{'|'.join(kept)}|" if kept else ""


def unmarked(marks: str) -> list[str]:
    """The codes out of such a column."""
    return [value for value in marks.split("|") if value]


class PolicyQuerySet(models.QuerySet["PolicyDocument"]):
    """What pages ask of the library."""

    def shown(self) -> PolicyQuerySet:
        """What was not taken out of the library."""
        return self.filter(withdrawn_at__isnull=True)

    def about(self, subject: str) -> PolicyQuerySet:
        """The documents of a subject."""
        return self.filter(subject_marks__contains=marked([subject]))

    def of_item(self, item: str) -> PolicyQuerySet:
        """The documents of a service item."""
        return self.filter(item_marks__contains=marked([item]))

    def standing(self, force: str, on: dt.date) -> PolicyQuerySet:
        """The documents of which `force` is true on a day."""
        coming, ended = Q(in_force_from__gt=on), Q(in_force_to__lt=on)
        if force == Force.COMING:
            return self.filter(coming)
        if force == Force.ENDED:
            return self.filter(ended)
        # A condition on an empty date is neither true nor false: said without a negation.
        begun = Q(in_force_from__isnull=True) | Q(in_force_from__lte=on)
        return self.filter(begun, Q(in_force_to__isnull=True) | Q(in_force_to__gte=on))


class PolicyDocument(models.Model):
    """One document. Without a text only its title is known: 待录入."""

    # What the program ships is known by this key; documents of the county have none.
    shipped_key = models.CharField(max_length=40, null=True, blank=True, unique=True)
    # What was last shipped under the key: a text that the county changed since is left alone.
    shipped_digest = models.CharField(max_length=64, blank=True)
    title = models.CharField("标题", max_length=160)
    number = models.CharField("文号", max_length=80, blank=True)
    rank = models.CharField("类别", max_length=10, choices=Rank.choices)
    issuer = models.CharField("发布机关", max_length=120, db_index=True)
    issued_on = models.DateField("发布日期", null=True, blank=True)
    in_force_from = models.DateField("施行日期", null=True, blank=True)
    in_force_to = models.DateField("失效日期", null=True, blank=True)
    history = models.TextField("沿革", blank=True)
    text = models.TextField("正文", blank=True)
    card_for = models.TextField("谁能用", blank=True)
    card_gives = models.TextField("主要讲什么", blank=True)
    card_how = models.TextField("怎么办", blank=True)
    # "|wages|contract|": a library holds hundreds of papers, and each is shown with all of its own.
    subject_marks = models.CharField("主题", max_length=200, blank=True)
    item_marks = models.CharField("相关事项", max_length=300, blank=True)
    source = models.CharField("来源", max_length=300)
    checked = models.CharField("核对情况", max_length=10, choices=Checked.choices, default=Checked.NONE)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField("修改时间", default=timezone.now)
    changed_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政策文件"
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_from__isnull=True)
                | Q(in_force_to__isnull=True)
                | Q(in_force_to__gte=F("in_force_from")),
                name="policy_ends_after_it_begins",
            ),
            # The same paper twice would be found twice, and changed once.
            models.UniqueConstraint(
                fields=["issuer", "number"],
                condition=~Q(number="") & Q(withdrawn_at__isnull=True),
                name="policy_number_once",
            ),
        ]
        indexes = [models.Index(fields=["-issued_on", "-id"], name="policy_newest")]

    def __str__(self) -> str:
        return self.title

    def force_on(self, on: dt.date) -> Force:
        """Whether it counts on a day."""
        if self.in_force_to and self.in_force_to < on:
            return Force.ENDED
        if self.in_force_from and self.in_force_from > on:
            return Force.COMING
        return Force.IN_FORCE

    @property
    def force(self) -> Force:
        """Whether it counts today."""
        return self.force_on(timezone.localdate())

    @property
    def lacks_text(self) -> bool:
        """Only the title is known."""
        return not self.text.strip()

    @property
    def has_card(self) -> bool:
        """Whether somebody wrote what it means in plain words."""
        return bool(self.card_for or self.card_gives or self.card_how)

    @property
    def items(self) -> list[str]:
        """Numbers of the service items that it belongs to."""
        return unmarked(self.item_marks)

    @property
    def subjects(self) -> list[str]:
        """Codes of its subjects."""
        return unmarked(self.subject_marks)


class PolicyVersion(models.Model):
    """A document as it stood after one change."""

    document = models.ForeignKey(PolicyDocument, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    text = models.TextField("正文", blank=True)
    details: Any = models.JSONField("其他内容")
    note = models.CharField("修改说明", max_length=200, blank=True)
    made_at = models.DateTimeField("时间", default=timezone.now)
    made_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        verbose_name = verbose_name_plural = "政策文件版本"
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="policy_version_once")]

    def __str__(self) -> str:
        return f"{self.document_id} 第{self.number}版"
