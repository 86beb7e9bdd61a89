"""What apps above tell a load that is to be taken back: that something of theirs builds on its accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

# (keys of residents, keys of their accounts, when the load began) → (key of a resident, words) for each.
BuildsOn = Callable[[Sequence[int], Sequence[int], dt.datetime | None], Sequence[tuple[int, str]]]

builders: dict[str, BuildsOn] = {}


def register_builds_on(name: str, look: BuildsOn) -> None:
    """Adds a look; it gives (resident's key, words) pairs. Names are unique."""
    if name in builders:
        raise ValueError(f"{name} is registered already")
    builders[name] = look
