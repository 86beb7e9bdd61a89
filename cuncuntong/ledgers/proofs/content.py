"""What a proof says: each scheme with its spans, what is unpaid or was paid elsewhere, how fresh it is.

Made once, kept as JSON, and read back for paper and public page: they show the same, whatever the ledgers
say later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cuncuntong.foundation.identifiers import resident_id
from cuncuntong.ledgers.insurance.enums import (
    InsuranceScheme,
    InsuredAs,
    MonthState,
    ParticipationState,
)
from cuncuntong.ledgers.insurance.models import ContributionMonth, Participation
from cuncuntong.ledgers.insurance.selectors import participations_of
from cuncuntong.ledgers.pensions.enums import AccountState, EntryKind, PayingKind, Scheme
from cuncuntong.ledgers.pensions.selectors.books import Book, books_of
from cuncuntong.ledgers.proofs.spans import (
    BACK_PAID,
    COUNTED,
    NOTHING,
    PAID,
    REFUNDED,
    UNPAID,
    WORDS,
    Mark,
    Span,
    filled,
    finest,
    spans,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once

# What fits on one page of A4 beside five schemes' totals; a long name takes a second line.
MOST_LINES = 19
_NAME_IN_A_LINE = 15
_MONTHS = {
    MonthState.ARRIVED: PAID,
    MonthState.BACK_PAID: BACK_PAID,
    MonthState.OWED: UNPAID,
    MonthState.REFUNDED: REFUNDED,
}
OURS = "本县城乡居民养老保险台账"
NOWHERE = "在所列期间，本系统取得的各项社会保险台账中没有参保记录。"


@dataclass(frozen=True)
class SchemeRecord:
    """A scheme's months (or years: ``step`` 12) of the period, in order, and how the person stands in it."""

    name: str
    state: str
    insured_as: str
    since: dt.date | None
    source: str
    as_of: dt.date
    step: int
    marks: Mapping[dt.date, Mark]

    @property
    def unit(self) -> str:
        """What is counted."""
        return "年" if self.step == 12 else "个月"

    def count(self, *kinds: str) -> int:
        """How many of the marks are of these kinds."""
        return sum(1 for mark in self.marks.values() if mark.what in kinds)

    @property
    def abroad(self) -> int:
        """How many counted ones were paid in another province."""
        return sum(1 for mark in self.marks.values() if mark.place and mark.what in COUNTED)


def records_of(resident: Resident, first: dt.date, last: dt.date, on: dt.date) -> list[SchemeRecord]:
    """Every scheme that the person is or was in, within the months of the period. Three queries."""
    participations, months = participations_of(resident), _months(resident)
    found = [
        _from_above(participations[scheme], months.get(participations[scheme].pk, {}), first, last)
        for scheme in InsuranceScheme
        if scheme in participations
    ]
    books = books_of(resident)
    found += [_from_book(books[scheme], first, last, on) for scheme in Scheme if scheme in books]
    return found


def earliest(resident: Resident, on: dt.date) -> dt.date:
    """The first month that any ledger knows of; this one's where none does."""
    participations = participations_of(resident)
    days = [month for months in _months(resident).values() for month in months]
    days += [one.since.replace(day=1) for one in participations.values() if one.since]
    for book in books_of(resident).values():
        days.append(book.account.opened_on.replace(day=1))
        days += [dt.date(year, 1, 1) for year in book.paid_years]
    return min([day for day in days if day <= on], default=on.replace(day=1))


@read_once
def _months(resident: Resident) -> dict[int, dict[dt.date, Mark]]:
    """Every month that the province knows of the resident, by participation."""
    found: dict[int, dict[dt.date, Mark]] = {}
    rows = ContributionMonth.objects.filter(participation__resident=resident)
    asked = rows.order_by("participation", "month")
    for key, month, state, place, unit in asked.values_list(
        "participation_id", "month", "state", "place", "unit"
    ):
        mark = Mark(_MONTHS[MonthState(state)], place, unit)
        found.setdefault(key, {})[month.replace(day=1)] = mark
    return found


def _from_above(
    row: Participation, months: Mapping[dt.date, Mark], first: dt.date, last: dt.date
) -> SchemeRecord:
    as_of = row.contributions_as_of or row.as_of
    return SchemeRecord(
        name=str(InsuranceScheme(row.scheme).label),
        state=str(ParticipationState(row.state).label),
        insured_as=str(InsuredAs(row.insured_as).label),
        since=row.since,
        source=row.source,
        as_of=as_of,
        step=1,
        marks=_within(row, months, first, last, as_of),
    )


