"""Runs the real commands (init, seed, serve) and the bench's own parts as processes."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cuncuntong.demo.bench.plan import BenchFailed

READY_SECONDS = 60.0
HOST = "127.0.0.1"


def cuncuntong(env: Mapping[str, str], *arguments: str) -> None:
    """Runs a command of ours; raises BenchFailed with its output when it fails."""
    command = [sys.executable, "-m", "cuncuntong.cli.main", *arguments]
    _run(command, env, f"cuncuntong {arguments[0]}")


def child(env: Mapping[str, str], what: str, **asked: Any) -> dict[str, Any]:
    """Runs a part of the bench that needs the database."""
    with tempfile.TemporaryDirectory(prefix="cct-bench-io-") as folder:
        source, target = Path(folder) / "in.json", Path(folder) / "out.json"
        source.write_text(json.dumps(asked), encoding="utf-8")
        command = [sys.executable, "-m", "cuncuntong.demo.bench.child", what, str(source), str(target)]
        _run(command, env, what)
        answer: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
        return answer


def killed(env: Mapping[str, str], what: str, after: float) -> bool:
    """Starts a part of the bench and kills its process so many seconds later; False if it had ended."""
    with tempfile.TemporaryDirectory(prefix="cct-bench-io-") as folder:
        source, target = Path(folder) / "in.json", Path(folder) / "out.json"
        source.write_text("{}", encoding="utf-8")
        command = [sys.executable, "-m", "cuncuntong.demo.bench.child", what, str(source), str(target)]
        process = subprocess.Popen(
            command, env=dict(env), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(timeout=after)
            return False
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return True


def _run(command: list[str], env: Mapping[str, str], name: str) -> None:
    done = subprocess.run(command, env=dict(env), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchFailed(f"{name} 没有成功：\n{done.stdout[-1500:]}\n{done.stderr[-3000:]}")


@contextmanager
def server(env: Mapping[str, str], workers: int = 0) -> Iterator[int]:
    """`cuncuntong serve` as a county runs it, on a free port; yields the port once it answers.

    ``workers`` is another number of processes than its own choice (0), for finding out what is best.
    """
    port = _free_port()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "cuncuntong.cli.main",
                "serve",
                "--port",
                str(port),
                "--workers",
                str(workers),
            ],
            env={**env, "CUNCUNTONG_PUBLIC_URL": f"http://{HOST}:{port}"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(process, port)
            yield port
        except BenchFailed as error:
            output.seek(0)
            said = output.read().decode(errors="replace")[-3000:]
            raise BenchFailed(f"{error}\n服务的输出：\n{said}") from error
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise BenchFailed(f"服务没有启动（退出码 {process.returncode}）。")
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        try:
            connection.request("GET", "/account/sign-in/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise BenchFailed("服务一分钟内没有应答。")
