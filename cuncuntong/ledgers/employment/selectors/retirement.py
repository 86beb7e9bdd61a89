"""When a resident reaches the statutory retirement age, by the parameters of a day."""

from __future__ import annotations

import datetime as dt

from cuncuntong.ledgers.residents.enums import Sex
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.retirement import Retirement, retirement, tracks_of
from cuncuntong.rules.retirement_plan import delay_of


def retirements(resident: Resident, on: dt.date) -> tuple[Retirement, ...]:
    """The ages that may count for the resident, the earliest first: two for a woman, by her post."""
    book = current()
    tracks = tracks_of(male=resident.sex == Sex.MALE)
    return tuple(retirement(resident.birth_date, track, delay_of(track, book, on)) for track in tracks)


def last_retirement(resident: Resident, on: dt.date) -> Retirement:
    """The latest of them: the end of working age, whatever post somebody had."""
    return retirements(resident, on)[-1]
