"""Closed lists of skill subsidies."""

from __future__ import annotations

from django.db import models

from cuncuntong.ledgers.messages.enums import register_topic

ANSWERED = register_topic("skills.answered", "技能提升补贴上级答复")


class SubsidyState(models.TextChoices):
    """Where a subsidy stands. REFUSED: the province said no to what was approved here."""

    APPROVED = "approved", "已核定，待发放"
    PAID = "paid", "已发放"
    REFUSED = "refused", "上级不同意"
    UNDONE = "undone", "已撤销"


# A certificate in one of these is used up.
STANDING = (SubsidyState.APPROVED, SubsidyState.PAID)


class SkillLevel(models.TextChoices):
    """Levels as the subsidy names them; the keys of its amounts (subsidies.skill_amount)."""

    LOWER = "初级", "初级（五级）"
    MIDDLE = "中级", "中级（四级）"
    HIGHER = "高级", "高级（三级）"


class ClaimedAs(models.TextChoices):
    """In which capacity somebody claims."""

    UNIT = "unit", "企业在职参保职工"
    DRAWING = "drawing", "领取失业保险金期间"
