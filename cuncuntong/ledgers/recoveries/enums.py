"""Closed lists of the recoveries ledger."""

from __future__ import annotations

from django.db import models


class OverpaymentState(models.TextChoices):
    """Where the return of an overpayment stands."""

    OPEN = "open", "未退清"
    SETTLED = "settled", "已退清"
    UNDONE = "undone", "已撤销"


class ReturnWay(models.TextChoices):
    """How an overpayment is returned (社会保险经办条例 §46: returned, by instalments, or set off)."""

    ONCE = "once", "一次退回"
    INSTALMENTS = "instalments", "分期退回"
    OFFSET = "offset", "从以后发放的待遇中抵扣"


class AgreementState(models.TextChoices):
    """Whether an arrangement counts."""

    STANDING = "standing", "执行中"
    REPLACED = "replaced", "已变更"
    UNDONE = "undone", "已撤销"


class RecoveryKind(models.TextChoices):
    """How money came back, or that a posting was taken back."""

    BANK = "bank", "银行缴款"
    OFFSET = "offset", "待遇抵扣"
    PAYOUT = "payout", "身后结算抵扣"
    REVERSAL = "reversal", "冲正"


class SettlementState(models.TextChoices):
    """Where the settlement after a death stands, one row an account."""

    WAITING = "waiting", "待支付"
    PAID = "paid", "已支付"
    NOTHING = "nothing", "无需支付"
    UNDONE = "undone", "已撤销"


class Relation(models.TextChoices):
    """Who somebody is to the recipient."""

    SPOUSE = "spouse", "配偶"
    CHILD = "child", "子女"
    PARENT = "parent", "父母"
    SIBLING = "sibling", "兄弟姐妹"
    GRANDCHILD = "grandchild", "孙子女、外孙子女"
    OTHER = "other", "其他亲属"
