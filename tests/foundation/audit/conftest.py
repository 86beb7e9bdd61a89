"""An own place for the anchor file: each test starts a chain of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from cuncuntong.foundation.audit import record, seal_pending


@pytest.fixture(autouse=True)
def anchor_dir(settings, tmp_path):
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "VAR_DIR": tmp_path}
    return tmp_path


@pytest.fixture
def write() -> Callable[[int], None]:
    """Records some entries in one transaction."""

    def write(count: int = 1, **detail: object) -> None:
        with transaction.atomic():
            for number in range(count):
                record(
                    actor=None,
                    action="resident.read",
                    object_type="resident",
                    object_id=number,
                    detail={"原因": "核对", "number": number, **detail},
                )

    return write


@pytest.fixture
def seal(django_capture_on_commit_callbacks) -> Callable[..., int]:
    """Seals as after a commit: with the anchor line."""

    def seal(batch: int = 2000) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return seal_pending(batch)

    return seal
