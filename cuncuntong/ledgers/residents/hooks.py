"""What the ledgers and cases above add to the residents' ledger, which may not import them.

Registered once, from an app's ready(): a finder of residents by some number, known values for
prefilling forms, what stands for a resident, and parts of a merge.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Protocol

from django.db.models import QuerySet

from cuncuntong.ledgers.residents.models import Resident

# Residents' keys by a number that was typed; [] where the number is none of the finder's.
Finder = Callable[[str], Iterable[int]]
KnownValues = Callable[[Resident], Mapping[str, str]]
# (receipt number, resident's key) pairs of some residents: whose the cases are, or in whose ledger
# rows the cases' work stands. Work that was taken back is none.
Work = Callable[[Collection[int]], Iterable[tuple[str, int]]]


class MergePart(Protocol):
    """How one kind of rows follows a resident into another record, and back.

    ``name`` is the part's key in what a merge remembers. ``conflicts`` gives, in words, what must
    be settled before the two can be one. ``move`` returns JSON that ``undo`` gets back; after both
    the rows stand exactly as before.
    """

    name: str

    def conflicts(self, kept: Resident, dropped: Resident) -> list[str]:
        """What speaks against the merge and what to settle first; [] when nothing does."""

    def move(self, kept: Resident, dropped: Resident) -> Any:
        """Moves the rows; returns what undo needs, as JSON."""

    def undo(self, kept: Resident, dropped: Resident, moved: Any) -> None:
        """Moves back exactly what was moved."""

    def follow(self, kept: Resident, dropped: Resident, numbers: Collection[str]) -> None:
        """After all undoing: gives ``dropped`` what came since by its cases, whose numbers are given."""


# Rows of a ledger that say something of a resident as of today.
Standing = Callable[[Resident], QuerySet[Any]]


standings: dict[str, Standing] = {}
finders: list[Finder] = []
known_value_providers: dict[str, KnownValues] = {}
merge_parts: dict[str, MergePart] = {}
cases_of: list[Work] = []
work_of: list[Work] = []
# Why a death must stand in a resident's record although the one who entered it takes it back; "" for none.
DeathNote = Callable[[Resident], str]
death_notes: list[DeathNote] = []


def register_finder(finder: Finder) -> Finder:
    """Adds a way to find residents by a number that is neither ID number nor telephone."""
    if finder not in finders:
        finders.append(finder)
    return finder


def register_standing(name: str) -> Callable[[Standing], Standing]:
    """Adds a name that residents have who have one of the rows (selectors.standings_of)."""

    def add(rows: Standing) -> Standing:
        standings[name] = rows
        return rows

    return add


def register_known_values(prefix: str) -> Callable[[KnownValues], KnownValues]:
    """Adds values that forms may be prefilled with; names in residents.selectors.known.

    ``prefix`` begins all of them, so that nobody is asked for what no form wants.
    """

    def add(provider: KnownValues) -> KnownValues:
        known_value_providers[prefix] = provider
        return provider

    return add


def register_merge_part(part: MergePart) -> MergePart:
    """Adds rows that follow a resident when two records are made one."""
    merge_parts[part.name] = part
    return part


def register_cases(cases: Work) -> Work:
    """Adds a way to tell whose record each case stands with."""
    if cases not in cases_of:
        cases_of.append(cases)
    return cases


def register_work(work: Work) -> Work:
    """Adds a ledger's way to tell in whose rows the work of each case stands."""
    if work not in work_of:
        work_of.append(work)
    return work


def register_death_note(note: DeathNote) -> DeathNote:
    """Adds a ledger that acts by a resident's death, and says so while it does."""
    if note not in death_notes:
        death_notes.append(note)
    return note


def death_noted(resident: Resident) -> str:
    """What acts by the resident's death, in words; empty where nothing does."""
    return "、".join(filter(None, (note(resident) for note in death_notes)))
