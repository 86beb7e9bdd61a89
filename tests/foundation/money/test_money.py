"""Money: exact, in yuan and fen; rounding has one named rule."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db.migrations.writer import MigrationWriter
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.foundation.money import (
    ROUNDING_WORDS,
    MoneyError,
    MoneyField,
    capital_yuan,
    fen,
    format_yuan,
    yuan,
)

SUMS = st.decimals(Decimal("-999999999999.99"), Decimal("999999999999.99"), places=2)


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("1234.5", "1234.50"),
        ("1,234.50", "1234.50"),
        ("12,345,678.90", "12345678.90"),
        ("１，２３４．５", "1234.50"),
        (" 0.05 ", "0.05"),
        (".5", "0.50"),
        ("200.", "200.00"),
        ("-3.10", "-3.10"),
        ("1.100", "1.10"),
        ("0", "0.00"),
        ("-0", "0.00"),
        (200, "200.00"),
        (Decimal("1E+3"), "1000.00"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_sums_are_taken_exactly_as_written(given_: str | int | Decimal, kept: str) -> None:
    assert str(yuan(given_)) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "十元",
        "1e3",
        "1_000",
        "1.2.3",
        "12,34",
        "1,2345",
        "--1",
        "NaN",
        "Infinity",
        "0x10",
        "1 2",
        ".",
    ],
)
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(MoneyError, match=r"请填写金额，例如 1234\.50。"):
        yuan(text)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("1.005", "两位小数"),
        (Decimal("0.001"), "两位小数"),
        (1.5, "浮点数"),
        (True, "浮点数"),
        (Decimal("NaN"), "请填写金额"),
        (Decimal("Infinity"), "请填写金额"),
        (None, "请填写金额"),
        ("1000000000000", "金额过大"),
        ("9" * 60, "金额过大"),
    ],
)
def test_other_values_are_refused_with_their_reason(wrong: object, words: str) -> None:
    with pytest.raises(MoneyError, match=words):
        yuan(wrong)


@given(SUMS)
def test_formatting_and_reading_are_inverse(amount: Decimal) -> None:
    assert yuan(format_yuan(amount)) == amount


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("0.005", "0.01"),
        ("0.004999", "0.00"),
        ("2.675", "2.68"),
        ("1.015", "1.02"),
        ("-0.005", "-0.01"),
        ("-0.004", "0.00"),
        ("123.45", "123.45"),
    ],
)
def test_the_half_goes_up(exact: str, rounded: str) -> None:
    assert str(fen(Decimal(exact))) == rounded
    assert ROUNDING_WORDS == "四舍五入到分"


def test_format() -> None:
    assert format_yuan(Decimal("1234.5")) == "1,234.50"
    assert format_yuan(Decimal("-0.5")) == "-0.50"
    assert format_yuan(None) == ""


# The first five are the examples of 《正确填写票据和结算凭证的基本规定》.
@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("1234.50", "壹仟贰佰叁拾肆元伍角整"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.55", "伍角伍分"),
        ("10", "壹拾元整"),
        ("10.05", "壹拾元零伍分"),
        ("100.10", "壹佰元壹角整"),
        ("1001", "壹仟零壹元整"),
        ("10005", "壹万零伍元整"),
        ("100000", "壹拾万元整"),
        ("1000000.01", "壹佰万元零壹分"),
        ("100000005", "壹亿零伍元整"),
        ("100050000", "壹亿零伍万元整"),
        ("120000000", "壹亿贰仟万元整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("-12.30", "负壹拾贰元叁角整"),
    ],
)
def test_capital_numerals(amount: str, words: str) -> None:
    assert capital_yuan(Decimal(amount)) == words


def read_capital(words: str) -> Decimal:
    """Reads capital numerals back, by the plain meaning of each character."""
    sign = -1 if words.startswith("负") else 1
    total = group = digit = Decimal(0)
    units = {"拾": 10, "佰": 100, "仟": 1000}
    for char in words.removeprefix("负"):
        if char in "零整":
            continue
        if char in "壹贰叁肆伍陆柒捌玖":
            digit = Decimal("零壹贰叁肆伍陆柒捌玖".index(char))
        elif char in units:
            group, digit = group + digit * units[char], Decimal(0)
        elif char in "万亿":
            total, group, digit = (
                total + (group + digit) * (10**8 if char == "亿" else 10**4),
                Decimal(0),
                Decimal(0),
            )
        elif char == "元":
            total, group, digit = total + group + digit, Decimal(0), Decimal(0)
        else:
            total, digit = total + digit * (Decimal("0.1") if char == "角" else Decimal("0.01")), Decimal(0)
    return sign * total


@given(SUMS)
def test_capital_numerals_read_back_to_the_same_sum(amount: Decimal) -> None:
    words = capital_yuan(amount)
    assert read_capital(words) == amount
    assert "零零" not in words
    assert not words.startswith("零") or words == "零元整"


def test_a_part_of_a_fen_has_no_capital_words() -> None:
    with pytest.raises(MoneyError, match="两位小数"):
        capital_yuan(Decimal("1.234"))


def test_the_field_leaves_its_digits_out_of_migrations() -> None:
    field = MoneyField("金额", null=True)
    assert (field.max_digits, field.decimal_places) == (14, 2)
    text, _ = MigrationWriter.serialize(field)
    assert "max_digits" not in text
    assert field.clone().max_digits == 14
