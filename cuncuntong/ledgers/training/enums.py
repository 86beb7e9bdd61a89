"""Closed lists of the training ledger."""

from __future__ import annotations

from django.db import models

from cuncuntong.ledgers.messages.enums import register_topic

FOLLOWED = register_topic("training.followed", "培训意向反馈")
CLASSES = register_topic("training.classes", "培训班次通知")


class Group(models.TextChoices):
    """The six groups that the notice names at item 16."""

    WATCHED = "watched", "防止返贫监测对象"
    GRADUATE = "graduate", "毕业年度高校毕业生"
    SCHOOL_LEAVER = "school_leaver", "城乡未继续升学的应届初高中毕业生"
    RURAL = "rural", "农村转移就业劳动者"
    UNEMPLOYED = "unemployed", "城镇登记失业人员"
    HARD = "hard", "就业困难人员"


class SkillLevel(models.TextChoices):
    """Levels of a skill, as certificates name them; a course without one leads to none."""

    NONE = "0", "不分等级（专项能力、上岗培训）"
    FIVE = "5", "初级工（五级）"
    FOUR = "4", "中级工（四级）"
    THREE = "3", "高级工（三级）"
    TWO = "2", "技师（二级）"
    ONE = "1", "高级技师（一级）"


class Times(models.TextChoices):
    """When a class is held, or when somebody can come."""

    ANY = "any", "都可以"
    DAY = "day", "白天"
    EVENING = "evening", "晚上"
    WEEKEND = "weekend", "周末"
    SLACK = "slack", "农闲时"


class EvidenceKind(models.TextChoices):
    """By what it is known that somebody belongs to a group."""

    LEDGER = "ledger", "台账已有记录，不用出示"
    LIST = "list", "核对了村里或部门的名单"
    PAPER = "paper", "查验了本人出示的证件"
    TOLD = "told", "本人说明，工作人员了解属实"


class WishState(models.TextChoices):
    """State of a wish for training."""

    OPEN = "open", "待安排"
    WAITING = "waiting", "候补中"
    PLACED = "placed", "已安排"
    TRAINING = "training", "培训中"
    FINISHED = "finished", "已结业"
    GIVEN_UP = "given_up", "已放弃"
    REVERSED = "reversed", "已撤销"


LIVE = (WishState.OPEN, WishState.WAITING, WishState.PLACED, WishState.TRAINING)


class WishMove(models.TextChoices):
    """What happened to a wish."""

    REGISTER = "register", "登记意向"
    CHANGE = "change", "修改意向"
    WITHDRAW = "withdraw", "撤回意向"
    FOLLOW = "follow", "跟踪反馈"
    PLACE = "place", "安排班次"
    WAIT = "wait", "列入候补"
    MOVE_UP = "move_up", "候补转正"
    SIGN = "sign", "签收通知"
    DROP = "drop", "退出班次"
    CANCEL = "cancel", "班次取消"
    UNSEATED = "unseated", "开班时没有名额"
    START = "start", "开班"
    FINISH = "finish", "结业"
    CERTIFICATE = "certificate", "领取证书"


class InstitutionState(models.TextChoices):
    """Whether an institution may be recommended."""

    ACTIVE = "active", "在用"
    STOPPED = "stopped", "已停用"


class ClassState(models.TextChoices):
    """State of a class."""

    PLANNED = "planned", "计划中"
    OPEN = "open", "可报名"
    RUNNING = "running", "已开班"
    FINISHED = "finished", "已结业"
    CANCELLED = "cancelled", "已取消"


class EnrolmentState(models.TextChoices):
    """Where somebody stands with a class."""

    SEATED = "seated", "有名额"
    WAITING = "waiting", "候补"
    DROPPED = "dropped", "已退出"
    CANCELLED = "cancelled", "班次取消"
    DONE = "done", "已结业"
    REVERSED = "reversed", "已撤销"


class Outcome(models.TextChoices):
    """What somebody left a class with."""

    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"
    ABSENT = "absent", "缺勤过多，未结业"


class TaskState(models.TextChoices):
    """State of a follow-up task."""

    OPEN = "open", "待跟踪"
    DONE = "done", "已反馈"
    VOID = "void", "不用再跟踪"


class Asked(models.TextChoices):
    """Whom the point asked (the notice, item 18)."""

    INSTITUTION = "institution", "培训机构"
    OFFICE = "office", "县人社部门"


class Answer(models.TextChoices):
    """What was said when asked for a class."""

    CLASS = "class", "有班次，时间地点已定"
    SOON = "soon", "打算开班，时间还没定"
    NONE = "none", "近期不开班"
    NOT_OFFERED = "not_offered", "不开这个工种"
    NO_ANSWER = "no_answer", "没联系上"


class Told(models.TextChoices):
    """How the answer reached the resident."""

    COUNTER = "counter", "当面告知"
    MESSAGE = "message", "发消息告知"
