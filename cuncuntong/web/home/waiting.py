"""What waits for somebody, in order of urgency, by what their duties let them do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases.models import Case
from cuncuntong.cases.selectors.queue_list import IS_OPEN, soon_until
from cuncuntong.cases.selectors.queues import review_counts
from cuncuntong.foundation.audit.models import AuditEntry, ChainHead
from cuncuntong.foundation.tasks.models import ScheduledRun
from cuncuntong.foundation.tasks.queue import failed_tasks
from cuncuntong.ledgers.residents.selectors import duplicate_pairs
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import Account, ParameterValue
from cuncuntong.network.parameters import current, setting
from cuncuntong.network.selectors import accounts_within
from cuncuntong.network.workdays import calendar
from cuncuntong.web.above.home import above_waiting
from cuncuntong.web.certification.home import certification_waiting
from cuncuntong.web.claims.home import claims_waiting
from cuncuntong.web.collection.home import collection_waiting
from cuncuntong.web.counter.desk_work import waiting_lines
from cuncuntong.web.counter.home import refused_above
from cuncuntong.web.home.lines import Counted, Line
from cuncuntong.web.library.waiting import handbook_lines
from cuncuntong.web.messages.home import messages_to_tell
from cuncuntong.web.payments.home import payments_to_do
from cuncuntong.web.pensions.books import books_off
from cuncuntong.web.portraits.home import portraits_waiting
from cuncuntong.web.records.home import records_waiting
from cuncuntong.web.recoveries.home import recoveries_waiting
from cuncuntong.web.training.home import training_to_do
from cuncuntong.web.unemployment.home import unemployment_waiting
from cuncuntong.web.work.home import market_waiting

MOST_DOUBLES = 20


# What each area of the screens lets wait: rows that are counted with all others in one question.
COUNTED: tuple[Callable[[Caller], list[Counted]], ...] = (
    refused_above,
    messages_to_tell,
    market_waiting,
    handbook_lines,
    records_waiting,
    recoveries_waiting,
    training_to_do,
    payments_to_do,
    collection_waiting,
    books_off,
    claims_waiting,
    portraits_waiting,
    unemployment_waiting,
    certification_waiting,
    above_waiting,
)


def waiting_for(caller: Caller) -> list[Line]:
    """Everything that waits for the caller, the most pressing first; only what there is."""
    lines: list[Line] = []
    if caller.can(Ability.CASE_FILE):
        lines += _clerk(caller)
    if caller.can(Ability.CASE_REVIEW):
        lines += _reviewer(caller)
    areas = [one for area in COUNTED for one in area(caller)]
    counts = _counts(caller, areas)
    lines += [one.line(counts[f"area {place}"]) for place, one in enumerate(areas)]
    if caller.can(Ability.PARAMETER_CONFIRM):
        lines += _parameters(counts["proposed"])
    if caller.can(Ability.CALENDAR_EDIT):
        lines += _calendar()
    if caller.can(Ability.RESIDENT_MERGE):
        lines += _doubles(caller)
    if caller.can(Ability.TASKS_READ):
        lines += _tasks(counts["failed"], counts["broken"])
    if caller.can(Ability.ACCOUNT_MANAGE):
        lines += _accounts(caller)
    if caller.can(Ability.AUDIT_READ):
        lines += _chain()
    order = {"bad": 0, "wait": 1, "info": 2, "neutral": 3, "good": 4}
    return sorted((line for line in lines if line.count), key=lambda line: order[line.tone])


def _clerk(caller: Caller) -> list[Line]:
    lines = [Line(one.label, one.count, one.url, one.tone, one.words) for one in waiting_lines(caller)]
    today = timezone.localdate()
    rows = Case.objects.filter(IS_OPEN, point=caller.point)
    soon = rows.filter(due_on__gte=today, due_on__lte=soon_until(today)).count()
    cases = reverse("counter:cases")
    return [*lines, Line("即将到期", soon, f"{cases}?tab=open", "info", "县里正在审核，快到应办结日")]


def _reviewer(caller: Caller) -> list[Line]:
    counts = review_counts(caller)
    queue = reverse("review:queue")
    return [
        Line("已超期", counts.overdue, f"{queue}?tab=overdue", "bad", "已过应办结日，请先审"),
        Line(
            "即将到期",
            counts.soon,
            f"{queue}?tab=soon",
            "wait",
            f"{setting('service.due_soon_workdays')}个工作日内到期",
        ),
        Line("我领取的", counts.mine, f"{queue}?tab=mine", "info", "您打开过、还没有决定的"),
        Line("待审核", counts.waiting, queue, "neutral", "全部等待审核的办件"),
    ]


def _counts(caller: Caller, areas: list[Counted]) -> dict[str, int]:
    """Counts from several small tables in one question; none without a duty that sees them."""
    asked: dict[str, QuerySet[Any]] = {f"area {place}": one.rows for place, one in enumerate(areas)}
    if caller.can(Ability.PARAMETER_CONFIRM):
        pending = ParameterValue.objects.filter(confirmed_at__isnull=True, withdrawn_at__isnull=True)
        asked["proposed"] = pending.exclude(proposed_by=caller.account)
    if caller.can(Ability.TASKS_READ):
        asked["failed"] = failed_tasks()
        asked["broken"] = ScheduledRun.objects.exclude(last_error="")
    if not asked:
        return {}
    first, *others = (
        # Grouped by its own name, so that each set is one row, or none when it is empty.
        rows.order_by().annotate(which=Value(name)).values("which").annotate(n=Count("pk"))
        for name, rows in asked.items()
    )
    found = {row["which"]: row["n"] for row in first.union(*others, all=True)}
    return {name: found.get(name, 0) for name in asked}


def _parameters(proposed: int) -> list[Line]:
    unconfirmed = len(current().unconfirmed(timezone.localdate()))
    page = reverse("admin_desk:parameters")
    return [
        Line("等我核定的参数", proposed, f"{page}?only=pending", "wait", "同事已提出，须由您核定", "项"),
        Line(
            "待核定的政策参数", unconfirmed, f"{page}?only=unconfirmed", "wait", "用到时会标明“待核定”", "项"
        ),
    ]


def _calendar() -> list[Line]:
    today = timezone.localdate()
    # Cases accepted in December are due in January: the coming year is needed before it begins.
    years = [today.year] if today.month < 11 else [today.year, today.year + 1]
    missing = calendar().missing_years(years)
    words = "、".join(f"{year}年" for year in missing) + "的放假安排还没有录入，时限先按周末推算"
    return [Line("工作日历", len(missing), reverse("admin_desk:calendar"), "wait", words, "年")]


def _doubles(caller: Caller) -> list[Line]:
    pairs = len(duplicate_pairs(caller, limit=MOST_DOUBLES))
    words = "可能是同一人建了两份档案" + ("（至少）" if pairs == MOST_DOUBLES else "")
    return [Line("待核对的重复档案", pairs, reverse("admin_desk:doubles"), "info", words, "对")]


def _tasks(failed: int, broken: int) -> list[Line]:
    page = reverse("admin_desk:tasks")
    return [
        Line("失败的后台任务", failed, page, "bad", "重试多次仍未成功", "个"),
        Line("出错的定时任务", broken, page, "bad", "最近一次运行出错", "个"),
    ]


def _accounts(caller: Caller) -> list[Line]:
    managed = Account.objects.filter(pk__in=accounts_within(caller).order_by().values("pk"), is_active=True)
    counts = managed.aggregate(
        unused=Count("pk", filter=Q(must_change_password=True)),
        everybody=Count("pk"),
    )
    page = reverse("admin_desk:accounts")
    return [
        Line("没有改过初始密码的账号", counts["unused"], page, "wait", "请提醒本人登录并改密码", "个"),
        Line("在用账号", counts["everybody"], page, "good", "按岗位开通，离岗要及时停用", "个"),
    ]


def _chain() -> list[Line]:
    head = ChainHead.objects.filter(pk=1).first()
    pending = AuditEntry.objects.filter(seq__isnull=True).count()
    page = reverse("admin_desk:audit")
    return [
        Line("已入链的审计记录", head.seq if head else 0, page, "good", "可随时核验是否被改动", "条"),
        Line("等待入链的审计记录", pending, page, "neutral", "由后台任务每分钟入链", "条"),
    ]
