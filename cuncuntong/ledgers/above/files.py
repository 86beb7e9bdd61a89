"""The sealed store of packages, of the rows of fetched ledgers, and of the sheets of wrong rows."""

from __future__ import annotations

from collections.abc import Collection

from cuncuntong.foundation.files import SealedStore


def store() -> SealedStore:
    """One store; settings may change between tests, so it is asked each time."""
    return SealedStore(context="above")


def known_files(names: Collection[str]) -> set[str]:
    """Which of these names some row still names."""
    from cuncuntong.ledgers.above.models import FeedPart, FeedRun, Package

    wanted = list(names)
    found: set[str] = set()
    for rows, column in (
        (Package.objects, "file"),
        (Package.objects, "problems"),
        (FeedRun.objects, "problems"),
        (FeedPart.objects, "file"),
    ):
        found.update(rows.filter(**{f"{column}__in": wanted}).values_list(column, flat=True))
    return found
