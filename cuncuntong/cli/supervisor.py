"""Keeps a set of processes running: starts them, restarts what dies, stops all on a signal."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

from cuncuntong.cli.console import complain

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
# A process that lived this long starts anew at once: its former failures count no more.
STEADY_SECONDS = 60.0
GIVE_UP_AFTER = 5
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process: its name in messages, and the command."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    restart_at: float = 0.0


def _end_with_parent() -> None:
    """Linux: the child gets SIGTERM when its parent is gone, even by kill -9."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end_group(leader: int) -> None:
    """Kills whatever is left of a child's process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


class Supervisor:
    """Runs children until a signal, or until one can't be started."""

    def __init__(self, children: Sequence[Child], environment: Mapping[str, str]) -> None:
        self.children = list(children)
        self.environment = dict(environment)
        self.stopping = False

    def run(self, *, once_started: Callable[[], None] | None = None, poll: float = 0.2) -> int:
        """Blocks; returns 0 after a signal, 1 when a process died again and again at its start."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        for child in self.children:
            self._start(child)
        if once_started and not self.stopping:
            once_started()
        code = 0
        while not self.stopping:
            time.sleep(poll)
            if not all(self._watch(child) for child in self.children):
                code = 1
                break
        self._stop_all()
        return code

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _start(self, child: Child) -> None:
        child.process = subprocess.Popen(
            list(child.command),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            # A group of its own: Ctrl+C reaches the supervisor alone, which stops the others in order.
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )
        child.started = time.monotonic()

    def _watch(self, child: Child) -> bool:
        """Restarts a dead child after a pause; False when it has to be given up."""
        now = time.monotonic()
        if child.process is None:
            if now >= child.restart_at:
                self._start(child)
            return True
        code = child.process.poll()
        if code is None:
            return True
        if self.stopping:
            return True
        # What it had started must not go on alone: a web worker would keep the port.
        _end_group(child.process.pid)
        lived = now - child.started
        child.failures = 1 if lived > STEADY_SECONDS else child.failures + 1
        child.process = None
        if child.failures > GIVE_UP_AFTER:
            complain(f"✗ {child.name}反复退出（退出码 {code}），停止服务。原因见上面的输出。")
            return False
        pause = min(FIRST_PAUSE * 2 ** (child.failures - 1), LONGEST_PAUSE)
        complain(f"! {child.name}意外退出（退出码 {code}），{pause:.0f}秒后重新启动。")
        child.restart_at = now + pause
        return True

    def _stop_all(self, patience: float = 15.0) -> None:
        """Asks all to end, the web server first, and kills what doesn't."""
        for child in self.children:
            if child.process and child.process.poll() is None:
                child.process.terminate()
        until = time.monotonic() + patience
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                _end_group(child.process.pid)
                child.process.wait()
            _end_group(child.process.pid)
