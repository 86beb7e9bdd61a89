"""What a person does with a line that fits no order, and taking a wrong posting back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import background, enqueue
from cuncuntong.ledgers.collection.enums import ArrivalState, OrderKind, OrderState, Why
from cuncuntong.ledgers.collection.models import Arrival, ContributionOrder
from cuncuntong.ledgers.collection.references import clean_reference
from cuncuntong.ledgers.collection.refused import OrderRefused
from cuncuntong.ledgers.collection.selectors.figures import Levels
from cuncuntong.ledgers.collection.services.issuing import lock_accounts
from cuncuntong.ledgers.collection.services.matching import problem_of
from cuncuntong.ledgers.collection.services.posting import (
    Pair,
    orders_for,
    post_pairs,
    subsidy_of,
    what_was_seen,
)
from cuncuntong.ledgers.pensions.services import mark_back_payment_unpaid, reverse_entry
from cuncuntong.ledgers.pensions.services.in_bulk import post_entries
from cuncuntong.network.access import Caller, caller_of, fetch
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.models import Account

# So many subsidies are posted while the person waits.
AT_ONCE = 2000


def assign(*, caller: Caller, arrival: Arrival, reference: str, note: str, today: dt.date) -> Arrival:
    """Posts a line on the order that a person found for it: amount, day and the order's state must fit.

    Raises OrderRefused with the line of the form that is wrong.
    """
    wanted = clean_reference(reference)
    with transaction.atomic():
        line = _open_line(caller, arrival, note)
        order = orders_for([wanted], line.county_code).get(wanted)
        if order is None or not caller.reaches(Ability.COLLECT_IMPORT, order):
            raise OrderRefused("没有这个缴费编号的通知。", "请在缴费通知列表里核对后再填。", "reference")
        seen = what_was_seen([line], [order])
        why = problem_of(line, order, seen, today=today, assigned=True)
        if why:
            raise OrderRefused(f"不能记到这份通知：{Why(why).label}。", _what_then(why), "reference")
        _solve(line, ArrivalState.ASSIGNED, note, caller.account)
        line.order = order
        post_pairs([Pair(line, order)], today=today, actor=caller.account, source="核对到账")
        _save(line)
    return line


def give_back(*, caller: Caller, arrival: Arrival, note: str) -> Arrival:
    """The money goes back to who paid it; nothing is posted."""
    with transaction.atomic():
        line = _open_line(caller, arrival, note)
        _solve(line, ArrivalState.RETURNED, note, caller.account)
        _save(line)
    return line


def set_aside(*, caller: Caller, arrival: Arrival, note: str) -> Arrival:
    """The line needs nothing: the same bank day's line twice, or settled elsewhere as the note says."""
    with transaction.atomic():
        line = _open_line(caller, arrival, note)
        _solve(line, ArrivalState.NOTED, note, caller.account)
        _save(line)
    return line


def reverse_order(*, caller: Caller, order: ContributionOrder, why: str, today: dt.date) -> ContributionOrder:
    """Takes back what an arrival posted: entries are reversed, the line waits for a person again.

    Raises OrderRefused without a reason or where nothing was posted, LedgerRefused where the money on
    the account has gone out already.
    """
    reason = why.strip()[:100]
    if not reason:
        raise OrderRefused("请写明冲正的原因。", "", "why")
    rows = ContributionOrder.objects.all()
    fetch(caller, Ability.PENSION_POST, rows, line=Line.RESIDENT_PENSION, pk=order.pk)
    with transaction.atomic():
        lock_accounts([order.account_id])
        row = (
            rows.select_for_update(of=("self",))
            .select_related("entry", "subsidy", "back_payment")
            .get(pk=order.pk)
        )
        if row.state == OrderState.REVERSED:
            return row
        if row.state != OrderState.PAID or row.entry is None:
            raise OrderRefused("这份通知没有入账，不用冲正。", "请刷新页面查看。")
        for entry in (row.subsidy, row.entry):
            if entry is not None:
                reverse_entry(entry=entry, on=today, reason=reason, actor=caller.account)
        row.state, row.ended_on, row.ended_why = OrderState.REVERSED, today, reason
        row.save(update_fields=["state", "ended_on", "ended_why"])
        if row.back_payment is not None:
            mark_back_payment_unpaid(back_payment=row.back_payment, actor=caller.account)
        _open_again(row, reason)
        _audit_order(row, "collection.reversed", caller.account, reason)
    return row


def begin_missing_subsidies(*, caller: Caller, year: int, today: dt.date) -> int | None:
    """Posts the subsidies of a year that did not come with the arrival; gives how many.

    More than a page may take go on in the background: then None.
    """
    if _without_subsidy(caller, year).count() <= AT_ONCE:
        return post_missing_subsidies(caller=caller, year=year, today=today)
    enqueue(post_in_background, account_id=caller.account.pk, year=year)
    return None


