"""The job market: 零工登记 (登记, 职业, 地点), 登记暂停 (day).

零工登记 registers the resident as looking for gigs; 登记暂停 pauses every registration on a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from cuncuntong.ledgers.jobs.enums import SeekerKind
from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.ledgers.jobs.services import pause_seeker, register_seeker


def gig_registration(world: Any, told: Mapping[str, Any]) -> None:
    register_seeker(
        resident=world.resident,
        kind=SeekerKind.GIG,
        occupation=told["职业"],
        work_place=told["地点"],
        on=told["登记"],
        actor=None,
        case_number="S20200101-0002",
    )


def paused(world: Any, on: dt.date) -> None:
    for row in JobSeeker.objects.filter(resident=world.resident):
        pause_seeker(seeker=row, on=on, actor=None)


ENTRIES: dict[str, Callable[[Any, Any], None]] = {"零工登记": gig_registration, "登记暂停": paused}
