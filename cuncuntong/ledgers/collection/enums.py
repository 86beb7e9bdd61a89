"""Closed lists of the collection of contributions."""

from __future__ import annotations

from django.db import models

from cuncuntong.ledgers.messages.enums import register_topic

DEDUCTION_FAILED = register_topic("collection.deduction_failed", "代扣没有扣成")


class OrderKind(models.TextChoices):
    """What an order asks for."""

    NORMAL = "normal", "正常缴费"
    BACK = "back", "补缴"


class OrderState(models.TextChoices):
    """State of a contribution order."""

    ISSUED = "issued", "待缴费"
    PAID = "paid", "已到账"
    CANCELLED = "cancelled", "已取消"
    EXPIRED = "expired", "已过期"
    REVERSED = "reversed", "已冲正"


# States in which an order stands for its account, year and kind.
LIVE = (OrderState.ISSUED, OrderState.PAID)


class Way(models.TextChoices):
    """How an order is paid; no cash passes through a point."""

    CODE = "code", "凭缴费编号（扫码）"
    DEDUCT = "deduct", "银行代扣"


class BatchKind(models.TextChoices):
    """For whom orders were issued at once."""

    HOUSEHOLD = "household", "全家"
    VILLAGE = "village", "村级名单"


class FileState(models.TextChoices):
    """How far a file of arrivals is."""

    WAITING = "waiting", "等待入账"
    HELD = "held", "合计不符，待处理"
    DONE = "done", "已处理完"
    VOID = "void", "整份作废"


class ArrivalState(models.TextChoices):
    """What became of a line of a file of arrivals."""

    WAITING = "waiting", "等待入账"
    MATCHED = "matched", "已入账"
    PROBLEM = "problem", "待处理"
    ASSIGNED = "assigned", "核对后入账"
    RETURNED = "returned", "退回缴费人"
    NOTED = "noted", "说明后了结"
    VOID = "void", "随文件作废"


class Why(models.TextChoices):
    """Why a line fits no order."""

    UNKNOWN = "unknown", "没有这个缴费编号"
    CHECK = "check", "缴费编号校验位不对"
    AMOUNT = "amount", "金额与通知不符"
    TWICE = "twice", "这份通知已经到过账"
    REPEATED = "repeated", "同一笔银行流水重复"
    CANCELLED = "cancelled", "通知已取消"
    EXPIRED = "expired", "通知已过期"
    REVERSED = "reversed", "入账已冲正"
    REPLACED = "replaced", "过期后另有新通知或已缴"
    NAME = "name", "姓名与通知不符"
    ACCOUNT = "account", "个人账户编号与通知不符"
    YEAR = "year", "缴费年度与通知不符"
    FUTURE = "future", "到账日期还没有到"
    EARLY = "early", "到账日期早于开具日期"
    CLOSED = "closed", "账户已终止或撤销"
    LINE = "line", "这一行读不懂"
