"""Closed lists of the policy library."""

from __future__ import annotations

from django.db import models


class Rank(models.TextChoices):
    """What kind of document it is, the weightiest first."""

    LAW = "law", "法律"
    REGULATION = "regulation", "行政法规"
    MINISTRY = "ministry", "部门规章和文件"
    PROVINCE = "province", "省级文件"
    CITY = "city", "市级文件"
    COUNTY = "county", "县级文件"


class Subject(models.TextChoices):
    """What a document is about, as people ask for it."""

    EMPLOYMENT = "employment", "就业服务"
    STARTUP = "startup", "创业扶持"
    TRAINING = "training", "技能培训"
    CONTRACT = "contract", "劳动合同"
    WAGES = "wages", "工资"
    UNEMPLOYMENT = "unemployment", "失业"
    INSURANCE = "insurance", "社会保险"
    DISABLED = "disabled", "残疾人就业"
    WOMEN = "women", "女职工"
    DISPUTE = "dispute", "劳动争议"
    ARCHIVES = "archives", "档案"


class Checked(models.TextChoices):
    """How far the text was compared with something else; nobody else's copy stands for the gazette."""

    ORIGINAL = "original", "本县已与原件核对"
    ALIKE = "alike", "两处公开文本逐字一致，尚未与原件核对"
    ONE = "one", "一处公开文本，尚未与原件核对"
    NONE = "none", "尚未核对"


class Force(models.TextChoices):
    """Whether a document counts on a day; worked out from its dates."""

    IN_FORCE = "in_force", "现行有效"
    COMING = "coming", "尚未施行"
    ENDED = "ended", "已失效"
