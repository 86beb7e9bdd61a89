"""Payments that other ledgers owe under their own keys: a balance to the heir, a grant, a benefit's month.

Months of one benefit form a series: the run's own month is compared with the series' line of the last run,
as entitlements are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cuncuntong.ledgers.payments.enums import ChangeKind, FindingKind, ItemKind, LineState
from cuncuntong.ledgers.payments.funds import terms_of
from cuncuntong.ledgers.payments.hooks import Once, due_sources
from cuncuntong.ledgers.payments.models import Finding, PayItem, PayLine, PayRun
from cuncuntong.ledgers.payments.services.comparing import part_words
from cuncuntong.ledgers.payments.services.composing import Item, reference_of
from cuncuntong.ledgers.payments.services.rates import ZERO, Rates
from cuncuntong.ledgers.payments.services.reading import previous_run

_LONGEST = 200


@dataclass(frozen=True)
class _Due:
    """A payment with what it comes to; ``problem`` says why it can't be told."""

    once: Once
    amount: Decimal
    parts: str
    problem: str


@dataclass(frozen=True)
class _Earlier:
    """A series' own month in the last run."""

    line: PayLine
    item: Item


def write_once_lines(run: PayRun, rates: Rates | None = None) -> None:
    """A line for each that no other line pays already, in the order of their keys; then one over nothing
    for each series that was paid last month and is not any more."""
    rates = rates or Rates(run)
    asked = [once for source in due_sources(run.fund) for once in source.once(run.county_code, run.month)]
    found = {once.key: once for once in asked}
    done = _taken(found)
    earlier = _earlier(run)
    dues = [_due(found[key], rates) for key in sorted(set(found) - done)]
    serial, paid = 0, set()
    for due in dues:
        if due.amount > 0 or due.problem:
            serial += 1
            _write(run, due, serial, earlier.get(due.once.series))
            paid |= {due.once.series} if _own_month(run, due.once) else set()
    why = {due.once.series: due.once.words for due in dues if not due.amount and not due.problem}
    for series in sorted(set(earlier) - paid):
        serial += 1
        _write_ended(run, earlier[series], serial, why.get(series, "本月没有应发的月份"))
    run.figures = dict(sorted({**run.figures, **rates.figures}.items()))
    run.save(update_fields=["figures"])


def _taken(keys: Iterable[str]) -> set[str]:
    rows = PayLine.objects.filter(once__in=list(keys)).exclude(
        state__in=[LineState.VOID, LineState.FAILED, LineState.HELD, LineState.REPAID]
    )
    return set(rows.values_list("once", flat=True))


def _due(once: Once, rates: Rates) -> _Due:
    if once.compute is None:
        return _Due(once, once.amount, "[]", "")
    worth = rates.worth(once.compute)
    return _Due(once, worth.amount, worth.parts, worth.problem)


def _own_month(run: PayRun, once: Once) -> bool:
    return bool(once.series) and once.month == run.month


def _earlier(run: PayRun) -> dict[str, _Earlier]:
    """The series' own months in the last month's run, which this one is compared with."""
    previous = previous_run(run) if run.number == 1 else None
    if previous is None:
        return {}
    rows = PayItem.objects.filter(line__run=previous, kind=ItemKind.REGULAR).exclude(line__series="")
    rows = rows.exclude(line__state__in=[LineState.HELD, LineState.VOID]).select_related("line")
    return {
        row.line.series: _Earlier(row.line, Item(row.month, row.kind, row.amount, parts=row.parts))
        for row in rows
    }


def _write(run: PayRun, due: _Due, serial: int, earlier: _Earlier | None) -> None:
    once, before = due.once, earlier if _own_month(run, due.once) else None
    line = _line(run, once, serial)
    line.amount, line.payee = due.amount, once.payee
    line.change, line.why = _change(run, due, before)
    line.before = before.line.amount if before else None
    if due.problem:
        line.state = LineState.HELD
    line.save()
    if due.problem:
        Finding.objects.create(run=run, line=line, kind=FindingKind.COMPUTE, words=due.problem[:300])
        return
    month = once.month or run.month
    PayItem.objects.create(
        line=line,
        month=month,
        kind=_kind(run, once),
        amount=due.amount,
        parts=json.loads(due.parts),
        words="" if _own_month(run, once) else once.words[:_LONGEST],
        ref=once.key,
    )


def _line(run: PayRun, once: Once, serial: int) -> PayLine:
    village, township, county = once.place
    return PayLine(
        run=run,
        reference=reference_of(run, terms_of(run.fund).digit, serial),
        once=once.key,
        series=once.series,
        resident_id=once.resident,
        scheme=once.scheme,
        village_code=village,
        township_code=township,
        county_code=county,
    )


def _kind(run: PayRun, once: Once) -> str:
    if not once.series:
        return ItemKind.ONCE
    return ItemKind.REGULAR if once.month == run.month else ItemKind.ARREARS


def _change(run: PayRun, due: _Due, before: _Earlier | None) -> tuple[str, str]:
    """How it compares, and why; what has no month before it to compare with says its own words."""
    words = (due.problem or due.once.words)[:_LONGEST]
    if run.number > 1 or not due.once.series or not _own_month(run, due.once):
        return "", words
    if before is None:
        return ("" if due.problem else ChangeKind.NEW), words
    if due.problem:
        return ChangeKind.ENDED, words
    if before.line.amount == due.amount:
        return ChangeKind.SAME, ""
    now = Item(run.month, ItemKind.REGULAR, due.amount, parts=due.parts)
    return ChangeKind.CHANGED, ("；".join(part_words(now, before.item)) or words)[:_LONGEST]


def _write_ended(run: PayRun, earlier: _Earlier, serial: int, why: str) -> None:
    was = earlier.line
    PayLine.objects.create(
        run=run,
        reference=reference_of(run, terms_of(run.fund).digit, serial),
        once=f"{was.series}:{run.month:%Y%m}:none",
        series=was.series,
        resident_id=was.resident_id,
        scheme=was.scheme,
        amount=ZERO,
        payee_id=was.payee_id,
        state=LineState.HELD,
        change=ChangeKind.ENDED,
        before=was.amount,
        why=why[:_LONGEST],
        village_code=was.village_code,
        township_code=was.township_code,
        county_code=was.county_code,
    )
