"""Reads of the handbook: entries by item and by words, issues, and who has acknowledged them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from cuncuntong.foundation.search import Piece, Query, excerpt
from cuncuntong.ledgers.policies.book import book_place
from cuncuntong.ledgers.policies.indexes import HANDBOOK
from cuncuntong.ledgers.policies.models import (
    HandbookEntry,
    HandbookIssue,
    IssueDelivery,
    IssueEntry,
)
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability

PAGE = 20
MOST = 500
EXCERPT = 90


@dataclass(frozen=True)
class EntryGroup:
    """An item's entries; the item is "" for what is about everything."""

    item: str
    entries: list[HandbookEntry]


@dataclass(frozen=True)
class FoundEntry:
    """An entry with what was looked for marked in it."""

    entry: HandbookEntry
    question: list[Piece]
    answer: list[Piece]


@dataclass(frozen=True)
class EntryPage:
    """One page of entries, and what is to be said about the query."""

    rows: list[FoundEntry]
    query: Query
    total: int
    offset: int

    @property
    def more(self) -> bool:
        """Whether another page follows."""
        return self.offset + len(self.rows) < self.total


def in_use() -> QuerySet[HandbookEntry]:
    """The entries that were not taken out."""
    return HandbookEntry.objects.filter(withdrawn_at__isnull=True)


def entries_of_item(item: str) -> list[HandbookEntry]:
    """An item's questions in their order."""
    return list(in_use().filter(item=item).order_by("order", "id"))


def entries_by_item() -> list[EntryGroup]:
    """The whole handbook in the order of the book."""
    groups: dict[str, list[HandbookEntry]] = defaultdict(list)
    for entry in in_use().order_by("order", "id"):
        groups[entry.item].append(entry)
    return [EntryGroup(item, groups[item]) for item in sorted(groups, key=book_place)]


def find_entries(*, words: str, item: str = "", offset: int = 0, limit: int = PAGE) -> EntryPage:
    """Entries by words, the best first; of one item where one is named."""
    rows = in_use().filter(item=item) if item else in_use()
    found = HANDBOOK.search(words, limit=MOST, within=rows)
    wanted = found.keys[offset : offset + limit]
    entries = HandbookEntry.objects.in_bulk(wanted)
    shown = [
        FoundEntry(
            entries[key],
            excerpt(entries[key].question, found.query, length=0),
            excerpt(entries[key].answer, found.query, length=EXCERPT),
        )
        for key in wanted
        if key in entries
    ]
    return EntryPage(shown, found.query, len(found), offset)


def latest_issue() -> HandbookIssue | None:
    """The issue that counts."""
    return HandbookIssue.objects.first()


def issue_contents(issue: HandbookIssue) -> list[IssueEntry]:
    """What stood in an issue, in the order of the book."""
    return list(issue.contents.select_related("version").order_by("id"))


def deliveries(caller: Caller, issue: HandbookIssue) -> QuerySet[IssueDelivery]:
    """An issue at the points of the caller's area."""
    rows = IssueDelivery.objects.filter(issue=issue).select_related(
        "point__division__parent", "acknowledged_by", "issue"
    )
    return caller.limit(Ability.LIBRARY_READ, rows)


def acknowledgements(caller: Caller, issues: Iterable[HandbookIssue]) -> dict[int, tuple[int, int]]:
    """Of each issue, at how many points it was acknowledged, of how many; in the caller's area."""
    rows = caller.limit(Ability.LIBRARY_READ, IssueDelivery.objects.filter(issue__in=list(issues)))
    counted = (
        rows.order_by()
        .values("issue_id")
        .annotate(done=Count("pk", filter=Q(acknowledged_at__isnull=False)), every=Count("pk"))
    )
    return {row["issue_id"]: (row["done"], row["every"]) for row in counted}


def overdue(caller: Caller, on: dt.date) -> QuerySet[IssueDelivery]:
    """Points of the caller's area that should have acknowledged an issue before this day."""
    rows = IssueDelivery.objects.filter(acknowledged_at__isnull=True, issue__due_on__lt=on)
    return caller.limit(
        Ability.LIBRARY_READ, rows.select_related("issue", "point__division__parent")
    ).order_by("issue__due_on", "township_code", "point_id")


def to_acknowledge(caller: Caller) -> list[IssueDelivery]:
    """What the caller's own point has not acknowledged yet, the newest first."""
    if caller.point is None or not caller.can(Ability.LIBRARY_READ):
        return []
    rows = IssueDelivery.objects.filter(point=caller.point, acknowledged_at__isnull=True)
    return list(rows.select_related("issue").order_by("-issue__year", "-issue__serial"))
