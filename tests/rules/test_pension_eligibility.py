"""Who may draw the residents' pension, told with everything that is missing at once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules.parameters import OverlayValue, load_parameters
from cuncuntong.rules.pension import Condition, Eligibility, first_pension_month, resident_pension_eligibility

TODAY = date(2026, 11, 24)


def check(birth: date, *, on: date = TODAY, years: int = 15, months: int = 0, other: str = "") -> Eligibility:
    return resident_pension_eligibility(
        birth=birth,
        on=on,
        years_paid=years,
        months_paid=months,
        other_pension=other,
        parameters=load_parameters(),
    )


def unmet(found: Eligibility) -> tuple[Condition, ...]:
    return tuple(condition for condition in found.conditions if not condition.met)


def test_sixty_today_and_fifteen_years_is_enough() -> None:
    found = check(date(1966, 11, 24))
    assert found.eligible
    assert unmet(found) == ()
    assert (found.reaches_on, found.months_until, found.months_short) == (TODAY, 0, 0)
    assert [condition.text for condition in found.conditions] == [
        "已在2026年11月24日年满60周岁。",
        "累计缴费15年，达到15年。",
        "没有领取其他基本养老保险待遇。",
    ]


def test_one_day_too_early_says_when() -> None:
    found = check(date(1966, 11, 25))
    assert not found.eligible
    assert found.months_until == 1
    (age,) = unmet(found)
    assert age.text == "2026年11月25日年满60周岁，还差1个月。"
    assert "2026年11月25日" in age.remedy


@pytest.mark.parametrize(
    ("on", "reached"),
    [(date(2026, 11, 29), False), (date(2026, 11, 30), True), (date(2026, 12, 1), True)],
)
def test_sixty_at_the_months_end(on: date, reached: bool) -> None:
    assert check(date(1966, 11, 30), on=on).age_reached is reached


@pytest.mark.parametrize(
    ("on", "reached"),
    [(date(2024, 2, 28), False), (date(2024, 2, 29), True), (date(2024, 3, 1), True)],
)
def test_a_birthday_on_29_february(on: date, reached: bool) -> None:
    found = check(date(1964, 2, 29), on=on)
    assert found.reaches_on == date(2024, 2, 29)
    assert found.age_reached is reached


def test_a_birthday_on_29_february_where_the_age_falls_in_a_common_year() -> None:
    older = load_parameters(
        [OverlayValue("resident_pension.claim_age", date(2026, 1, 1), "63", "试验文件", True)]
    )
    found = resident_pension_eligibility(
        birth=date(1964, 2, 29), on=date(2027, 2, 28), years_paid=15, parameters=older
    )
    assert found.reaches_on == date(2027, 2, 28)
    assert found.eligible


def test_fourteen_years_and_eleven_months_is_one_month_short() -> None:
    found = check(date(1960, 1, 1), years=14, months=11)
    (time,) = unmet(found)
    assert (found.months_short, found.years_short) == (1, 1)
    assert time.text == "累计缴费14年11个月，距15年还差1个月。"
    assert "补缴不享受缴费补贴" in time.remedy


def test_everything_missing_is_told_at_once() -> None:
    found = check(date(1970, 1, 1), years=3, other="企业职工基本养老保险待遇")
    assert [condition.code for condition in unmet(found)] == ["age", "years", "other_pension"]
    assert all(condition.remedy and condition.source for condition in unmet(found))
    assert unmet(found)[0].text == "2030年1月1日年满60周岁，还差3年2个月。"
    assert "企业职工基本养老保险待遇" in unmet(found)[2].text
    assert found.years_short == 12


@given(
    birth=st.dates(date(1930, 1, 1), date(2010, 1, 1)),
    on=st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    years=st.integers(0, 50),
    months=st.integers(0, 11),
)
def test_eligible_just_when_nothing_is_missing(birth: date, on: date, years: int, months: int) -> None:
    found = check(birth, on=on, years=years, months=months)
    assert found.eligible is (found.months_until == 0 and found.months_short == 0)
    assert found.age_reached is (on >= found.reaches_on)
    assert found.months_short == max(0, 180 - years * 12 - months)


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ValueError, match="请核对出生日期"):
        check(date(2026, 11, 25))
    with pytest.raises(ValueError, match="不能为负数"):
        check(date(1960, 1, 1), years=-1)


def test_payment_starts_with_the_month_after() -> None:
    parameters = load_parameters()
    assert first_pension_month(met_on=date(2026, 11, 30), parameters=parameters) == date(2026, 12, 1)
    assert first_pension_month(met_on=date(2026, 12, 1), parameters=parameters) == date(2027, 1, 1)
