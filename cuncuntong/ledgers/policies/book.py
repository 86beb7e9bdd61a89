"""The order of the handbook."""

from __future__ import annotations


def book_place(item: str) -> tuple[int, int, str]:
    """General questions first, then the items by number, then the extras."""
    if not item:
        return (0, 0, "")
    return (1, int(item), "") if item.isdecimal() else (2, 0, item)
