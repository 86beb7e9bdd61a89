"""Closed lists of the cases app."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """Where a case stands (docs/house: filed to fed back)."""

    FILED = "filed", "已提交"
    ACCEPTED = "accepted", "已受理"
    UNDER_REVIEW = "under_review", "审核中"
    RETURNED = "returned", "待补正"
    APPROVED = "approved", "审核通过"
    REFUSED = "refused", "不予办理"
    APPLIED = "applied", "已办结"
    FED_BACK = "fed_back", "已反馈"
    WITHDRAWN = "withdrawn", "已撤回"
    REVERSED = "reversed", "已撤销"


class Move(models.TextChoices):
    """Names of the transitions; the table is in states.py."""

    FILE = "file", "提交"
    ACCEPT = "accept", "受理"
    CLAIM = "claim", "领取审核"
    RELEASE = "release", "放回待审"
    RETURN = "return", "退回补正"
    RESUBMIT = "resubmit", "补正后再报"
    CORRECT = "correct", "更正申请内容"
    APPROVE = "approve", "审核通过"
    REFUSE = "refuse", "不予办理"
    APPLY = "apply", "记入台账"
    FEED_BACK = "feed_back", "反馈居民"
    WITHDRAW = "withdraw", "撤回"
    REVERSE = "reverse", "撤销决定"
    REOPEN = "reopen", "撤销不予办理，重新审核"
    TAKE_OVER = "take_over", "接手"


class InboxKind(models.TextChoices):
    """Why a case is in a point's inbox."""

    APPROVED = "approved", "审核通过"
    RETURNED = "returned", "退回补正"
    REFUSED = "refused", "不予办理"
    REVERSED = "reversed", "决定被撤销"
    REOPENED = "reopened", "重新审核"


class NoticeChannel(models.TextChoices):
    """How the resident hears of the result."""

    SMS = "sms", "短信"
    PRINT = "print", "打印交本人"
    READ_OUT = "read_out", "当面或电话告知"


class NoticeState(models.TextChoices):
    """Whether the resident has been told."""

    PENDING = "pending", "待告知"
    SENDING = "sending", "发送中"
    DELIVERED = "delivered", "已告知"
    FAILED = "failed", "发送失败"


class SlipTarget(models.TextChoices):
    """What a line of a return slip points at."""

    FIELD = "field", "填写项"
    PAGE = "page", "材料某一页"
    MATERIAL = "material", "材料"
    OTHER = "other", "其他"


class BlankState(models.TextChoices):
    """State of a pre-numbered blank form."""

    PRINTED = "printed", "待使用"
    USED = "used", "已补录"
    VOID = "void", "作废"
