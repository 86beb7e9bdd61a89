"""How far a night's work has come."""

from __future__ import annotations

from django.db import models

from cuncuntong.ledgers.certification.enums import NightState


class CertificationNight(models.Model):
    """The work of one day: goes on behind ``position`` (a resident's key) when it was stopped."""

    day = models.DateField("日期", unique=True)
    state = models.CharField("状态", max_length=8, choices=NightState.choices, default=NightState.RUNNING)
    position = models.BigIntegerField("位置", default=0)
    people = models.PositiveIntegerField("人数", default=0)
    entered = models.PositiveIntegerField("新列入", default=0)
    left = models.PositiveIntegerField("不再领取", default=0)
    warned = models.PositiveIntegerField("提醒", default=0)
    held = models.PositiveIntegerField("暂停", default=0)
    started_at = models.DateTimeField("开始时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        ordering = ["-day"]
        verbose_name = verbose_name_plural = "资格认证夜间处理"

    def __str__(self) -> str:
        return self.day.isoformat()
