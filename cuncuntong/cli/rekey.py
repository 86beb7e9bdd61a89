"""``cuncuntong rekey``: a new key version, and everything sealed under it, while the system serves."""

from __future__ import annotations

import argparse
from pathlib import Path

from cuncuntong.cli.arguments import Parser
from cuncuntong.cli.console import Problem, complain, progress, say
from cuncuntong.cli.main import django_ready


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = Parser(
        prog="cuncuntong rekey",
        description="更换密钥并把全部加密内容重新加密。系统可以照常使用；中断了用 --continue 接着做。",
    )
    made.add_argument("--continue", dest="resume", action="store_true", help="不生成新密钥，接着做上次没完的")
    made.add_argument("--batch", type=int, default=500, metavar="数", help="每批行数，默认500")
    return made


def run(options: argparse.Namespace) -> int:
    """Adds a version unless asked to go on, then re-keys."""
    if options.batch < 1:
        raise Problem("每批行数至少为1。")
    django_ready()
    from django.conf import settings

    from cuncuntong.foundation.sealed.keys import KeyFileError, add_version
    from cuncuntong.foundation.sealed.rekey import rekey

    path = Path(settings.CUNCUNTONG["KEY_FILE"])
    try:
        if not options.resume:
            version = add_version(path)
            say(f"已生成第{version}版密钥，原文件留作 {path}.bak。请立即另行备份 {path}。")
    except KeyFileError as error:
        raise Problem(str(error)) from error
    result = rekey(batch=options.batch, progress=progress("重新加密"))
    say(f"完成：数据库{result.rows}行，其他（附件等）{result.others}个。")
    for row in result.broken:
        complain(
            f"✗ {row} 的加密内容打不开，已跳过。请从备份恢复这一行，再运行 cuncuntong rekey --continue。"
        )
    for row in result.doubled:
        complain(f"✗ {row} 与另一行的号码相同，已跳过。请核对合并后，再运行 cuncuntong rekey --continue。")
    say("旧密钥仍留在密钥文件里，用来打开更早的数据库备份，请不要删除。")
    return 1 if result.broken or result.doubled else 0
