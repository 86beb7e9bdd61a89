"""Where divisions and service points lie."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cuncuntong.network.enums import CoordinateSystem
from cuncuntong.network.models.accounts import Account
from cuncuntong.network.models.divisions import Division, ServicePoint

# What lies in China; the county's own outline is only a warning, as borders and outlines are both rough.
WEST, EAST = Decimal(73), Decimal(136)
SOUTH, NORTH = Decimal(3), Decimal(54)


class Place(models.Model):
    """The coordinates of one division or of one service point, as they were given and in their system.

    A point without its own place lies where its division does.
    """

    division = models.OneToOneField(
        Division, null=True, blank=True, on_delete=models.CASCADE, related_name="place"
    )
    point = models.OneToOneField(
        ServicePoint, null=True, blank=True, on_delete=models.CASCADE, related_name="place"
    )
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6)
    latitude = models.DecimalField("纬度", max_digits=8, decimal_places=6)
    system = models.CharField("坐标系", max_length=10, choices=CoordinateSystem.choices)
    source = models.CharField("来源", max_length=200)
    synthetic = models.BooleanField("演示坐标", default=False)
    set_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField("填写时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "坐标"
        constraints = [
            models.CheckConstraint(
                condition=Q(division__isnull=False, point__isnull=True)
                | Q(division__isnull=True, point__isnull=False),
                name="place_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(longitude__gte=WEST, longitude__lte=EAST), name="place_longitude_in_china"
            ),
            models.CheckConstraint(
                condition=Q(latitude__gte=SOUTH, latitude__lte=NORTH), name="place_latitude_in_china"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.longitude},{self.latitude}（{self.get_system_display()}）"
