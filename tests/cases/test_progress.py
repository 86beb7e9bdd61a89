"""The public look-up: the same answer for every miss, and not as often as one likes."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from cuncuntong.cases.selectors.progress import PER_NUMBER, look_up_progress
from cuncuntong.network.models import RateCount
from cuncuntong.network.parameters import setting
from cuncuntong.network.rates import TooOften, sweep_counts
from tests.cases import make

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)


@pytest.fixture
def case(clerk, resident):
    return make.file(clerk, make.REVIEWED, resident).case


def ask(number, tail, address="10.0.0.1"):
    return look_up_progress(number=number, id_tail=tail, address=address)


def test_number_and_ending_together_find_it(case, resident):
    tail = resident.id_number[-6:]
    assert ask(case.number, tail) == case
    assert ask(f" {case.number.lower()} ", tail.lower()) == case


def test_a_wrong_ending_a_wrong_number_and_nothing_at_all_are_the_same(case, resident):
    tail = resident.id_number[-6:]
    assert ask(case.number, "000000") is None
    assert ask("S20991231000000", tail) is None
    assert ask(case.number, "") is None
    assert ask("", "") is None
    assert ask("不存在' OR 1=1 --", "００００００") is None


def test_one_address_asks_so_often_an_hour(case):
    most = setting("service.progress_lookups_an_hour")
    with time_machine.travel(NOW, tick=False):
        for turn in range(most):
            assert ask(f"number-{turn}", "000000") is None
        with pytest.raises(TooOften, match="1小时后"):
            ask("another", "000000")
        # Somebody else is not kept from asking.
        assert ask("another", "000000", address="10.0.0.2") is None
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        assert ask("another", "000000") is None


@pytest.mark.parametrize("known", [True, False])
def test_endings_of_one_number_can_not_be_tried_out_from_many_addresses(case, known):
    number = case.number if known else "S20991231000000"
    with time_machine.travel(NOW, tick=False):
        for turn in range(PER_NUMBER):
            assert ask(number, f"{turn:06d}", address=f"10.0.1.{turn}") is None
        with pytest.raises(TooOften):
            ask(number, "999999", address="10.0.9.9")


def test_counters_of_past_hours_are_swept(db):
    with time_machine.travel(NOW, tick=False):
        ask("number", "000000")
        assert sweep_counts() == 0
    with time_machine.travel(NOW + dt.timedelta(hours=3), tick=False):
        assert sweep_counts() == 2
    assert not RateCount.objects.exists()
