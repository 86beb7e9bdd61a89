"""What a way to the province's systems can do. docs/above.md is the interface for the other side."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol


class Unreachable(Exception):
    """It did not work now and may later; ``retry_at`` is what the other side asked for.

    ``may_be_there``: what was sent may have arrived; False where it certainly has not.
    """

    def __init__(self, words: str, *, retry_at: dt.datetime | None = None, may_be_there: bool = True) -> None:
        super().__init__(words)
        self.retry_at, self.may_be_there = retry_at, may_be_there


class CircuitOpen(Unreachable):
    """Nothing was called: the circuit is open."""


class Rejected(Exception):
    """The other side will never take this as it is; the words say why."""


@dataclass
class Round:
    """What one round did, for the list of periodic jobs."""

    done: int = 0
    failed: int = 0
    words: str = ""

    def __str__(self) -> str:
        said = f"{self.done}笔" + (f"，失败{self.failed}笔" if self.failed else "")
        return said + (f"，{self.words}" if self.words else "")


class Transport(Protocol):
    """Each method may be called again at any moment, by several processes: what was done is not done
    again, what may have been done is done again under the same key."""

    @property
    def channel(self) -> str:
        """Of enums.Channel."""

    def send(self, now: dt.datetime) -> Round:
        """What is due goes up."""

    def collect(self, now: dt.datetime) -> Round:
        """What was answered comes down and is taken."""

    def fetch(self, now: dt.datetime) -> Round:
        """Begins to fetch the ledgers that there are to fetch."""
