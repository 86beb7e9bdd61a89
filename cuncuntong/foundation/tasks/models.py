"""When each periodic job ran last."""

from __future__ import annotations

from django.db import models


class ScheduledRun(models.Model):
    """One periodic job; ``due_at`` is claimed by a conditional update, so one scheduler wins."""

    name = models.CharField("任务", max_length=80, unique=True)
    due_at = models.DateTimeField("下次运行")
    last_started = models.DateTimeField("上次开始", null=True)
    last_finished = models.DateTimeField("上次完成", null=True)
    last_error = models.TextField("上次错误", blank=True)
    last_result = models.CharField("上次结果", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "定时任务"

    def __str__(self) -> str:
        return self.name
