"""Closed lists of the province's insurance ledgers."""

from __future__ import annotations

from django.db import models

from cuncuntong.ledgers.messages.enums import register_topic

# What residents are told about.
ANSWERED = register_topic("insurance.answered", "上级办理结果")


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
    REFUNDED = "refunded", "已退费"


# Months that count for how long somebody was insured.
ARRIVED = (MonthState.ARRIVED, MonthState.BACK_PAID)


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


class StopKind(models.TextChoices):
    """Why an employees' pension is suspended (the notice, item 24); the values are item 37's."""

    DEATH = "death", "死亡"
    MISSING = "missing", "失踪或生存状态不明"
    DOUBLE = "double", "疑似重复领取"


class StopMove(models.TextChoices):
    """What is asked of the province."""

    SUSPEND = "suspend", "暂停"
    RESUME = "resume", "恢复"


class DeclaredState(models.TextChoices):
    """Where something stands that was decided here and that the province has to follow."""

    WAITING = "waiting", "待上级办理"
    AGREED = "agreed", "上级已办结"
    REFUSED = "refused", "上级不同意"
    WITHDRAWN = "withdrawn", "已撤销"
    REPLACED = "replaced", "已按新标准重报"


# What stands: decided here, and not refused above or taken back.
STANDING = (DeclaredState.WAITING, DeclaredState.AGREED)
