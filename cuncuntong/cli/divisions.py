"""``cuncuntong divisions import FILE``: the register of divisions, with a point for each new place."""

from __future__ import annotations

import argparse
from pathlib import Path

from cuncuntong.cli.arguments import Parser
from cuncuntong.cli.console import Problem
from cuncuntong.cli.main import django_ready


def parser() -> argparse.ArgumentParser:
    """Sub-command import."""
    made = Parser(prog="cuncuntong divisions", description="导入行政区划，为新的乡镇、村、社区增加服务点。")
    actions = made.add_subparsers(dest="action", required=True, metavar="动作", parser_class=Parser)
    load = actions.add_parser("import", help="导入 CSV 文件（格式见 cuncuntong/network/data/README.md）")
    load.add_argument("file", type=Path, metavar="文件")
    load.add_argument("--source", default="", metavar="来源", help="数据来源，如批复文号；默认写文件名")
    return made


def run(options: argparse.Namespace) -> int:
    """Loads the file."""
    if not options.file.is_file():
        raise Problem(f"没有这个文件：{options.file}")
    django_ready()
    from cuncuntong.cli.preparation import load_county

    load_county(file=options.file, source=options.source or f"导入文件 {options.file.name}")
    return 0
