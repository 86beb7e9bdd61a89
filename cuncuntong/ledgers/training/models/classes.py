"""Classes, who is in them, and who was there."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.training.enums import ClassState, EnrolmentState, Outcome, SkillLevel, Times
from cuncuntong.ledgers.training.models.institutions import Course, Institution
from cuncuntong.ledgers.training.models.wishes import TrainingWish
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class TrainingClass(Placed):
    """A class that is planned or held. ``taken`` counts the seats given; the database keeps it in bounds.

    Occupation and level are the course's, kept here because lists and matching ask for them.
    """

    number = models.CharField("班号", max_length=14, unique=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="classes")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="classes")
    occupation = models.CharField("职业代码", max_length=11)
    level = models.CharField("等级", max_length=1, choices=SkillLevel.choices)
    title = models.CharField("班次名称", max_length=60)
    times = models.CharField("上课时间", max_length=10, choices=Times.choices, default=Times.DAY)
    hours_text = models.CharField("每天时间", max_length=40, blank=True)
    hours_a_day = models.PositiveSmallIntegerField("每天课时")
    starts_on = models.DateField("开班日期")
    ends_on = models.DateField("结业日期")
    place = models.CharField("上课地点", max_length=100)
    bring = models.CharField("要带的东西", max_length=100, blank=True)
    capacity = models.PositiveSmallIntegerField("名额")
    taken = models.PositiveSmallIntegerField("已安排", default=0)
    state = models.CharField("状态", max_length=10, choices=ClassState.choices, default=ClassState.PLANNED)
    cancelled_reason = models.CharField("取消原因", max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "培训班次"
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="class_ends_after_start"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="class_capacity"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="class_not_over_capacity"),
            models.CheckConstraint(
                condition=Q(hours_a_day__gte=1, hours_a_day__lte=12), name="class_hours_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["county_code", "state", "starts_on"], name="class_county"),
            models.Index(fields=["state", "occupation", "starts_on"], name="class_occupation"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def free(self) -> int:
        """Seats that are left."""
        return self.capacity - self.taken


class Enrolment(models.Model):
    """Somebody's seat in a class, or the place in its waiting list.

    Seats are numbered: no number is given twice, whoever gives them at the same moment. ``position``
    counts the waiting list from 1. Signing (签收) says when, by whom, and who saw it.
    """

    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="enrolments")
    wish = models.ForeignKey(TrainingWish, on_delete=models.PROTECT, related_name="enrolments")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField("状态", max_length=10, choices=EnrolmentState.choices)
    seat = models.PositiveSmallIntegerField("名额号", null=True, blank=True)
    position = models.PositiveSmallIntegerField("候补次序", null=True, blank=True)
    rank = models.PositiveSmallIntegerField("人群次序", default=0)
    placed_at = models.DateTimeField("安排时间")
    placed_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField("签收日期", null=True, blank=True)
    signed_by = models.CharField("签收人", max_length=40, blank=True)
    signing_seen_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField("退出日期", null=True, blank=True)
    ended_reason = models.CharField("退出原因", max_length=100, blank=True)
    result = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)
    result_note = models.CharField("说明", max_length=100, blank=True)
    certificate_number = models.CharField("证书编号", max_length=40, blank=True)
    certificate_on = models.DateField("发证日期", null=True, blank=True)
    certificate_given_on = models.DateField("领取日期", null=True, blank=True)
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "参训人员"
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "seat"],
                condition=Q(seat__isnull=False),
                name="enrolment_one_seat",
            ),
            models.UniqueConstraint(
                fields=["training_class", "resident"],
                condition=Q(state__in=["seated", "waiting", "done"]),
                name="enrolment_once_a_class",
            ),
            models.UniqueConstraint(
                fields=["wish"], condition=Q(state__in=["seated", "waiting"]), name="enrolment_one_a_wish"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["seated", "done"], seat__isnull=False, position__isnull=True)
                | Q(state="waiting", seat__isnull=True, position__isnull=False)
                | Q(state__in=["dropped", "cancelled", "reversed"], seat__isnull=True, position__isnull=True),
                name="enrolment_seat_or_position",
            ),
            models.UniqueConstraint(
                fields=["certificate_number"],
                condition=~Q(certificate_number=""),
                name="enrolment_one_certificate",
            ),
            models.CheckConstraint(
                condition=Q(certificate_number="") | Q(result="passed"), name="enrolment_passed_first"
            ),
        ]
        indexes = [models.Index(fields=["training_class", "state"], name="enrolment_class")]

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.resident_id}"


class Attendance(models.Model):
    """How many hours of a day's class somebody was there; 0 with a note is a leave."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attendances")
    on = models.DateField("日期")
    hours = models.PositiveSmallIntegerField("课时")
    note = models.CharField("说明", max_length=40, blank=True)
    entered_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "出勤"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "on"], name="attendance_once_a_day"),
            models.CheckConstraint(condition=Q(hours__lte=12), name="attendance_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.on} {self.hours}"
