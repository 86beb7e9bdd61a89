"""Which months are due, for any history of holds and payments; and that sums lose nothing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.ledgers.payments.services.composing import _shortcut
from cuncuntong.ledgers.payments.services.due import (
    Basis,
    Stop,
    basis_for,
    due_months,
    first_due,
    month_of,
    number_of,
    stop_of,
)
from cuncuntong.ledgers.payments.services.rates import ZERO
from cuncuntong.ledgers.payments.services.reading import month_words
from cuncuntong.rules.parameters import load_parameters
from cuncuntong.rules.pension import compute_for

MONTHS = st.integers(0, 40)
STOPS = st.lists(
    st.tuples(MONTHS, st.one_of(st.none(), MONTHS)).map(lambda one: Stop("missing", one[0], one[1], False)),
    max_size=4,
)


@given(day=st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)))
def test_a_months_number_and_back(day: dt.date) -> None:
    assert month_of(number_of(day)) == day.replace(day=1)


@given(first=MONTHS, length=MONTHS, stops=STOPS, paid=st.sets(MONTHS))
def test_every_month_is_paid_or_held_or_due_and_due_once(
    first: int, length: int, stops: list[Stop], paid: set[int]
) -> None:
    last = first + length
    due = due_months(first=first, last=last, stops=stops, paid=paid)
    assert due == sorted(set(due))
    for month in range(first, last + 1):
        held = any(stop.covers(month) for stop in stops)
        assert (month in due) == (not held and month not in paid)
    # Once they are paid, nothing is due: a run repeated changes nothing.
    assert due_months(first=first, last=last, stops=stops, paid=paid | set(due)) == []


@given(first=MONTHS, length=MONTHS, paid=st.sets(MONTHS))
def test_what_the_number_of_paid_months_tells_is_what_the_months_tell(
    first: int, length: int, paid: set[int]
) -> None:
    last = first + length
    counted = (len(paid), min(paid), max(paid)) if paid else None
    told = _shortcut((first, last), counted)
    if told is not None:
        assert told == due_months(first=first, last=last, stops=[], paid=paid)


def test_a_lifted_hold() -> None:
    march, june = dt.date(2026, 3, 1), dt.date(2026, 6, 1)
    standing = stop_of("death", march, None, None, False)
    assert [standing.covers(number_of(day)) for day in (dt.date(2026, 2, 1), march, dt.date(2030, 1, 1))] == [
        False,
        True,
        True,
    ]
    back = stop_of("death", march, dt.date(2026, 6, 9), june, True)
    assert not any(back.covers(number_of(march) + step) for step in range(12))
    without = stop_of("death", march, dt.date(2026, 6, 9), june, False)
    assert [without.covers(number_of(march) + step) for step in range(4)] == [True, True, True, False]


def test_the_first_month_owed() -> None:
    loaded = [Basis(100, ZERO, 15, loaded=True)]
    assert first_due(starts=10, own_case=False, county_first=50, bases=[]) == 50
    assert first_due(starts=60, own_case=False, county_first=50, bases=[]) == 60
    assert first_due(starts=10, own_case=True, county_first=50, bases=[]) == 10
    assert first_due(starts=10, own_case=True, county_first=50, bases=loaded) == 100


def test_the_last_basis_that_began_counts() -> None:
    first, second = Basis(5, Decimal("1.00"), 15, False), Basis(9, Decimal("2.00"), 16, False)
    otherwise = Basis(0, ZERO, 0, False)
    assert [basis_for(month, [first, second], otherwise) for month in (4, 5, 8, 9, 99)] == [
        otherwise,
        first,
        first,
        second,
        second,
    ]


@given(
    balance=st.decimals(0, 500_000, places=2),
    years=st.integers(0, 50),
    scheme=st.sampled_from(["basic", "supplementary"]),
)
def test_a_month_is_the_sum_of_its_parts_to_the_fen(balance: Decimal, years: int, scheme: str) -> None:
    found = compute_for(
        scheme,
        birth=dt.date(1950, 2, 28),
        account_balance=balance,
        years_paid=years,
        on=dt.date(2026, 11, 1),
        parameters=load_parameters(),
    )
    assert found.total == sum(part.amount for part in found.parts)
    assert all(part.amount == part.amount.quantize(Decimal("0.01")) for part in found.parts)


def test_months_in_words() -> None:
    october = number_of(dt.date(2026, 10, 1))
    assert month_words([october]) == "2026年10月"
    assert month_words([october, october + 1]) == "2026年10月至11月（2个月）"
    assert month_words(list(range(october, october + 4))) == "2026年10月至2027年1月（4个月）"
