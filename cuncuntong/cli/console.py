"""What the ``cuncuntong`` command says: lines, tables, progress bars, and problems with a way out."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType


class Problem(Exception):
    """Something that the operator must mend: what is wrong, and what to do."""

    def __init__(self, what: str, todo: str = "") -> None:
        self.what = what
        self.todo = todo
        super().__init__(what)


def speak_utf8() -> None:
    """Chinese output must survive a terminal or pipe that declares no encoding."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)


def say(text: str = "") -> None:
    """One line on the standard output, at once."""
    print(text, flush=True)


def complain(text: str) -> None:
    """One line on the error output."""
    print(text, file=sys.stderr, flush=True)


def width(text: str) -> int:
    """How many columns a text takes in a terminal; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A plain table with aligned columns."""
    lines = [list(headings), *[list(row) for row in rows]]
    widths = [max(width(line[index]) for line in lines) for index in range(len(headings))]

    def written(line: Sequence[str]) -> str:
        cells = (cell + " " * (wide - width(cell)) for cell, wide in zip(line, widths, strict=True))
        return "  ".join(cells).rstrip()

    rule = "  ".join("─" * wide for wide in widths)
    return "\n".join([written(lines[0]), rule, *[written(line) for line in lines[1:]]])


class Bar:
    """A progress bar with a Chinese title; on a pipe it prints a line now and then instead."""

    def __init__(self, title: str, total: int, unit: str = "条") -> None:
        from tqdm import tqdm

        self._bar = tqdm(
            total=total,
            desc=f"  {title}",
            unit=unit,
            file=sys.stdout,
            mininterval=0.2 if sys.stdout.isatty() else 15,
            bar_format="{desc} {percentage:3.0f}%|{bar:24}| {n_fmt}/{total_fmt}{unit}"
            " 已用{elapsed} 剩余{remaining}",
            ascii=" ━" if sys.stdout.isatty() else None,
        )

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()

    def __call__(self, done: int) -> None:
        """Moves on by a number of steps."""
        self._bar.update(done)

    def to(self, done: int, total: int | None = None) -> None:
        """Moves to an absolute position."""
        if total is not None:
            self._bar.total = total
        self._bar.update(done - self._bar.n)


def progress(title: str, unit: str = "条") -> Callable[[str, int, int], None]:
    """A callback (name, done, total) that shows one bar a name, in the order they come."""
    bars: dict[str, Bar] = {}

    def report(name: str, done: int, total: int) -> None:
        if name not in bars:
            bars[name] = Bar(f"{title}：{name}", total, unit)
        bars[name].to(done, total)
        if done >= total:
            bars[name].__exit__(None, None, None)

    return report
