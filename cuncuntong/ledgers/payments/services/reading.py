"""A batch of entitlements with everything that decides about their lines, in a fixed number of questions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection
from django.db.models import Sum

from cuncuntong.ledgers.payments.enums import ItemKind, LineState, RunState
from cuncuntong.ledgers.payments.hooks import Extra, due_sources
from cuncuntong.ledgers.payments.models import PayItem, PayLine, PayRun
from cuncuntong.ledgers.payments.services.due import Basis, Stop, month_of, number_of, stop_of
from cuncuntong.ledgers.pensions.enums import PayeeState, RevisionKind
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold, EntitlementRevision, Payee

RETRY_REF = "line:"


@dataclass(frozen=True, slots=True)
class Person:
    """An entitlement as far as a line needs it."""

    key: int
    scheme: str
    resident: int
    birth: dt.date
    state: str
    starts: dt.date
    ended: dt.date | None
    balance: Decimal
    years: int
    own_case: bool
    reason: str
    place: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Failed:
    """A line that the bank could not pay and no later line has paid: what of it the account gives."""

    key: int
    amount: Decimal
    of_account: Decimal
    month: dt.date
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """The line of the last month's run."""

    key: int
    amount: Decimal


@dataclass
class Batch:
    """What was read; dictionaries by entitlement, payees by resident."""

    people: list[Person]
    bases: dict[int, list[Basis]] = field(default_factory=lambda: defaultdict(list))
    stops: dict[int, list[Stop]] = field(default_factory=lambda: defaultdict(list))
    paid: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    payees: dict[int, int] = field(default_factory=dict)
    before: dict[int, Before] = field(default_factory=dict)
    failed: dict[int, list[Failed]] = field(default_factory=lambda: defaultdict(list))
    extras: dict[int, list[Extra]] = field(default_factory=lambda: defaultdict(list))

    @property
    def span(self) -> tuple[int, int]:
        """The first and last key."""
        return self.people[0].key, self.people[-1].key


def previous_run(run: PayRun) -> PayRun | None:
    """The month's own run before this one, which a run is compared with."""
    rows = PayRun.objects.filter(county_code=run.county_code, fund=run.fund, number=1, month__lt=run.month)
    return rows.exclude(state=RunState.CANCELLED).order_by("-month").first()


def read_batch(run: PayRun, previous: PayRun | None, size: int) -> Batch:
    """The next entitlements behind the run's position; no people where there are none left."""
    batch = Batch(_people(run, size))
    if batch.people:
        low, high = batch.span
        _bases(batch, low, high)
        _stops(batch, low, high)
        batch.paid = _paid(low, high, run.month)
        residents = [person.resident for person in batch.people]
        rows = Payee.objects.filter(resident__in=residents, state=PayeeState.ACTIVE)
        batch.payees = dict(rows.values_list("resident_id", "pk"))
        _before(batch, previous, low, high)
        _failed(batch, run, low, high)
        for source in due_sources(run.fund):
            for extra in source.extras([person.key for person in batch.people], run.month):
                batch.extras[extra.entitlement].append(extra)
    return batch


def _people(run: PayRun, size: int) -> list[Person]:
    rows = Entitlement.objects.filter(
        county_code=run.county_code, pk__gt=run.position, pk__lte=run.scope_until
    ).order_by("pk")
    columns = rows.values_list(
        "pk",
        "account__scheme",
        "resident_id",
        "resident__birth_date",
        "state",
        "starts_on",
        "ended_on",
        "balance",
        "years_paid",
        "case_number",
        "reason",
        "village_code",
        "township_code",
        "county_code",
    )[:size]
    return [Person(*row[:9], bool(row[9]), row[10], row[11:14]) for row in columns]


def _bases(batch: Batch, low: int, high: int) -> None:
    rows = EntitlementRevision.objects.filter(
        entitlement__gte=low, entitlement__lte=high, undone_at__isnull=True
    )
    columns = rows.order_by("entitlement_id", "from_month", "pk").values_list(
        "entitlement_id", "from_month", "balance", "years_paid", "kind"
    )
    for key, month, balance, years, kind in columns:
        basis = Basis(number_of(month), balance, years, kind == RevisionKind.LOADED)
        batch.bases[key].append(basis)


