"""What cases say against taking a load of accounts back: a pension case was filed since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Case
from cuncuntong.ledgers.loading.hooks import register_builds_on
from cuncuntong.network.enums import Line

_OVER = (State.WITHDRAWN, State.REFUSED, State.REVERSED)


def pension_cases(
    residents: Sequence[int], accounts: Sequence[int], since: dt.datetime | None
) -> list[tuple[int, str]]:
    """Cases of the line that were entered since the load began and came to something, or may still."""
    rows = Case.objects.filter(resident__in=residents, line=Line.RESIDENT_PENSION).exclude(state__in=_OVER)
    if since is not None:
        rows = rows.filter(entered_at__gte=since)
    pairs = rows.order_by("pk").values_list("resident_id", "number")
    return [(resident, f"导入以后办过居民养老业务（受理编号{number}）。") for resident, number in pairs]


register_builds_on("cases", pension_cases)
