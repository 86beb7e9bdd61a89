"""Safety of what the database holds: migrations, demonstration data, accounts, calendar, figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.utils import Error
from django.utils import timezone

from cuncuntong.cli.findings import Finding

# From November on the next year's days off are usually published (the State Council's notice).
CALENDAR_MONTH = 11
CLOCK_SECONDS = 60
LISTED = 8
_LOCAL_HOSTS = {"", "localhost", "127.0.0.1", "::1"}


def database() -> Iterator[Finding]:
    """The engine, its transport, and whether it is at the code's state. The rest asks only then."""
    from cuncuntong.cli.preparation import pending_migrations

    try:
        pending = pending_migrations()
    except Error as error:
        yield Finding(
            True,
            f"连不上数据库：{str(error).strip().splitlines()[0]}",
            "检查 CUNCUNTONG_DATABASE_URL，以及数据库是否已启动。",
        )
        return
    if pending:
        yield Finding(
            True,
            f"数据库还有{len(pending)}步更新没有执行（{'、'.join(pending[:3])}……）。",
            "先备份，再运行 cuncuntong init。",
        )
        return
    yield from _engine()
    for check in (demonstration, administrators, calendar_years, parameters):
        yield from check()


def _engine() -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        yield Finding(
            False,
            "数据库是 SQLite，适合试用和少数服务点的试点。",
            "全县运行请用 PostgreSQL：设置 CUNCUNTONG_DATABASE_URL=postgresql://…（见 docs/operations.md）。",
        )
        return
    database: dict[str, Any] = settings.DATABASES["default"]
    host = str(database["HOST"])
    if host not in _LOCAL_HOSTS and not host.startswith("/"):
        mode = database.get("OPTIONS", {}).get("sslmode", "")
        if mode not in {"require", "verify-ca", "verify-full"}:
            yield Finding(
                True,
                f"到数据库 {host} 的连接没有要求加密。",
                "在 CUNCUNTONG_DATABASE_URL 末尾加 ?sslmode=verify-full（或 require）。",
            )
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        drift = abs((cursor.fetchone()[0] - timezone.now()).total_seconds())
    if drift > CLOCK_SECONDS:
        yield Finding(False, f"数据库服务器的时钟与本机相差{drift:.0f}秒。", "两边都启用时间同步（chrony）。")


def demonstration() -> Iterator[Finding]:
    """Made-up people and accounts whose passwords lie in a file have no place in production."""
    from cuncuntong.demo.accounts import DEMO_USERNAMES
    from cuncuntong.demo.marks import has_demo_residents
    from cuncuntong.network.models import Account

    if has_demo_residents():
        yield Finding(
            True,
            "数据库里有演示居民。",
            "生产环境请用新的空数据库，运行 cuncuntong init（不带 --demo）；演示数据不能逐条清除。",
        )
    left = list(
        Account.objects.filter(username__in=DEMO_USERNAMES, is_active=True).values_list("username", flat=True)
    )
    if left:
        yield Finding(
            True,
            f"还有可登录的演示账号：{'、'.join(left[:LISTED])}。",
            "生产环境请用新的空数据库，或停用这些账号。",
        )


def administrators() -> Iterator[Finding]:
    """Somebody must be able to make accounts, and two persons confirm figures."""
    from cuncuntong.network.enums import DutyKind
    from cuncuntong.network.models import Duty

    in_force = Duty.objects.in_force().filter(account__is_active=True)
    if not in_force.filter(kind=DutyKind.SYSTEM_ADMIN).exists():
        yield Finding(
            False,
            "没有可用的系统管理员账号。",
            "运行 cuncuntong account add 账号 --name 姓名 --duty system_admin。",
        )
    admins = in_force.filter(kind=DutyKind.BUSINESS_ADMIN).values("account").distinct().count()
    if admins < 2:
        yield Finding(
            False,
            f"业务管理员只有{admins}人，政策参数要两个人一提一核。",
            "请系统管理员再指定业务管理员。",
        )


def calendar_years() -> Iterator[Finding]:
    """Years that have no official arrangement fall back to plain weekends."""
    from cuncuntong.network.workdays import calendar

    today = timezone.localdate()
    years = [today.year] + ([today.year + 1] if today.month >= CALENDAR_MONTH else [])
    for year in calendar().missing_years(years):
        yield Finding(
            False,
            f"工作日历缺{year}年的放假安排，暂按周六、周日休息计算时限。",
            f"国务院办公厅公布后，请业务管理员在“工作日历”中录入{year}年的安排。",
        )


def parameters() -> Iterator[Finding]:
    """Figures that nobody of the county has confirmed."""
    from cuncuntong.network.parameters import current

    waiting = current().unconfirmed(timezone.localdate())
    if waiting:
        names = "、".join(state.definition.name for state in waiting[:LISTED])
        more = f"等{len(waiting)}项" if len(waiting) > LISTED else ""
        yield Finding(
            False,
            f"政策参数待核定：{names}{more}。",
            "请业务管理员按省、市文件在“政策参数”中核定；核定前，用到它们的金额都标“待核定”。",
        )


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (database,)