def _within(
    row: Participation,
    months: Mapping[dt.date, Mark],
    first: dt.date,
    last: dt.date,
    as_of: dt.date,
) -> dict[dt.date, Mark]:
    """From the first month known to the last one; who still pays, to the month before the data's day."""
    known = [*months, *([row.since.replace(day=1)] if row.since else [])]
    if not known:
        return {}
    until = max(months, default=min(known))
    if row.state == ParticipationState.PAYING:
        until = max(until, (as_of.replace(day=1) - dt.timedelta(days=1)).replace(day=1))
    return filled(months, max(first, min(known)), min(last, until))


def _from_book(book: Book, first: dt.date, last: dt.date, on: dt.date) -> SchemeRecord:
    account = book.account
    ways = _ways(book)
    until = on.year
    if book.entitlement is not None:
        until = book.entitlement.starts_on.year
    elif account.state == AccountState.CLOSED and account.closed_on:
        until = account.closed_on.year
    begun = min([account.opened_on.year, *ways])
    years = range(max(first.year, begun), min(last.year, max([until, *ways])) + 1)
    return SchemeRecord(
        name=str(Scheme(account.scheme).label),
        state=str(AccountState(account.state).label),
        insured_as="城乡居民",
        since=account.opened_on,
        source=OURS,
        as_of=on,
        step=12,
        marks={dt.date(year, 1, 1): ways.get(year, Mark(NOTHING)) for year in years},
    )


def _ways(book: Book) -> dict[int, Mark]:
    """How each paid year was paid; paid up afterwards is told."""
    back = {
        entry.year
        for entry in book.entries
        if entry.kind == EntryKind.OWN and entry.paying == PayingKind.BACK
    }
    return {year: Mark(BACK_PAID if year in back else PAID) for year in sorted(book.paid_years)}


def to_json(resident: Resident, records: list[SchemeRecord]) -> dict[str, Any]:
    """What is kept: whose proof it is, masked as on the paper, and each scheme with its lines."""
    level = finest(lambda one: sum(map(lines_taken, _all_spans(records, one))), MOST_LINES)
    return {
        "name": resident.name,
        "id_number": resident_id.mask(resident.id_number),
        "level": level,
        "schemes": [_scheme(row, level) for row in records],
    }


def _all_spans(records: list[SchemeRecord], level: int) -> list[Span]:
    return [span for row in records for span in spans(row.marks, level, row.step)]


def lines_taken(span: Span) -> int:
    """How many lines of the paper a span takes."""
    return max(1, -(-len(span.mark.place or span.mark.unit) // _NAME_IN_A_LINE))


def _scheme(row: SchemeRecord, level: int) -> dict[str, Any]:
    return {
        "name": row.name,
        "state": row.state,
        "insured_as": row.insured_as,
        "since": f"{row.since:%Y-%m}" if row.since else "",
        "source": row.source,
        "as_of": f"{row.as_of:%Y-%m-%d}",
        "unit": row.unit,
        "counted": row.count(*COUNTED),
        "unpaid": row.count(UNPAID),
        "nothing": row.count(NOTHING),
        "abroad": row.abroad,
        "lines": [_line(span, row) for span in spans(row.marks, level, row.step)],
    }


def _line(span: Span, row: SchemeRecord) -> dict[str, str]:
    form = "%Y" if row.step == 12 else "%Y-%m"
    told = f"{span.first:{form}}"
    if span.last != span.first:
        told += f"至{span.last:{form}}"
    if span.parts > 1:
        told += f"（{span.parts}段）"
    what = WORDS[span.mark.what]
    if row.step == 12 and span.mark.what == NOTHING:
        what = "没有缴费"
    return {
        "span": told,
        "count": f"{span.count}{row.unit}",
        "what": what,
        "where": span.mark.place or span.mark.unit,
        "abroad": "yes" if span.mark.place else "",
    }


def counted_words(scheme: Mapping[str, Any]) -> str:
    """A scheme's total in words: 缴费104个月，其中外省12个月；欠缴3个月；没有缴费记录2个月."""
    unit = scheme["unit"]
    words = f"缴费{scheme['counted']}{unit}"
    if scheme["abroad"]:
        words += f"，其中外省{scheme['abroad']}{unit}"
    if scheme["unpaid"]:
        words += f"；欠缴{scheme['unpaid']}{unit}"
    if scheme["nothing"]:
        words += f"；没有缴费记录{scheme['nothing']}{unit}"
    return words
