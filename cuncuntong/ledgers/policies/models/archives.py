"""Institutions that keep personnel files of people without a unit (档案存放机构)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from cuncuntong.network.models import Account, Division


class ArchiveInstitution(models.Model):
    """One institution: what it keeps, for whom, when it is open, how a file comes in and goes out."""

    name = models.CharField("机构名称", max_length=100)
    keeps = models.TextField("保管哪些档案")
    # Whose people it serves: [division's code, name]; the code is "" outside the county's own divisions.
    areas: Any = models.JSONField("服务区域", default=list)
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

    @property
    def area_names(self) -> list[str]:
        """Its districts in words."""
        return [name for _, name in self.areas]

    @property
    def words(self) -> str:
        """What people may ask by: the institution, its districts, units and place."""
        return "\n".join([self.name, *self.area_names, self.units, self.keeps, self.address])
