"""What is filled in, as the ledger takes it; and the occupations that people's own words mean."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cuncuntong.items.find_work.seeking.fields import UNITS
from cuncuntong.items.shared import yes
from cuncuntong.ledgers.jobs.enums import Hours, SeekerKind
from cuncuntong.rules import occupations

MOST = 3
_BETWEEN = re.compile(r"[、，,；;/\s]+|或者?|和|及")


def codes_of(words: str) -> tuple[str, ...]:
    """The codes that somebody's words mean, three at most, in the order in which they were said.

    A word that may mean several takes them as they are likely, as far as there is room.
    """
    found: list[str] = []
    spoken = [one for one in _BETWEEN.split(words) if one]
    for one in spoken[:MOST]:
        meant = occupations.resolve(one)
        room = 1 if len(spoken) > 1 else MOST
        codes = [meant.code] if meant.code else [other.code for other in meant.candidates[:room]]
        found += [code for code in codes if code not in found]
    return tuple(found[:MOST])


def wishes(kind: SeekerKind, form: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a registration."""
    said = str(form.get("occupation", ""))
    return {
        "occupation": said,
        "occupations": list(codes_of(said)),
        "pay_floor": Decimal(str(form["pay_floor"])) if form.get("pay_floor") else None,
        "pay_unit": form.get("pay_unit") or UNITS[kind].value,
        "work_place": form.get("work_place", ""),
        "distance_km": _number(form.get("distance_km")),
        "hours": form.get("hours") or Hours.ANY.value,
        "free_from": _day(form.get("free_from")),
        "free_until": _day(form.get("free_until")),
        "certificates": list(form.get("certificates") or ()),
        "experience_years": _number(form.get("experience_years")),
        "health_limits": list(form.get("health_limits") or ()),
        "skills": form.get("skills", ""),
        "education": form.get("education", ""),
        "remarks": form.get("remarks", ""),
        "shown_to_employers": yes(form.get("shown_to_employers")),
        "push_agreed": yes(form.get("push_agreed")),
    }


def _number(value: Any) -> int | None:
    return None if value in ("", None) else int(value)


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(str(value)) if value else None
