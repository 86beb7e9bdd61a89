"""Closed lists of the card ledger; codes as card vendors use them (docs/glossary.md)."""

from __future__ import annotations

from django.db import models


class CardState(models.TextChoices):
    """Application status (应用状态)."""

    SEALED = "0", "封存（社保功能未启用）"
    NORMAL = "1", "正常"
    FORMAL_LOSS = "2", "正式挂失"
    LOCKED = "3", "应用锁定"
    TEMPORARY_LOSS = "4", "临时挂失"
    CANCELLED = "9", "注销"


class MakingState(models.TextChoices):
    """Progress of making a card (制卡进度)."""

    INITIAL = "00", "初始"
    MAKING = "01", "制卡中"
    TO_COLLECT = "02", "待领卡"
    COLLECTED = "03", "已领卡"
    ACTIVATED = "04", "已激活"
    REPLACING = "07", "补卡中"
    CHANGING = "08", "换卡中"


class CardMove(models.TextChoices):
    """Transitions of a card's status."""

    REPORT_TEMPORARY = "report_temporary", "临时挂失"
    REPORT_FORMAL = "report_formal", "正式挂失"
    UNDO_LOSS = "undo_loss", "解除挂失"
    LAPSE = "lapse", "临时挂失到期自动解挂"
    REVERSE = "reverse", "撤销"
