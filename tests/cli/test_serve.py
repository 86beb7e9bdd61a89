"""The whole way of a new installation, in processes of its own: init, serve, answer, stop."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from cuncuntong.cli import serve


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _get(port: int) -> int:
    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_args: object, **_kwargs: object) -> None:
            return None

    opener = urllib.request.build_opener(NoRedirect)
    try:
        return opener.open(f"http://127.0.0.1:{port}/", timeout=5).status
    except urllib.error.HTTPError as error:
        return error.code


def _first_answer(port: int, process: subprocess.Popen[str]) -> tuple[int, float]:
    begun = time.monotonic()
    while process.poll() is None and time.monotonic() < begun + 30:
        try:
            return _get(port), time.monotonic() - begun
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"no answer: {process.stderr.read() if process.stderr else ''}")


def test_from_nothing_to_a_served_page_and_back(tmp_path: Path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CUNCUNTONG_")}
    environment["CUNCUNTONG_VAR_DIR"] = str(tmp_path / "var")
    command = [sys.executable, "-m", "cuncuntong.cli"]
    made = subprocess.run(
        [*command, "init", "--demo", "--residents", "60", "--cases", "8"],
        env=environment,
        capture_output=True,
        text=True,
        # Against hanging alone: on a busy machine the migrations by themselves take more than a minute.
        timeout=300,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    port = _free_port()
    process = subprocess.Popen(
        [*command, "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        status, _ = _first_answer(port, process)
        # Signed out: sent to the sign-in page.
        assert status == 302
    finally:
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert f"村村通已启动：http://127.0.0.1:{port}/" in out
    assert "clerk01" in out
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_sqlite_gets_one_web_process_and_postgresql_one_a_core():
    options = serve.parser().parse_args([])
    sqlite = serve.web_command(options, sqlite=True)
    assert sqlite[sqlite.index("--workers") + 1] == str(min(os.cpu_count() or 1, serve.SQLITE_WORKERS))
    postgresql = serve.web_command(options, sqlite=False)
    assert postgresql[postgresql.index("--workers") + 1] == str(min(os.cpu_count() or 1, serve.MOST_WORKERS))
    chosen = serve.web_command(serve.parser().parse_args(["--workers", "3", "--threads", "2"]), sqlite=True)
    assert chosen[chosen.index("--workers") + 1] == "3"
    assert chosen[chosen.index("--blocking-threads") + 1] == "2"
