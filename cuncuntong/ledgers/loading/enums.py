"""Closed lists of the loads."""

from __future__ import annotations

from django.db import models


class LoadState(models.TextChoices):
    """Where a load stands. Nothing of a file is in the ledgers before LOADING."""

    CHECKING = "checking", "正在核对"
    FAULTY = "faulty", "有错误，待改正"
    CHECKED = "checked", "核对无误，待确认总数"
    CONFIRMED = "confirmed", "总数一致，待导入"
    LOADING = "loading", "正在导入"
    STOPPED = "stopped", "导入中断"
    LOADED = "loaded", "已导入"
    REVERSING = "reversing", "正在撤销"
    REVERSED = "reversed", "已整批撤销"
    CANCELLED = "cancelled", "已作废"


# A file of these is under way or in the ledgers: the same one is not taken a second time.
STANDING = (
    LoadState.CHECKING,
    LoadState.CHECKED,
    LoadState.CONFIRMED,
    LoadState.LOADING,
    LoadState.STOPPED,
    LoadState.LOADED,
    LoadState.REVERSING,
)
