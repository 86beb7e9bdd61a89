"""What a bench run does: sizes, users, seconds, engines."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

ENGINES = ("sqlite", "postgresql")


class BenchFailed(Exception):
    """The bench can't go on; the message says why and what to do, in Chinese."""


@dataclass(frozen=True)
class BenchPlan:
    """One run. Pages are measured with ``small_cases`` first, then with ``cases``.

    ``seconds`` is how long each page is asked for; ``submits`` is how many applications of each item
    are prepared at most, all of which are sent within one measurement. ``workers`` 0 leaves the number
    of processes to ``serve``. ``market`` is how many postings and how many seekers the job market grows
    to (0: none), ``samples`` how many of each are asked for recommendations. ``recipients`` is how many
    pensions the monthly payment is measured with, ``loading`` how many existing accounts are loaded
    from a file, ``contributions`` how many months of the province's ledger are fetched, ``certification``
    how many people the nightly certification is measured with (0: none).
    """

    residents: int = 50_000
    cases: int = 100_000
    small_cases: int = 1_000
    users: int = 8
    seconds: float = 15.0
    warm_up: float = 2.0
    submits: int = 400
    engines: tuple[str, ...] = ENGINES
    seed: int = 1
    workers: int = 0
    market: int = 0
    samples: int = 200
    recipients: int = 0
    loading: int = 0
    contributions: int = 0
    certification: int = 0
    json_file: Path | None = None
    markdown_file: Path | None = None
    postgresql_url: str = field(default="", repr=False)
