"""People who look for work: their registrations, and each change of one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.foundation.sealed.fields import SealedJSONField
from cuncuntong.ledgers.jobs.enums import Hours, PayUnit, SeekerKind, SeekerMove, SeekerState
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class JobSeeker(Placed):
    """A registration of somebody who looks for work; one active or paused of each kind a person.

    ``occupation`` is what the person said, ``occupations`` the codes of the national classification
    (rules.occupations) that it means, the most wanted first, three at most. ``certificates`` are keys of
    ``rules.certificates``. What the person's health does not allow is sealed: keys of HealthLimit.
    ``push_agreed`` allows new postings to be told; ``shown_to_employers`` the wishes to be shown, never
    the telephone by itself. ``last_contact_on`` is the last time somebody spoke with the person.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="job_seekings")
    kind = models.CharField("类型", max_length=10, choices=SeekerKind.choices)
    state = models.CharField("状态", max_length=10, choices=SeekerState.choices, default=SeekerState.ACTIVE)
    occupation = models.CharField("意向职业", max_length=100)
    occupations = models.JSONField("职业代码", default=list, blank=True)
    pay_floor = MoneyField("期望报酬不低于", null=True, blank=True)
    pay_unit = models.CharField("报酬单位", max_length=6, choices=PayUnit.choices, default=PayUnit.MONTH)
    work_place = models.CharField("意向工作地点", max_length=20)
    distance_km = models.PositiveSmallIntegerField("离家不超过（公里）", null=True, blank=True)
    hours = models.CharField("能干的时间", max_length=10, choices=Hours.choices, default=Hours.ANY)
    free_from = models.DateField("可以开始的日期", null=True, blank=True)
    free_until = models.DateField("可以干到的日期", null=True, blank=True)
    certificates = models.JSONField("证书", default=list, blank=True)
    experience_years = models.PositiveSmallIntegerField("从事年限", null=True, blank=True)
    health_limits = SealedJSONField("健康限制", default=list, blank=True)
    skills = models.CharField("技能和证书", max_length=200, blank=True)
    education = models.CharField("文化程度", max_length=2, blank=True)
    remarks = models.CharField("其他要求", max_length=200, blank=True)
    shown_to_employers = models.BooleanField("同意向用人单位展示", default=False)
    push_agreed = models.BooleanField("同意推送新岗位", default=False)
    last_contact_on = models.DateField("最近联系日期", null=True, blank=True)
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
                condition=Q(state__in=["active", "paused"]),
                name="seeker_one_active",
            )
        ]
        indexes = [
            models.Index(fields=["state", "valid_until"], name="seeker_state_until"),
            models.Index(fields=["kind", "state", "township_code", "-registered_on"], name="seeker_township"),
            models.Index(fields=["kind", "state", "village_code"], name="seeker_village"),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.get_kind_display()}"


class SeekerEvent(models.Model):
    """One change of a registration, by one case; ``before`` is what undoing it restores.

    A case makes a move once, until it is undone: the row is what makes the ledger's services idempotent.
    What stood before about health is kept apart, sealed as it is in the registration.
    """

    seeker = models.ForeignKey(JobSeeker, on_delete=models.PROTECT, related_name="events")
    move = models.CharField("动作", max_length=10, choices=SeekerMove.choices)
    on = models.DateField("日期")
    at = models.DateTimeField("时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField("原内容", default=dict)
    health_before = SealedJSONField("原健康限制", default=list)
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


class SeekerOccupation(models.Model):
    """An occupation that somebody looks for work in, as long as the registration is active.

    Kept by the services beside ``JobSeeker.occupations``, so that those who fit a posting are found by
    an index. ``rank`` 0 is the most wanted; the township is the seeker's.
    """

    seeker = models.ForeignKey(JobSeeker, on_delete=models.CASCADE, related_name="wanted")
    rank = models.PositiveSmallIntegerField("顺序")
    kind = models.CharField("类型", max_length=10, choices=SeekerKind.choices)
    code = models.CharField("职业代码", max_length=11, blank=True)
    township_code = models.CharField("乡镇", max_length=9, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "求职意向职业"
        constraints = [
            models.UniqueConstraint(fields=["seeker", "code"], name="seeker_occupation_once"),
        ]
        indexes = [models.Index(fields=["kind", "code", "township_code"], name="seeker_occupation_found")]

    def __str__(self) -> str:
        return f"{self.seeker_id} {self.code}"
