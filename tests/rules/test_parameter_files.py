"""The shipped figures, and a loader that is loud about every slip in a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cuncuntong.rules.parameters import (
    Confidence,
    ParameterFileError,
    load_parameters,
    read_folder,
    shipped_definitions,
)

TODAY = date(2026, 11, 24)

GOOD = """
title: 试验
parameters:
  amount:
    name: 金额
    unit: 元/月
    kind: money
    values:
      - {from: unknown, to: 2019-12-31, value: 88, source: 甲, confidence: two}
      - {from: 2020-07-01, value: 93.10, source: 乙, confidence: law}
  levels:
    name: 档次
    unit: 元/年
    kind: money
    keys: integer
    values:
      - {from: 2020-01-01, value: {300: 40, 200: 35}, source: 丙, confidence: county}
"""


# Groups in which a figure may be a setting of the system's own; a policy figure never is.
OURS = (
    "service.",
    "matching.",
    "postings.",
    "training.",
    "fairs.",
    "records.",
    "messages.",
    "library.",
    "payments.",
    "claims.",
    "collection.",
    "certification.",
    "portraits.",
)


def read(folder: Path, text: str) -> dict:
    (folder / "trial.yaml").write_text(text, encoding="utf-8")
    return read_folder(folder)


def test_a_good_file_is_read_exactly(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    assert list(found) == ["trial.amount", "trial.levels"]
    first, second = found["trial.amount"].values
    assert (first.starts, first.ends, first.value) == (None, date(2019, 12, 31), Decimal(88))
    assert (second.starts, second.value, second.confidence) == (
        date(2020, 7, 1),
        Decimal("93.10"),
        Confidence.LAW,
    )
    assert list(found["trial.levels"].values[0].value.items()) == [(200, 35), (300, 40)]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("unit: 元/月", "", "needs a text as unit"),
        ("kind: money", "kind: euros", "kind must be one of"),
        ("keys: integer", "keys: date", "keys must be one of"),
        ("keys: integer", "colour: red", "unknown fields"),
        ("source: 甲", "source: ''", "needs a source"),
        ("confidence: two", "confidence: sure", "confidence must be one of"),
        ("confidence: two", "confidence: two, until: 2020-01-01", "unknown fields"),
        ("from: 2020-07-01", "from: soon", "is not a date"),
        ("from: 2020-07-01", "from: 2020-07-01 08:00:00", "is not a date"),
        ("from: 2020-07-01", "from: unknown", "only the first value"),
        ("from: 2020-07-01", "from: 2019-07-01", "overlap"),
        (
            "from: unknown, to: 2019-12-31",
            "from: 2021-01-01",
            "not sorted",
        ),
        ("to: 2019-12-31", "to: 2020-07-01", "overlap"),
        ("from: unknown", "from: 2020-01-01", "before it starts"),
        ("value: 88,", "value: many,", "不是数字"),
        ("value: 88,", "value: 88.005,", "最多两位小数"),
        ("value: 88,", "value: -1,", "不能小于0"),
        ("value: 88,", "value: true,", "不是能准确读出的数字"),
        ("value: 88,", "value: .nan,", "not readable"),
        ("value: 88,", "value: {1: 2},", "不是能准确读出的数字"),
        ("{300: 40, 200: 35}", "35", "逐行填写"),
        ("{300: 40, 200: 35}", "{300: 40, 300: 35}", "stands twice"),
        ("{300: 40, 200: 35}", "{高: 40}", "应为整数"),
        ("kind: money", "kind: money\n    fallback: trial.nothing", "falls back on unknown"),
        ("kind: money", "kind: money\n    fallback: trial.levels", "another kind"),
        ("title: 试验", "", "must have just"),
        ("title: 试验", "title: [", "not readable"),
    ],
)
def test_a_slip_in_a_file_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in GOOD
    with pytest.raises(ParameterFileError, match="trial") as error:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert fault in str(error.value)


def test_a_parameter_without_a_value_says_why(tmp_path: Path) -> None:
    empty = "title: 试验\nparameters:\n  x: {name: 甲, unit: 元, kind: money, values: []}\n"
    with pytest.raises(ParameterFileError, match="needs a note"):
        read(tmp_path, empty)
    found = read(tmp_path, empty.replace("kind: money", "kind: money, note: 没有核定"))
    assert found["trial.x"].values == ()


@pytest.mark.parametrize(
    ("key", "on", "expected"),
    [
        ("resident_pension.national_floor", date(2018, 1, 1), "88"),
        ("resident_pension.national_floor", date(2020, 6, 30), "88"),
        ("resident_pension.national_floor", date(2020, 7, 1), "93"),
        ("resident_pension.national_floor", date(2022, 5, 1), "98"),
        ("resident_pension.national_floor", date(2023, 5, 1), "103"),
        ("resident_pension.national_floor", date(2024, 5, 1), "123"),
        ("resident_pension.national_floor", date(2025, 5, 1), "143"),
        ("resident_pension.national_floor", TODAY, "163"),
        ("resident_pension.basic_monthly", date(2025, 5, 1), "148"),
        ("resident_pension.claim_age", TODAY, "60"),
        ("resident_pension.minimum_years", TODAY, "15"),
        ("resident_pension.account_divisor", TODAY, "139"),
        ("supplementary.account_divisor", TODAY, "101"),
        ("supplementary.claim_age", TODAY, "65"),
        ("employees.minimum_months", date(2029, 12, 31), "180"),
        ("employees.minimum_months", date(2030, 1, 1), "186"),
        ("employees.minimum_months", date(2039, 1, 1), "240"),
        ("employees.average_wage", date(2024, 6, 1), "6854.58"),
        ("employees.base_floor", date(2025, 6, 1), "4198"),
        ("employees.base_cap", TODAY, "21219"),
        ("unemployment.total_cap_months", TODAY, "24"),
        ("certification.loss_report_workdays", TODAY, "20"),
        ("service.claim_minutes", TODAY, "30"),
        ("service.session_idle_minutes", TODAY, "20"),
        ("service.session_warning_minutes", TODAY, "18"),
        ("service.temporary_loss_days", TODAY, "7"),
    ],
)
def test_shipped_figures(key: str, on: date, expected: str) -> None:
    assert load_parameters().decimal(key, on) == Decimal(expected)


def test_shipped_tables() -> None:
    parameters = load_parameters()
    divisors = parameters.table("resident_pension.divisors", TODAY)
    in_order = (
        "233 230 226 223 220 216 212 208 204 199 195 190 185 180 175 170 164 158 152 145 139 132 125 117 "
        "109 101 93 84 75 65 56"
    )
    assert list(divisors) == list(range(40, 71))
    assert list(divisors.values()) == [int(word) for word in in_order.split()]
    levels = parameters.table("resident_pension.level_subsidies", TODAY)
    assert (len(levels), levels[200], levels[1000], levels[5000]) == (10, 35, 100, 300)
    assert parameters.table("wages.minimum_monthly", date(2024, 1, 1)) == {1: 1980, 2: 1880, 3: 1780}
    assert parameters.table("unemployment.longest_months", TODAY) == {1: 12, 5: 18, 10: 24}


def test_what_was_not_confirmed_is_not_given_out_as_confirmed() -> None:
    parameters = load_parameters()
    for key in (
        "resident_pension.basic_monthly",
        "resident_pension.national_floor",
        "resident_pension.level_subsidies",
        "wages.minimum_monthly",
    ):
        found = parameters.get(key, TODAY)
        assert not found.is_confirmed
        assert "待核定" in found.confidence.label
    assert parameters.find("wages.county_class", TODAY) is None
    assert parameters.find("subsidies.skill_relaxed_insured_months", TODAY) is None


def test_only_what_the_law_or_the_county_says_or_we_set_is_confirmed() -> None:
    for definition in shipped_definitions().values():
        for value in definition.values:
            if value.confidence is Confidence.LAW:
                assert "法" in value.source or "条例" in value.source, definition.key
            if value.confidence is Confidence.COUNTY:
                assert "实施方案" in value.source, definition.key
            if value.confidence is Confidence.SETTING:
                assert value.source == "本系统设置", definition.key
                assert definition.key.startswith(OURS), definition.key


def test_the_warning_comes_before_the_end_of_a_session() -> None:
    parameters = load_parameters()
    warning = parameters.integer("service.session_warning_minutes", TODAY)
    assert warning < parameters.integer("service.session_idle_minutes", TODAY)
