"""Closed lists of the jobs ledger."""

from __future__ import annotations

from django.db import models


class SeekerKind(models.TextChoices):
    """What kind of work is looked for (items 1 and 4)."""

    FIXED = "fixed", "固定工"
    GIG = "gig", "零工"


class SeekerState(models.TextChoices):
    """State of a job seeker's registration."""

    ACTIVE = "active", "求职中"
    CLOSED = "closed", "已结束"
    EXPIRED = "expired", "已到期"
    REVERSED = "reversed", "已撤销"


class EmploymentKind(models.TextChoices):
    """How a person is employed."""

    UNIT = "unit", "单位就业"
    FLEXIBLE = "flexible", "灵活就业"
    SELF = "self", "自主创业"


class SeekerMove(models.TextChoices):
    """What happened to a job seeker's registration."""

    REGISTER = "register", "登记"
    RENEW = "renew", "续期"
    CLOSE = "close", "结束"
