"""Wishes for training, and each change of one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.sealed.fields import SealedJSONField, SealedTextField
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.training.enums import EvidenceKind, Group, SkillLevel, Times, WishMove, WishState
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class TrainingWish(Placed):
    """What somebody of the six groups wants to learn.

    ``words`` are what the person said, ``occupation`` the code of the national classification that it
    means; an empty ``level`` takes any. ``evidence`` says by what it is known that the person belongs to
    the group (sealed: it may name a disability or an allowance), ``reason`` why. ``ordered_at`` is the
    place in the order: it stays when a class is cancelled or left, and begins anew when another
    occupation is wanted.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="training_wishes")
    group = models.CharField("人群", max_length=14, choices=Group.choices)
    occupation = models.CharField("职业代码", max_length=11)
    words = models.CharField("想学的工种", max_length=40)
    level = models.CharField("等级", max_length=1, choices=SkillLevel.choices, blank=True)
    times = models.CharField("方便的时间", max_length=10, choices=Times.choices, default=Times.ANY)
    evidence_kind = models.CharField("依据方式", max_length=10, choices=EvidenceKind.choices)
    evidence = SealedTextField("查验情况")
    reason = models.CharField("属于该人群的理由", max_length=200)
    remarks = models.CharField("其他要求", max_length=100, blank=True)
    state = models.CharField("状态", max_length=10, choices=WishState.choices, default=WishState.OPEN)
    registered_on = models.DateField("登记日期")
    ordered_at = models.DateTimeField("排队时间")
    closed_on = models.DateField("结束日期", null=True, blank=True)
    closed_reason = models.CharField("结束原因", max_length=60, blank=True)
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "培训意向"
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "occupation"],
                condition=Q(state__in=["open", "waiting", "placed", "training"]),
                name="wish_one_live",
            )
        ]
        indexes = [
            models.Index(fields=["county_code", "state", "ordered_at"], name="wish_county"),
            models.Index(fields=["township_code", "state", "ordered_at"], name="wish_township"),
            models.Index(fields=["village_code", "state", "ordered_at"], name="wish_village"),
            models.Index(fields=["state", "occupation"], name="wish_occupation"),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.words}"


class WishEvent(models.Model):
    """One thing that happened to a wish; ``before`` is what undoing it restores (sealed: evidence too).

    A case makes a move of a wish once, until it is undone: the row is what makes the services idempotent.
    """

    wish = models.ForeignKey(TrainingWish, on_delete=models.PROTECT, related_name="events")
    move = models.CharField("动作", max_length=12, choices=WishMove.choices)
    on = models.DateField("日期")
    at = models.DateTimeField("时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField("说明", max_length=300, blank=True)
    before = SealedJSONField("原内容", default=dict)
    case_number = models.CharField("受理编号", max_length=24, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "培训意向变动"
        constraints = [
            models.UniqueConstraint(
                fields=["case_number", "move", "wish"],
                condition=~Q(case_number="") & Q(undone_at__isnull=True),
                name="wish_event_once_a_case",
            )
        ]

    def __str__(self) -> str:
        return f"{self.wish_id} {self.get_move_display()}"
