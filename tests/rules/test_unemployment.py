"""Months and sums of unemployment benefit: the law's table, the cap, and bounds that always hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules.parameters import NoValueOn, OverlayValue, load_parameters
from cuncuntong.rules.unemployment import (
    NotConfirmed,
    cap_words,
    estimate,
    estimated,
    longest_months,
    longest_words,
    monthly_benefit,
    term_of,
    unconfirmed,
)

TABLE = {1: 12, 5: 18, 10: 24}
DAY = date(2026, 11, 1)
FIGURES: dict[str, Any] = {
    "unemployment.share_of_minimum_wage": "0.8",
    "unemployment.city_minimum_living": "700",
    "wages.county_class": 2,
    "wages.minimum_monthly": {"1": "2150", "2": "2050", "3": "1950"},
}


def book(confirmed: bool = True, **other: Any) -> Any:
    values = {**FIGURES, **{key.replace("__", "."): value for key, value in other.items()}}
    return load_parameters(
        OverlayValue(key=key, starts=date(2025, 1, 1), value=value, source="测试", confirmed=confirmed)
        for key, value in values.items()
        if value is not None
    )


@pytest.mark.parametrize(
    ("paid", "months"),
    [(0, 0), (11, 0), (12, 12), (59, 12), (60, 18), (119, 18), (120, 24), (500, 24)],
)
def test_the_laws_table_counts_full_years(paid: int, months: int) -> None:
    assert longest_months(paid, TABLE) == months


def term(paid: int, left: int, *, resumable: bool = True) -> Any:
    return term_of(paid=paid, left=left, table=TABLE, cap=24, least=12, resumable=resumable)


def test_the_steps_and_the_cap_are_said_by_the_figures_of_the_day() -> None:
    figures = load_parameters()
    assert (
        longest_words(DAY, figures) == "缴费满1年不满5年的最长12个月，满5年不满10年的18个月，满10年的24个月"
    )
    assert cap_words(DAY, figures) == "最长不超过24个月"


def test_what_is_left_is_added_up_to_the_cap() -> None:
    assert term(60, 4).months == 22
    capped = term(60, 22)
    assert (capped.months, capped.capped) == (24, True)
    assert capped.words == "缴费5年，最长18个月；加上次没有领完的22个月，合并最长24个月"


def test_too_little_paid_anew_draws_on_what_was_left_alone() -> None:
    resumed = term(8, 7)
    assert (resumed.months, resumed.new, resumed.resumed) == (7, 0, True)
    assert term(8, 7, resumable=False).months == 0
    assert term(8, 0).months == 0


@given(paid=st.integers(0, 600), left=st.integers(0, 60))
def test_months_stay_within_their_bounds(paid: int, left: int) -> None:
    found = term(paid, left)
    assert 0 <= found.months <= 24
    assert found.months >= found.new
    # More paid or more left never gives less.
    assert term(paid + 1, left).months >= (found.months if paid >= 12 else 0)
    assert term(paid, left + 1).months >= found.months


def test_a_month_is_a_share_of_the_minimum_wage() -> None:
    # 2050 × 80% = 1640.00
    found = monthly_benefit(DAY, book())
    assert found.total == Decimal("1640.00")
    assert found.parts[0].formula == "月最低工资标准2050.00元 × 80% = 1640.00元"


def test_never_below_the_living_standard() -> None:
    # 2050 × 30% = 615.00, below 700.00.
    found = monthly_benefit(DAY, book(unemployment__share_of_minimum_wage="0.3"))
    assert found.total == Decimal("700.00")
    assert "低于城市低保标准，按城市低保标准700.00元" in found.parts[0].formula


@pytest.mark.parametrize(
    "other", [{"unemployment__share_of_minimum_wage": "1"}, {"unemployment__city_minimum_living": "2050"}]
)
def test_never_up_to_the_minimum_wage(other: dict[str, str]) -> None:
    with pytest.raises(NotConfirmed, match="不低于月最低工资标准"):
        estimate(DAY, book(**other))


@given(
    share=st.decimals("0.01", "0.99", places=2),
    wage=st.decimals("500", "9000", places=2),
    floor=st.decimals("0", "4000", places=2),
)
def test_a_sum_lies_between_the_living_standard_and_the_wage(
    share: Decimal, wage: Decimal, floor: Decimal
) -> None:
    figures = book(
        unemployment__share_of_minimum_wage=str(share),
        unemployment__city_minimum_living=str(floor),
        wages__minimum_monthly={"1": str(wage), "2": str(wage), "3": str(wage)},
    )
    try:
        total = monthly_benefit(DAY, figures).total
    except NotConfirmed:
        assert floor >= wage
        return
    assert floor <= total < wage
    assert total == total.quantize(Decimal("0.01"))


def test_nothing_is_paid_by_what_nobody_confirmed() -> None:
    shipped = load_parameters()
    assert unconfirmed(DAY, shipped) == [
        "失业保险金占最低工资的比例",
        "山西省月最低工资标准（类别→元）",
        "阳城县最低工资类别",
        "城市居民最低生活保障标准（每月）",
    ]
    assert estimated(DAY, shipped) is None
    with pytest.raises(NotConfirmed, match="待核定，核定后才能发放"):
        monthly_benefit(DAY, shipped)
    with pytest.raises(NoValueOn):
        estimate(DAY, shipped)


def test_without_the_living_standard_it_is_shown_and_not_paid() -> None:
    figures = book(unemployment__city_minimum_living=None)
    assert estimate(DAY, figures).warnings == ("城市低保标准待核定，还不能核对是否低于低保",)
    with pytest.raises(NotConfirmed, match="城市居民最低生活保障标准（每月）待核定"):
        monthly_benefit(DAY, figures)


def test_a_class_that_the_table_lacks_is_said() -> None:
    with pytest.raises(NotConfirmed, match="没有第7类"):
        estimate(DAY, book(wages__county_class=7))
