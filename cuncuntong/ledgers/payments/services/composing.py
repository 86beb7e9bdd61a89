"""The lines of a batch: what each entitlement gets, item by item, and how that compares with last month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cuncuntong.ledgers.payments.enums import ChangeKind, ItemKind, LineState
from cuncuntong.ledgers.payments.hooks import Extra
from cuncuntong.ledgers.payments.models import PayRun
from cuncuntong.ledgers.payments.services.due import (
    Basis,
    basis_for,
    due_months,
    first_due,
    month_of,
    number_of,
)
from cuncuntong.ledgers.payments.services.rates import ZERO, Rates
from cuncuntong.ledgers.payments.services.reading import RETRY_REF, Batch, Before, Person, paid_months_of
from cuncuntong.ledgers.pensions.enums import EntitlementState, HoldKind, Scheme

_SCHEME_DIGIT = {Scheme.BASIC: 1, Scheme.SUPPLEMENTARY: 2}


@dataclass(frozen=True, slots=True)
class Item:
    """An amount inside a line, in yuan; ``parts`` is JSON text."""

    month: dt.date
    kind: str
    amount: Decimal
    of_account: Decimal = ZERO
    parts: str = "[]"
    words: str = ""
    ref: str = ""


@dataclass(slots=True)
class Line:
    """A line about to be written; ``problems`` are months that can't be computed."""

    person: Person
    reference: str
    items: list[Item]
    payee: int | None
    state: str = LineState.COMPUTED
    change: str = ""
    before: Before | None = None
    why: str = ""
    problems: list[str] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        """The sum of the items."""
        return sum((item.amount for item in self.items), ZERO)


def reference_of(run: PayRun, digit: int, serial: int) -> str:
    """County (6), month (6), run (2), scheme (1), serial (9): the same whenever the run is computed."""
    return f"{run.county_code}{run.month:%Y%m}{run.number:02d}{digit}{serial:09d}"


def compose(run: PayRun, batch: Batch, rates: Rates, county_first: int) -> list[Line]:
    """The lines of a batch, in the order of the entitlements; those who get nothing have none.

    In the month's own run also a line over nothing for who was paid last month and is not any more.
    """
    spans = {person.key: _span(person, batch, run, county_first) for person in batch.people}
    exact = paid_months_of(
        [key for key, span in spans.items() if span and _shortcut(span, batch.paid.get(key)) is None]
    )
    lines = []
    for person in batch.people:
        span = spans[person.key]
        months = _months(span, batch, person, exact) if span else []
        line = _line(run, batch, person, months, rates)
        if line is not None:
            lines.append(line)
    return lines


def _span(person: Person, batch: Batch, run: PayRun, county_first: int) -> tuple[int, int] | None:
    """The first and the last month that could be due."""
    stops = batch.stops.get(person.key, ())
    if person.state == EntitlementState.REVERSED:
        return None
    if person.state == EntitlementState.SUSPENDED and not any(not stop.lifted for stop in stops):
        return None  # suspended in another way than by a hold: nothing says which months
    last = number_of(run.month)
    if person.ended is not None:
        last = min(last, number_of(person.ended))
    first = first_due(
        starts=number_of(person.starts),
        own_case=person.own_case,
        county_first=county_first,
        bases=batch.bases.get(person.key, ()),
    )
    return (first, last) if first <= last else None


def _shortcut(span: tuple[int, int], paid: tuple[int, int, int] | None) -> list[int] | None:
    """The months not paid yet, where their number alone tells; None where it does not."""
    first, last = span
    if paid is None:
        return list(range(first, last + 1))
    count, lowest, highest = paid
    if lowest >= first and highest <= last and count == last - first + 1:
        return []
    if lowest >= first and highest < last and count == last - first:
        return [last]
    return None


def _months(span: tuple[int, int], batch: Batch, person: Person, exact: dict[int, set[int]]) -> list[int]:
    stops = batch.stops.get(person.key, [])
    open_months = _shortcut(span, batch.paid.get(person.key))
    if open_months is None:
        return due_months(first=span[0], last=span[1], stops=stops, paid=exact.get(person.key, set()))
    if not stops:
        return open_months
    return [month for month in open_months if not any(stop.covers(month) for stop in stops)]


