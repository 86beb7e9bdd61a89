"""Institutions that train, and the courses that they offer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from cuncuntong.ledgers.training.enums import InstitutionState, SkillLevel
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed

if TYPE_CHECKING:
    from cuncuntong.ledgers.training.models.classes import TrainingClass


class Institution(Placed):
    """An institution with a licence to train, where it stands, and how its office is reached.

    What stands here is told to residents; so there is an office's telephone and a name to ask for, and
    no private number. The placed columns say where it is (a village, or only its township).
    """

    name = models.CharField("机构名称", max_length=80)
    licence_number = models.CharField("办学许可证号", max_length=40)
    licence_from = models.DateField("许可证有效期起")
    licence_until = models.DateField("许可证有效期止")
    address = models.CharField("地址", max_length=120)
    telephone = models.CharField("办公电话", max_length=20)
    contact = models.CharField("联系人或部门", max_length=40, blank=True)
    capacity = models.PositiveSmallIntegerField("同时可培训人数")
    note = models.CharField("说明", max_length=300, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=InstitutionState.choices, default=InstitutionState.ACTIVE
    )
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "培训机构"
        constraints = [
            models.UniqueConstraint(fields=["county_code", "licence_number"], name="institution_one_licence"),
            models.CheckConstraint(
                condition=Q(licence_until__gte=F("licence_from")), name="institution_licence_dates"
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="institution_capacity"),
        ]
        indexes = [models.Index(fields=["county_code", "state", "name"], name="institution_county")]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def taught(self) -> list[Course]:
        """What it teaches, where a reader has put it there (selectors.offering_institutions)."""
        return []

    @cached_property
    def coming(self) -> list[TrainingClass]:
        """The classes to come, likewise."""
        return []

    @property
    def place_code(self) -> str:
        """The narrowest division that is known."""
        return self.village_code or self.township_code or self.county_code


class Course(models.Model):
    """What an institution teaches: an occupation of the national classification at a level."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="courses")
    occupation = models.CharField("职业代码", max_length=11)
    level = models.CharField("等级", max_length=1, choices=SkillLevel.choices, default=SkillLevel.NONE)
    hours = models.PositiveSmallIntegerField("总课时")
    fee = models.CharField("收费说明", max_length=100, blank=True)
    content = models.CharField("学什么", max_length=200, blank=True)
    active = models.BooleanField("在招", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "培训课程"
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "occupation", "level"],
                condition=Q(active=True),
                name="course_once_offered",
            ),
            models.CheckConstraint(condition=Q(hours__gte=1), name="course_hours"),
        ]
        indexes = [models.Index(fields=["occupation", "active"], name="course_occupation")]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.occupation} {self.get_level_display()}"
