"""What is done before every task and job, such as dropping copies of what others may have changed."""

from __future__ import annotations

from collections.abc import Callable

_before: list[Callable[[], object]] = []


def before_each(function: Callable[[], object]) -> None:
    """Adds what is called, in the worker's thread, before each task and job; a function counts once."""
    if function not in _before:
        _before.append(function)


def begin() -> None:
    """Called by the worker and the schedule before they run anything."""
    for function in _before:
        function()
