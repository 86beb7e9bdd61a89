"""Closed lists of the jobs ledger."""

from __future__ import annotations

from django.db import models

from cuncuntong.ledgers.messages.enums import register_topic

# What employers are told, by SMS or by their point.
EMPLOYER_DECIDED = register_topic("jobs.employer_decided", "用工主体核验结果")
POSTING_DECIDED = register_topic("jobs.posting_decided", "招聘信息审核结果")
POSTING_ENDS = register_topic("jobs.posting_ends", "招聘信息即将到期")
JOBS_RECOMMENDED = register_topic("jobs.recommended", "合适的岗位")


class SeekerKind(models.TextChoices):
    """What kind of work is looked for (items 1 and 4)."""

    FIXED = "fixed", "固定工"
    GIG = "gig", "零工"


class SeekerState(models.TextChoices):
    """State of a job seeker's registration."""

    ACTIVE = "active", "求职中"
    PAUSED = "paused", "已暂停"
    CLOSED = "closed", "已结束"
    EXPIRED = "expired", "已到期"
    REVERSED = "reversed", "已撤销"


class EmploymentKind(models.TextChoices):
    """How a person is employed."""

    UNIT = "unit", "单位就业"
    FLEXIBLE = "flexible", "灵活就业"
    SELF = "self", "自主创业"


class SeekerMove(models.TextChoices):
    """What happened to a job seeker's registration."""

    REGISTER = "register", "登记"
    RENEW = "renew", "续期"
    CLOSE = "close", "结束"
    PAUSE = "pause", "暂停"
    RESUME = "resume", "恢复"


class PayUnit(models.TextChoices):
    """By what pay is counted."""

    MONTH = "month", "元/月"
    DAY = "day", "元/天"
    HOUR = "hour", "元/小时"
    PIECE = "piece", "元/件"


class Hours(models.TextChoices):
    """When the work is, or when somebody can work."""

    DAY = "day", "白天"
    SHIFT = "shift", "倒班（含夜班）"
    NIGHT = "night", "夜间"
    HALF = "half", "半天"
    ANY = "any", "时间不限"


class HealthLimit(models.TextChoices):
    """What somebody's health does not allow, and what a work can't spare. Nothing about illnesses."""

    HEAVY = "heavy", "重体力"
    HEIGHT = "height", "登高"
    STANDING = "standing", "久站"
    NIGHT = "night", "夜班"
    DUST = "dust", "粉尘"
    SIGHT = "sight", "用眼精细"
    UNDERGROUND = "underground", "井下"


class Insurance(models.TextChoices):
    """What the poster says about insurance; one of them must be said."""

    FULL = "full", "依法参加职工社会保险"
    INJURY = "injury", "参加工伤保险"
    ACCIDENT = "accident", "购买意外伤害保险"
    NONE = "none", "不参加保险"


class EmployerKind(models.TextChoices):
    """Who needs hands."""

    UNIT = "unit", "单位"
    PERSON = "person", "个人"


class EmployerState(models.TextChoices):
    """State of an employer's registration."""

    PENDING = "pending", "待核验"
    VERIFIED = "verified", "已核验"
    REFUSED = "refused", "核验未通过"
    BLOCKED = "blocked", "已停用"
    REVERSED = "reversed", "已撤销"


class EmployerMove(models.TextChoices):
    """What happened to an employer's registration."""

    REGISTER = "register", "登记"
    CHANGE = "change", "修改"
    VERIFY = "verify", "核验通过"
    REFUSE = "refuse", "核验未通过"
    RESEND = "resend", "更正后重新提交"
    BLOCK = "block", "停用"
    UNBLOCK = "unblock", "恢复"
    PASSWORD = "password", "重置网上密码"


class Via(models.TextChoices):
    """By which way it came."""

    PUBLIC = "public", "网上"
    POINT = "point", "服务点"
    COUNTY = "county", "县级录入"


class PostingState(models.TextChoices):
    """State of a posting."""

    DRAFT = "draft", "草稿"
    PENDING = "pending", "待审核"
    RETURNED = "returned", "退回修改"
    PUBLISHED = "published", "招聘中"
    PAUSED = "paused", "已暂停"
    FILLED = "filled", "已招满"
    ENDED = "ended", "已结束"
    REVERSED = "reversed", "已撤销"


class PostingMove(models.TextChoices):
    """What happened to a posting."""

    CREATE = "create", "建立"
    CHANGE = "change", "修改"
    SUBMIT = "submit", "提交"
    APPROVE = "approve", "审核通过"
    RETURN = "return", "退回"
    RENEW = "renew", "续期"
    PAUSE = "pause", "暂停"
    RESUME = "resume", "恢复"
    FILL = "fill", "招满"
    END = "end", "结束"
    EXPIRE = "expire", "到期"


class Outcome(models.TextChoices):
    """What came of a recommendation, recorded at the next contact."""

    NONE = "none", "未联系"
    NO_ANSWER = "no_answer", "没联系上"
    CALLED = "called", "已联系"
    INTERVIEW = "interview", "约好见面"
    HIRED = "hired", "已录用"
    DECLINED = "declined", "求职者不去"
    REJECTED = "rejected", "用工方不要"


class RunState(models.TextChoices):
    """State of a night's matching."""

    RUNNING = "running", "进行中"
    DONE = "done", "已完成"


class Sort(models.TextChoices):
    """In which order a search lists what it found."""

    FIT = "fit", "最相符"
    NEWEST = "newest", "最新"
    PAY = "pay", "报酬从高到低"
    NEAREST = "nearest", "最近"
