"""What a run has against taking an entitlement back: months that stand in a payment."""

from __future__ import annotations

from cuncuntong.ledgers.payments.models import PayItem
from cuncuntong.ledgers.pensions.guards import guards_undo
from cuncuntong.ledgers.pensions.models import Entitlement


@guards_undo
def months_in_a_run(entitlement: Entitlement) -> str:
    """The first month that a run pays; also where the fund pays alone and no entry stands on the account."""
    item = (
        PayItem.objects.filter(entitlement=entitlement, live=True)
        .select_related("line__run")
        .order_by("month", "pk")
        .first()
    )
    if item is None:
        return ""
    run = item.line.run
    when = f"{run.month:%Y年%m月}的发放（{run.get_state_display()}）"
    return f"{item.month:%Y年%m月}的待遇已列入{when}，不能撤销核定。"
