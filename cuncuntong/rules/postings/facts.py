"""What a posting's check looks at, and what it says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

# What must be corrected; what the poster confirms and the reviewer looks at; what only the reviewer is told.
STOP, LOOK, NOTE = "stop", "look", "note"


@dataclass(frozen=True)
class PostingFacts:
    """A posting as it would show. ``insurance_statement`` is one of full, injury, accident, none or "".

    ``pay_unit`` is month, day, hour or piece; ``by_unit`` says that a unit posts, not a private person.
    """

    kind: str
    title: str
    description: str
    requirements: str
    pay_low: Decimal | None
    pay_high: Decimal | None
    pay_unit: str
    insurance_statement: str
    today: dt.date
    hours_per_week: int | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    headcount: int = 1
    by_unit: bool = True


@dataclass(frozen=True)
class PostingFinding:
    """One thing that is wrong (``weight`` stop), to be confirmed and looked at (look), or to be known by the
    reviewer (note).

    ``field`` is the posting's column; ``passage`` the very words, where words are meant; ``confirmed``
    False where the figure behind it is 待核定.
    """

    field: str
    code: str
    weight: str
    words: str
    remedy: str
    source: str
    passage: str = ""
    confirmed: bool = True
