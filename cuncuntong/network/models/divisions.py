"""Administrative divisions and service points."""

from __future__ import annotations

from django.db import models

from cuncuntong.network.enums import DivisionKind, Level, PointState


class Division(models.Model):
    """One administrative division; the tree is province ⊃ city ⊃ county ⊃ township ⊃ village.

    ``code`` is the statistical division code without trailing zeros (2, 4, 6, 9 or 12 digits).
    Codes nest by prefix on the day they are loaded; what decides about areas is ``parent`` and the
    columns that placed rows carry, so a village can move to another township later.
    """

    code = models.CharField("区划代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=60)
    full_name = models.CharField("全称", max_length=120)
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    kind = models.CharField("类型", max_length=10, choices=DivisionKind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    source = models.CharField("来源", max_length=200, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = "行政区划"
        indexes = [models.Index(fields=["level", "code"], name="division_level_code")]

    def __str__(self) -> str:
        return self.name


class ServicePoint(models.Model):
    """A service point (服务点). A township has its own; every village and community has one."""

    code = models.CharField("服务点编号", max_length=14, unique=True)
    name = models.CharField("名称", max_length=80)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="points")
    village_code = models.CharField(max_length=12, blank=True)
    township_code = models.CharField(max_length=9, db_index=True)
    county_code = models.CharField(max_length=6, db_index=True)
    demonstration = models.BooleanField("示范服务点", default=False)
    state = models.CharField("状态", max_length=10, choices=PointState.choices, default=PointState.OPEN)
    address = models.CharField("地址", max_length=120, blank=True)
    telephone = models.CharField("咨询电话", max_length=20, blank=True)
    office_hours = models.CharField("服务时间", max_length=80, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = "服务点"

    def __str__(self) -> str:
        return self.name


class Placed(models.Model):
    """A row that belongs to an area. Every query on it goes through access.limit().

    Equality on these columns is what area limits use: three short indexed texts work the same on
    both engines, where prefix matches depend on collation.
    """

    village_code = models.CharField("村（社区）", max_length=12, blank=True)
    township_code = models.CharField("乡镇", max_length=9, blank=True)
    county_code = models.CharField("县", max_length=6)

    class Meta:
        abstract = True
