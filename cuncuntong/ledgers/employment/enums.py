"""Closed lists of the employment ledger: reasons by code, forms of work, states and moves.

The codes of the reasons are those that the field's systems exchange; the words follow the scope of
registration in 就业服务与就业管理规定 as it is publicly reprinted (to be confirmed by the county).
"""

from __future__ import annotations

from django.db import models


class UnemploymentReason(models.TextChoices):
    """Why somebody is without work."""

    SCHOOL_LEFT = "10", "年满16周岁，从各类学校毕业、肄业"
    UNIT_LEFT = "20", "从企业、机关、事业单位等用人单位失业"
    BUSINESS_CLOSED = "32", "个体工商户业主或私营企业业主停业、破产停止经营"
    LAND_TAKEN = "50", "承包土地被征用，符合当地规定条件"
    DISCHARGED = "60", "军人退出现役且未纳入国家统一安置"
    RELEASED = "70", "刑满释放、假释、监外执行"
    OTHER = "90", "其他失业人员"


class LeftHow(models.TextChoices):
    """How the last job with a unit ended; what a claim for benefit asks first."""

    UNIT_ENDED = "unit_ended", "单位终止、解除合同或辞退"
    EXPIRED = "expired", "合同期满"
    CLOSED = "closed", "单位破产、关闭"
    RESIGNED = "resigned", "本人辞职"
    OTHER = "other", "其他"


class UnemploymentState(models.TextChoices):
    """State of a registration."""

    ACTIVE = "active", "登记失业"
    ENDED = "ended", "已注销"
    REVERSED = "reversed", "已撤销"


class EndReason(models.TextChoices):
    """Why a registration ended."""

    EMPLOYED = "11", "被用人单位录用"
    OWN_BUSINESS = "12", "从事个体经营或创办企业"
    FLEXIBLE = "13", "灵活就业，有稳定收入"
    POST = "14", "公益性岗位安置"
    PENSION = "21", "已享受基本养老保险待遇"
    RETIREMENT = "22", "达到退休年龄"
    DISABLED = "23", "完全丧失劳动能力"
    SCHOOL = "24", "入学"
    SERVICE = "24a", "服兵役"
    ABROAD = "24b", "移居境外"
    PRISON = "25", "被判刑收监执行"
    DEATH = "26", "死亡"
    NO_WISH = "31", "终止就业要求或拒绝接受公共就业服务"
    NO_CONTACT = "32", "连续超过规定时间没有联系"
    MOVED = "33", "迁出本县"
    OTHER = "90", "其他"


class Wish(models.TextChoices):
    """What services somebody without work wants."""

    JOBS = "jobs", "推荐岗位"
    TRAINING = "training", "职业培训"
    START_UP = "start_up", "创业指导"
    ADVICE = "advice", "政策咨询"


class UnemploymentMove(models.TextChoices):
    """What happened to a registration."""

    REGISTER = "register", "登记"
    CHANGE = "change", "变更"
    CONTACT = "contact", "联系"
    WARN = "warn", "提醒"
    END = "end", "注销"


class ContactChannel(models.TextChoices):
    """How the contact came about."""

    COUNTER = "counter", "到服务点"
    PHONE = "phone", "电话"
    VISIT = "visit", "上门"


class WorkForm(models.TextChoices):
    """Forms of flexible work; SELF_RUN has a licence and counts as one's own business."""

    STALL = "stall", "摆摊经营"
    TRANSPORT = "transport", "跑运输"
    DELIVERY = "delivery", "平台送餐、快递"
    RIDE = "ride", "网约车、代驾"
    CARE = "care", "家政、护理"
    HOME_WORK = "home_work", "家庭加工、来料加工"
    DAY_LABOUR = "day_labour", "建筑、装卸等零工"
    FARM_LABOUR = "farm_labour", "农业季节工"
    STREAMING = "streaming", "电商、直播"
    PART_TIME = "part_time", "非全日制用工"
    SELF_RUN = "self_run", "个体经营（有营业执照）"
    OTHER = "other", "其他"


class IncomeRange(models.TextChoices):
    """What somebody earns a month, roughly."""

    UNDER_2000 = "0-2000", "2000元以下"
    UNDER_3000 = "2000-3000", "2000至3000元"
    UNDER_5000 = "3000-5000", "3000至5000元"
    UNDER_8000 = "5000-8000", "5000至8000元"
    OVER_8000 = "8000-", "8000元以上"


class SpellMove(models.TextChoices):
    """What happened to a spell of flexible work."""

    REGISTER = "register", "登记"
    CHANGE = "change", "变更"
    END = "end", "结束"


class CertificateState(models.TextChoices):
    """State of a certificate."""

    VALID = "valid", "有效"
    LOST = "lost", "已挂失"
    CANCELLED = "cancelled", "已注销"


class EntryKind(models.TextChoices):
    """What stands in a certificate."""

    ISSUED = "issued", "发证"
    UNEMPLOYMENT = "unemployment", "失业登记"
    EMPLOYMENT = "employment", "就业登记"
    TRAINING = "training", "职业培训"
    POLICY = "policy", "享受政策"
    HARDSHIP = "hardship", "就业援助"


class HardshipState(models.TextChoices):
    """State of a recognition."""

    PROPOSED = "proposed", "待认定"
    ACTIVE = "active", "已认定"
    REFUSED = "refused", "不予认定"
    ENDED = "ended", "已退出"
