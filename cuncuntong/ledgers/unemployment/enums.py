"""Closed lists of unemployment benefit."""

from __future__ import annotations

from django.db import models

from cuncuntong.ledgers.messages.enums import register_topic

STOPPED = register_topic("unemployment.stopped", "失业保险金停止领取")
ANSWERED = register_topic("unemployment.answered", "失业保险金上级答复")


class BenefitState(models.TextChoices):
    """Where a benefit stands. REFUSED: the province said no to what was approved here."""

    RUNNING = "running", "正在领取"
    ENDED = "ended", "已停止领取"
    USED_UP = "used_up", "领取期满"
    REFUSED = "refused", "上级不同意"
    UNDONE = "undone", "已撤销"


class AboveState(models.TextChoices):
    """What the province said about a benefit that was handed over for record."""

    WAITING = "waiting", "已报送，等答复"
    AGREED = "agreed", "上级已备案"
    REFUSED = "refused", "上级不同意"


class StopReason(models.TextChoices):
    """Why a benefit ends: 社会保险法第五十一条, besides death, the full term and the province's no."""

    EMPLOYED = "employed", "重新就业"
    SERVICE = "service", "应征服兵役"
    ABROAD = "abroad", "移居境外"
    PENSION = "pension", "享受基本养老保险待遇"
    DECLINED = "declined", "无正当理由，拒不接受介绍的适当工作或者提供的培训"
    USED_UP = "used_up", "领取期满"
    DEATH = "death", "死亡"
    ABOVE = "above", "上级不同意"


# What a person may choose; the others come by themselves.
BY_PERSON = (
    StopReason.EMPLOYED,
    StopReason.SERVICE,
    StopReason.ABROAD,
    StopReason.PENSION,
    StopReason.DECLINED,
    StopReason.DEATH,
)


class SignKind(models.TextChoices):
    """What the night found that may end a benefit."""

    DEATH = "death", "死亡登记"
    PENSION = "pension", "领取基本养老保险待遇"
    REGISTRATION = "registration", "失业登记已注销"
    SPELL = "spell", "新的就业记录"
    PAID_ABOVE = "paid_above", "单位又为其缴纳失业保险费"
    DECLINED = "declined", "没有接受介绍的工作"
    ABOVE = "above", "上级不同意"


class SignState(models.TextChoices):
    """What was decided about a sign."""

    OPEN = "open", "待处理"
    ENDED = "ended", "已据此停发"
    KEPT = "kept", "核实后照常"


class MonthState(models.TextChoices):
    """A month that was paid. OVERPAID: it was not due, by what is known since."""

    PAID = "paid", "已发放"
    OVERPAID = "overpaid", "多领"


class OverpaidState(models.TextChoices):
    """Whether what was overpaid came back."""

    OPEN = "open", "待退回"
    RETURNED = "returned", "已退清"
    UNDONE = "undone", "已撤销"
