"""``cuncuntong audit verify``: walks the audit chain and names the first broken entry."""

from __future__ import annotations

import argparse

from cuncuntong.cli.arguments import Parser
from cuncuntong.cli.console import complain, progress, say
from cuncuntong.cli.main import django_ready


def parser() -> argparse.ArgumentParser:
    """Sub-command verify."""
    made = Parser(prog="cuncuntong audit", description="核验审计链：记录有没有被修改、删除、插入、调换。")
    actions = made.add_subparsers(dest="action", required=True, metavar="动作", parser_class=Parser)
    actions.add_parser("verify", help="从第一条核验到最后一条；发现问题时退出码为1")
    return made


def run(_options: argparse.Namespace) -> int:
    """0 when the chain holds, 1 when it is broken."""
    django_ready()
    from cuncuntong.foundation.audit.chain import verify

    report = progress("核验")
    result = verify(lambda done, total: report("审计链", done, total))
    if result.ok:
        if result.warning:
            complain(f"注意：{result.warning}")
        say(f"审计链完好：核验{result.checked}条，另有{result.pending}条等待入链（内容也已核对）。")
        return 0
    complain(f"✗ 审计链有问题：{result.reason}")
    if result.first_broken_seq is not None:
        complain(f"  第一处：链序号{result.first_broken_seq}（此前{result.checked}条完好）。")
    elif result.first_broken_id is not None:
        complain(f"  第一处：编号{result.first_broken_id}（链上{result.checked}条完好）。")
    complain("  请保留现场（不要删改数据库和 audit-anchor.log），报告审计员和网络安全负责人。")
    return 1
