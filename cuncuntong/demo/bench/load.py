"""Several users at once, each sending its next request as soon as the last was answered."""

from __future__ import annotations

import gc
import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from cuncuntong.demo.bench.client import Answer, User
from cuncuntong.demo.bench.plan import BenchFailed

# A step sends one request for a user; None means that the user has nothing left to send.
Step = Callable[[User, int, int], Answer | None]


@dataclass(frozen=True)
class Measured:
    """How one kind of request did. Times in milliseconds, rate in answers a second."""

    name: str
    requests: int
    rate: float
    p50: float
    p95: float
    longest: float
    size: int

    def to_json(self) -> dict[str, Any]:
        """Rounded to what the clock and the noise allow."""
        return {
            "name": self.name,
            "requests": self.requests,
            "rate": round(self.rate, 1),
            "p50_ms": round(self.p50, 1),
            "p95_ms": round(self.p95, 1),
            "max_ms": round(self.longest, 1),
            "bytes": self.size,
        }


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile of sorted values: the smallest that ``share`` of them reach."""
    return values[max(0, math.ceil(share * len(values)) - 1)]


@dataclass
class _Tally:
    times: list[float]
    size: int = 0
    error: BaseException | None = None


def measure(
    name: str,
    users: Sequence[User],
    step: Step,
    *,
    expected: int,
    seconds: float,
    warm_up: float = 0.0,
) -> Measured:
    """Runs ``step(user, which, turn)`` for all users at once; the warm-up is not counted.

    Raises BenchFailed when an answer has another status than ``expected``: a fast error is no result.
    """
    if warm_up:
        _together(name, users, step, expected, warm_up, first=0)
    gc.collect()
    begun = perf_counter()
    tallies = _together(name, users, step, expected, seconds, first=100_000 if warm_up else 0)
    wall = perf_counter() - begun
    times = sorted(one for tally in tallies for one in tally.times)
    if not times:
        raise BenchFailed(f"{name}：没有可以发送的请求，居民或办件太少。")
    return Measured(
        name=name,
        requests=len(times),
        rate=len(times) / wall,
        p50=percentile(times, 0.50) * 1000,
        p95=percentile(times, 0.95) * 1000,
        longest=times[-1] * 1000,
        size=max(tally.size for tally in tallies),
    )


def _together(
    name: str, users: Sequence[User], step: Step, expected: int, seconds: float, *, first: int
) -> list[_Tally]:
    tallies = [_Tally([]) for _ in users]
    start = threading.Barrier(len(users))

    def run(which: int) -> None:
        tally = tallies[which]
        try:
            start.wait(timeout=30)
            _one(name, users[which], which, step, expected, perf_counter() + seconds, first, tally)
        except BaseException as error:
            tally.error = error

    threads = [threading.Thread(target=run, args=(which,)) for which in range(len(users))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for tally in tallies:
        if tally.error is not None:
            raise tally.error
    return tallies


def _one(
    name: str, user: User, which: int, step: Step, expected: int, until: float, first: int, tally: _Tally
) -> None:
    turn = first
    while perf_counter() < until:
        answer = step(user, which, turn)
        if answer is None:
            return
        if answer.status != expected:
            raise BenchFailed(f"{name}：应答是 {answer.status}，应为 {expected}（{wrong(answer)}）。")
        tally.times.append(answer.seconds)
        tally.size = max(tally.size, len(answer.body))
        turn += 1


def wrong(answer: Answer) -> str:
    """A few words of an unexpected page, to find out why."""
    import re

    try:
        page = answer.text
    except (UnicodeDecodeError, OSError):
        return "看不懂的内容"
    # The server's own words stand in the main part; menus come before it.
    main = page[page.find("<main") :]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).strip()
    return answer.location or text[:300]
