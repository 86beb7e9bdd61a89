"""What apps above tell a load that is to be taken back: that something of theirs builds on its accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

# (keys of residents, keys of accounts, since) → words for each that builds on one of them, with the account.
BuildsOn = Callable[[Sequence[int], Sequence[int], object], Sequence[tuple[int, str]]]

builders: dict[str, BuildsOn] = {}


def register_builds_on(name: str, look: BuildsOn) -> None:
    """Adds a look; it gives (resident's key, words) pairs. Names are unique."""
    if name in builders:
        raise ValueError(f"{name} is registered already")
    builders[name] = look
