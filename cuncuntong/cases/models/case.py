"""A case (办件) and its events."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.cases.enums import Move, State
from cuncuntong.foundation.sealed.fields import SealedJSONField
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account, ServicePoint
from cuncuntong.network.models.divisions import Placed


class Case(Placed):
    """One request of one resident for one item, from filing to feedback.

    The area columns are the point's: work belongs to the point. ``item`` is a number of the
    registry, kept as text, so that a new item needs no migration. ``form`` is sealed.

    The clock (one for clerk and reviewer, in working days): ``due_on`` is stored, so that "due
    soon" is an index scan; while ``clock_stopped_on`` is set the clock stands, ``workdays_left``
    says with how much, and ``clock_reason`` why.
    """

    # What access.limit() reads: a clerk sees the point's cases, a reviewer those of their lines.
    belongs_to_point = True
    divided_by_line = True

    number = models.CharField("受理编号", max_length=24, unique=True)
    item = models.CharField("事项", max_length=4)
    line = models.CharField("业务线", max_length=20)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="cases")
    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="cases")
    channel = models.CharField("办理方式", max_length=10)
    state = models.CharField("状态", max_length=15, choices=State.choices)
    form = SealedJSONField("申请内容", default=dict)
    subject = models.CharField("摘要", max_length=120, blank=True)
    idempotency_key = models.CharField(max_length=64, unique=True)
    repeat_reason = models.CharField("再次申请的理由", max_length=120, blank=True)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )

    accepted_at = models.DateTimeField("受理时间")
    entered_at = models.DateTimeField("录入时间")
    filed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    limit_workdays = models.PositiveSmallIntegerField("时限（工作日）")
    due_on = models.DateField("应办结日")
    clock_stopped_on = models.DateField("计时暂停日", null=True, blank=True)
    clock_reason = models.CharField("暂停原因", max_length=60, blank=True)
    workdays_left = models.SmallIntegerField("剩余工作日", null=True, blank=True)

    claimed_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    claimed_until = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decision_note = models.TextField("决定理由", blank=True)
    remedy = models.TextField("救济和办法", blank=True)
    in_time = models.BooleanField("按时", null=True, blank=True)
    effect = models.JSONField("办理结果", default=dict, blank=True)
    fed_back_at = models.DateTimeField("反馈时间", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "办件"
        constraints = [
            models.CheckConstraint(
                condition=Q(clock_stopped_on__isnull=True) | Q(workdays_left__isnull=False),
                name="case_stopped_clock_keeps_days",
            ),
        ]
        indexes = [
            # The queue, as its reviewers ask for it: one county, open states, by due date; lines are
            # sifted within, so that a reviewer of several lines needs no sorting either.
            models.Index(
                fields=["county_code", "due_on", "id", "line"],
                name="case_queue",
                condition=Q(state__in=["accepted", "under_review"]),
            ),
            # What waits for residents, and what one has decided: other tabs of the same queue.
            models.Index(
                fields=["county_code", "clock_stopped_on", "id"],
                name="case_returned",
                condition=Q(state="returned"),
            ),
            models.Index(
                fields=["county_code", "decided_by", "-decided_at", "-id"],
                name="case_decided_by",
                condition=Q(decided_by__isnull=False),
            ),
            models.Index(fields=["point", "state", "due_on"], name="case_point_state"),
            models.Index(fields=["point", "-accepted_at"], name="case_point_recent"),
            models.Index(fields=["resident", "item", "-accepted_at"], name="case_resident_item"),
            models.Index(fields=["county_code", "-accepted_at"], name="case_county_recent"),
            # Figures of a month, and the rows behind them.
            models.Index(fields=["county_code", "-decided_at"], name="case_county_decided"),
            models.Index(fields=["township_code", "-accepted_at"], name="case_township_recent"),
        ]

    def __str__(self) -> str:
        return self.number


class CaseEvent(models.Model):
    """One transition of a case, written in its transaction and never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    move = models.CharField("动作", max_length=12, choices=Move.choices)
    before = models.CharField("原状态", max_length=15, blank=True)
    after = models.CharField("现状态", max_length=15)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField("经手人", max_length=40, blank=True)
    note = models.TextField("说明", blank=True)
    detail = SealedJSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = verbose_name_plural = "办件过程"
        indexes = [models.Index(fields=["case", "at"], name="case_event_at")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.get_move_display()}"
