"""Posting arrivals: the contribution, its subsidy and the order's state in one transaction.

A chunk of lines is one transaction, so that a file of twenty thousand takes seconds; whatever stops it
in between, a line is either posted with all that belongs to it, or still waits.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cuncuntong.foundation.audit import record_many
from cuncuntong.foundation.bulk import update_rows
from cuncuntong.ledgers.collection.enums import LIVE, ArrivalState, OrderKind, OrderState
from cuncuntong.ledgers.collection.models import Arrival, ContributionOrder
from cuncuntong.ledgers.collection.selectors.figures import Levels, levels_of, subsidy_comes_at_once
from cuncuntong.ledgers.collection.services.issuing import lock_accounts
from cuncuntong.ledgers.collection.services.matching import Seen, problem_of
from cuncuntong.ledgers.pensions.enums import EntryKind, PayingKind
from cuncuntong.ledgers.pensions.models import BackPayment, PensionEntry
from cuncuntong.ledgers.pensions.services import mark_back_payment_paid
from cuncuntong.ledgers.pensions.services.in_bulk import NewEntry, post_entries
from cuncuntong.network.models import Account

_PAYING = {OrderKind.NORMAL: PayingKind.NORMAL, OrderKind.BACK: PayingKind.BACK}
_WRITTEN = ["state", "paid_on", "entry_id", "subsidy_id", "token", "ended_on", "ended_why"]


@dataclass
class Pair:
    """A line and the order that it pays."""

    line: Arrival
    order: ContributionOrder


def settle(
    lines: Sequence[Arrival], *, today: dt.date, actor: Account | None, source: str
) -> tuple[list[Arrival], list[Arrival]]:
    """Posts what fits and says of the rest why not; gives (posted, problems). In the caller's transaction."""
    orders: dict[str, ContributionOrder] = {}
    for county in sorted({line.county_code for line in lines}):
        mine = [line.reference for line in lines if line.county_code == county]
        orders |= orders_for(mine, county)
    seen = what_was_seen(lines, list(orders.values()))
    pairs: list[Pair] = []
    problems: list[Arrival] = []
    for line in lines:
        order = orders.get(line.reference)
        why = problem_of(line, order, seen, today=today)
        if why or order is None:
            line.state, line.why, line.order = ArrivalState.PROBLEM, why, order
            problems.append(line)
            continue
        note_seen(seen, line, order)
        line.state, line.why, line.order = ArrivalState.MATCHED, "", order
        pairs.append(Pair(line, order))
    post_pairs(pairs, today=today, actor=actor, source=source)
    return [pair.line for pair in pairs], problems


def orders_for(references: Iterable[str], county: str) -> dict[str, ContributionOrder]:
    """The county's orders with these references, their accounts locked; fresh states. A file pays no
    other county's orders."""
    wanted = sorted({one for one in references if one})
    found: dict[str, ContributionOrder] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        known = ContributionOrder.objects.filter(reference__in=part, county_code=county)
        accounts = lock_accounts(list(known.values_list("account_id", flat=True)))
        rows = ContributionOrder.objects.select_for_update(of=("self",)).select_related("back_payment")
        for order in rows.filter(reference__in=part, county_code=county).order_by("pk"):
            account = accounts.get(order.account_id)
            if account is not None:
                order.account, order.resident = account, account.resident
            found[order.reference] = order
    return found


def what_was_seen(lines: Sequence[Arrival], orders: Sequence[ContributionOrder]) -> Seen:
    """Serials that were posted before, and years that something else has covered."""
    seen = Seen()
    serials = sorted({line.serial for line in lines if line.serial})
    keys = {line.pk for line in lines}
    posted = [ArrivalState.MATCHED, ArrivalState.ASSIGNED, ArrivalState.RETURNED]
    for start in range(0, len(serials), 500):
        rows = Arrival.objects.filter(serial__in=serials[start : start + 500], state__in=posted)
        seen.serials |= {serial for pk, serial in rows.values_list("pk", "serial") if pk not in keys}
    for start in range(0, len(orders), 500):
        part = orders[start : start + 500]
        _add_covered(seen, part)
    return seen


def _add_covered(seen: Seen, orders: Sequence[ContributionOrder]) -> None:
    accounts, years = {order.account_id for order in orders}, {order.year for order in orders}
    own = PensionEntry.objects.filter(
        account__in=accounts, year__in=years, kind=EntryKind.OWN, reversed_by__isnull=True
    )
    paid = set(own.values_list("account_id", "year"))
    others = ContributionOrder.objects.filter(
        account__in=accounts, year__in=years, state__in=[state.value for state in LIVE]
    ).exclude(pk__in=[order.pk for order in orders])
    standing = set(others.values_list("account_id", "year", "kind"))
    for order in orders:
        key = (order.account_id, order.year, order.kind)
        if key[:2] in paid or key in standing:
            seen.covered.add(key)


