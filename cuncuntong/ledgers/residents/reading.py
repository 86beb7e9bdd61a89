"""Reading the same thing of a resident once while one page is worked out.

A form's fields, its rules, the contradictions and the preview ask the ledgers the same questions.
Inside ``reading_once`` each is asked once; outside, and so in everything that writes, nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

from cuncuntong.ledgers.residents.models import Resident

R = TypeVar("R")
_KEPT = "_read_once"


@contextmanager
def reading_once(resident: Resident) -> Iterator[None]:
    """Keeps answers about this very object for as long as the block runs."""
    if _KEPT in resident.__dict__:
        yield
        return
    resident.__dict__[_KEPT] = {}
    try:
        yield
    finally:
        resident.__dict__.pop(_KEPT, None)


def is_reading(resident: Resident) -> bool:
    """Whether a page is being worked out about this very object, so that one larger question pays."""
    return _KEPT in resident.__dict__


def read_once(selector: Callable[..., R]) -> Callable[..., R]:
    """For a selector whose first argument is the resident and whose answer nobody changes."""

    @wraps(selector)
    def asked(resident: Resident, *args: Any, **kwargs: Any) -> R:
        kept = resident.__dict__.get(_KEPT)
        if kept is None:
            return selector(resident, *args, **kwargs)
        key = (selector, args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = selector(resident, *args, **kwargs)
        answer: R = kept[key]
        return answer

    return asked
