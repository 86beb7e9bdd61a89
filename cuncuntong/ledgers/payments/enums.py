"""Closed lists of the monthly payment."""

from __future__ import annotations

from django.db import models

from cuncuntong.ledgers.pensions.enums import Scheme


class Fund(models.TextChoices):
    """Whose money a run pays; each fund has its own runs."""

    RESIDENTS = "residents", "城乡居民养老保险基金"
    UNEMPLOYMENT = "unemployment", "失业保险基金"


class PayScheme(models.TextChoices):
    """What a line is paid for; the first two are the residents' schemes (pensions.enums.Scheme)."""

    BASIC = Scheme.BASIC.value, Scheme.BASIC.label
    SUPPLEMENTARY = Scheme.SUPPLEMENTARY.value, Scheme.SUPPLEMENTARY.label
    UNEMPLOYMENT = "unemployment", "失业保险金"
    SKILL = "skill", "技能提升补贴"


class RunState(models.TextChoices):
    """Where a run stands. COMPUTED may be computed anew; from APPROVED on its lines stand."""

    COMPUTING = "computing", "计算中"
    COMPUTED = "computed", "待复核"
    CHECKED = "checked", "待审批"
    APPROVED = "approved", "已审批"
    EXPORTED = "exported", "已报盘"
    CLOSED = "closed", "已结账"
    CANCELLED = "cancelled", "已作废"


class LineState(models.TextChoices):
    """What became of a line. REPAID: it failed, and its sum arrived with a later run (a RETRY item)."""

    COMPUTED = "computed", "待发放"
    HELD = "held", "本月不发"
    SENT = "sent", "已报盘"
    PAID = "paid", "已到账"
    FAILED = "failed", "发放失败"
    REPAID = "repaid", "重发到账"
    VOID = "void", "已作废"


class ItemKind(models.TextChoices):
    """What an amount inside a line is for."""

    REGULAR = "regular", "当月待遇"
    ARREARS = "arrears", "补发以前月份"
    DIFFERENCE = "difference", "标准调整补差"
    RETRY = "retry", "上次失败重发"
    DEDUCTION = "deduction", "抵扣多领"
    ONCE = "once", "一次性支付"


class ChangeKind(models.TextChoices):
    """How a line compares with the person's line of the last month."""

    SAME = "same", "不变"
    NEW = "new", "新增"
    AGAIN = "again", "恢复发放（上月没有发）"
    CHANGED = "changed", "金额变化"
    ENDED = "ended", "终止或暂停"


class FindingKind(models.TextChoices):
    """What a run is held against before approval."""

    DEATH = "death", "死亡登记"
    CERTIFICATION = "certification", "资格认证到期"
    OTHER_PENSION = "other_pension", "领取其他养老待遇"
    SHARED_ACCOUNT = "shared_account", "两人同一银行账户"
    NO_ACCOUNT = "no_account", "没有领取账户"
    JUMP = "jump", "金额与上月相差较大"
    MOVED = "moved", "已迁出"
    STOPPED = "stopped", "计算后登记了暂停"
    COMPUTE = "compute", "有月份无法计算"
    OVER = "over", "应当停发的情形"


class FindingDecision(models.TextChoices):
    """What a person decided about a finding."""

    OPEN = "open", "待处理"
    PAY = "pay", "照发"
    HOLD = "hold", "本月不发"


class FailCode(models.TextChoices):
    """Why the bank could not pay a line."""

    NUMBER = "number", "账号不存在"
    NAME = "name", "户名不符"
    CLOSED = "closed", "账户已销户"
    FROZEN = "frozen", "账户被冻结或止付"
    DORMANT = "dormant", "账户长期不动"
    OTHER = "other", "其他原因"


class FileKind(models.TextChoices):
    """Files exchanged with the bank."""

    EXPORT = "export", "报盘文件"
    RETURN = "return", "回盘文件"


class FileState(models.TextChoices):
    """Whether what a return file says counts: one without a total line waits until somebody looked."""

    TAKEN = "taken", "已接收"
    HELD = "held", "没有合计行，待确认"
    VOID = "void", "整份作废"


class ProblemState(models.TextChoices):
    """Whether a row of a return file that matched nothing was solved."""

    OPEN = "open", "待核对"
    SOLVED = "solved", "已处理"


class FileLayout(models.TextChoices):
    """Layouts of the bank file; the first export's choice can be followed by the others."""

    GB18030 = "gb18030", "CSV（GB18030编码）"
    UTF8 = "utf8", "CSV（UTF-8编码）"
    XLSX = "xlsx", "Excel工作簿"
