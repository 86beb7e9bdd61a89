"""``cuncuntong tasks``: failed background tasks, and another try."""

from __future__ import annotations

import argparse
from typing import Any

from cuncuntong.cli.arguments import Parser
from cuncuntong.cli.console import Problem, say, table
from cuncuntong.cli.main import django_ready

LISTED = 50


def parser() -> argparse.ArgumentParser:
    """Optional sub-command retry."""
    made = Parser(prog="cuncuntong tasks", description="列出失败的后台任务；tasks retry 编号 重新执行。")
    actions = made.add_subparsers(dest="action", metavar="动作", parser_class=Parser)
    retry = actions.add_parser("retry", help="把失败的任务放回队列")
    retry.add_argument("ids", nargs="+", metavar="编号", help="任务编号，或 all")
    return made


def run(options: argparse.Namespace) -> int:
    """Lists, or puts back."""
    django_ready()
    from cuncuntong.foundation.tasks.queue import failed_tasks, try_again, waiting_count

    if options.action == "retry":
        ids = options.ids
        if ids == ["all"]:
            ids = [str(row.pk) for row in failed_tasks()]
        from uuid import UUID

        for one in ids:
            try:
                known = try_again(str(UUID(one)))
            except ValueError:
                known = False
            if not known:
                raise Problem(f"没有编号为 {one} 的失败任务。", "用 cuncuntong tasks 查看编号。")
        say(f"已把{len(ids)}个任务放回队列，由 cuncuntong serve 的后台进程执行。")
        return 0
    failed = list(failed_tasks()[:LISTED])
    say(f"等待执行{waiting_count()}个，失败{failed_tasks().count()}个。")
    if failed:
        rows = [_line(row) for row in failed]
        say(table(["编号", "任务", "失败时间", "错误"], rows))
    return 0


def _line(row: Any) -> tuple[str, str, str, str]:
    from django.utils import timezone

    finished = row.finished_at
    when = f"{timezone.localtime(finished):%Y-%m-%d %H:%M}" if finished else ""
    error = (row.traceback or "").strip().splitlines()
    name = row.task_path.rsplit(".", 1)[-1]
    return str(row.pk), name, when, error[-1][:60] if error else ""
