"""A topic of the tests' own, a resident with a telephone, and a gateway that listens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cuncuntong.ledgers.messages.enums import register_topic
from cuncuntong.ledgers.residents.models import Resident
from tests.gateway import Gateway, running
from tests.ledgers.make import County

TOPIC = register_topic("test.fitting_jobs", "合适的岗位")


@pytest.fixture
def person(county: County) -> Resident:
    return county.resident(telephone="13935612345")


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    with running(settings) as server:
        yield server
