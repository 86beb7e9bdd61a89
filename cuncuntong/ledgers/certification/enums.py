"""Closed lists of certification, and what its messages are about."""

from __future__ import annotations

from django.db import models

from cuncuntong.ledgers.messages.enums import register_topic


class BeneficiaryState(models.TextChoices):
    """Where somebody who draws a pension stands (rules.certification.Step, and those who draw no more)."""

    VALID = "valid", "有效"
    COMING = "coming", "即将到期"
    WARNED_ONCE = "warned_once", "已提醒一次"
    WARNED_TWICE = "warned_twice", "已提醒两次"
    OVERDUE = "overdue", "逾期"
    SUSPENDED = "suspended", "已暂停"
    OUT = "out", "不再领取"


class Way(models.TextChoices):
    """How somebody was certified, in the order of the rule: by data, at a counter, at home."""

    MEDICAL = "medical", "就医记录比对"
    TRAVEL = "travel", "出行记录比对"
    COMMUNITY = "community", "社区（村）核查"
    FORMER = "former", "原系统认证记录"
    COUNTER = "counter", "柜面认证"
    HOME = "home", "上门认证"
    ABOVE = "above", "上级认证（手机等）"


# Entered as evidence by staff; the others come by item 21 or from above.
BY_DATA = (Way.MEDICAL, Way.TRAVEL, Way.COMMUNITY, Way.FORMER)
BY_CASE = (Way.COUNTER, Way.HOME)


class AboveState(models.TextChoices):
    """What the province says of an employees' certification that went up."""

    NONE = "none", "不用报送"
    WAITING = "waiting", "等上级答复"
    AGREED = "agreed", "上级已认可"
    REFUSED = "refused", "上级不同意"


class Doubt(models.TextChoices):
    """Why somebody must look at a person's certification."""

    REFUSED = "refused", "上级不同意"
    DEAD = "dead", "认证日期晚于死亡日期"


class ListState(models.TextChoices):
    """Where an uploaded list of evidence stands."""

    WAITING = "waiting", "处理中"
    DONE = "done", "已处理"


class RowState(models.TextChoices):
    """What became of a row."""

    WAITING = "waiting", "待处理"
    TAKEN = "taken", "已认证"
    REFUSED = "refused", "没有采用"


class LossKind(models.TextChoices):
    """What was seen that ends or suspends the right to draw (the notice, items 24 and 37)."""

    DEATH = "death", "死亡"
    MISSING = "missing", "失踪或下落不明"
    DOUBLE = "double", "疑似重复领取"
    OTHER = "other", "其他"


class LossState(models.TextChoices):
    """Whether what was seen was dealt with."""

    OPEN = "open", "待处理"
    DONE = "done", "已办理"
    GROUNDLESS = "groundless", "核实不属实"


class NightState(models.TextChoices):
    """Whether a night's work is complete; one that a later night took the place of is."""

    RUNNING = "running", "进行中"
    DONE = "done", "已完成"


WARNED = register_topic("certification.warned", "资格认证提醒")
HELD = register_topic("certification.held", "待遇因未认证暂停")
ANSWERED = register_topic("certification.answered", "上级认证结果")
