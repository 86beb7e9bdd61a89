"""Pages of a list by the key of the last row: what stays in the address, the next page, the first one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode


def links(asked: Mapping[str, str], key: str, *, first: bool) -> dict[str, str]:
    """The ``query`` of a list without its page, and ``next_url`` and ``first_url``, "" where there is none.

    ``key`` is that of the page's last row, "" on the last page; ``first`` says that this is the first one.
    """
    kept = {name: value for name, value in asked.items() if value}
    return {
        "query": urlencode(kept),
        "next_url": f"?{urlencode({**kept, 'after': key})}" if key else "",
        "first_url": "" if first else f"?{urlencode(kept)}",
    }


def page_of(
    rows: Sequence[Any],
    size: int,
    asked: Mapping[str, str],
    *,
    first: bool,
    key: Callable[[Any], str] = lambda row: str(row.pk),
) -> dict[str, Any]:
    """The rows ``shown`` on a page and its links; ``rows`` are up to one more than ``size``."""
    shown = rows[:size]
    return {"shown": shown, **links(asked, key(shown[-1]) if len(rows) > size else "", first=first)}
