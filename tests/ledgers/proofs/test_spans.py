"""Months told as spans: nothing is lost, and the page's measure decides how coarse."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.ledgers.proofs.spans import (
    BACK_PAID,
    LEVELS,
    NOTHING,
    PAID,
    UNPAID,
    Mark,
    filled,
    finest,
    spans,
)
from cuncuntong.rules.ages import add_months

FIRST = date(1990, 1, 1)
MARKS = st.sampled_from(
    [
        Mark(what, place, unit)
        for what in (PAID, BACK_PAID, UNPAID, NOTHING)
        for place in ("", "河南省")
        for unit in ("", "演示甲厂", "演示乙厂")
    ]
)
MONTHS = st.lists(MARKS, max_size=60).map(
    lambda marks: {add_months(FIRST, number): mark for number, mark in enumerate(marks)}
)


@given(MONTHS, st.sampled_from(LEVELS))
def test_every_month_stands_in_one_span(months, level):
    found = spans(months, level)
    assert sum(span.count for span in found) == len(months)
    for what in (PAID, BACK_PAID, UNPAID, NOTHING) if level < 3 else (UNPAID, NOTHING):
        wanted = sum(1 for mark in months.values() if mark.what == what)
        assert sum(span.count for span in found if span.mark.what == what) == wanted
    assert all(span.first <= span.last for span in found)


@given(MONTHS)
def test_a_coarser_telling_is_never_longer(months):
    lengths = [len(spans(months, level)) for level in LEVELS]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] <= 4  # paid, paid elsewhere, unpaid, without a record


@given(MONTHS)
def test_neighbours_of_one_kind_are_never_told_apart(months):
    found = spans(months, 0)
    for one, after in zip(found, found[1:], strict=False):
        assert one.mark != after.mark or add_months(one.last, 1) != after.first


def test_by_hand():
    factory, elsewhere = Mark(PAID, unit="演示甲厂"), Mark(PAID, place="河南省")
    months = {date(2020, month, 1): factory for month in (1, 2, 3)}
    months |= {date(2020, 5, 1): Mark(UNPAID), date(2020, 6, 1): elsewhere, date(2020, 7, 1): elsewhere}
    found = spans(filled(months, date(2020, 1, 1), date(2020, 8, 1)), 0)
    assert [(span.first.month, span.last.month, span.count, span.mark.what) for span in found] == [
        (1, 3, 3, PAID),
        (4, 4, 1, NOTHING),
        (5, 5, 1, UNPAID),
        (6, 7, 2, PAID),
        (8, 8, 1, NOTHING),
    ]
    whole = spans(filled(months, date(2020, 1, 1), date(2020, 8, 1)), 2)
    assert [(span.count, span.parts) for span in whole] == [(3, 1), (2, 2), (1, 1), (2, 1)]


def test_years_lie_side_by_side_by_the_year():
    years = {date(year, 1, 1): Mark(PAID) for year in (2010, 2011, 2013)}
    assert [(span.first.year, span.last.year, span.count) for span in spans(years, 0, 12)] == [
        (2010, 2011, 2),
        (2013, 2013, 1),
    ]


def test_the_first_level_that_fits():
    assert finest(lambda level: [30, 20, 5, 4][level], 24) == 1
    assert finest(lambda level: [30, 28, 26, 25][level], 24) == 3
