"""Closed lists of the pensions ledger."""

from __future__ import annotations

from django.db import models


class Scheme(models.TextChoices):
    """Schemes whose accounts this system keeps."""

    BASIC = "basic", "城乡居民基本养老保险"
    SUPPLEMENTARY = "supplementary", "城乡居民补充养老保险"


class AccountState(models.TextChoices):
    """State of a pension account."""

    PAYING = "paying", "正常缴费"
    PAUSED = "paused", "暂停缴费"
    RECEIVING = "receiving", "领取待遇"
    CLOSED = "closed", "终止"
    REVERSED = "reversed", "已撤销"


class EntryKind(models.TextChoices):
    """Kinds of posted entries."""

    OWN = "own", "个人缴费"
    COLLECTIVE = "collective", "集体补助"
    SUBSIDY = "subsidy", "政府补贴"
    INTEREST = "interest", "利息"
    TRANSFER_IN = "transfer_in", "转入"
    TRANSFER_OUT = "transfer_out", "转出"
    PAYMENT = "payment", "支付"
    RETURNED = "returned", "多发退回"
    INHERITED = "inherited", "余额继承"
    REVERSAL = "reversal", "冲正"


class PayingKind(models.TextChoices):
    """How a year was paid (缴费类型)."""

    NORMAL = "normal", "正常缴费"
    BACK = "back", "补缴"
    GOVERNMENT = "government", "政府代缴"
    NONE = "none", "—"


class EntitlementState(models.TextChoices):
    """State of a running entitlement."""

    RUNNING = "running", "正在领取"
    SUSPENDED = "suspended", "暂停"
    ENDED = "ended", "终止"
    REVERSED = "reversed", "已撤销"


class OtherKind(models.TextChoices):
    """Other pension schemes that exclude or contradict a claim."""

    EMPLOYEE = "employee", "企业职工基本养老保险"
    PUBLIC = "public", "机关事业单位养老保险"
    VETERAN = "veteran", "军人退役养老保险"


class OtherState(models.TextChoices):
    """Where a person stands in another scheme."""

    PAYING = "paying", "参保缴费"
    STOPPED = "stopped", "中断缴费"
    RECEIVING = "receiving", "领取待遇"
    ENDED = "ended", "已终止"


class AccountMove(models.TextChoices):
    """What changed of an account."""

    PAUSED = "paused", "暂停缴费"
    RESUMED = "resumed", "恢复缴费"
    LEVEL = "level", "变更档次"
    CLOSED = "closed", "终止"
    REOPENED = "reopened", "恢复账户"


class RevisionKind(models.TextChoices):
    """Why what a pension is computed from was fixed anew."""

    CLAIM = "claim", "待遇核定"
    CORRECTED = "corrected", "更正重算"
    LOADED = "loaded", "存量导入"


class HoldKind(models.TextChoices):
    """Why an entitlement is not paid (the notice, item 37; certification is item 21)."""

    DEATH = "death", "死亡"
    MISSING = "missing", "失踪"
    DOUBLE = "double", "疑似重复领取"
    UNCERTIFIED = "uncertified", "未按期资格认证"
    OTHER = "other", "其他"


class PayeeState(models.TextChoices):
    """Whether a bank account is paid to."""

    ACTIVE = "active", "使用中"
    REPLACED = "replaced", "已更换"
    REVERSED = "reversed", "已撤销"


class BackPaymentKind(models.TextChoices):
    """Why a year may be paid up (the notice, item 32: its three situations)."""

    BEFORE = "before", "制度实施后、参保前的年度"
    GAP = "gap", "参保后中断的年度"
    FILL = "fill", "补足规定年限的年度"


class BackPaymentState(models.TextChoices):
    """Where a year that was approved for paying up stands."""

    APPROVED = "approved", "已核定待缴费"
    PAID = "paid", "已缴费"
    CANCELLED = "cancelled", "已取消"
