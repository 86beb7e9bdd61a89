"""``cuncuntong account``: accounts from the machine itself, for the first ones and for emergencies."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from cuncuntong.cli.arguments import Parser
from cuncuntong.cli.console import Problem, say
from cuncuntong.cli.main import django_ready

if TYPE_CHECKING:
    from cuncuntong.network.models import Division, ServicePoint


def parser() -> argparse.ArgumentParser:
    """Sub-commands add and reset-password."""
    made = Parser(
        prog="cuncuntong account", description="新建账号、重置密码。日常管理请用页面上的“账号管理”。"
    )
    actions = made.add_subparsers(dest="action", required=True, metavar="动作", parser_class=Parser)
    add = actions.add_parser("add", help="新建账号，可同时给一个岗位")
    add.add_argument("username", metavar="账号")
    add.add_argument("--name", required=True, metavar="姓名")
    add.add_argument("--duty", metavar="岗位", help="岗位代码，如 system_admin、reviewer、point_clerk")
    add.add_argument("--division", metavar="区划代码", help="岗位所在区划，默认本县")
    add.add_argument("--point", metavar="服务点编号", help="服务点经办员所在的服务点")
    add.add_argument("--line", action="append", default=[], metavar="业务线", help="审核员的业务线，可多次")
    reset = actions.add_parser("reset-password", help="重置密码，并让该账号退出登录")
    reset.add_argument("username", metavar="账号")
    return made


def run(options: argparse.Namespace) -> int:
    """Does it and prints the password once."""
    django_ready()
    from cuncuntong.network.services.accounts import AccountRefused

    try:
        return _add(options) if options.action == "add" else _reset(options.username)
    except AccountRefused as error:
        raise Problem(error.message) from error


def _add(options: argparse.Namespace) -> int:
    from django.db import transaction

    from cuncuntong.network.enums import DutyKind, Line
    from cuncuntong.network.services.accounts import create_account, give_duty

    if options.duty and options.duty not in DutyKind.values:
        kinds = "、".join(f"{kind}（{kind.label}）" for kind in DutyKind)
        raise Problem(f"没有这个岗位：{options.duty}", f"可选：{kinds}")
    if wrong := [line for line in options.line if line not in Line.values]:
        lines = "、".join(f"{line}（{line.label}）" for line in Line)
        raise Problem(f"没有这条业务线：{'、'.join(wrong)}", f"可选：{lines}")
    with transaction.atomic():
        made = create_account(caller=None, username=options.username, full_name=options.name)
        if options.duty:
            give_duty(
                caller=None,
                account=made.account,
                kind=options.duty,
                division=_division(options.division),
                point=_point(options.point),
                lines=options.line,
            )
    say(f"已新建账号 {made.account.username}，一次性密码：{made.password}")
    say("密码只显示这一次，首次登录时须更改。")
    return 0


def _division(code: str | None) -> Division:
    from cuncuntong.network.models import Division
    from cuncuntong.network.selectors import home_county

    if not code:
        return home_county()
    division = Division.objects.filter(code=code).first()
    if division is None:
        raise Problem(f"没有代码为 {code} 的区划。")
    return division


def _point(code: str | None) -> ServicePoint | None:
    from cuncuntong.network.models import ServicePoint

    if not code:
        return None
    point = ServicePoint.objects.select_related("division").filter(code=code).first()
    if point is None:
        raise Problem(
            f"没有编号为 {code} 的服务点。", "服务点编号是区划代码加01，如水村社区是 14052210000501。"
        )
    return point


def _reset(username: str) -> int:
    from cuncuntong.network.models import Account
    from cuncuntong.network.services.accounts import reset_password

    account = Account.objects.filter(username=username).first()
    if account is None:
        raise Problem(f"没有账号 {username}。")
    say(f"账号 {username} 的一次性密码：{reset_password(caller=None, account=account)}")
    say("密码只显示这一次，下次登录时须更改；原有登录已全部退出。")
    return 0
