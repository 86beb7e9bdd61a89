"""Packages of the file exchange: made here, or brought in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.ledgers.above.enums import PackageKind, PackageState
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Package(Placed):
    """A signed package. ``file`` and ``problems`` (the sheet of wrong rows) lie in the sealed store.

    ``number`` is the maker's own; the same number of the same kind is taken once. ``digest`` is the SM3 of
    the whole file. ``failed`` counts rows that were given back, ``repeated`` those that were taken before.
    """

    kind = models.CharField("种类", max_length=10, choices=PackageKind.choices)
    number = models.CharField("包号", max_length=60)
    digest = models.CharField("摘要", max_length=64)
    file = models.CharField(max_length=32, blank=True)
    problems = models.CharField("退回的行", max_length=32, blank=True)
    state = models.CharField("状态", max_length=10, choices=PackageState.choices)
    rows = models.PositiveIntegerField("行数", default=0)
    taken = models.PositiveIntegerField("收下", default=0)
    repeated = models.PositiveIntegerField("以前收过", default=0)
    failed = models.PositiveIntegerField("退回", default=0)
    remark = models.CharField("说明", max_length=300, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "交换文件包"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"],
                condition=~Q(state=PackageState.REFUSED.value),
                name="package_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number