@background(name="补记政府补贴", retries=5)
def post_in_background(account_id: int, year: int) -> dict[str, int]:
    """All of a year's, for the person who asked for it."""
    caller = caller_of(Account.objects.get(pk=account_id))
    return {"done": post_missing_subsidies(caller=caller, year=year, today=timezone.localdate())}


def _without_subsidy(caller: Caller, year: int) -> QuerySet[ContributionOrder]:
    caller.need(Ability.PENSION_POST, Line.RESIDENT_PENSION)
    rows = ContributionOrder.objects.filter(
        state=OrderState.PAID, kind=OrderKind.NORMAL, year=year, subsidy__isnull=True
    )
    return caller.limit(Ability.PENSION_POST, rows, line=Line.RESIDENT_PENSION)


def post_missing_subsidies(*, caller: Caller, year: int, today: dt.date, chunk: int = 500) -> int:
    """All of them, a chunk a transaction; stopped in the middle it goes on with those that are left."""
    keys = _without_subsidy(caller, year)
    levels: dict[tuple[str, int, dt.date], Levels] = {}
    done = last = 0
    while waiting := list(keys.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:chunk]):
        # Behind the last one: an order whose subsidy nobody knows would be asked for again and again.
        last = waiting[-1]
        done += _post_subsidies(waiting, levels, today, caller.account)
    return done


def _post_subsidies(
    keys: list[int], levels: dict[tuple[str, int, dt.date], Levels], today: dt.date, actor: Account
) -> int:
    with transaction.atomic():
        found = ContributionOrder.objects.filter(pk__in=keys)
        accounts = lock_accounts(list(found.values_list("account_id", flat=True)))
        rows = found.select_for_update().filter(state=OrderState.PAID, subsidy__isnull=True).order_by("pk")
        wanted = []
        for order in rows:
            order.account = accounts[order.account_id]
            new = subsidy_of(order, today, levels)
            if new is not None:
                wanted.append((order, new))
        posted = post_entries(entries=[new for _, new in wanted], actor=actor)
        for (order, _), entry in zip(wanted, posted, strict=True):
            order.subsidy = entry
        ContributionOrder.objects.bulk_update([order for order, _ in wanted], ["subsidy"], batch_size=200)
    return len(posted)


def _open_line(caller: Caller, arrival: Arrival, note: str) -> Arrival:
    if not note.strip():
        raise OrderRefused("请写明怎样核对的、怎样处理的。", "", "note")
    fetch(caller, Ability.COLLECT_IMPORT, Arrival.objects.all(), line=Line.RESIDENT_PENSION, pk=arrival.pk)
    line = Arrival.objects.select_for_update().get(pk=arrival.pk)
    if line.state != ArrivalState.PROBLEM:
        raise OrderRefused(f"这一笔{line.get_state_display()}，不用再处理。", "请刷新页面查看。")
    return line


def _solve(line: Arrival, state: str, note: str, actor: Account) -> None:
    line.state, line.note = state, note.strip()[:200]
    line.solved_by, line.solved_at = actor, timezone.now()


def _save(line: Arrival) -> None:
    line.save(update_fields=["state", "note", "solved_by", "solved_at", "order"])
    record(
        actor=line.solved_by,
        action="collection.line_solved",
        object_type="collection.Arrival",
        object_id=str(line.pk),
        detail={"state": line.state, "why": line.why, "note": line.note, "order": line.order_id},
    )


def _open_again(order: ContributionOrder, reason: str) -> None:
    rows = order.arrivals.filter(state__in=[ArrivalState.MATCHED, ArrivalState.ASSIGNED])
    rows.update(state=ArrivalState.PROBLEM, why=Why.REVERSED, note=reason, solved_at=None, solved_by=None)


def _what_then(why: str) -> str:
    return {
        Why.AMOUNT: "金额须与通知一致：请取消原通知，按到账金额的档次开新通知后再记，或退回缴费人。",
        Why.TWICE: "重复缴的款请退回缴费人。",
        Why.CANCELLED: "本人仍要缴的，请开新通知后记到新通知；否则退回缴费人。",
        Why.EARLY: "到账日期早于通知：请核对日期，或退回缴费人。",
        Why.EXPIRED: "本人仍要缴的，请开新通知后记到新通知；否则退回缴费人。",
    }.get(Why(why), "请核对后另选通知，或退回缴费人。")


def _audit_order(order: ContributionOrder, action: str, actor: Account | None, reason: str) -> None:
    record(
        actor=actor,
        action=action,
        object_type="collection.ContributionOrder",
        object_id=str(order.pk),
        detail={"reference": order.reference, "reason": reason},
    )
