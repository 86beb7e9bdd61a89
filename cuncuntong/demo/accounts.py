"""One account for each duty, with passwords made on this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from cuncuntong.network.enums import DutyKind as D
from cuncuntong.network.enums import Line
from cuncuntong.network.models import Account, Division, ServicePoint
from cuncuntong.network.services.accounts import create_account, give_duty

DEMO_FILE = "accounts.txt"

_COUNTY, _CITY, _PROVINCE = "140522", "1405", "14"
_SHUICUN = "14052210000501"  # 水村社区, in 凤城镇
_BEILIU_VILLAGE = "140522101"  # the first village point of 北留镇
_TOWNSHIP = "140522100"


@dataclass(frozen=True)
class Plan:
    """An account of the demonstration. ``place`` is a division code, or a point's for clerks."""

    username: str
    full_name: str
    kind: str
    place: str
    lines: tuple[str, ...] = ()


PLANS = (
    Plan("clerk01", "经办员一（演示）", D.POINT_CLERK, _SHUICUN),
    Plan("clerk02", "经办员二（演示）", D.POINT_CLERK, _SHUICUN),
    Plan("clerk03", "经办员三（演示）", D.POINT_CLERK, _BEILIU_VILLAGE),
    Plan("clerk04", "乡镇经办员（演示）", D.POINT_CLERK, _TOWNSHIP + "01"),
    Plan("township01", "乡镇管理员（演示）", D.TOWNSHIP_ADMIN, _TOWNSHIP),
    Plan(
        "reviewer01",
        "审核员一（演示）",
        D.REVIEWER,
        _COUNTY,
        (Line.EMPLOYMENT, Line.RESIDENT_PENSION, Line.CARD),
    ),
    Plan("reviewer02", "审核员二（演示）", D.REVIEWER, _COUNTY, (Line.RESIDENT_PENSION,)),
    Plan("reviewer03", "审核员三（演示）", D.REVIEWER, _COUNTY, tuple(Line.values)),
    Plan("business01", "业务管理员一（演示）", D.BUSINESS_ADMIN, _COUNTY),
    Plan("business02", "业务管理员二（演示）", D.BUSINESS_ADMIN, _COUNTY),
    Plan("system01", "系统管理员（演示）", D.SYSTEM_ADMIN, _COUNTY),
    Plan("specialist01", "业务骨干（演示）", D.SPECIALIST, _COUNTY, (Line.RESIDENT_PENSION,)),
    Plan("overseer01", "督导（演示）", D.OVERSEER, _COUNTY),
    Plan("auditor01", "审计员（演示）", D.AUDITOR, _COUNTY),
    Plan("city01", "市级督导（演示）", D.OVERSEER, _CITY),
    Plan("province01", "省级督导（演示）", D.OVERSEER, _PROVINCE),
)
DEMO_USERNAMES = tuple(plan.username for plan in PLANS)


@dataclass(frozen=True)
class DemoAccount:
    """An account that was just made, with its password."""

    username: str
    password: str
    duty: str
    place: str

    def row(self) -> tuple[str, str, str, str]:
        """Duty, account, password, place: a line of the printed table."""
        return (self.duty, self.username, self.password, self.place)


@transaction.atomic
def demo_accounts() -> list[DemoAccount]:
    """Makes the accounts that are missing; those that exist keep their passwords."""
    known = set(Account.objects.filter(username__in=DEMO_USERNAMES).values_list("username", flat=True))
    return [_make(plan) for plan in PLANS if plan.username not in known]


def _make(plan: Plan) -> DemoAccount:
    made = create_account(
        caller=None, username=plan.username, full_name=plan.full_name, must_change_password=False
    )
    point = _point(plan.place) if plan.kind == D.POINT_CLERK else None
    division = point.division if point else Division.objects.get(code=plan.place)
    give_duty(
        caller=None, account=made.account, kind=plan.kind, division=division, point=point, lines=plan.lines
    )
    named = "、".join(Line(line).label for line in plan.lines)
    lines = "全部业务线" if len(plan.lines) == len(Line.values) else named
    duty = D(plan.kind).label + (f"（{lines}）" if lines else "")
    return DemoAccount(plan.username, made.password, duty, point.name if point else division.name)


def _point(place: str) -> ServicePoint:
    """The point with the code, or the first village point of the township."""
    rows = ServicePoint.objects.select_related("division")
    return rows.filter(code=place).first() or rows.filter(township_code=place).exclude(village_code="")[0]


def save_accounts(accounts: list[DemoAccount]) -> Path:
    """Appends the table to var/accounts.txt, readable by this user alone; returns the path."""
    path = Path(settings.CUNCUNTONG["VAR_DIR"]) / DEMO_FILE
    if not accounts:
        return path
    head = "" if path.exists() else "演示账号（全部为虚构人员；make reset 后重新生成）\n"
    lines = "".join(f"  {one.username:<13}{one.password:<22}{one.duty}，{one.place}\n" for one in accounts)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(head + lines)
    return path
