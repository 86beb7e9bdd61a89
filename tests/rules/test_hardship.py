"""The categories of hard-to-employ persons: each rule at its boundary, and what only papers can tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cuncuntong.rules.hardship import KINDS, Category, Limits, Person, find, name_of
from cuncuntong.rules.parameters import load_parameters

TODAY = date(2026, 11, 24)
LIMITS = Limits(50, 40, 12, frozenset(Category))
WOMAN = Person(birth=date(1986, 11, 24), male=False, on=TODAY, unemployed_since=date(2025, 11, 24))


def test_a_woman_of_forty_today_is_aged_and_one_of_tomorrow_is_not():
    assert find("大龄", WOMAN, LIMITS).met
    tomorrow = find("大龄", replace(WOMAN, birth=date(1986, 11, 25)), LIMITS)
    assert (tomorrow.met, tomorrow.reason) == (False, "女，39周岁，2026年11月25日才满40周岁。")


def test_a_man_is_aged_from_fifty():
    assert not find("大龄", replace(WOMAN, male=True), LIMITS).met
    assert find("大龄", replace(WOMAN, male=True, birth=date(1976, 11, 24)), LIMITS).met


def test_a_year_of_registered_unemployment_is_long():
    assert find("长期失业", WOMAN, LIMITS).met
    short = find("长期失业", replace(WOMAN, unemployed_since=date(2025, 11, 25)), LIMITS)
    assert (short.met, short.reason) == (False, "登记失业到2026年11月25日才满12个月。")
    assert not find("长期失业", replace(WOMAN, unemployed_since=None), LIMITS).met


def test_a_family_with_an_earner_is_none_without():
    known = replace(WOMAN, household_known=True)
    assert find("零就业家庭", known, LIMITS).met
    earning = find("零就业家庭", replace(known, earners=("张大山",)), LIMITS)
    assert (earning.met, "张大山" in earning.reason) == (False, True)
    assert not find("零就业家庭", WOMAN, LIMITS).sure


@pytest.mark.parametrize("category", ["残疾", "低保", "失地"])
def test_what_the_system_does_not_know_is_for_the_papers(category):
    found = find(category, WOMAN, LIMITS)
    assert (found.met, found.sure) == (True, False)


def test_a_category_that_the_county_switched_off_is_never_met():
    narrow = replace(LIMITS, in_force=frozenset({"残疾"}))
    assert "不在认定范围内" in find("大龄", WOMAN, narrow).reason
    with pytest.raises(ValueError):
        find("no such", WOMAN, LIMITS)


def test_every_category_is_in_the_shipped_parameter_and_has_words():
    shipped = load_parameters().table("employment.hardship_categories", TODAY)
    assert set(shipped) == {category.value for category in Category} == {str(one) for one in KINDS}
    assert all(kind.evidence and name_of(category) == kind.name for category, kind in KINDS.items())
    assert name_of("以前的类别") == "以前的类别"
