"""Following a wish up: tasks with their due days, and the calls that answer them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.ledgers.training.enums import Answer, Asked, TaskState, Told
from cuncuntong.ledgers.training.models.classes import TrainingClass
from cuncuntong.ledgers.training.models.institutions import Institution
from cuncuntong.ledgers.training.models.wishes import TrainingWish
from cuncuntong.network.models import Account, ServicePoint
from cuncuntong.network.models.divisions import Placed


class FollowUpCall(models.Model):
    """One question to an institution (or to the county), on behalf of one wish or of many.

    ``key`` makes the same form one call, however often it is sent. A call that was taken back keeps its
    row with ``reversed_at``.
    """

    asked = models.CharField("询问对象", max_length=12, choices=Asked.choices)
    institution = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="calls"
    )
    answer = models.CharField("答复", max_length=12, choices=Answer.choices)
    training_class = models.ForeignKey(
        TrainingClass, null=True, blank=True, on_delete=models.PROTECT, related_name="calls"
    )
    starts_on = models.DateField("开班日期", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    words = models.CharField("对方的说法", max_length=300, blank=True)
    on = models.DateField("联系日期")
    at = models.DateTimeField("记录时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    point = models.ForeignKey(ServicePoint, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    reversed_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "跟踪联系"
        constraints = [
            models.CheckConstraint(
                condition=Q(asked="office") | Q(institution__isnull=False), name="call_asked_somebody"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_answer_display()}"


class FollowUpTask(Placed):
    """What the point owes a wish: ask, and tell the resident, by a working day.

    A wish has one open task. ``round`` counts them; the clock counts working days from ``opened_on``.
    """

    wish = models.ForeignKey(TrainingWish, on_delete=models.PROTECT, related_name="tasks")
    round = models.PositiveSmallIntegerField("第几次", default=1)
    opened_on = models.DateField("起算日")
    due_on = models.DateField("应反馈日")
    state = models.CharField("状态", max_length=6, choices=TaskState.choices, default=TaskState.OPEN)
    closed_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "跟踪任务"
        constraints = [
            models.UniqueConstraint(fields=["wish"], condition=Q(state="open"), name="task_one_open")
        ]
        indexes = [
            models.Index(fields=["county_code", "state", "due_on"], name="follow_county"),
            models.Index(fields=["township_code", "state", "due_on"], name="follow_township"),
            models.Index(fields=["village_code", "state", "due_on"], name="follow_village"),
        ]

    def __str__(self) -> str:
        return f"{self.wish_id} {self.due_on}"


class FollowUpEntry(models.Model):
    """One wish's part in a call: the task that it answers, and how the resident was told."""

    call = models.ForeignKey(FollowUpCall, on_delete=models.PROTECT, related_name="entries")
    wish = models.ForeignKey(TrainingWish, on_delete=models.PROTECT, related_name="entries")
    task = models.ForeignKey(
        FollowUpTask, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    told = models.CharField("告知方式", max_length=10, choices=Told.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "跟踪结果"
        constraints = [models.UniqueConstraint(fields=["call", "wish"], name="entry_once_a_call")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.wish_id}"
