"""Looking figures up: dates, fallbacks, and a county's own values on top."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules.parameters import (
    Confidence,
    InvalidValue,
    Kind,
    NoValueOn,
    OverlayValue,
    Parameters,
    UnknownParameter,
    load_parameters,
    read_folder,
    to_json,
)

FILE = """
title: 试验
parameters:
  floor:
    name: 底线
    unit: 元/月
    kind: money
    values:
      - {from: 2018-01-01, value: 88, source: 国家, confidence: law}
      - {from: 2026-01-01, value: 163, source: 国家, confidence: two, note: 只知年份。}
  amount:
    name: 标准
    unit: 元/月
    kind: money
    fallback: trial.floor
    values:
      - {from: 2025-01-01, to: 2025-12-31, value: 148, source: 一处, confidence: two}
  share:
    name: 比例
    unit: ""
    kind: rate
    note: 没有核定
    values: []
"""


@pytest.fixture
def definitions(tmp_path: Path) -> dict:
    (tmp_path / "trial.yaml").write_text(FILE, encoding="utf-8")
    return read_folder(tmp_path)


def own(value: object, starts: date, *, key: str = "trial.amount", confirmed: bool = True) -> OverlayValue:
    return OverlayValue(key, starts, value, "晋人社发〔2026〕1号", confirmed)


def test_a_value_counts_from_its_first_to_its_last_day(definitions: dict) -> None:
    parameters = Parameters(definitions)
    assert parameters.get("trial.amount", date(2025, 1, 1)).value == 148
    found = parameters.get("trial.amount", date(2025, 12, 31))
    assert (found.value, found.ends, found.via) == (148, date(2025, 12, 31), None)
    assert parameters.get("trial.floor", date(2025, 12, 31)).ends == date(2025, 12, 31)


def test_where_it_has_no_value_its_fallback_stands_in_openly(definitions: dict) -> None:
    parameters = Parameters(definitions)
    found = parameters.get("trial.amount", date(2026, 1, 1))
    assert (found.value, found.key, found.via) == (163, "trial.amount", "trial.floor")
    assert "暂按“底线”" in found.note
    # Even a lawful floor doesn't make the county's own amount a confirmed one.
    earlier = parameters.get("trial.amount", date(2024, 12, 31))
    assert earlier.value == 88
    assert not earlier.is_confirmed


def test_without_any_value_the_message_says_what_to_do(definitions: dict) -> None:
    parameters = Parameters(definitions)
    with pytest.raises(NoValueOn, match="“底线”在2017-12-31没有可用的数值，请业务管理员"):
        parameters.get("trial.floor", date(2017, 12, 31))
    with pytest.raises(NoValueOn, match="“标准”"):
        parameters.get("trial.amount", date(2017, 12, 31))
    assert parameters.find("trial.share", date(2026, 1, 1)) is None


def test_an_unknown_key_is_never_silent(definitions: dict) -> None:
    parameters = Parameters(definitions)
    for ask in (parameters.get, parameters.find, parameters.integer, parameters.state):
        with pytest.raises(UnknownParameter, match=r"trial\.nothing"):
            ask("trial.nothing", date(2026, 1, 1))


def test_the_countys_confirmed_value_wins_from_its_day(definitions: dict) -> None:
    parameters = Parameters(definitions, [own("171.50", date(2026, 3, 1))])
    assert parameters.get("trial.amount", date(2026, 2, 28)).value == 163
    found = parameters.get("trial.amount", date(2026, 3, 1))
    assert found.value == Decimal("171.50")
    assert (found.confidence, found.is_confirmed) == (Confidence.COUNTY, True)
    assert found.source == "晋人社发〔2026〕1号"
    assert found.value_text == "171.5元/月"


def test_a_value_may_come_late_and_count_from_the_past(definitions: dict) -> None:
    late = Parameters(definitions, [own("151", date(2026, 8, 1)), own("150", date(2025, 6, 1))])
    assert late.get("trial.amount", date(2025, 5, 31)).value == 148
    assert late.get("trial.amount", date(2025, 6, 1)).value == 150
    assert late.get("trial.amount", date(2026, 7, 31)).value == 150
    assert late.get("trial.amount", date(2026, 8, 1)).value == 151


def test_an_update_of_the_program_never_changes_what_a_county_set(definitions: dict) -> None:
    parameters = Parameters(definitions, [own("90", date(2019, 1, 1), key="trial.floor")])
    assert parameters.get("trial.floor", date(2026, 5, 1)).value == 90
    state = parameters.state("trial.floor", date(2026, 5, 1))
    assert [value.value for value in state.newer_shipped] == [163]
    assert [value.value for value in state.timeline] == [88, 90]


def test_a_proposal_is_shown_but_not_in_force(definitions: dict) -> None:
    proposal = own("171", date(2026, 1, 1), confirmed=False)
    parameters = Parameters(definitions, [proposal])
    assert parameters.get("trial.amount", date(2026, 1, 1)).value == 163
    assert parameters.state("trial.amount", date(2026, 1, 1)).proposals == (proposal,)


def test_stored_values_that_fit_no_more_are_set_aside_with_a_reason(definitions: dict) -> None:
    gone = own("1", date(2026, 1, 1), key="trial.gone")
    wrong = own({"1": "2"}, date(2026, 1, 1))
    parameters = Parameters(definitions, [gone, wrong])
    assert [entry for entry, _ in parameters.rejected] == [gone, wrong]
    assert all(reason for _, reason in parameters.rejected)
    assert parameters.get("trial.amount", date(2026, 1, 1)).value == 163


def test_the_administrators_list_has_everything(definitions: dict) -> None:
    parameters = Parameters(definitions, [own("0.9", date(2026, 1, 1), key="trial.share")])
    states = parameters.all(date(2026, 2, 1))
    assert [state.definition.key for state in states] == ["trial.floor", "trial.amount", "trial.share"]
    assert [state.is_confirmed for state in states] == [False, False, True]
    share = states[2].current
    assert share is not None
    assert share.value_text == "90%"
    unconfirmed = parameters.unconfirmed(date(2026, 2, 1))
    assert [state.definition.key for state in unconfirmed] == ["trial.floor", "trial.amount"]


def test_what_an_administrator_types_is_checked_in_words() -> None:
    parameters = load_parameters()
    assert parameters.check("resident_pension.basic_monthly", " 171.50 ") == Decimal("171.50")
    assert parameters.check("resident_pension.level_subsidies", {"300": "40", "200": "35"}) == {
        200: 35,
        300: 40,
    }
    for key, raw, words in (
        ("resident_pension.basic_monthly", "17l", "“17l”不是数字"),
        ("resident_pension.basic_monthly", "", "不是数字"),
        ("resident_pension.basic_monthly", "171.505", "最多两位小数"),
        ("resident_pension.basic_monthly", "-3", "不能小于0"),
        ("resident_pension.basic_monthly", "Infinity", "不是数字"),
        ("resident_pension.account_divisor", "0", "不能小于1"),
        ("resident_pension.claim_age", "60.5", "应为整数"),
        ("service.claim_minutes", "100000", "不能大于240"),
        ("employees.flexible_rate", "20", "不能大于1"),
        ("resident_pension.level_subsidies", {}, "至少填写一行"),
        ("resident_pension.level_subsidies", {"200": "35", "200 ": "36"}, "填写了两次"),
        ("subsidies.skill_amount", {" ": "1000"}, "不能为空"),
    ):
        with pytest.raises(InvalidValue, match=words):
            parameters.check(key, raw)


def test_a_binary_fraction_is_refused() -> None:
    with pytest.raises(InvalidValue, match="不是能准确读出的数字"):
        Kind("money").parse(0.1)


def test_asking_for_the_wrong_shape_is_an_error() -> None:
    parameters = load_parameters()
    on = date(2026, 1, 1)
    for ask, key in (
        (parameters.integer, "resident_pension.basic_monthly"),
        (parameters.decimal, "resident_pension.divisors"),
        (parameters.table, "resident_pension.claim_age"),
    ):
        with pytest.raises(TypeError, match="resident_pension"):
            ask(key, on)


money = st.decimals(0, 10**7, places=2, allow_nan=False, allow_infinity=False)


@given(table=st.dictionaries(st.integers(0, 10_000), money, min_size=1))
def test_a_table_survives_the_json_column(table: dict[int, Decimal]) -> None:
    kind = Kind("money", keys="integer")
    assert kind.parse(to_json(kind.parse(table))) == table


@given(amount=money)
def test_an_amount_survives_the_json_column(amount: Decimal) -> None:
    assert Kind("money").parse(to_json(amount)) == amount


@given(
    starts=st.lists(st.dates(date(2020, 1, 1), date(2027, 1, 1)), unique=True, min_size=1, max_size=6),
    day=st.dates(date(2020, 1, 1), date(2027, 1, 1)),
)
def test_on_any_day_the_latest_begun_value_is_in_force(starts: list[date], day: date) -> None:
    key = "resident_pension.basic_monthly"
    values = [OverlayValue(key, start, str(n), "县", True) for n, start in enumerate(starts, start=1)]
    parameters = load_parameters(values)
    begun = [entry for entry in values if entry.starts <= day]
    found = parameters.get(key, day)
    if begun:
        latest = max(begun, key=lambda entry: entry.starts)
        assert to_json(found.value) == latest.value
    else:
        assert found.confidence is not Confidence.COUNTY
    line = parameters.timeline(key)
    for earlier, later in zip(line, line[1:], strict=False):
        assert earlier.ends is not None
        assert later.starts is not None
        assert earlier.ends <= later.starts - timedelta(days=1)
