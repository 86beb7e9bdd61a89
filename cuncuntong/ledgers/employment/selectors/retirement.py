"""When a resident reaches the statutory retirement age, by the parameters of a day."""

from __future__ import annotations

import datetime as dt

from cuncuntong.ledgers.residents.enums import Sex
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.retirement import Delay, Retirement, Track, retirement, tracks_of

STEP, CAP = "employees.delay_step_months", "employees.delay_cap_months"
STARTS = dt.date(2025, 1, 1)


def retirements(resident: Resident, on: dt.date) -> tuple[Retirement, ...]:
    """The ages that may count for the resident, the earliest first: two for a woman, by her post."""
    # Before the delay began nobody was delayed: the first values say so as well.
    day = max(on, STARTS)
    steps, caps = current().table(STEP, day), current().table(CAP, day)
    tracks = tracks_of(male=resident.sex == Sex.MALE)
    return tuple(
        retirement(resident.birth_date, track, _delay(track, steps[track.value], caps[track.value]))
        for track in tracks
    )


def last_retirement(resident: Resident, on: dt.date) -> Retirement:
    """The latest of them: the end of working age, whatever post somebody had."""
    return retirements(resident, on)[-1]


def _delay(track: Track, step: object, cap: object) -> Delay:
    return Delay(int(str(step)), int(str(cap)), STARTS)
