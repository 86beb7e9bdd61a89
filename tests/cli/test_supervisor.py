"""The supervisor restarts what dies, ends groups, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

RUNNER = """
import sys
from cuncuntong.cli.supervisor import Child, Supervisor
children = [Child(f"进程{i}", [sys.executable, "-c", code]) for i, code in enumerate(sys.argv[1:])]
raise SystemExit(Supervisor(children, dict(__import__("os").environ)).run(poll=0.05))
"""


def _start(*codes: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUNNER, *codes], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _wait_for(what, seconds: float = 10.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = what()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def _lines(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def _alive(pid: int) -> bool:
    try:
        # A zombie that nobody waited for still has a number.
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _sleeper(log: Path) -> str:
    return f"import os,time; open({str(log)!r},'a').write(f'{{os.getpid()}}\\n'); time.sleep(60)"


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
class TestSupervisor:
    def test_what_dies_is_started_again(self, tmp_path: Path):
        log = tmp_path / "pids"
        supervisor = _start(_sleeper(log))
        first = int(_wait_for(lambda: _lines(log))[0])
        os.kill(first, signal.SIGKILL)
        second = int(_wait_for(lambda: _lines(log)[1:])[0])
        assert second != first and _alive(second)
        supervisor.send_signal(signal.SIGTERM)
        assert supervisor.wait(timeout=10) == 0
        assert not _alive(second)
        assert "意外退出（退出码 -9）" in supervisor.stderr.read()

    def test_a_dead_child_takes_its_own_children_along(self, tmp_path: Path):
        log = tmp_path / "grandchild"
        code = (
            "import subprocess,sys,time;"
            f"subprocess.Popen([sys.executable,'-c',{_sleeper(log)!r}]);time.sleep(60)"
        )
        leader_log = tmp_path / "leader"
        code = f"import os; open({str(leader_log)!r},'a').write(f'{{os.getpid()}}\\n');" + code
        supervisor = _start(code)
        grandchild = int(_wait_for(lambda: _lines(log))[0])
        os.kill(int(_lines(leader_log)[0]), signal.SIGKILL)
        _wait_for(lambda: not _alive(grandchild))
        _wait_for(lambda: len(_lines(log)) == 2)
        supervisor.send_signal(signal.SIGINT)
        assert supervisor.wait(timeout=10) == 0
        assert not _alive(int(_lines(log)[1]))

    def test_children_end_when_the_supervisor_is_killed(self, tmp_path: Path):
        log = tmp_path / "pids"
        supervisor = _start(_sleeper(log))
        child = int(_wait_for(lambda: _lines(log))[0])
        supervisor.kill()
        supervisor.wait()
        _wait_for(lambda: not _alive(child))

    def test_one_that_never_starts_ends_the_service(self, tmp_path: Path, monkeypatch):
        monkeypatch.setenv("PYTHONPATH", str(Path.cwd()))
        runner = RUNNER.replace(
            "children =",
            "import cuncuntong.cli.supervisor as s; s.FIRST_PAUSE = s.LONGEST_PAUSE = 0.05\nchildren =",
        )
        log = tmp_path / "other"
        ran = subprocess.run(
            [sys.executable, "-c", runner, "raise SystemExit(3)", _sleeper(log)],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert ran.returncode == 1
        assert "反复退出（退出码 3），停止服务" in ran.stderr
        assert not any(_alive(int(pid)) for pid in _lines(log))
