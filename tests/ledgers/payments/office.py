"""The day and the office of whatever is tried with the monthly payment; a conftest takes the fixtures in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.make import County
from tests.ledgers.payments.make import Office


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-25 10:00:00+08:00", tick=False):
        forget_parameters()
        yield
    forget_parameters()


@pytest.fixture
def office(county: County) -> Office:
    return Office(county)
