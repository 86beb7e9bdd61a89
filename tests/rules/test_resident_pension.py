"""The residents' pension, with the sums written out by hand."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules.parameters import Confidence, OverlayValue, Parameters, load_parameters
from cuncuntong.rules.pension import Computation, compute_resident_pension, to_fen

BIRTH = date(1964, 3, 5)


def own(entry: str, value: object, starts: date = date(2024, 1, 1)) -> OverlayValue:
    return OverlayValue(f"resident_pension.{entry}", starts, value, "阳城县核定", True)


def compute(
    *,
    birth: date = BIRTH,
    account: str = "21340.50",
    years: int = 15,
    on: date = date(2024, 4, 1),
    parameters: Parameters | None = None,
) -> Computation:
    return compute_resident_pension(
        birth=birth,
        account_balance=Decimal(account),
        years_paid=years,
        on=on,
        parameters=parameters or load_parameters(),
    )


def test_21340_50_saved_is_153_53_a_month_from_the_account() -> None:
    found = compute()
    basic, account = found.parts
    assert account.code == "account"
    assert account.amount == Decimal("153.53")  # 21340.50 ÷ 139 = 153.5287…
    assert account.formula == "个人账户储存额21340.50元 ÷ 计发月数139 = 153.53元"
    assert (account.source, account.confidence) == ("国发〔2014〕8号", Confidence.TWO)
    assert (basic.code, basic.amount) == ("basic", Decimal("123.00"))
    assert basic.parameter == "resident_pension.national_floor"
    assert found.total == Decimal("276.53")
    assert not found.is_confirmed
    assert any("尚未核定" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("on", "basic"),
    [
        (date(2023, 12, 31), "103"),  # national floor
        (date(2024, 12, 31), "123"),
        (date(2025, 1, 1), "148"),  # Shanxi, one source
        (date(2025, 12, 31), "148"),
        (date(2026, 1, 1), "163"),  # national floor again
    ],
)
def test_the_basic_amount_of_the_day(on: date, basic: str) -> None:
    assert compute(birth=date(1960, 1, 1), on=on).parts[0].amount == Decimal(basic)


def test_the_countys_confirmed_amount_needs_no_warning() -> None:
    confirmed = load_parameters([own("basic_monthly", "145"), own("account_divisor", "139")])
    found = compute(parameters=confirmed)
    assert found.parts[0].amount == Decimal("145.00")
    assert found.total == Decimal("298.53")
    assert found.is_confirmed
    assert found.warnings == ()


def test_a_county_amount_under_the_national_floor_is_pointed_out() -> None:
    found = compute(parameters=load_parameters([own("basic_monthly", "100")]))
    assert found.parts[0].amount == Decimal("100.00")
    assert found.warnings == ("基础养老金标准100元/月低于国家最低标准123元/月，请业务管理员核对两个参数。",)


def test_nothing_is_added_that_no_document_gives() -> None:
    assert [part.code for part in compute(years=40, birth=date(1940, 1, 1)).parts] == ["basic", "account"]


def test_long_contribution_counts_once_the_county_entered_it() -> None:
    parameters = load_parameters([own("long_service_yearly", "2.50")])
    assert len(compute(years=15, parameters=parameters).parts) == 2
    part = compute(years=18, parameters=parameters).parts[2]
    assert (part.code, part.amount, part.source) == ("long_service", Decimal("7.50"), "阳城县核定")
    assert part.formula == "缴费18年，超过15年的3年 × 每年2.50元 = 7.50元"


@pytest.mark.parametrize(("on", "amount"), [("2029-03-04", None), ("2029-03-05", "5"), ("2034-03-05", "10")])
def test_high_age_counts_once_the_county_entered_it(on: str, amount: str | None) -> None:
    parameters = load_parameters([own("age_supplement", {"65": "5", "70": "10"})])
    found = compute(on=date.fromisoformat(on), parameters=parameters)
    extra = [part.amount for part in found.parts if part.code == "age"]
    assert extra == ([Decimal(amount)] if amount else [])


def test_too_few_years_are_computed_as_an_estimate_and_said() -> None:
    found = compute(years=14)
    assert found.total == Decimal("276.53")
    assert any("不足15年" in warning for warning in found.warnings)


def test_an_empty_account_still_has_the_basic_amount() -> None:
    assert compute(account="0").total == Decimal("123.00")


@pytest.mark.parametrize(
    ("account", "amount"),
    [
        ("0.69", "0.00"),
        ("0.70", "0.01"),
        ("1.39", "0.01"),
        ("2.08", "0.01"),
        ("2.09", "0.02"),
        ("139", "1.00"),
    ],
)
def test_each_part_is_rounded_half_up_to_the_fen(account: str, amount: str) -> None:
    assert compute(account=account).parts[1].amount == Decimal(amount)


@pytest.mark.parametrize(("exact", "fen"), [("0.125", "0.13"), ("0.135", "0.14"), ("0.1349", "0.13")])
def test_half_a_fen_is_rounded_up(exact: str, fen: str) -> None:
    assert to_fen(Decimal(exact)) == Decimal(fen)


@given(account=st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False))
def test_the_total_is_the_sum_of_the_parts_and_no_fen_is_lost(account: Decimal) -> None:
    found = compute(account=str(account))
    assert found.total == sum(part.amount for part in found.parts)
    assert abs(found.parts[1].amount * 139 - account) <= Decimal("0.005") * 139
    assert all(part.amount == part.amount.quantize(Decimal("0.01")) for part in found.parts)


@given(
    less=st.decimals(0, 10**5, places=2, allow_nan=False, allow_infinity=False),
    more=st.decimals(0, 10**5, places=2, allow_nan=False, allow_infinity=False),
)
def test_who_saved_more_never_gets_less(less: Decimal, more: Decimal) -> None:
    assert compute(account=str(less)).total <= compute(account=str(less + more)).total


def test_it_explains_itself_years_later() -> None:
    found = compute(parameters=load_parameters([own("basic_monthly", "145")]))
    stored = json.loads(json.dumps(found.to_json(), ensure_ascii=False))
    assert stored["total"] == "298.53"
    account = next(part for part in stored["parts"] if part["code"] == "account")
    assert (account["amount"], account["confidence"]) == ("153.53", "two")
    assert "四舍五入" in stored["rounding"]
    assert Computation.from_json(stored) == found


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ValueError, match="不能为负数"):
        compute(account="-0.01")
    with pytest.raises(ValueError, match="不能为负数"):
        compute(years=-1)
    with pytest.raises(ValueError, match="早于出生日期"):
        compute(birth=date(2024, 4, 2))
    with pytest.raises(TypeError, match="Decimal"):
        compute_resident_pension(
            birth=BIRTH,
            account_balance=21340.5,  # type: ignore[arg-type]
            years_paid=15,
            on=date(2024, 4, 1),
            parameters=load_parameters(),
        )
