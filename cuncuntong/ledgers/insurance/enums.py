"""Closed lists of the province's insurance ledgers."""

from __future__ import annotations

from django.db import models


class InsuranceScheme(models.TextChoices):
    """Schemes that are kept above."""

    EMPLOYEE_PENSION = "employee", "企业职工基本养老保险"
    UNEMPLOYMENT = "unemployment", "失业保险"
    INJURY = "injury", "工伤保险"


class InsuredAs(models.TextChoices):
    """In which capacity somebody is insured."""

    UNIT = "unit", "单位职工"
    FLEXIBLE = "flexible", "灵活就业人员"


class ParticipationState(models.TextChoices):
    """Where a participation stands."""

    PAYING = "paying", "正常参保"
    PAUSED = "paused", "暂停缴费"
    DRAWING = "drawing", "领取待遇"
    ENDED = "ended", "终止"


class MonthState(models.TextChoices):
    """Whether a month's contribution is there."""

    ARRIVED = "arrived", "已到账"
    OWED = "owed", "欠缴"
    BACK_PAID = "back_paid", "补缴到账"


class PensionState(models.TextChoices):
    """Whether a benefit kept above is paid."""

    RUNNING = "running", "正常发放"
    SUSPENDED = "suspended", "暂停发放"
    ENDED = "ended", "终止"


class PaymentState(models.TextChoices):
    """What became of a month's payment."""

    PAID = "paid", "发放成功"
    FAILED = "failed", "发放失败"
    SENT = "sent", "已送银行"
