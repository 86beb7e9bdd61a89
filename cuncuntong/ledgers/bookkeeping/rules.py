"""What must hold of one account's entries, whatever was posted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from cuncuntong.ledgers.bookkeeping.enums import FindingKind
from cuncuntong.ledgers.bookkeeping.walking import Pages, Row
from cuncuntong.ledgers.pensions.enums import EntryKind, Scheme
from cuncuntong.rules.parameters import NoValueOn, Parameters

Off = tuple[str, str]
_GROUP = {Scheme.BASIC: "resident_pension", Scheme.SUPPLEMENTARY: "supplementary"}
_OWN, _SUBSIDY, _REVERSAL = EntryKind.OWN.value, EntryKind.SUBSIDY.value, EntryKind.REVERSAL.value


class Rules:
    """Looks at one account after another under the county's figures."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._subsidies = lru_cache(4096)(self._subsidies_on)

    def look(self, pages: Pages, scheme: str) -> Iterator[Off]:
        """Everything that is off, as (kind, words)."""
        if pages.cents < 0:
            yield FindingKind.NEGATIVE, f"余额为{_yuan(pages.cents)}元。"
        by_key = {row.id: row for row in pages.rows}
        taken_back = {row.reverses for row in pages.rows if row.reverses is not None}
        wrong = [row for row in pages.rows if row.kind == _REVERSAL and _differs(row, by_key)]
        if wrong:
            numbers = "、".join(str(row.id) for row in wrong[:5])
            yield FindingKind.REVERSAL, f"冲正记录{numbers}与被冲正的记录金额、年度或账户不符。"
        yield from self._twice(pages, taken_back)
        yield from self._levels(pages, taken_back, scheme)

    def _twice(self, pages: Pages, taken_back: set[int]) -> Iterator[Off]:
        seen: set[tuple[int, str]] = set()
        again: list[int] = []
        for row in pages.rows:
            if row.kind != _OWN or row.id in taken_back:
                continue
            if (row.year, row.paying) in seen:
                again.append(row.year)
            seen.add((row.year, row.paying))
        if again:
            years = "、".join(map(str, sorted(set(again))))
            yield FindingKind.TWICE, f"{years}年度以同一缴费类型记了不止一笔个人缴费。"

    def _levels(self, pages: Pages, taken_back: set[int], scheme: str) -> Iterator[Off]:
        wrong = [
            row
            for row in pages.rows
            if row.kind == _SUBSIDY
            and row.level is not None
            and row.id not in taken_back
            and not self._fits(row, scheme)
        ]
        if wrong:
            row = wrong[0]
            yield (
                FindingKind.SUBSIDY,
                f"{row.year}年度{row.level}元档记了补贴{_yuan(row.cents)}元，与当年标准不符"
                + (f"（共{len(wrong)}笔）。" if len(wrong) > 1 else "。"),
            )

    def _fits(self, row: Row, scheme: str) -> bool:
        """Whether a subsidy is the year's, or that of the day it was paid; unknown figures say nothing."""
        days = (f"{row.year}-01-01", f"{row.year}-12-31", row.paid_on[:10])
        known = [found for day in days if (found := self._subsidies(scheme, day)) is not None]
        return not known or any(found.get(row.level or 0) == row.cents for found in known)

    def _subsidies_on(self, scheme: str, day: str) -> dict[int, int] | None:
        try:
            table = self._parameters.table(
                f"{_GROUP[Scheme(scheme)]}.level_subsidies", dt.date.fromisoformat(day)
            )
        except NoValueOn:
            return None
        return {int(level): round(Decimal(amount) * 100) for level, amount in table.items()}


def _differs(row: Row, by_key: dict[int, Row]) -> bool:
    meant = by_key.get(row.reverses or 0)
    return meant is None or meant.cents != -row.cents or meant.year != row.year


def _yuan(cents: int) -> str:
    return f"{Decimal(cents).scaleb(-2):,.2f}"
