"""Which point took the case that a message is about, and who applied; cases, a floor higher, tell it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class CaseTaken:
    """A case's point by its codes; ``applicant`` is who applied for the resident, with a telephone if known.

    Empty where the resident applied: then the resident is told.
    """

    village_code: str
    township_code: str
    county_code: str
    applicant: str = ""
    telephone: str = ""


Reader = Callable[[str], CaseTaken | None]
_readers: list[Reader] = []


def register_taken(reader: Reader) -> Reader:
    """Registers who reads a case by its number."""
    if reader not in _readers:
        _readers.append(reader)
    return reader


def case_taken(number: str) -> CaseTaken | None:
    """What is known of a case; None for none, and for "" (something that no case began)."""
    if not number:
        return None
    return next((found for reader in _readers if (found := reader(number))), None)
