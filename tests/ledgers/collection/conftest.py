"""Every test of the collection stands on 24 November 2026."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from cuncuntong.network.parameters import forget_parameters


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    forget_parameters()
    with time_machine.travel("2026-11-24 10:00+08:00", tick=False):
        yield
