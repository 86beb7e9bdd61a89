"""Job seekers and employment spells."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.ledgers.jobs.enums import EmploymentKind, SeekerKind, SeekerMove, SeekerState
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class JobSeeker(Placed):
    """A registration of somebody who looks for work; one active of each kind a person."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="job_seekings")
    kind = models.CharField("类型", max_length=10, choices=SeekerKind.choices)
    state = models.CharField("状态", max_length=10, choices=SeekerState.choices, default=SeekerState.ACTIVE)
    occupation = models.CharField("意向职业", max_length=100)
    pay_floor = MoneyField("期望月薪不低于", null=True, blank=True)
    work_place = models.CharField("意向工作地点", max_length=20)
    skills = models.CharField("技能和证书", max_length=200, blank=True)
    education = models.CharField("文化程度", max_length=2, blank=True)
    remarks = models.CharField("其他要求", max_length=200, blank=True)
    shown_to_employers = models.BooleanField("同意向用人单位展示", default=False)
    registered_on = models.DateField("登记日期")
    valid_until = models.DateField("有效期至")
    renewed_on = models.DateField("续期日期", null=True, blank=True)
    closed_on = models.DateField("结束日期", null=True, blank=True)
    closed_reason = models.CharField("结束原因", max_length=60, blank=True)
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "求职登记"
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "kind"],
                condition=Q(state="active"),
                name="seeker_one_active",
            )
        ]
        indexes = [models.Index(fields=["state", "valid_until"], name="seeker_state_until")]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.get_kind_display()}"


class SeekerEvent(models.Model):
    """One change of a registration, by one case; ``before`` is what undoing it restores.

    A case makes a move once, until it is undone: the row is what makes the ledger's services idempotent.
    """

    seeker = models.ForeignKey(JobSeeker, on_delete=models.PROTECT, related_name="events")
    move = models.CharField("动作", max_length=10, choices=SeekerMove.choices)
    on = models.DateField("日期")
    at = models.DateTimeField("时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField("原内容", default=dict)
    case_number = models.CharField("受理编号", max_length=24, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "求职登记变动"
        constraints = [
            models.UniqueConstraint(
                fields=["case_number", "move"],
                condition=~Q(case_number="") & Q(undone_at__isnull=True),
                name="seeker_event_once_a_case",
            )
        ]

    def __str__(self) -> str:
        return f"{self.seeker_id} {self.get_move_display()}"


class Employment(models.Model):
    """A spell of employment, from our own registrations or imported (``source`` says which)."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="employments")
    kind = models.CharField("就业形式", max_length=10, choices=EmploymentKind.choices)
    employer = models.CharField("单位名称", max_length=100, blank=True)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)
    insured = models.BooleanField("参加职工社会保险", default=False)
    source = models.CharField("来源", max_length=60)
    as_of = models.DateField("数据截至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "就业记录"
        indexes = [models.Index(fields=["resident", "starts_on"], name="employment_resident")]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.employer or self.get_kind_display()}"
