"""A turn of the background process: long work lets other work have its turn."""

from __future__ import annotations

import time

SECONDS = 20.0


class Turn:
    """Over after some seconds."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._until = time.monotonic() + seconds

    @property
    def over(self) -> bool:
        """Whether somebody else is next."""
        return time.monotonic() > self._until
