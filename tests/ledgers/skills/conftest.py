"""What tests of skill subsidies share."""

from __future__ import annotations

import pytest

from cuncuntong.ledgers.payments.enums import Fund
from tests.ledgers.make import County
from tests.ledgers.payments.make import Office
from tests.ledgers.payments.office import november  # noqa: F401


@pytest.fixture
def office(county: County) -> Office:
    return Office(county, Fund.UNEMPLOYMENT)
