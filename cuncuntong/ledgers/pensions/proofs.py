"""What other ledgers hold against the entries of accounts: asked every night by the proof of the books.

A ledger above this one registers a check, e.g. that what the bank paid stands on the accounts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

# Keys of accounts → (account's key, what is off, in words); a few questions for all of them.
BookCheck = Callable[[Sequence[int]], Iterable[tuple[int, str]]]

book_checks: dict[str, BookCheck] = {}


def register_book_check(name: str, check: BookCheck) -> None:
    """Adds a check; names are unique."""
    if name in book_checks:
        raise ValueError(f"{name} is registered already")
    book_checks[name] = check
