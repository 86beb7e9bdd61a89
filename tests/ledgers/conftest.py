"""A county for every test of the ledgers, and the audit entries that a test caused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cuncuntong.foundation.audit.models import AuditEntry
from tests.ledgers.make import County


@pytest.fixture
def county(db: None) -> County:
    """阳城县, small."""
    return County()


@pytest.fixture
def audited() -> Callable[[], list[str]]:
    """The actions audited so far, in order."""
    return lambda: list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
