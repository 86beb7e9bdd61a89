"""Spells of employment."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.ledgers.jobs.enums import EmploymentKind
from cuncuntong.ledgers.residents.models import Resident


class Employment(models.Model):
    """A spell of employment, from our own registrations or imported (``source`` says which).

    A flexible worker's spell (item 10) has the form of work, its place and the range of income; one that
    was undone keeps its row with ``reversed_at`` and counts nowhere. A person has one open flexible or
    self-employed spell of our own registering.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="employments")
    kind = models.CharField("就业形式", max_length=10, choices=EmploymentKind.choices)
    employer = models.CharField("单位名称", max_length=100, blank=True)
    work_form = models.CharField("灵活就业类型", max_length=20, blank=True)
    occupation = models.CharField("职业代码", max_length=11, blank=True)
    place = models.CharField("就业地点", max_length=60, blank=True)
    income_range = models.CharField("月收入", max_length=20, blank=True)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)
    ended_reason = models.CharField("结束原因", max_length=60, blank=True)
    overlap_reason = models.CharField("与单位就业同时的说明", max_length=120, blank=True)
    insured = models.BooleanField("参加职工社会保险", default=False)
    source = models.CharField("来源", max_length=60)
    as_of = models.DateField("数据截至", null=True, blank=True)
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    reversed_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "就业记录"
        indexes = [models.Index(fields=["resident", "starts_on"], name="employment_resident")]
        constraints = [
            models.UniqueConstraint(
                fields=["resident"],
                condition=~Q(kind="unit")
                & ~Q(case_number="")
                & Q(ends_on__isnull=True, reversed_at__isnull=True),
                name="employment_one_open_own",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="employment_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.employer or self.get_kind_display()}"
