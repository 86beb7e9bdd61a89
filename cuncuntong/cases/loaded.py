"""What cases say against taking a load of accounts back: a pension case was filed since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Case
from cuncuntong.ledgers.loading.hooks import register_builds_on
from cuncuntong.network.enums import Line
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import Kind

_OVER = (State.WITHDRAWN, State.REFUSED, State.REVERSED)


def pension_cases(
    residents: Sequence[int], accounts: Sequence[int], since: dt.datetime | None
) -> list[tuple[int, str]]:
    """Cases of the line that were entered since the load began and came to something, or may still.

    Who only looked something up left nothing that would be wrong afterwards.
    """
    looks = [item.number for item in items.all() if item.kind == Kind.LOOK_UP]
    rows = Case.objects.filter(resident__in=residents, line=Line.RESIDENT_PENSION)
    rows = rows.exclude(state__in=_OVER).exclude(item__in=looks)
    if since is not None:
        rows = rows.filter(entered_at__gte=since)
    pairs = rows.order_by("pk").values_list("resident_id", "number")
    return [(resident, f"导入以后办过居民养老业务（受理编号{number}）。") for resident, number in pairs]


register_builds_on("cases", pension_cases)
