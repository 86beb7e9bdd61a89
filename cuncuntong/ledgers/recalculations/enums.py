"""Closed lists of recalculations."""

from __future__ import annotations

from django.db import models


class RecalculationState(models.TextChoices):
    """Where a recalculation stands. Nothing is paid or netted before it is CONFIRMED."""

    COMPUTING = "computing", "计算中"
    DRAFTED = "drafted", "待确认"
    CONFIRMING = "confirming", "正在确认"
    CONFIRMED = "confirmed", "已确认"
    DROPPED = "dropped", "已放弃"
