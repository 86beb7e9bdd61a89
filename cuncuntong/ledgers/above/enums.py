"""Closed lists of the gateway."""

from __future__ import annotations

from django.db import models


class HandoverState(models.TextChoices):
    """How far something handed over has come."""

    WAITING = "waiting", "待报送"
    SENT = "sent", "已报送，等上级答复"
    AGREED = "agreed", "上级已办结"
    REFUSED = "refused", "上级不同意"
    FAILED = "failed", "报送失败"
    WITHDRAWN = "withdrawn", "已撤回"


# Still to be followed.
OPEN = (HandoverState.WAITING, HandoverState.SENT, HandoverState.FAILED)
# Not gone up, as far as is known here.
UNSENT = (HandoverState.WAITING, HandoverState.FAILED)


class Channel(models.TextChoices):
    """How something went up or came down."""

    HTTP = "http", "网络接口"
    FILE = "file", "文件交换"


class AnswerState(models.TextChoices):
    """What became of an answer."""

    TAKEN = "taken", "已采用"
    OLDER = "older", "较旧，没有采用"
    PROBLEM = "problem", "待处理"
    SETTLED = "settled", "已由人工处理"


class Trouble(models.TextChoices):
    """Why an answer could not be taken."""

    UNKNOWN = "unknown", "本系统没有这笔报送"
    NOT_SENT = "not_sent", "还没有报送就有了答复"
    WITHDRAWN = "withdrawn", "报送已撤回，上级却有答复"
    DIFFERS = "differs", "与同一序号的答复内容不同"
    LEDGER = "ledger", "台账不能按答复办理"
    BROKEN = "broken", "程序出错，没有办成"


# A person may have the same answer taken again once the cause is gone.
TAKE_AGAIN = (Trouble.LEDGER, Trouble.BROKEN)


class PackageKind(models.TextChoices):
    """What a package carries."""

    HANDOVERS = "handovers", "报送包"
    RESULTS = "results", "结果包"
    LEDGER = "ledger", "台账包"


class PackageState(models.TextChoices):
    """How far a package has come."""

    MADE = "made", "已生成，待取走"
    FETCHED = "fetched", "已取走"
    TAKING = "taking", "正在收下"
    TAKEN = "taken", "已收下"
    PARTLY = "partly", "已收下，有退回的行"
    REFUSED = "refused", "整包退回"


class CircuitState(models.TextChoices):
    """Whether calls are let through."""

    CLOSED = "closed", "正常"
    OPEN = "open", "已断开，暂停呼叫"
    HALF_OPEN = "half_open", "正在试探"


class FeedState(models.TextChoices):
    """How far a fetched ledger has come."""

    RECEIVING = "receiving", "正在接收"
    CHECKING = "checking", "正在核对"
    FAULTY = "faulty", "有错误行，待决定"
    TAKING = "taking", "正在收入台账"
    STOPPED = "stopped", "中断"
    DONE = "done", "已收完"
    CANCELLED = "cancelled", "已作废"


# Still has its rows here, and may go on.
UNDER_WAY = (
    FeedState.RECEIVING,
    FeedState.CHECKING,
    FeedState.FAULTY,
    FeedState.TAKING,
    FeedState.STOPPED,
)
