"""What is known of somebody from the last registrations as looking for work, for the next one's form.

What was wanted is known of the same kind of work alone; what somebody can do and agreed to, of either.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.jobs.enums import SeekerKind
from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.ledgers.jobs.selectors.seekers import seekers_of
from cuncuntong.ledgers.residents.models import Resident

_WANTED = ("occupation", "pay_floor", "pay_unit", "hours")
_ABLE = ("work_place", "distance_km", "education", "experience_years", "certificates", "skills")
_ABLE_TOO = ("health_limits", "remarks", "shown_to_employers", "push_agreed")
_DATES = ("free_from", "free_until")
_LOOKED_AT = 6


def last_wishes(resident: Resident) -> dict[str, str]:
    """By ``seeker.<kind>.<name>``; texts as a form takes them."""
    rows = list(seekers_of(resident)[:_LOOKED_AT])
    known: dict[str, str] = {}
    for kind in SeekerKind:
        found = _of_kind(rows, kind)
        found["education"] = found.get("education") or resident.education
        known |= {f"seeker.{kind.value}.{name}": value for name, value in found.items()}
    return known


def _of_kind(rows: Sequence[JobSeeker], kind: str) -> dict[str, str]:
    own = next((row for row in rows if row.kind == kind), None)
    either = own or (rows[0] if rows else None)
    found: dict[str, str] = {}
    if either:
        found |= {name: _text(getattr(either, name)) for name in (*_ABLE, *_ABLE_TOO)}
    if own:
        today = timezone.localdate()
        found |= {name: _text(getattr(own, name)) for name in _WANTED}
        days = {name: getattr(own, name) for name in _DATES}
        found |= {name: day.isoformat() for name, day in days.items() if day and day >= today}
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ",".join(value)
    return "" if value is None else str(value)
