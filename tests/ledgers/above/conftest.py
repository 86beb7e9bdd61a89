"""The test's kinds and ledger for every test of the gateway."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledgers.above.make import Ledger, Province, province, registered


@pytest.fixture(autouse=True)
def ledger() -> Iterator[Ledger]:
    with registered() as made:
        yield made


@pytest.fixture(autouse=True)
def _own_files(settings: object, tmp_path: Path) -> None:
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "MEDIA_DIR": tmp_path / "files"}  # type: ignore[attr-defined]


@pytest.fixture
def above(settings: object) -> Iterator[Province]:
    with province(settings) as server:
        yield server
