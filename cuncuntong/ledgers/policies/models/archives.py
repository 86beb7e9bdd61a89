"""Institutions that keep personnel files of people without a unit (档案存放机构)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from cuncuntong.network.models import Account, Division


class ArchiveInstitution(models.Model):
    """One institution: what it keeps, for whom, when it is open, how a file comes in and goes out."""

    name = models.CharField("机构名称", max_length=100)
    keeps = models.TextField("保管哪些档案")
    # Those whose last unit is one of these; people ask by the unit's name.
    units = models.TextField("对应的单位", blank=True)
    address = models.CharField("地址", max_length=160)
    division = models.ForeignKey(
        Division, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="所在地"
    )
    telephone = models.CharField("办公电话", max_length=40, blank=True)
    hours = models.CharField("办公时间", max_length=120, blank=True)
    how_in = models.TextField("怎么转入", blank=True)
    how_out = models.TextField("怎么转出", blank=True)
    source = models.CharField("来源", max_length=200, blank=True)
    synthetic = models.BooleanField("演示机构", default=False)
    closed = models.BooleanField("已停用", default=False)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField("修改时间", default=timezone.now)
    changed_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name", "id"]
        verbose_name = verbose_name_plural = "档案存放机构"
        constraints = [models.UniqueConstraint(fields=["name"], name="archive_name_once")]

    def __str__(self) -> str:
        return self.name


class ArchiveArea(models.Model):
    """A district whose people an institution serves: the county, a township, or elsewhere by name."""

    institution = models.ForeignKey(ArchiveInstitution, on_delete=models.CASCADE, related_name="areas")
    # A division's code; empty for a place outside the county's own divisions.
    code = models.CharField(max_length=12, blank=True, db_index=True)
    name = models.CharField("服务区域", max_length=60)

    class Meta:
        ordering = ["code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "code", "name"], name="archive_area_once")
        ]

    def __str__(self) -> str:
        return self.name
