"""A county with cases of small items."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from cuncuntong.cases import clock, numbers
from cuncuntong.cases.models import Case
from cuncuntong.network import parameters
from cuncuntong.network.access import Caller
from cuncuntong.rules.registry import items
from tests.cases import make
from tests.ledgers.make import County


@pytest.fixture(autouse=True)
def _small_items(monkeypatch: pytest.MonkeyPatch) -> None:
    clock.forget_calendar()
    parameters.forget_parameters()
    numbers.forget_blocks()
    cache.clear()
    for one in make.ALL:
        monkeypatch.setitem(items._items, one.number, one)


@pytest.fixture
def county(db: None) -> County:
    return County()


@pytest.fixture
def clerk(county: County) -> Caller:
    return county.clerk()


@pytest.fixture
def reviewer(county: County) -> Caller:
    return make.reviewer(county)


@pytest.fixture
def case(county: County, clerk: Caller) -> Case:
    return make.file(clerk, make.REVIEWED, county.resident(address="老宅")).case
