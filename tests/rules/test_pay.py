"""Comparing pay of different units."""

from __future__ import annotations

from decimal import Decimal

from cuncuntong.rules.pay import PayScale

SCALE = PayScale(Decimal(22), Decimal(8))


def test_a_days_and_an_hours_pay_are_compared_by_the_month() -> None:
    assert SCALE.monthly(Decimal("180"), "day") == Decimal("3960.00")  # 180 × 22
    assert SCALE.monthly(Decimal("20.5"), "hour") == Decimal("3608.00")  # 20.5 × 22 × 8
    assert SCALE.monthly(Decimal("3500"), "month") == Decimal("3500.00")


def test_what_a_month_asks_of_a_day() -> None:
    assert SCALE.least(Decimal(4400), "day") == Decimal(200)
    assert SCALE.least(Decimal(4400), "hour") == Decimal(25)


def test_pay_by_piece_compares_with_nothing() -> None:
    assert SCALE.monthly(Decimal(3), "piece") is None
    assert SCALE.least(Decimal(4400), "piece") is None
