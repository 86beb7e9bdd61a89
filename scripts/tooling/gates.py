"""The gates of `make test`: one command each, timed, all run, failures listed at the end."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from scripts.tooling.console import ROOT, Failure, elapsed, say

Value = TypeVar("Value")
NO_TESTS = 5  # pytest's exit code when nothing was collected


@dataclass(frozen=True)
class Gate:
    """A command that must exit with 0 (or another code in `accepted`)."""

    title: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    accepted: tuple[int, ...] = (0,)


@dataclass
class Result:
    """How a gate ended; `output` is empty for a gate that was shown while it ran."""

    title: str
    passed: bool
    seconds: float
    output: str = ""


class Report:
    """Collects results and says at the end what failed."""

    def __init__(self) -> None:
        self.results: list[Result] = []
        self.start = time.monotonic()

    def add(self, result: Result) -> None:
        """Keep a result and show it."""
        self.results.append(result)
        mark = "✓ 通过" if result.passed else "✗ 失败"
        say(f"{mark}  {result.title}（{result.seconds:.1f} 秒）")

    def failed(self) -> list[str]:
        """Titles of what failed."""
        return [result.title for result in self.results if not result.passed]

    def close(self) -> int:
        """Print the list; returns the exit code."""
        heading("汇总")
        for result in self.results:
            say(f"{'✓' if result.passed else '✗'} {result.seconds:7.1f} 秒  {result.title}")
        failed = self.failed()
        say(f"共用 {elapsed(self.start)}")
        if failed:
            say(f"没有通过：{'、'.join(failed)}")
            return 1
        say("全部通过。")
        return 0


def heading(title: str) -> None:
    """A line that is easy to find in a long log."""
    say(f"\n━━━━ {title} {'━' * max(4, 60 - 2 * len(title))}")


def run_together(gates: Iterable[Gate], report: Report, *, workers: int = 2) -> None:
    """Run quick gates side by side and show each one's output in its own block, in order."""
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for result in pool.map(_captured, gates):
            heading(result.title)
            if result.output.strip():
                say(result.output.rstrip())
            report.add(result)


def run_shown(gate: Gate, report: Report) -> None:
    """Run a long gate with its output shown as it comes."""
    heading(gate.title)
    start = time.monotonic()
    code = subprocess.run(
        gate.command, cwd=ROOT, env={**os.environ, **gate.env}, stdin=subprocess.DEVNULL, check=False
    ).returncode
    report.add(Result(gate.title, code in gate.accepted, time.monotonic() - start))


def attempt(title: str, report: Report, action: Callable[[], Value]) -> Value | None:
    """Something a gate needs; when it fails with a Failure that counts as a failed gate."""
    start = time.monotonic()
    try:
        return action()
    except Failure as failure:
        heading(title)
        say(str(failure))
        report.add(Result(title, False, time.monotonic() - start))
        return None


def _captured(gate: Gate) -> Result:
    start = time.monotonic()
    done = subprocess.run(
        gate.command,
        cwd=ROOT,
        env={**os.environ, **gate.env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return Result(gate.title, done.returncode in gate.accepted, time.monotonic() - start, done.stdout)
