"""``cuncuntong province``: a made-up province for demonstrations and tests, and how it is switched."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from dataclasses import asdict
from pathlib import Path
from types import FrameType

from cuncuntong.cli.arguments import Parser
from cuncuntong.cli.console import Problem, complain, say, table
from cuncuntong.config import environment as env
from cuncuntong.province import behaviour as manner
from cuncuntong.province.running import runs

LOOK_SECONDS = 3.0
TOKEN = "demo-province"
WORDS = {
    "slow": "每次答复前等几秒",
    "fail": "每100次有几次答复503",
    "down": "不答复，直接断开",
    "reject": "拒收哪些业务（*为全部）",
    "refuse": "不同意哪些业务（*为全部）",
    "hold": "一直不答复哪些业务（*为全部）",
    "after": "收到后几秒作出答复",
    "twice": "每个答复给两遍",
    "disorder": "先给新的答复，再给旧的、相反的",
    "stray": "另外给一个没有报送过的答复",
}


def folder() -> Path:
    """Where the demonstration's province keeps its state."""
    return Path(env.text("VAR_DIR", "var")).resolve() / "province"


def parser() -> argparse.ArgumentParser:
    """Running it is the default; ``set`` and ``show`` switch it and tell how it is."""
    made = Parser(
        prog="cuncuntong province",
        description="演示用的省级系统（数据都是编的），供演示和测试；serve 在演示中自动启动它。",
    )
    made.add_argument(
        "--dir", type=Path, default=None, metavar="目录", help="状态目录，默认数据目录下 province"
    )
    doing = made.add_subparsers(dest="doing", metavar="做什么", parser_class=Parser, prog=made.prog)
    run_it = doing.add_parser("run", help="运行", description="运行演示省级系统，Ctrl+C 停止。")
    run_it.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听地址")
    run_it.add_argument("--port", type=int, default=8090, metavar="端口", help="监听端口，默认 8090")
    run_it.add_argument("--exchange", type=Path, default=None, metavar="目录", help="文件交换目录")
    run_it.add_argument(
        "--keys", type=Path, default=None, metavar="文件", help="文件交换密钥（县里的那一份）"
    )
    switch = doing.add_parser("set", help="改变表现", description="\n".join(_list()))
    switch.add_argument("changes", nargs="+", metavar="项=值", help="如 slow=3 fail=50 refuse=* down=1")
    doing.add_parser("show", help="看现在的表现", description="列出各项。")
    doing.add_parser("reset", help="恢复正常", description="各项恢复原样。")
    return made


def _list() -> list[str]:
    return ["各项：", *[f"  {name:<10}{words}" for name, words in WORDS.items()]]


def run(options: argparse.Namespace) -> int:
    """Runs until a signal, or switches."""
    place = options.dir or folder()
    try:
        if options.doing == "set":
            values = _changes(options.changes)
            manner.check_kinds(place, values)
            manner.save(place, manner.changed(manner.load(place), values))
        elif options.doing == "reset":
            manner.save(place, manner.Behaviour())
        elif options.doing == "run":
            return _run(options, place)
        elif options.doing is None:
            complain("✗ 请说明做什么：run、set、show、reset\n  查看用法：cuncuntong province --help")
            return 2
        now = asdict(manner.load(place))
    except manner.BadBehaviour as bad:
        raise Problem(f"{bad}。", "各项见 cuncuntong province set --help") from bad
    if not runs(place):
        complain(
            f"! 目录 {place} 没有演示省级系统在运行，"
            f"{'这里的表现现在不起作用' if options.doing == 'show' else '已写下，但现在不起作用'}。\n"
            "  要改正在运行的那一个，请设成它启动时的 CUNCUNTONG_VAR_DIR，或用 --dir 指明它的目录。"
        )
        if options.doing != "show":
            return 0
    say(table(["项", "现在", "说明"], [(name, _said(now[name]), words) for name, words in WORDS.items()]))
    return 0


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return (
        ",".join(value) or "无"
        if isinstance(value, tuple)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def _changes(given: list[str]) -> dict[str, str]:
    wrong = [one for one in given if "=" not in one]
    if wrong:
        raise Problem(f"“{wrong[0]}”应写成 项=值。", "如 slow=3")
    return dict(one.split("=", 1) for one in given)


def _run(options: argparse.Namespace, place: Path) -> int:
    from cuncuntong.province.server import ProvinceServer

    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    token = os.environ.get("CUNCUNTONG_ABOVE_TOKEN") or TOKEN
    try:
        server = ProvinceServer((options.host, options.port), place, token)
    except OSError as error:
        raise Problem(
            f"不能在 {options.host}:{options.port} 上启动：{error.strerror}。", "请用 --port 换一个端口。"
        ) from error
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, name="province")
    thread.start()
    try:
        while not stop.wait(LOOK_SECONDS):
            _look(options, place, server)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    return 0


def _look(options: argparse.Namespace, place: Path, server: object) -> None:
    """A look into the exchange folder, where there is one; what fails now is tried again."""
    from cuncuntong.province.exchange import exchange

    if options.exchange is None or options.keys is None or not options.keys.exists():
        return
    try:
        exchange(options.exchange, options.keys, place, server.memory)  # type: ignore[attr-defined]
    except (OSError, ValueError, KeyError, manner.BadBehaviour) as error:
        complain(f"! 演示省级系统读交换目录出错：{error}")
