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
    """Transitions of a card's status; the table stands in transitions.py."""

    ACTIVATE = "activate", "启用"
    REPORT_TEMPORARY = "report_temporary", "临时挂失"
    REPORT_FORMAL = "report_formal", "正式挂失"
    UNDO_LOSS = "undo_loss", "解除挂失"
    LAPSE = "lapse", "临时挂失到期自动解挂"
    REPLACED = "replaced", "新卡启用，旧卡注销"
    REINSTATED = "reinstated", "新卡未启用，旧卡恢复"
    FROM_ABOVE = "from_above", "按上级台账更新"
    REFUSED = "refused", "上级不同意，恢复原状"
    REVERSE = "reverse", "撤销"


class CardAnswer(models.TextChoices):
    """What the province said to a change that was handed over."""

    NONE = "", "没有报送"
    WAITING = "waiting", "等上级答复"
    AGREED = "agreed", "上级已办结"
    REFUSED = "refused", "上级不同意"


# What a later move of this kind takes back, leaving nothing of the change before it.
TAKING_BACK = (CardMove.REVERSE, CardMove.REFUSED, CardMove.REINSTATED)
