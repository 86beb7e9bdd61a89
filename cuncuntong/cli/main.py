"""The ``cuncuntong`` command. Each command is a module; only the one that is asked for is imported."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib import import_module

from cuncuntong import __version__
from cuncuntong.cli.console import Problem, complain, say, speak_utf8


@dataclass(frozen=True)
class Command:
    """A command: its module, and its line in the list."""

    module: str
    words: str


COMMANDS = {
    "init": Command("init", "初始化或升级：密钥、数据库、区划、静态文件、第一个系统管理员"),
    "serve": Command("serve", "启动服务（网页和后台任务）"),
    "check": Command("check", "检查生产环境是否安全，说明原因和办法"),
    "account": Command("account", "新建账号、重置密码"),
    "divisions": Command("divisions", "导入行政区划，增加服务点"),
    "items": Command("items", "列出全部服务事项"),
    "explain": Command("explain", "逐项说明一份养老金怎样算出来，哪年哪月退休"),
    "audit": Command("audit", "核验审计链"),
    "rekey": Command("rekey", "更换密钥并重新加密"),
    "tasks": Command("tasks", "查看和重试失败的后台任务"),
    "province": Command("province", "演示用的省级系统：运行、改变表现"),
    "seed": Command("seed", "生成演示居民和办件"),
    "bench": Command("bench", "测速"),
    "version": Command("version", "显示版本"),
}


def usage() -> str:
    """The list of commands."""
    lines = [f"  {name:<11}{command.words}" for name, command in COMMANDS.items()]
    return "\n".join(
        [
            "村村通：把四十项就业和社会保险服务办到每个村",
            "",
            "用法：cuncuntong 命令 [选项]",
            "",
            "命令：",
            *lines,
            "",
            "某个命令的用法：cuncuntong 命令 --help；环境变量见 docs/operations.md",
        ]
    )


def django_ready() -> None:
    """Sets Django up; commands that need the database call it before importing models."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cuncuntong.config.settings")
    import django

    django.setup()


def dispatch(arguments: list[str]) -> int:
    """Runs one command and returns its exit code."""
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        say(usage())
        return 0
    name, rest = arguments[0], arguments[1:]
    if name in {"--version", "-V", "version"}:
        say(f"村村通 {__version__}")
        return 0
    if name not in COMMANDS and name != "background":
        complain(f"✗ 没有这个命令：{name}\n\n{usage()}")
        return 2
    module = import_module(f"cuncuntong.cli.{COMMANDS[name].module if name in COMMANDS else name}")
    return int(module.run(module.parser().parse_args(rest)))


def main(arguments: list[str] | None = None) -> int:
    """Entry point: exit code 0 done, 1 a problem told in Chinese, 2 a wrong call, 130 interrupted."""
    speak_utf8()
    try:
        return dispatch(sys.argv[1:] if arguments is None else arguments)
    except Problem as problem:
        complain(f"✗ {problem.what}")
        if problem.todo:
            complain(f"  {problem.todo}")
        return 1
    except KeyboardInterrupt:
        complain("\n已中断。")
        return 130
    except BrokenPipeError:
        # The reader went away (… | head): nothing is wrong.
        sys.stdout = None  # type: ignore[assignment]
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
