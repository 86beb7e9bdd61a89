"""What other ledgers register with the gateway: kinds that are handed over, ledgers that are fetched.

And, of a case that is closed, what it still waits for before anything of it goes up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cuncuntong.ledgers.above.models import Handover


@dataclass(frozen=True)
class Outcome:
    """The province's answer: agreed or not, its code and words, what else it said, when it said it."""

    agreed: bool
    code: str
    words: str
    data: Mapping[str, Any]
    at: dt.datetime


@dataclass(frozen=True)
class HandoverKind:
    """Something that goes up. ``answered`` is called once for an answer, in the transaction that takes it.

    ``workdays`` is how long the province may take (None: nobody said); ``line`` is the line of business
    that follows it here (network.enums.Line); ``awaited`` is what its case waits for, in words after
    “等上级” ("" where it only follows later, and the case's result does not wait for it);
    ``refusal_undoes`` whether ``answered`` takes all of the case's result back where the province refuses.
    """

    code: str
    name: str
    line: str
    answered: Callable[[Handover, Outcome], None] | None = None
    workdays: int | None = None
    awaited: str = "答复"
    refusal_undoes: bool = False


@dataclass(frozen=True)
class FeedColumn:
    """One column of a fetched ledger: its key in JSON, its heading in a CSV, whether it may be empty."""

    key: str
    heading: str
    required: bool = True


@dataclass(frozen=True)
class Taken:
    """What a chunk of rows did: rows that are new, that changed, that said what was known."""

    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True)
class Feed:
    """A ledger that is fetched from above.

    ``check`` looks at a chunk of rows (dicts of texts by column key) and gives, for each, what is wrong
    ("" where nothing is); it writes nothing. ``take`` writes a chunk that passed, in the caller's
    transaction, and changes nothing where it wrote the same before. Both ask a few queries a chunk.
    """

    code: str
    name: str
    line: str
    columns: tuple[FeedColumn, ...]
    check: Callable[[Sequence[Mapping[str, str]]], list[str]]
    take: Callable[[Sequence[Mapping[str, str]], dt.date], Taken]


@dataclass(frozen=True)
class Pending:
    """What a closed case came to in a ledger that does not end with the case.

    ``badge`` is a few words for a status; ``sentence`` is for the resident and says nothing that a public
    page may not; ``waits`` whether the county still has to decide.
    """

    badge: str
    sentence: str
    since: dt.date
    waits: bool


# By case number; none for a case of which nothing is to be said.
PendingOf = Callable[[Collection[str]], Mapping[str, Pending]]


@dataclass
class _Registry:
    kinds: dict[str, HandoverKind] = field(default_factory=dict)
    pending: dict[str, PendingOf] = field(default_factory=dict)
    feeds: dict[str, Feed] = field(default_factory=dict)


_known = _Registry()


def register_kind(kind: HandoverKind) -> None:
    """Adds a kind; codes are unique."""
    if kind.code in _known.kinds:
        raise ValueError(f"{kind.code} is registered already")
    _known.kinds[kind.code] = kind


def register_pending(data_key: str, pending: PendingOf) -> None:
    """Adds a ledger that decides on something after its case is closed.

    It is asked of the cases alone whose effect left ``data_key`` in its data.
    """
    _known.pending[data_key] = pending


def pending_ledgers() -> dict[str, PendingOf]:
    """Who is to be asked, by the key in the effect's data."""
    return dict(_known.pending)


def register_feed(feed: Feed) -> None:
    """Adds a fetched ledger; codes are unique."""
    if feed.code in _known.feeds:
        raise ValueError(f"{feed.code} is registered already")
    _known.feeds[feed.code] = feed


def kind_of(code: str) -> HandoverKind:
    """The kind of a code; KeyError for one that nobody registered."""
    return _known.kinds[code]


def kinds() -> list[HandoverKind]:
    """All kinds by code."""
    return [_known.kinds[code] for code in sorted(_known.kinds)]


def feeds() -> list[Feed]:
    """All fetched ledgers in the order of their registration: later ones may build on earlier ones."""
    return list(_known.feeds.values())


def feed_of(code: str) -> Feed:
    """The fetched ledger of a code; KeyError for one that nobody registered."""
    return _known.feeds[code]
