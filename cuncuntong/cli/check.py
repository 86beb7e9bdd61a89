"""``cuncuntong check``: refuses an unsafe production set-up and says why and what to do."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable

from cuncuntong.cli.arguments import Parser
from cuncuntong.cli.console import say
from cuncuntong.cli.findings import Finding
from cuncuntong.cli.main import django_ready


def parser() -> argparse.ArgumentParser:
    """No options."""
    return Parser(
        prog="cuncuntong check",
        description="检查生产环境：✗ 是必须改的（退出码1，服务不会启动），! 是提醒。",
    )


def run(_options: argparse.Namespace) -> int:
    """Prints what was found; 1 when something stops production."""
    django_ready()
    from django.conf import settings

    found = safety()
    if not settings.CUNCUNTONG["PRODUCTION"]:
        found.insert(
            0,
            Finding(
                True,
                "没有设置 CUNCUNTONG_PRODUCTION=1，现在是试用环境。",
                "正式使用时设置 CUNCUNTONG_PRODUCTION=1（安全Cookie、强制HTTPS、启动前检查随之生效）。",
            ),
        )
    if report(found, say):
        say("\n检查没有通过。")
        return 1
    say("检查通过。" if not found else "\n没有必须改的问题；请看一看上面的提醒。")
    return 0


def safety() -> list[Finding]:
    """Everything that was found, what stops production first."""
    from cuncuntong.cli import check_data, check_settings

    found = [one for check in (*check_settings.CHECKS, *check_data.CHECKS) for one in check()]
    return sorted(found, key=lambda one: not one.stops)


def report(found: Iterable[Finding], tell: Callable[[str], None]) -> bool:
    """Prints the findings; True when one of them stops production."""
    stops = False
    for one in found:
        tell(f"{'✗' if one.stops else '!'} {one.what}")
        tell(f"  {one.todo}")
        stops = stops or one.stops
    return stops
