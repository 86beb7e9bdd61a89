"""Lists that are short in practice and not paged: the first rows, and words where others are left out."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

from django.db.models import QuerySet

Row = TypeVar("Row")


def first_of(
    rows: Iterable[Row], most: int, left: str = "更早的没有列出，可以用上面的条件缩小范围"
) -> tuple[list[Row], str]:
    """The first rows, ``most`` at the most, and what to say where there are more ("" where there are none).

    ``left`` says which rows are left out and how to get at them. One question, as for the rows alone.
    """
    found = list(rows[: most + 1]) if isinstance(rows, QuerySet) else list(islice(rows, most + 1))
    return found[:most], f"只列出前{most}条，{left}。" if len(found) > most else ""
