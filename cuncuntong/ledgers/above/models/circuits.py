"""Whether the province's system is called at all: shared by all processes."""

from __future__ import annotations

from django.db import models

from cuncuntong.ledgers.above.enums import CircuitState


class Circuit(models.Model):
    """One partner's circuit. After failures in a row it opens; at ``retry_at`` one call is let through."""

    name = models.CharField("对方", max_length=40, unique=True)
    state = models.CharField("状态", max_length=10, choices=CircuitState.choices, default=CircuitState.CLOSED)
    failures = models.PositiveIntegerField("连续失败", default=0)
    openings = models.PositiveIntegerField("连续断开", default=0)
    opened_at = models.DateTimeField("断开时间", null=True, blank=True)
    retry_at = models.DateTimeField("下次试探", null=True, blank=True)
    error = models.CharField("最近失败原因", max_length=200, blank=True)
    failed_at = models.DateTimeField("最近失败", null=True, blank=True)
    worked_at = models.DateTimeField("最近成功", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "上级接口断路"

    def __str__(self) -> str:
        return f"{self.name} {self.get_state_display()}"