def note_seen(seen: Seen, line: Arrival, order: ContributionOrder) -> None:
    """What the lines after this one must know."""
    seen.paid.add(order.pk)
    # Paying one kind of a year covers the year whatever the kind of the next order.
    seen.covered |= {(order.account_id, order.year, kind.value) for kind in OrderKind}
    if line.serial:
        seen.serials.add(line.serial)


def post_pairs(pairs: Sequence[Pair], *, today: dt.date, actor: Account | None, source: str) -> None:
    """Entries, subsidies, orders, lines' audit; in the caller's transaction, accounts locked."""
    if not pairs:
        return
    own = post_entries(entries=[_own(pair, today, source) for pair in pairs], actor=actor)
    subsidised = _subsidised(pairs, today)
    subsidies = post_entries(entries=[new for _, new in subsidised], actor=actor)
    for pair, entry in zip(pairs, own, strict=True):
        order = pair.order
        order.state, order.paid_on, order.entry = OrderState.PAID, pair.line.paid_on, entry
        order.ended_on, order.ended_why = None, ""
        order.token = order.token or secrets.token_urlsafe(16)
    for (order, _), entry in zip(subsidised, subsidies, strict=True):
        order.subsidy = entry
    update_rows(
        ContributionOrder,
        _WRITTEN,
        [(*(getattr(pair.order, name) for name in _WRITTEN), pair.order.pk) for pair in pairs],
    )
    _mark_back(pairs, actor)
    record_many(_paid_entry(pair, actor) for pair in pairs)


def _own(pair: Pair, today: dt.date, source: str) -> NewEntry:
    line, order = pair.line, pair.order
    if line.amount is None or line.paid_on is None:
        raise ValueError("a line without amount or day pays nothing")
    return NewEntry(
        account=order.account,
        kind=EntryKind.OWN,
        year=order.year,
        amount=line.amount,
        paid_on=line.paid_on,
        arrived_on=line.paid_on,
        source=f"{source} 缴费编号{order.reference}"[:60],
        paying=_PAYING[OrderKind(order.kind)],
        level=order.level,
        case_number=order.case_number,
    )


def _subsidised(pairs: Sequence[Pair], today: dt.date) -> list[tuple[ContributionOrder, NewEntry]]:
    if not subsidy_comes_at_once(today):
        return []
    levels: dict[tuple[str, int, dt.date], Levels] = {}
    found = []
    for pair in pairs:
        new = subsidy_of(pair.order, pair.line.paid_on or today, levels)
        if new is not None:
            found.append((pair.order, new))
    return found


def subsidy_of(
    order: ContributionOrder, arrived_on: dt.date, levels: dict[tuple[str, int, dt.date], Levels]
) -> NewEntry | None:
    """The subsidy's entry of a normal order by its level and year; None where there is none."""
    if order.kind != OrderKind.NORMAL:
        return None
    key = (order.scheme, order.year, order.issued_on)
    if key not in levels:
        levels[key] = levels_of(*key)
    amount = levels[key].subsidies.get(order.level)
    if not amount:
        return None
    return NewEntry(
        account=order.account,
        kind=EntryKind.SUBSIDY,
        year=order.year,
        amount=amount,
        paid_on=arrived_on,
        arrived_on=arrived_on,
        source=levels[key].source(order.level),
        level=order.level,
        case_number=order.case_number,
    )


def _mark_back(pairs: Sequence[Pair], actor: Account | None) -> None:
    for pair in pairs:
        back: BackPayment | None = pair.order.back_payment
        if back is not None and pair.line.paid_on is not None:
            mark_back_payment_paid(back_payment=back, on=pair.line.paid_on, actor=actor)


def _paid_entry(pair: Pair, actor: Account | None) -> dict[str, object]:
    return {
        "actor": actor,
        "action": "collection.paid",
        "object_type": "collection.ContributionOrder",
        "object_id": str(pair.order.pk),
        "detail": {
            "reference": pair.order.reference,
            "file": pair.line.file_id,
            "row": pair.line.row,
            "amount": str(pair.line.amount),
            "entry": pair.order.entry_id,
        },
    }


def lines_waiting(file: int, most: int) -> list[Arrival]:
    """The next lines of a file that nobody settled."""
    rows = Arrival.objects.filter(file=file, state=ArrivalState.WAITING)
    return list(rows.select_for_update().order_by("row")[:most])
