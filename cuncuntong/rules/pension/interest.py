"""A year's interest on an account.

Assumed (no original was read; see the parameters' note): what stood on the account at the beginning of
the year bears interest for twelve months; what came or went in the year does so from the month after.
The year's interest is rounded once, so that no fen is lost between its parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from cuncuntong.rules.pension.computation import to_fen

MONTHS = 12
RULE = (
    "年初余额按全年计息；年内到账或支出的金额自次月起按月计息；全年利息合计后四舍五入到分。"
    "（计息办法未见原文，按经办惯例，待核定）"
)


def year_interest(
    *, opening: Decimal, moves: Iterable[tuple[date, Decimal]], year: int, rate: Decimal
) -> Decimal:
    """The interest of ``year`` in yuan, two places; never below zero.

    ``opening`` is the balance at the beginning of the year, ``moves`` are days of the year with signed
    amounts, both in yuan; ``rate`` is the year's as a share (0.0262). Raises ValueError for a negative
    rate or a day of another year.
    """
    if rate < 0:
        raise ValueError("记账利率不能为负数。")
    months = opening * MONTHS
    for day, amount in moves:
        if day.year != year:
            raise ValueError(f"{day}不在{year}年。")
        months += amount * (MONTHS - day.month)
    return to_fen(max(months, Decimal(0)) * rate / MONTHS)