def _line(run: PayRun, batch: Batch, person: Person, months: list[int], rates: Rates) -> Line | None:
    problems: list[str] = []
    items = _monthly(run, batch, person, months, rates, problems)
    items += _retries(batch, person)
    items += _extras(batch.extras.get(person.key, ()), items, person, batch, run)
    before = batch.before.get(person.key)
    if not items and not problems and (before is None or run.number > 1):
        return None
    line = Line(
        person=person,
        reference=reference_of(run, _SCHEME_DIGIT[Scheme(person.scheme)], person.key),
        items=items,
        payee=batch.payees.get(person.resident),
        before=before if run.number == 1 else None,
        problems=problems,
    )
    if not items:
        line.state = LineState.HELD
    if run.number == 1:
        _compare(line, batch, run)
    return line


def _monthly(
    run: PayRun, batch: Batch, person: Person, months: list[int], rates: Rates, problems: list[str]
) -> list[Item]:
    now, found = number_of(run.month), []
    otherwise = Basis(0, person.balance, person.years, loaded=False)
    bases = batch.bases.get(person.key, ())
    for month in months:
        basis = basis_for(month, bases, otherwise)
        day = month_of(month)
        worth = rates.month(person.scheme, day, basis.balance, basis.years, person.birth)
        if worth.problem:
            problems.append(worth.problem)
            continue
        kind = ItemKind.REGULAR if month == now else ItemKind.ARREARS
        found.append(Item(day, kind, worth.amount, worth.of_account, worth.parts))
    return found


def _retries(batch: Batch, person: Person) -> list[Item]:
    """What failed and is still owed: not where a month of it was stopped since."""
    stops = batch.stops.get(person.key, ())
    return [
        Item(
            failed.month,
            ItemKind.RETRY,
            failed.amount,
            failed.of_account,
            words=f"重发{failed.month.year}年{failed.month.month}月未到账的{failed.amount}元",
            ref=f"{RETRY_REF}{failed.key}",
        )
        for failed in batch.failed.get(person.key, ())
        if failed.amount and not any(stop.covers(month) for stop in stops for month in failed.months)
    ]


def _extras(
    extras: Sequence[Extra], items: list[Item], person: Person, batch: Batch, run: PayRun
) -> list[Item]:
    """What other ledgers owe or claim: nobody who is stopped gets more, nobody owes more than there is.

    What is owed for months before a death is owed all the same: the account that is named for it gets it.
    """
    now = number_of(run.month)
    stops = [stop for stop in batch.stops.get(person.key, ()) if stop.covers(now)]
    dead = person.state == EntitlementState.ENDED and all(stop.kind == HoldKind.DEATH for stop in stops)
    if not items and not dead and (stops or person.state != EntitlementState.RUNNING):
        return []
    found = [_extra(one, one.amount) for one in sorted(extras, key=_order) if one.amount > 0]
    left = sum((item.amount for item in (*items, *found)), ZERO)
    for one in sorted(extras, key=_order):
        taken = min(-one.amount, left)
        if one.amount < 0 and taken > 0:
            found.append(_extra(one, -taken))
            left -= taken
    return found


def _order(extra: Extra) -> tuple[dt.date, str]:
    return extra.month, extra.ref


def _extra(one: Extra, amount: Decimal) -> Item:
    return Item(one.month, one.kind, amount, one.account_amount, words=one.words[:200], ref=one.ref)


def _compare(line: Line, batch: Batch, run: PayRun) -> None:
    """New, ended, changed or the same; what changed is put into words later, for those alone."""
    if line.before is None:
        line.change = ChangeKind.NEW if line.items else ""
    elif not line.items:
        line.change, line.why = ChangeKind.ENDED, ended_words(line.person, batch, run)
    elif line.amount == line.before.amount:
        line.change = ChangeKind.SAME
    else:
        line.change = ChangeKind.CHANGED


def ended_words(person: Person, batch: Batch, run: PayRun) -> str:
    """Why nothing is paid to somebody who was paid last month."""
    now, said = number_of(run.month), []
    for stop in batch.stops.get(person.key, ()):
        if stop.covers(now):
            since = month_of(stop.first)
            said.append(f"{HoldKind(stop.kind).label}，{since.year}年{since.month}月起停发")
    if person.ended is not None:
        said.append(f"待遇已终止{f'：{person.reason}' if person.reason else ''}")
    elif person.state == EntitlementState.REVERSED:
        said.append("待遇核定已撤销")
    elif person.state == EntitlementState.SUSPENDED and not said:
        said.append(f"待遇已暂停{f'：{person.reason}' if person.reason else ''}")
    return "；".join(said or ["本月没有应发的月份"])[:200]
