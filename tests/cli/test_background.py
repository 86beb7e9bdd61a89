"""The background process: its sealer outlives what goes wrong."""

from __future__ import annotations

import threading

import pytest
from django.db.utils import OperationalError

from cuncuntong.cli import background


@pytest.mark.parametrize("trouble", [OperationalError("away"), OSError(28, "No space left on device")])
def test_the_sealer_goes_on_after_trouble(monkeypatch: pytest.MonkeyPatch, trouble: Exception) -> None:
    stop, tries = threading.Event(), []

    def seal(_stop: threading.Event) -> int:
        tries.append(1)
        if len(tries) == 1:
            raise trouble
        stop.set()
        return 0

    monkeypatch.setattr(background, "SEAL_SECONDS", 0.0)
    monkeypatch.setattr(background, "PAUSE_AFTER_TROUBLE", 0.0)
    monkeypatch.setattr(background, "seal_waiting", seal)
    monkeypatch.setattr("django.db.connection.close", lambda: None)
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    background.seal_loop(stop)
    assert len(tries) == 2
