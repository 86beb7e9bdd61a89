"""``cuncuntong init``: brings a new or an updated installation to where it can be served."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cuncuntong.cli.arguments import Parser, positive
from cuncuntong.cli.console import Problem, say, table
from cuncuntong.cli.main import django_ready

DEMO_RESIDENTS = 5000
DEMO_CASES = 300


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = Parser(
        prog="cuncuntong init",
        description="初始化或升级：密钥文件、数据库、行政区划和服务点、静态文件、第一个系统管理员。\n"
        "可以重复运行：已有的不动，只补缺少的。",
    )
    made.add_argument("--demo", action="store_true", help="载入演示居民、办件和各岗位账号（不能用于生产）")
    made.add_argument("--residents", type=positive, default=DEMO_RESIDENTS, help="演示居民数")
    made.add_argument("--cases", type=positive, default=DEMO_CASES, help="演示办件数")
    made.add_argument("--seed", type=positive, default=1, help="随机种子，相同则数据相同")
    made.add_argument("--admin", metavar="账号", default="", help="第一个系统管理员的账号")
    made.add_argument("--admin-name", metavar="姓名", default="", help="第一个系统管理员的姓名")
    return made


def run(options: argparse.Namespace) -> int:
    """All steps in order; each says what it did."""
    django_ready()
    from django.conf import settings

    from cuncuntong.cli import preparation

    ours = settings.CUNCUNTONG
    if options.demo and ours["PRODUCTION"]:
        raise Problem(
            "生产环境不能载入演示数据。",
            "去掉 --demo；要看演示，请另建一个目录，不设 CUNCUNTONG_PRODUCTION。",
        )
    preparation.prepare_folder(Path(ours["VAR_DIR"]))
    made = preparation.prepare_key_file(Path(ours["KEY_FILE"]), has_sealed_data=preparation.has_sealed_data())
    say(f"  密钥文件：{'已生成' if made else '已有'} {ours['KEY_FILE']}")
    if made and not options.demo:
        say("    请立即备份到另一处保管：丢失它，加密的身份证号、电话、附件都无法恢复。")
    steps = preparation.migrate()
    say(f"  数据库：{f'执行了{steps}步更新' if steps else '已是最新'}")
    preparation.load_county()
    preparation.load_policies()
    collected = preparation.collect_static()
    say(f"  静态文件：{'已收集' if collected else '已是最新'}")
    _parameters()
    if options.demo:
        _demo(options)
    else:
        _first_administrator(options)
    return 0


def _parameters() -> None:
    """Tells how many policy figures wait for the county's confirmation."""
    from django.utils import timezone

    from cuncuntong.rules.parameters import load_parameters

    book = load_parameters()
    today = timezone.localdate()
    waiting = book.unconfirmed(today)
    say(f"  政策参数：{len(book.all(today))}项，其中{len(waiting)}项待业务管理员核定")


def _demo(options: argparse.Namespace) -> None:
    from cuncuntong.cli.seed import grow
    from cuncuntong.demo.accounts import demo_accounts, save_accounts
    from cuncuntong.demo.network import mark_demonstration_points

    mark_demonstration_points()
    made = demo_accounts()
    # At once: passwords are not kept anywhere else.
    path = save_accounts(made)
    grow(residents=options.residents, cases=options.cases, seed=options.seed)
    if not made:
        say("  演示账号：已有，密码不变")
        return
    say(f"\n演示账号（密码在本机生成，存于 {path}，仅本用户可读）：\n")
    say(table(["岗位", "账号", "密码", "地点"], [one.row() for one in made]))
    say()


def _first_administrator(options: argparse.Namespace) -> None:
    """Asks for the first system administrator, or makes one where nobody can be asked."""
    from cuncuntong.network.enums import DutyKind
    from cuncuntong.network.models import Duty
    from cuncuntong.network.selectors import home_county
    from cuncuntong.network.services.accounts import AccountRefused, create_account, give_duty

    if Duty.objects.in_force().filter(kind=DutyKind.SYSTEM_ADMIN).exists():
        return
    username, name = options.admin, options.admin_name
    if sys.stdin.isatty():
        username = username or input("  第一个系统管理员的账号（默认 admin）：").strip()
        name = name or input("  姓名（默认 系统管理员）：").strip()
    try:
        made = create_account(caller=None, username=username or "admin", full_name=name or "系统管理员")
    except AccountRefused as error:
        raise Problem(error.message, "请用 --admin 另给一个账号后再运行 cuncuntong init。") from error
    give_duty(caller=None, account=made.account, kind=DutyKind.SYSTEM_ADMIN, division=home_county())
    say(f"\n系统管理员账号：{made.account.username}\n一次性密码：{made.password}")
    say("密码只显示这一次，首次登录时须更改。登录后请为各岗位人员建立账号。")
