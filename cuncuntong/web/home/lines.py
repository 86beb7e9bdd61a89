"""What the home page lists: lines with a number, and the rows that such a number counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class Line:
    """One kind of thing that waits: words, how many, where to, how pressing, and a word of why."""

    label: str
    count: int
    url: str
    tone: str = "neutral"
    words: str = ""
    unit: str = "件"

    @property
    def amount(self) -> str:
        """How many, with the unit."""
        return f"{self.count:,}{self.unit}"


@dataclass(frozen=True)
class Counted:
    """A line whose number is that of some rows; the home page counts those of all areas in one question.

    ``rows`` must be limited to the caller, and hold no annotations.
    """

    label: str
    rows: QuerySet[Any]
    url: str
    tone: str = "neutral"
    words: str = ""
    unit: str = "件"

    def line(self, count: int) -> Line:
        """The line with its number."""
        return Line(self.label, count, self.url, self.tone, self.words, self.unit)
