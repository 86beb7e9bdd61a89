"""The residents' supplementary pension, with the sums written out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules.parameters import OverlayValue, Parameters, load_parameters
from cuncuntong.rules.pension import (
    Computation,
    Eligibility,
    compute_for,
    compute_resident_pension,
    compute_supplementary_pension,
    supplementary_pension_eligibility,
)

TODAY = date(2026, 11, 24)
YUAN = st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False)


def compute(account: str = "3600.00", years: int = 5, parameters: Parameters | None = None) -> Computation:
    return compute_supplementary_pension(
        account_balance=Decimal(account),
        years_paid=years,
        on=TODAY,
        parameters=parameters or load_parameters(),
    )


def check(birth: date, *, years: int = 5, draws: bool = True, on: date = TODAY) -> Eligibility:
    return supplementary_pension_eligibility(
        birth=birth, on=on, years_paid=years, draws_basic=draws, parameters=load_parameters()
    )


def test_three_parts_and_their_sum() -> None:
    found = compute()
    # 20 + 3600 ÷ 101 = 35.6435… → 35.64, + 5 × 1 = 60.64
    assert [(part.code, part.amount) for part in found.parts] == [
        ("basic", Decimal("20.00")),
        ("account", Decimal("35.64")),
        ("years", Decimal("5.00")),
    ]
    assert found.total == Decimal("60.64")
    assert found.parts[1].formula == "补充险个人账户储存额3600.00元 ÷ 计发月数101 = 35.64元"
    assert found.parts[2].formula == "补充险缴费5年 × 每年1.00元 = 5.00元"
    assert [part.parameter for part in found.parts] == [
        "supplementary.basic_monthly",
        "supplementary.account_divisor",
        "supplementary.per_year_paid",
    ]
    assert not found.is_confirmed
    assert any("尚未核定" in warning for warning in found.warnings)


def test_the_countys_figures_count_once_confirmed() -> None:
    confirmed = load_parameters(
        [
            OverlayValue(f"supplementary.{key}", date(2026, 1, 1), value, "阳城县核定", True)
            for key, value in (("basic_monthly", "25"), ("account_divisor", "100"), ("per_year_paid", "1.50"))
        ]
    )
    found = compute(parameters=confirmed)
    # 25 + 36 + 5 × 1.50 = 68.50
    assert found.total == Decimal("68.50")
    assert found.is_confirmed
    assert found.warnings == ()


def test_nothing_paid_brings_no_part_for_years_and_a_warning() -> None:
    found = compute("0", 0)
    assert [part.code for part in found.parts] == ["basic", "account"]
    assert "不足1年" in found.warnings[0]


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ValueError, match="余额不能为负数"):
        compute("-0.01")
    with pytest.raises(ValueError, match="年限不能为负数"):
        compute(years=-1)
    with pytest.raises(TypeError, match="Decimal"):
        compute_supplementary_pension(
            account_balance=3600,  # type: ignore[arg-type]
            years_paid=5,
            on=TODAY,
            parameters=load_parameters(),
        )


@given(balance=YUAN, years=st.integers(0, 60))
def test_the_total_is_its_parts_and_the_account_loses_less_than_half_a_fen_a_month(
    balance: Decimal, years: int
) -> None:
    found = compute(str(balance), years)
    assert found.total == sum(part.amount for part in found.parts)
    assert abs(found.parts[1].amount * 101 - balance) <= Decimal("0.005") * 101
    assert Computation.from_json(found.to_json()) == found


@given(balance=YUAN, more=YUAN, years=st.integers(0, 59))
def test_more_saved_or_one_more_year_is_never_less(balance: Decimal, more: Decimal, years: int) -> None:
    assert compute(str(balance + more), years).total >= compute(str(balance), years).total
    assert compute(str(balance), years + 1).total == compute(str(balance), years).total + 1


def test_sixty_five_today_with_the_basic_pension_is_enough() -> None:
    found = check(date(1961, 11, 24))
    assert found.eligible
    assert [condition.text for condition in found.conditions] == [
        "已在2026年11月24日年满65周岁。",
        "补充险累计缴费5年，达到1年。",
        "正在享受城乡居民基本养老保险待遇。",
    ]


def test_what_is_missing_is_told_at_once() -> None:
    found = check(date(1961, 11, 25), years=0, draws=False)
    assert [condition.code for condition in found.conditions if not condition.met] == [
        "age",
        "years",
        "draws_basic",
    ]
    assert "第34项" in found.conditions[2].remedy
    assert (found.months_until, found.years_short) == (1, 1)


def test_born_on_29_february_is_sixty_five_on_the_28th_of_a_common_year() -> None:
    # 1964 + 65 = 2029 has no 29 February
    assert check(date(1964, 2, 29), on=date(2029, 2, 28)).age_reached
    assert not check(date(1964, 2, 29), on=date(2029, 2, 27)).age_reached


def test_impossible_persons_are_refused() -> None:
    with pytest.raises(ValueError, match="出生日期晚于"):
        check(date(2027, 1, 1))
    with pytest.raises(ValueError, match="不能为负数"):
        check(date(1961, 1, 1), years=-1)


def test_the_scheme_chooses_the_computation() -> None:
    known = {"account_balance": Decimal("3600"), "years_paid": 5, "on": TODAY}
    parameters, birth = load_parameters(), date(1961, 3, 5)
    supplementary = compute_for("supplementary", birth=birth, parameters=parameters, **known)
    assert supplementary.total == Decimal("60.64")
    basic = compute_for("basic", birth=birth, parameters=parameters, **known)
    assert basic == compute_resident_pension(birth=birth, parameters=parameters, **known)
    with pytest.raises(ValueError, match="no pension scheme"):
        compute_for("employee", birth=birth, parameters=parameters, **known)
