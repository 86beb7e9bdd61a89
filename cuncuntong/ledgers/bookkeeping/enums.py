"""Closed lists of the bookkeeping."""

from __future__ import annotations

from django.db import models


class InterestState(models.TextChoices):
    """Where a year's interest stands. Nothing is posted before POSTING."""

    COMPUTING = "computing", "正在计算"
    PREVIEWED = "previewed", "已预览，待确认"
    POSTING = "posting", "正在记账"
    POSTED = "posted", "已记账"
    TAKING_BACK = "review", "撤销待另一人确认"
    REVERSING = "reversing", "正在撤销"
    REVERSED = "reversed", "已整批撤销"
    STOPPED = "stopped", "中断"
    CANCELLED = "cancelled", "已作废"


# One of these keeps another run of the same scheme and year away.
UNDER_WAY = (
    InterestState.COMPUTING,
    InterestState.PREVIEWED,
    InterestState.POSTING,
    InterestState.TAKING_BACK,
    InterestState.REVERSING,
    InterestState.STOPPED,
)


class Beyond(models.TextChoices):
    """Why an account's interest can't simply be taken back."""

    CLOSED = "closed", "账户已终止"
    SHORT = "short", "余额不够冲回"


class Correcting(models.TextChoices):
    """What is done about such an account."""

    CORRECT = "correct", "多退少补"
    KEEP = "keep", "保留原来的利息"


class FindingKind(models.TextChoices):
    """What a proof of the books may find."""

    SEAL = "seal", "已封存的明细被改动"
    MISSING = "missing", "封存记录缺失"
    NEGATIVE = "negative", "余额为负"
    REVERSAL = "reversal", "冲正与原记录不符"
    TWICE = "twice", "同一年度重复缴费"
    SUBSIDY = "subsidy", "补贴与档次不符"
    OTHER = "other", "与其他台账不符"


class ProofState(models.TextChoices):
    """Where a proof stands."""

    RUNNING = "running", "正在核对"
    DONE = "done", "已完成"
