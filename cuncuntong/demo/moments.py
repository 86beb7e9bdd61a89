"""When the events of demonstration rows happened."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone


def date_events(model: Any, moments: dict[int, dt.datetime], of: str) -> None:
    """Events get the day of what they tell about, an hour between two; inserting gave them today's."""
    rows = list(model._default_manager.filter(**{f"{of}__in": list(moments)}).order_by("pk"))
    seen: dict[int, int] = {}
    for row in rows:
        owner = getattr(row, of)
        row.at = min(moments[owner] + dt.timedelta(hours=seen.get(owner, 0)), timezone.now())
        seen[owner] = seen.get(owner, 0) + 1
    model._default_manager.bulk_update(rows, ["at"], batch_size=200)
