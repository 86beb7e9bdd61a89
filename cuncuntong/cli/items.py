"""``cuncuntong items``: the catalogue, for people or as JSON."""

from __future__ import annotations

import argparse
import json

from cuncuntong.cli.arguments import Parser
from cuncuntong.cli.console import say, table
from cuncuntong.cli.main import django_ready


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = Parser(prog="cuncuntong items", description="列出全部服务事项。")
    made.add_argument("--json", action="store_true", help="以 JSON 输出")
    return made


def run(options: argparse.Namespace) -> int:
    """Prints all items in the official order."""
    django_ready()
    from cuncuntong.rules.registry import items

    if options.json:
        listed = [
            {
                "number": item.number,
                "name": item.name,
                "group": str(item.group),
                "channels": [str(channel) for channel in item.channels],
                "limit_workdays": item.limit_workdays,
                "open": item.open,
            }
            for item in items.all()
        ]
        say(json.dumps(listed, ensure_ascii=False, indent=1))
        return 0
    rows = [
        (item.number, item.name, item.group_name, item.limit_text, "开通" if item.open else "未开通")
        for item in items.all()
    ]
    say(table(["序号", "事项", "类别", "时限", "状态"], rows))
    return 0
