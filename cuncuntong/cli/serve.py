"""``cuncuntong serve``: granian for the pages, one background process, both watched.

SQLite takes one writer at a time, and waiting for it is short (foundation/sqlite): two web processes
answer pages on two cores (docs/performance.md). PostgreSQL gets a process for each core.
"""

from __future__ import annotations

import argparse
import os
import secrets
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from cuncuntong.cli.arguments import Parser, positive
from cuncuntong.cli.console import Problem, complain, say
from cuncuntong.cli.main import django_ready
from cuncuntong.cli.supervisor import Child, Supervisor

READY_SECONDS = 30.0
# More threads than this only wait for each other (and granian warns of it).
THREADS = 4
SQLITE_WORKERS = 2
MOST_WORKERS = 8


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = Parser(prog="cuncuntong serve", description="启动服务：网页和后台任务。按 Ctrl+C 停止。")
    made.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听地址，默认 127.0.0.1")
    made.add_argument("--port", type=int, default=8000, metavar="端口", help="监听端口，默认 8000")
    made.add_argument(
        "--workers", type=positive, default=0, metavar="数", help="网页进程数，默认按数据库和CPU定"
    )
    made.add_argument("--threads", type=positive, default=0, metavar="数", help="每个网页进程的线程数")
    made.add_argument("--no-province", action="store_true", help="演示中不启动演示省级系统")
    made.add_argument("--access-log", action="store_true", help="打印访问日志")
    return made


def run(options: argparse.Namespace) -> int:
    """Checks, then serves until a signal."""
    if not 1 <= options.port <= 65535:
        raise Problem(f"端口应在1至65535之间，现为 {options.port}。")
    _refuse_taken_port(options.host, options.port)
    django_ready()
    from django.conf import settings
    from django.db import connection

    from cuncuntong.cli import preparation
    from cuncuntong.foundation.sqlite.statistics import refresh_statistics

    _refuse_unprepared()
    preparation.collect_static()
    refresh_statistics()
    sqlite = connection.vendor == "sqlite"
    connection.close()
    environment = dict(os.environ)
    accounts = _accounts_file(settings.CUNCUNTONG)
    province = None
    if accounts:
        environment["CUNCUNTONG_DEMO"] = "1"
        province = demo_province(options, settings.CUNCUNTONG, environment)
    web = Child("网页服务", web_command(options, sqlite=sqlite))
    background = Child("后台任务", [sys.executable, "-m", "cuncuntong.cli.main", "background"])
    children = [web, background, *([province] if province else [])]
    supervisor = Supervisor(children, environment)
    told = _province_words(environment) if province else ""
    return supervisor.run(once_started=lambda: _announce(options, accounts, supervisor, told))


def demo_province(
    options: argparse.Namespace, ours: Mapping[str, object], environment: dict[str, str]
) -> Child | None:
    """The demonstration's own province, unless somebody set another: its process and our address of it."""
    if ours["ABOVE_TRANSPORT"] or options.no_province:
        return None
    port = _free_port(options.port + 1)
    token = secrets.token_urlsafe(16)
    environment["CUNCUNTONG_ABOVE_TRANSPORT"] = "http"
    environment["CUNCUNTONG_ABOVE_URL"] = f"http://127.0.0.1:{port}"
    environment["CUNCUNTONG_ABOVE_TOKEN"] = token
    command = [sys.executable, "-m", "cuncuntong.cli.main", "province", "run", "--port", str(port)]
    return Child("演示省级系统", command)


def _free_port(wanted: int) -> int:
    """The next port if nobody has it, else any."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port if port < 65536 else 0))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    return wanted


def _province_words(environment: Mapping[str, str]) -> str:
    return (
        f"演示省级系统：{environment['CUNCUNTONG_ABOVE_URL']}/control    "
        "（变慢、出错、不同意等：cuncuntong province set --help）"
    )


def web_command(options: argparse.Namespace, *, sqlite: bool) -> list[str]:
    """granian's command line."""
    cores = os.cpu_count() or 1
    workers = options.workers or min(cores, SQLITE_WORKERS if sqlite else MOST_WORKERS)
    threads = options.threads or THREADS
    command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    command += ["--host", options.host, "--port", str(options.port)]
    command += ["--workers", str(workers), "--blocking-threads", str(threads)]
    command += ["--blocking-threads-idle-timeout", "600", "--backlog", "1024", "--no-ws"]
    command += ["--respawn-failed-workers", "--workers-kill-timeout", "10", "--log-level", "warning"]
    command += ["--access-log"] if options.access_log else ["--no-access-log"]
    return [*command, "cuncuntong.config.wsgi:application"]


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Problem(
                f"不能在 {host}:{port} 上启动：{error.strerror}。",
                "端口可能已被占用（也许村村通已在运行）。请停止那个程序，或用 --port 换一个端口。",
            ) from error


def _refuse_unprepared() -> None:
    """Refuses a database that is behind the code, and in production whatever check finds unsafe."""
    from django.conf import settings
    from django.db.utils import Error

    from cuncuntong.cli import preparation
    from cuncuntong.cli.check import report, safety

    try:
        pending = preparation.pending_migrations()
    except Error as error:
        raise Problem(
            f"连不上数据库：{str(error).strip().splitlines()[0]}",
            "请检查 CUNCUNTONG_DATABASE_URL，以及数据库是否已启动。",
        ) from error
    if pending:
        raise Problem(
            f"数据库还有{len(pending)}步更新没有执行。", "请先运行 cuncuntong init（升级前先备份）。"
        )
    if not Path(settings.CUNCUNTONG["KEY_FILE"]).exists():
        raise Problem(
            f"没有密钥文件 {settings.CUNCUNTONG['KEY_FILE']}。", "首次安装请先运行 cuncuntong init。"
        )
    if settings.CUNCUNTONG["PRODUCTION"] and report(safety(), complain):
        raise Problem(
            "生产环境的设置不安全，没有启动。", "按上面逐条改好后再启动；随时可用 cuncuntong check 检查。"
        )


def _accounts_file(ours: dict[str, object]) -> Path | None:
    from cuncuntong.demo.accounts import DEMO_FILE

    path = Path(str(ours["VAR_DIR"])) / DEMO_FILE
    return path if path.exists() and not ours["PRODUCTION"] else None


def _announce(
    options: argparse.Namespace, accounts: Path | None, supervisor: Supervisor, province: str = ""
) -> None:
    """Waits until the server answers, then prints address and, in a demonstration, the accounts."""
    host = "127.0.0.1" if options.host in {"0.0.0.0", "::"} else options.host  # noqa: S104
    if not _answers(host, options.port, supervisor):
        if not supervisor.stopping:
            complain("! 服务还没有应答，请稍候；若一直打不开，请看上面的输出。")
        return
    shown = f"[{host}]" if ":" in host else host
    say(f"村村通已启动：http://{shown}:{options.port}/    （按 Ctrl+C 停止）")
    if province:
        say(province)
    if accounts:
        say(f"\n{accounts.read_text(encoding='utf-8')}")


def _answers(host: str, port: int, supervisor: Supervisor) -> bool:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and not supervisor.stopping:
        try:
            with socket.create_connection((host, port), timeout=1):
                return True
        except OSError:
            if any(child.process and child.process.poll() is not None for child in supervisor.children):
                return False
            time.sleep(0.05)
    return False
