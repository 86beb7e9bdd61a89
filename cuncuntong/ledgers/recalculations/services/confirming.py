"""Confirming a recalculation by a second person: every row is held against the payments once more first.

Of a county that takes longer than a page may: then it goes on in the background. What changed meanwhile
sends it back to its draft, and says so.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, F, Sum
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import background, enqueue
from cuncuntong.ledgers.recalculations.affected import paid_items, paid_months
from cuncuntong.ledgers.recalculations.enums import RecalculationState
from cuncuntong.ledgers.recalculations.models import Recalculation
from cuncuntong.ledgers.recalculations.services.deciding import audit, locked, refuse_unfinished_run
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability

CHUNK = 1000
# So many people are looked at while the person waits; more go on in the background.
AT_ONCE = 1000
IF_IT_DIED = dt.timedelta(minutes=5)


def confirm(*, caller: Caller, recalculation_id: int, reason: str = "") -> Recalculation:
    """Lets the differences be paid and netted from the next run on; again it gives it as it is.

    Many are looked at in the background: it is CONFIRMING until then. Raises Denied, NotVisible, or
    LedgerRefused: one's own, not computed, or paid otherwise meanwhile.
    """
    with transaction.atomic():
        row = locked(caller, Ability.PAY_APPROVE, recalculation_id)
        if row.state in (RecalculationState.CONFIRMED, RecalculationState.CONFIRMING):
            return row
        _refuse(caller, row)
        row.state, row.decided_by = RecalculationState.CONFIRMING, caller.account
        row.checked, row.reason = 0, reason.strip()[:200]
        row.save(update_fields=["state", "decided_by", "checked", "reason"])
        audit(caller, row, "recalculations.confirming")
        at_once = row.people <= AT_ONCE
        # Also where the person waits: should the process end before it is done, the task does it.
        later = timezone.now() + IF_IT_DIED if at_once else None
        enqueue(confirm_in_background, run_after=later, recalculation_id=row.pk)
    return finish(row.pk) if at_once else row


def _refuse(caller: Caller, row: Recalculation) -> None:
    if row.state != RecalculationState.DRAFTED:
        raise LedgerRefused(f"这次重算现在是“{row.get_state_display()}”，不能确认。", "请刷新页面查看。")
    if row.begun_by_id == caller.account.pk:
        raise LedgerRefused("重算和确认须是两个人。", "请另一位有审批权限的同事确认。")
    if row.problem:
        raise LedgerRefused(f"有月份没有算出来：{row.problem}", "请先补齐参数，放弃这次重算后再算一次。")
    if not row.months:
        raise LedgerRefused("没有差额，不用确认。", "可以放弃这次重算。")
    refuse_unfinished_run(row.county_code)


def _given_up(*, recalculation_id: int) -> None:
    _drafted_again(recalculation_id, "核对多次没有完成，请到“后台任务”查看原因，再确认一次。")


@background(name="确认标准调整重算", given_up=_given_up)
def confirm_in_background(recalculation_id: int) -> str:
    """Looks at all rows and confirms; stopped in the middle it looks at them again."""
    try:
        row = finish(recalculation_id)
    except LedgerRefused as refused:
        return f"没有确认：{refused.message}"
    return f"{row.people}人，{row.get_state_display()}"


def finish(recalculation_id: int) -> Recalculation:
    """Holds every row against the payments and confirms. Raises LedgerRefused; then it is drafted again."""
    row = Recalculation.objects.get(pk=recalculation_id)
    if row.state != RecalculationState.CONFIRMING:
        return row
    was = _mark(row)
    try:
        _look(row)
        with transaction.atomic():
            stands = Recalculation.objects.select_for_update().get(pk=row.pk)
            if stands.state != RecalculationState.CONFIRMING:
                return stands
            refuse_unfinished_run(row.county_code)
            if _mark(row) != was:
                raise _changed()
            _confirmed(stands)
    except LedgerRefused as refused:
        _drafted_again(row.pk, refused.message)
        raise
    return stands


def _drafted_again(recalculation_id: int, why: str) -> None:
    Recalculation.objects.filter(pk=recalculation_id, state=RecalculationState.CONFIRMING).update(
        state=RecalculationState.DRAFTED,
        decided_by=None,
        checked=F("to_check"),
        reason=f"没有确认：{why}"[:200],
    )


def _confirmed(row: Recalculation) -> None:
    row.state, row.decided_at, row.checked = RecalculationState.CONFIRMED, timezone.now(), row.to_check
    row.save(update_fields=["state", "decided_at", "checked"])
    record(
        actor=row.decided_by,
        action="recalculations.confirmed",
        object_type="recalculations.Recalculation",
        object_id=str(row.pk),
        detail={"key": row.key, "value": row.value_id, "people": row.people, "more": str(row.more)},
    )


def _look(row: Recalculation) -> None:
    """What was paid must still be what the list says. Raises LedgerRefused."""
    keys = list(row.rows.order_by("entitlement").values_list("entitlement", flat=True).distinct())
    for start in range(0, len(keys), CHUNK):
        chosen = keys[start : start + CHUNK]
        paid = paid_months(chosen, row.county_code, row.scheme, row.from_month, row.to_month)
        listed = row.rows.filter(entitlement__in=chosen).values_list("entitlement_id", "month", "paid")
        for key, month, was in listed:
            if paid.get(key, {}).get(month, (None,))[0] != was:
                raise _changed()
        Recalculation.objects.filter(pk=row.pk).update(checked=start + len(chosen))


def _mark(row: Recalculation) -> tuple[int, Decimal | None]:
    """What stands in the payments of the scheme: another payment or correction makes another mark."""
    found = paid_items(row.county_code, row.scheme).order_by().aggregate(count=Count("pk"), sum=Sum("amount"))
    return found["count"], found["sum"]


def _changed() -> LedgerRefused:
    return LedgerRefused("列出以后又有发放或更正，差额变了。", "请放弃这次重算，再算一次。")
