"""What a line of a bank's file pays: an order, or nothing that is known, and then why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from cuncuntong.ledgers.collection.enums import OrderState, Why
from cuncuntong.ledgers.collection.models import Arrival, ContributionOrder
from cuncuntong.ledgers.collection.references import is_reference
from cuncuntong.ledgers.pensions.enums import AccountState, BackPaymentState

_NOT_OPEN = {
    OrderState.PAID: Why.TWICE,
    OrderState.CANCELLED: Why.CANCELLED,
    OrderState.REVERSED: Why.REVERSED,
}


@dataclass
class Seen:
    """What was settled by the lines before: orders that were paid, serials that were posted.

    ``covered`` are (account, year, kind) whose year was paid by whatever entry or has another live order.
    """

    serials: set[str] = field(default_factory=set)
    paid: set[int] = field(default_factory=set)
    covered: set[tuple[int, int, str]] = field(default_factory=set)


def problem_of(
    line: Arrival, order: ContributionOrder | None, seen: Seen, *, today: dt.date, assigned: bool = False
) -> str:
    """Why the line can't be posted on the order, or "".

    ``assigned``: a person looked at it, so that a differing name, account number or year of the line is
    no hindrance; money, dates and the order's state are.
    """
    if line.amount is None or line.paid_on is None:
        return Why.LINE
    if line.serial and line.serial in seen.serials:
        return Why.REPEATED
    if order is None:
        return Why.UNKNOWN if is_reference(line.reference) else Why.CHECK
    if order.pk in seen.paid:
        return Why.TWICE
    if order.state in _NOT_OPEN:
        return _NOT_OPEN[OrderState(order.state)]
    if order.back_payment is not None and order.back_payment.state == BackPaymentState.CANCELLED:
        return Why.CANCELLED
    if not assigned:
        differs = _differs(line, order)
        if differs:
            return differs
    return _money(line, order, seen, today)


def _differs(line: Arrival, order: ContributionOrder) -> str:
    if line.account_number and line.account_number != order.account.number:
        return Why.ACCOUNT
    if line.year is not None and line.year != order.year:
        return Why.YEAR
    if line.name and _plain(line.name) not in (_plain(order.resident.name), _plain(order.payer_name)):
        return Why.NAME
    return ""


def _money(line: Arrival, order: ContributionOrder, seen: Seen, today: dt.date) -> str:
    if line.amount != order.amount:
        return Why.AMOUNT
    paid_on = line.paid_on or today
    if paid_on > today:
        return Why.FUTURE
    if paid_on < order.issued_on:
        return Why.EARLY
    if paid_on > order.valid_until:
        return Why.EXPIRED
    # An order that expired while the bank's file was under way is paid all the same, unless
    # something else stands in its place by now.
    if (order.account_id, order.year, order.kind) in seen.covered:
        return Why.REPLACED
    if order.account.state in (AccountState.CLOSED, AccountState.REVERSED):
        return Why.CLOSED
    return ""


def _plain(name: str) -> str:
    return "".join(name.split()).replace("•", "·").replace("．", "·")
