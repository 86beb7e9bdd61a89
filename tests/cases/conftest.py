"""A county with a few small items of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cuncuntong.cases import clock, numbers
from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network import parameters
from cuncuntong.network.access import Caller
from cuncuntong.rules.registry import items
from tests.cases import make


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    clock.forget_calendar()
    parameters.forget_parameters()
    numbers.forget_blocks()


@pytest.fixture(autouse=True)
def _items(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in make.ALL:
        monkeypatch.setitem(items._items, one.number, one)


@pytest.fixture
def county(db: None) -> make.Place:
    return make.Place()


@pytest.fixture
def clerk(county: make.Place) -> Caller:
    return county.clerk()


@pytest.fixture
def reviewer(county: make.Place) -> Caller:
    return make.reviewer(county)


@pytest.fixture
def resident(county: make.Place) -> Resident:
    return county.resident(address="老宅")


@pytest.fixture
def audited() -> Callable[[], list[str]]:
    return lambda: list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
