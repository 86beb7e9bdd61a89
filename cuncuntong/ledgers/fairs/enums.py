"""Closed lists of job fairs, and what their messages are about."""

from __future__ import annotations

from django.db import models

from cuncuntong.ledgers.messages.enums import register_topic

REMINDER = register_topic("fairs.reminder", "招聘会提醒")
CHANGED = register_topic("fairs.changed", "招聘会变动")


class FairKind(models.TextChoices):
    """What sort of fair it is."""

    GENERAL = "general", "综合招聘会"
    SPECIAL = "special", "专场招聘会"
    GIG = "gig", "零工集市"


class FairWay(models.TextChoices):
    """Where one takes part."""

    ON_SITE = "on_site", "现场"
    ONLINE = "online", "网上"
    BOTH = "both", "现场和网上"


class FairState(models.TextChoices):
    """State of a fair."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    CANCELLED = "cancelled", "已取消"
    HELD = "held", "已举办"


class FairMove(models.TextChoices):
    """What happened to a fair."""

    CREATE = "create", "建立"
    CHANGE = "change", "修改"
    PUBLISH = "publish", "发布"
    CANCEL = "cancel", "取消"
    RESULTS = "results", "登记结果"


class StandState(models.TextChoices):
    """Whether an employer comes."""

    SIGNED = "signed", "已报名"
    WITHDRAWN = "withdrawn", "已取消报名"


# What the public may see.
SHOWN = (FairState.PUBLISHED, FairState.HELD, FairState.CANCELLED)
