"""`make run`, `make setup` and `make reset`: from a fresh clone to a served system.

Standard library only. Each step is skipped while nothing it depends on has changed, so a second
`make run` goes straight to serving and keeps the data.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import sys
import time
from pathlib import Path

from scripts.tooling import frontend, python_env
from scripts.tooling.console import ROOT, Failure, elapsed, guarded, run_quietly, say
from scripts.tooling.python_env import PYTHON, VENV
from scripts.tooling.stamps import Stamp

COMMAND = VENV / "bin" / "cuncuntong"
HOST = "127.0.0.1"


def var_directory() -> Path:
    """Where this installation keeps its data: CUNCUNTONG_VAR_DIR, else var/ in the project."""
    return (ROOT / os.environ.get("CUNCUNTONG_VAR_DIR", "var")).resolve()


def check_port(port: int) -> None:
    """Raise Failure when something already listens there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((HOST, port)) == 0:
            raise Failure(
                f"端口 {port} 已被别的程序占用（也许村村通已在运行）。"
                f"请先停止它，或换一个端口：make run PORT={port + 1}",
                f"Port {port} is in use; stop that program or say make run PORT={port + 1}.",
            )


def step(number: int, title: str) -> float:
    """Announce a step; returns its start for `finished`."""
    say(f"[{number}/4] {title}…")
    return time.monotonic()


def finished(start: float, *, worked: bool) -> None:
    """Say how a step ended."""
    say(f"      完成，用时 {elapsed(start)}" if worked else "      已是最新")


def prepare_files(*, tests: bool = False) -> None:
    """Steps 1 and 2: the Python environment and the front-end files."""
    start = step(1, "准备 Python 环境")
    finished(start, worked=python_env.prepare(tests=tests))
    start = step(2, "生成前端文件")
    finished(start, worked=frontend.prepare())


def _migrations() -> Stamp:
    files = ROOT.glob("cuncuntong/**/migrations/*.py")
    return Stamp(var_directory() / ".migrations", inputs=files)


def prepare_data() -> bool:
    """Step 3: create and load the demonstration county, once; returns whether anything was done.

    A database that somebody else made (CUNCUNTONG_DATABASE_URL, or one already in var/) is never
    loaded with demonstration data: it only gets the migrations that came with an update.
    """
    var = var_directory()
    database, unfinished = var / "cuncuntong.sqlite3", var / ".init-unfinished"
    migrations = _migrations()
    if unfinished.exists():
        say("      上次初始化没有完成，重新开始")
        for part in var.glob("cuncuntong.sqlite3*"):
            part.unlink()
    if "CUNCUNTONG_DATABASE_URL" in os.environ or database.exists():
        if migrations.fresh():
            return False
        run_quietly([PYTHON, "-m", "django", "migrate", "--noinput"], what="更新数据库", env=_settings())
    else:
        var.mkdir(parents=True, exist_ok=True)
        unfinished.touch()
        _run_shown([str(COMMAND), "init", "--demo"], "初始化数据库")
        unfinished.unlink()
    migrations.write()
    return True


def _settings() -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "cuncuntong.config.settings",
        "CUNCUNTONG_VAR_DIR": str(var_directory()),
    }


def _run_shown(command: list[str], what: str) -> None:
    """Run with the terminal handed over: the command shows its own progress."""
    code = os.spawnve(os.P_WAIT, command[0], command, {**os.environ, **_settings()})
    if code != 0:
        raise Failure(f"{what}没有成功（退出码 {code}），原因见上面的输出。", f"failed: {' '.join(command)}")


def run(port: int) -> int:
    """All four steps; the last replaces this process."""
    check_port(port)
    prepare_files()
    start = step(3, "准备数据")
    finished(start, worked=prepare_data())
    step(4, f"启动服务 http://{HOST}:{port}/ ，按 Ctrl+C 停止")
    command = [str(COMMAND), "serve", "--host", HOST, "--port", str(port)]
    sys.stdout.flush()
    # QR codes and shared links lead to where the system is served, unless somebody set another address.
    public = {"CUNCUNTONG_PUBLIC_URL": f"http://{HOST}:{port}"}
    os.execve(command[0], command, {**public, **os.environ, **_settings()})
    return 1  # execve doesn't return


def reset(port: int, *, confirmed: bool) -> int:
    """Delete var/ after asking, then make the data anew."""
    var = var_directory()
    if var.parent != ROOT:
        raise Failure(
            f"make reset 只清空本目录下的数据；现在的数据在 {var}，请自行处理。",
            f"make reset only deletes data inside the project; yours is at {var}.",
        )
    check_port(port)
    if var.exists():
        if not confirmed:
            say(f"将删除 {var} 下的全部数据（数据库、密钥、附件），无法恢复。")
            try:
                answer = input("确定要删除，请输入 yes：")
            except EOFError:
                answer = ""
            if answer.strip().lower() not in {"yes", "y"}:
                say("没有删除任何东西。")
                return 1
        shutil.rmtree(var)
    prepare_files()
    start = step(3, "准备数据")
    finished(start, worked=prepare_data())
    say("数据已重新生成。运行 make run 启动服务。")
    return 0


def main() -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bootstrap")
    parser.add_argument("action", choices=["run", "setup", "reset"])
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--tests", action="store_true", help="install the test tools as well")
    parser.add_argument("--yes", action="store_true", help="reset without asking")
    options = parser.parse_args()
    if options.action == "run":
        return run(options.port)
    if options.action == "reset":
        return reset(options.port, confirmed=options.yes)
    prepare_files(tests=options.tests)
    return 0


if __name__ == "__main__":
    raise SystemExit(guarded(main))
