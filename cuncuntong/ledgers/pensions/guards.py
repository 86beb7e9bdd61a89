"""What the ledgers above have against taking an entitlement back: they register it here, from ready()."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cuncuntong.ledgers.pensions.models import Entitlement

# Gives words that say what stands in the way, "" where nothing does.
Guard = Callable[[Entitlement], str]
_guards: list[Guard] = []


def guards_undo(guard: Guard) -> Guard:
    """Registers a guard, once."""
    if guard not in _guards:
        _guards.append(guard)
    return guard


def against_undoing(entitlement: Entitlement) -> Iterator[str]:
    """What stands in the way of taking an entitlement back, in words."""
    for guard in _guards:
        words = guard(entitlement)
        if words:
            yield words
