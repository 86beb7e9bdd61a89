"""Writes docs/items.md out of the declarations: ``python -m cuncuntong.items.document [--check]``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from cuncuntong.rules.service_item import Channel, Group, ServiceItem

TARGET = Path(__file__).resolve().parents[2] / "docs" / "items.md"
CHANNEL_WORDS = {Channel.COUNTER: "柜面", Channel.KIOSK: "自助机", Channel.VISIT: "上门"}
_HEAD = """<!-- 由 python -m cuncuntong.items.document 生成，请勿手工修改；改事项请改它自己的文件。 -->
# 服务事项

名称、渠道和时限出自{plan}附件1（第1至40项）和第五部分（D1至D4）。
共{total}项，其中{opened}项已开通，可以办理到底；其余列出办事指南，标为未开通，不能受理。
“线”是审核该事项的业务线。怎样增加一个事项，见[CONTRIBUTING.md](../CONTRIBUTING.md)。
"""


def document() -> str:
    """The whole text of docs/items.md. Needs Django to be set up."""
    from cuncuntong.items.catalogue import load
    from cuncuntong.items.shared import PLAN

    every = load().all()
    opened = sum(1 for item in every if item.open)
    parts = [_HEAD.format(plan=PLAN, total=len(every), opened=opened)]
    parts += [_section(group, [item for item in every if item.group == group]) for group in Group]
    return "\n".join(parts)


def _section(group: Group, members: list[ServiceItem]) -> str:
    rows = "\n".join(_row(item) for item in members)
    return (
        f"## {members[0].group_name}（{len(members)}项）\n\n"
        "| 编号 | 名称 | 渠道 | 时限 | 线 | 状态 | 文件 |\n"
        "|---|---|---|---|---|---|---|\n"
        f"{rows}\n"
    )


def _row(item: ServiceItem) -> str:
    from cuncuntong.items.catalogue import module_path
    from cuncuntong.network.enums import Line

    path = module_path(item)
    cells = (
        item.number,
        item.name,
        "、".join(CHANNEL_WORDS[channel] for channel in item.channels),
        item.limit_text + ("（通知未规定）" if item.demonstration_only else ""),
        str(Line(item.line).label),
        "已开通" if item.open else "未开通",
        f"[{path.rsplit('/', 1)[1]}](../{path})",
    )
    return "| " + " | ".join(cells) + " |"


def main(arguments: list[str] | None = None) -> int:
    """Writes the file; with ``--check`` only says whether it is up to date (exit code 1: it is not)."""
    parser = argparse.ArgumentParser(description="由事项声明生成 docs/items.md")
    parser.add_argument("--check", action="store_true", help="只检查是否最新，不改文件")
    wanted = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cuncuntong.config.settings")
    import django

    django.setup()
    text = document()
    if wanted.check:
        if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        sys.stderr.write("docs/items.md 不是最新的，请运行 python -m cuncuntong.items.document\n")
        return 1
    TARGET.write_text(text, encoding="utf-8")
    sys.stdout.write(f"已写入 {TARGET}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
