"""Years that may be paid up: interruptions, and what reaches the minimum for those near the age."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules.pension import OpenYears, open_years

TODAY = date(2026, 11, 24)


def found(
    birth: date,
    opened: date,
    paid: range | set[int],
    *,
    on: date = TODAY,
    scheme_year: int | None = 2009,
) -> OpenYears:
    return open_years(
        birth=birth,
        opened_on=opened,
        on=on,
        counted=set(paid),
        claim_age=60,
        minimum_years=15,
        scheme_year=scheme_year,
    )


def told(years: OpenYears) -> dict[int, str]:
    return {one.year: one.kind for one in years.years}


def test_interruptions_since_enrolment_are_open_and_this_year_is_not() -> None:
    years = found(date(1980, 3, 5), date(2012, 3, 1), {*range(2012, 2026)} - {2015, 2019})
    assert told(years) == {2015: "gap", 2019: "gap"}
    assert not years.near


def test_who_was_far_from_the_age_has_no_years_before_the_enrolment() -> None:
    # 60 on 2026-03-05: 17 years from 2009, so only what was interrupted since 2018 is open
    years = found(date(1966, 3, 5), date(2018, 3, 1), range(2018, 2026))
    assert told(years) == {}
    assert not years.near


def test_who_was_near_the_age_fills_up_to_fifteen() -> None:
    # 60 on 2020-03-05, 11 years from 2009. Enrolled in 2012, paid 2012 to 2019 (8 years).
    years = found(date(1960, 3, 5), date(2012, 3, 1), range(2012, 2020))
    assert years.near
    # 15 years ending in 2020: 2006, 2007, 2008 before the scheme; 2009 to 2011 since; 2020 interrupted
    assert told(years) == {
        2006: "fill",
        2007: "fill",
        2008: "fill",
        2009: "before",
        2010: "before",
        2011: "before",
        2020: "gap",
    }
    assert years.counted + len(years.years) == 15
    assert years.too_many([one.year for one in years.years]) == 0


def test_exactly_fifteen_years_before_the_age_is_not_near() -> None:
    assert not found(date(1964, 1, 1), date(2012, 3, 1), range(0)).near
    assert found(date(1963, 12, 31), date(2012, 3, 1), range(0)).near
    # who was 60 already when the scheme began pays nothing up
    assert not found(date(1949, 1, 1), date(2012, 3, 1), range(0)).near


def test_choosing_past_the_minimum_is_counted() -> None:
    # 60 in 2020; paid 2007 to 2019 (13 years) although enrolled in 2009: two are missing
    years = found(date(1960, 3, 5), date(2009, 3, 1), range(2007, 2020))
    assert told(years) == {2006: "fill", 2020: "gap"}
    fourteen = found(date(1960, 3, 5), date(2009, 3, 1), {*range(2007, 2020), 2005})
    assert fourteen.too_many([2006]) == 0
    # the interrupted year makes fifteen, so that the earlier one is one too many
    assert fourteen.too_many([2006, 2020]) == 1


def test_without_the_schemes_year_only_interruptions_are_known() -> None:
    years = found(date(1960, 3, 5), date(2012, 3, 1), range(2012, 2019), scheme_year=None)
    assert told(years) == {2019: "gap", 2020: "gap"}
    assert not years.near


@given(
    birth=st.dates(date(1930, 1, 1), date(2005, 12, 31)),
    opened=st.dates(date(2009, 1, 1), TODAY),
    paid=st.sets(st.integers(2000, 2026)),
)
def test_no_open_year_is_paid_future_or_past_the_age_and_none_stands_twice(
    birth: date, opened: date, paid: set[int]
) -> None:
    years = found(birth, opened, paid)
    listed = [one.year for one in years.years]
    assert listed == sorted(set(listed))
    assert not set(listed) & paid
    assert all(year < TODAY.year and year <= years.reaches_on.year for year in listed)
    assert all((one.kind == "gap") == (one.year >= opened.year) for one in years.years)
    added = [one.year for one in years.years if one.kind != "gap"]
    assert not added or years.near


@given(
    birth=st.dates(date(1949, 2, 1), date(1963, 12, 31)),
    opened=st.dates(date(2009, 1, 1), TODAY),
    paid=st.sets(st.integers(2009, 2026)),
    data=st.data(),
)
def test_what_is_allowed_never_lifts_the_total_past_fifteen_but_by_interruptions(
    birth: date, opened: date, paid: set[int], data: st.DataObject
) -> None:
    years = found(birth, opened, paid)
    if not years.years:
        return
    chosen = data.draw(st.sets(st.sampled_from([one.year for one in years.years])))
    if years.too_many(chosen) == 0 and any(one.year in chosen and one.kind != "gap" for one in years.years):
        assert years.counted + len(chosen) <= 15
