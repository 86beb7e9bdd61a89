"""What a county sets itself: parameter values, working days, and counters of public requests."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cuncuntong.network.models.accounts import Account


class ParameterValue(models.Model):
    """A county's own value of a dated parameter: proposed by one person, confirmed by another."""

    key = models.CharField("参数", max_length=80)
    starts_on = models.DateField("起始日")
    value = models.JSONField("值")
    source = models.CharField("依据", max_length=300)
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "参数值"
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="parameter_two_persons",
            ),
            models.UniqueConstraint(
                fields=["key", "starts_on"],
                condition=Q(confirmed_at__isnull=False, withdrawn_at__isnull=True),
                name="parameter_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.starts_on}"


class CalendarDay(models.Model):
    """A day that the administrator marks as worked or off, where the package's calendar ends."""

    day = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班")
    note = models.CharField("说明", max_length=60, blank=True)
    set_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["day"]
        verbose_name = verbose_name_plural = "工作日历"

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.is_workday else '休息'}"


class RateCount(models.Model):
    """How often something was asked for in a window; shared by all processes."""

    bucket = models.CharField(max_length=120)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "window"], name="rate_bucket_window")]

    def __str__(self) -> str:
        return f"{self.bucket} {self.count}"
