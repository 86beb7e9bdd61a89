"""What the start-up scripts say, and how they run other programs.

Standard library only: these modules work before anything is installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TAIL_LINES = 40


class Failure(Exception):
    """Something the user must mend: said in Chinese, then in English."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese}\n  {english}")


def speak_utf8() -> None:
    """Chinese output must survive a terminal or pipe that declares no encoding."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)


def say(text: str = "") -> None:
    """One line to the user, at once."""
    print(text, flush=True)


def guarded(main: Callable[[], int]) -> int:
    """Run an entry point; a Failure becomes its message and exit code 1, Ctrl-C becomes 130."""
    speak_utf8()
    try:
        return main()
    except Failure as failure:
        print(f"\n✗ {failure}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\n已中断。再次运行会从未完成的步骤继续。", file=sys.stderr, flush=True)
        return 130


def elapsed(since: float) -> str:
    """Seconds since a time.monotonic() value, for people: 0.4 秒, 2 分 05 秒."""
    seconds = time.monotonic() - since
    if seconds < 60:
        return f"{seconds:.1f} 秒"
    return f"{int(seconds) // 60} 分 {int(seconds) % 60:02d} 秒"


def run_quietly(
    command: Sequence[str | Path],
    *,
    what: str,
    each_line: Callable[[str], None] | None = None,
    env: Mapping[str, str] | None = None,
) -> str:
    """Run a program in the project's directory, hand each line of its output to `each_line`.

    Returns the last lines. Raises Failure, which shows those lines, when the program fails.
    """
    tail: deque[str] = deque(maxlen=TAIL_LINES)
    try:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise Failure(
            f"{what}：无法运行 {command[0]}（{error.strerror}）。", f"cannot run {command[0]}"
        ) from error
    assert process.stdout is not None
    with process.stdout as output:
        for line in output:
            tail.append(line.rstrip("\n"))
            if each_line:
                each_line(tail[-1])
    shown = "\n".join(tail)
    if process.wait() != 0:
        shown_indented = "\n".join(f"    {line}" for line in tail)
        say(shown_indented)
        raise Failure(
            f"{what}没有成功（退出码 {process.returncode}），原因见上面的输出。",
            f"failed: {' '.join(str(part) for part in command[:6])} (see the lines above)",
        )
    return shown


class Counter:
    """A progress line that counts: redrawn in place on a terminal, every tenth otherwise."""

    def __init__(self, label: str, total: int) -> None:
        self.label, self.total, self.done = label, total, 0
        self.live = sys.stdout.isatty()

    def step(self, name: str) -> None:
        """One more is done."""
        self.done += 1
        line = f"      {self.label} {min(self.done, self.total)}/{self.total} {name}"
        if self.live:
            print(f"\r\x1b[K{line[:100]}", end="", flush=True)
        elif self.done % 10 == 0:
            say(line)

    def close(self) -> None:
        """Leave the line clean for what follows."""
        if self.live and self.done:
            print("\r\x1b[K", end="", flush=True)