def _stops(batch: Batch, low: int, high: int) -> None:
    rows = EntitlementHold.objects.filter(entitlement__gte=low, entitlement__lte=high, undone_at__isnull=True)
    columns = rows.order_by("entitlement_id", "from_month", "pk").values_list(
        "entitlement_id", "kind", "from_month", "lifted_on", "lifted_month", "back_pay"
    )
    for key, kind, since, lifted_on, lifted_month, back_pay in columns:
        batch.stops[key].append(stop_of(kind, since, lifted_on, lifted_month, back_pay))


def _paid(low: int, high: int, month: dt.date) -> dict[int, tuple[int, int, int]]:
    """How many months were paid, the first and the last of them, by entitlement.

    Written out, so that both engines answer from the index of the months alone (item_month_once): after
    ten years these are seven million months, whose rows nobody has to read.
    """
    table = connection.ops.quote_name(PayItem._meta.db_table)
    statement = (
        f"SELECT entitlement_id, COUNT(*), MIN(month), MAX(month) FROM {table} "  # noqa: S608
        "WHERE kind IN ('regular', 'arrears') AND live AND entitlement_id BETWEEN %s AND %s "
        "AND month <= %s GROUP BY entitlement_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [low, high, month])
        return {
            key: (count, number_of(_day(first)), number_of(_day(last)))
            for key, count, first, last in cursor.fetchall()
        }


def _day(value: dt.date | str) -> dt.date:
    """A day as the engine gives it: SQLite has no dates of its own."""
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


def paid_months_of(keys: Sequence[int]) -> dict[int, set[int]]:
    """The very months that were paid, for the few whose number alone does not tell."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = PayItem.objects.filter(
        entitlement__in=keys, live=True, kind__in=[ItemKind.REGULAR, ItemKind.ARREARS]
    )
    for key, month in rows.order_by().values_list("entitlement_id", "month"):
        found[key].add(number_of(month))
    return found


def _before(batch: Batch, previous: PayRun | None, low: int, high: int) -> None:
    if previous is None:
        return
    rows = PayLine.objects.filter(run=previous, entitlement__gte=low, entitlement__lte=high)
    rows = rows.exclude(state__in=[LineState.HELD, LineState.VOID])
    columns = rows.values_list("entitlement_id", "pk", "amount")
    batch.before = {key: Before(line, amount) for key, line, amount in columns}


def _failed(batch: Batch, run: PayRun, low: int, high: int) -> None:
    rows = PayLine.objects.filter(state=LineState.FAILED, entitlement__gte=low, entitlement__lte=high)
    rows = rows.exclude(run=run).order_by("pk")
    columns = list(rows.values_list("pk", "entitlement_id", "amount", "run__month"))
    if not columns:
        return
    refs = [f"{RETRY_REF}{row[0]}" for row in columns]
    retried = set(PayItem.objects.filter(ref__in=refs, live=True).values_list("ref", flat=True))
    items = PayItem.objects.filter(line__in=[row[0] for row in columns])
    of_account = dict(items.order_by().values_list("line_id").annotate(Sum("account_amount")))
    within = months_within([row[0] for row in columns])
    for key, entitlement, amount, month in columns:
        if f"{RETRY_REF}{key}" not in retried:
            account = Decimal(of_account.get(key) or 0).quantize(Decimal("0.01"))
            months = tuple(sorted(number_of(one) for one in within[key]))
            batch.failed[entitlement].append(Failed(key, amount, account, month, months))


def months_within(lines: Sequence[int]) -> dict[int, set[dt.date]]:
    """The months that each line pays, also those of failed lines that it sends again."""
    found: dict[int, set[dt.date]] = {line: set() for line in lines}
    waiting = {line: {line} for line in lines}
    own = [ItemKind.REGULAR, ItemKind.ARREARS, ItemKind.RETRY]
    while waiting:
        rows = PayItem.objects.filter(line__in=waiting, kind__in=own).order_by()
        inner: dict[int, set[int]] = defaultdict(set)
        for line, kind, month, ref in rows.values_list("line_id", "kind", "month", "ref"):
            if kind == ItemKind.RETRY:
                inner[int(ref.removeprefix(RETRY_REF))] |= waiting[line]
                continue
            for outer in waiting[line]:
                found[outer].add(month)
        waiting = inner
    return found


def month_words(months: Sequence[int]) -> str:
    """2026年9月, or 2026年9月至11月（3个月）; months in order."""
    first, last = month_of(months[0]), month_of(months[-1])
    if len(months) == 1:
        return f"{first.year}年{first.month}月"
    until = f"{last.month}月" if last.year == first.year else f"{last.year}年{last.month}月"
    return f"{first.year}年{first.month}月至{until}（{len(months)}个月）"
