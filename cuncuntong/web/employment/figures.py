"""The figures of the employment home: gathered from three ledgers, kept for a few minutes."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone

from cuncuntong.ledgers.employment.selectors.figures import UnemploymentFigures, unemployment_figures
from cuncuntong.ledgers.jobs.selectors.figures import MarketFigures, Span, compared_spans, market_figures
from cuncuntong.ledgers.training.selectors.classes import Demand, demand
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Level, Line
from cuncuntong.network.models import Division
from cuncuntong.network.selectors import townships
from cuncuntong.rules.ages import add_months

KEPT_SECONDS = 300
MONTHS = 13
PERIODS = {1: "本月", 3: "近3个月", 6: "近6个月", 12: "近12个月"}


@dataclass(frozen=True)
class Asked:
    """Which months are summed and compared, and which township alone."""

    period: int = 1
    township: str = ""


@dataclass(frozen=True)
class EmploymentFigures:
    """Everything that the page draws, as of a moment. ``demand`` is None for who has no part in training."""

    as_of: dt.datetime
    asked: Asked
    spans: tuple[Span, Span]
    market: MarketFigures
    unemployment: UnemploymentFigures
    demand: list[Demand] | None
    places: list[Division]

    @property
    def wishes(self) -> int:
        """Wishes that wait for a class."""
        return sum(one.wishes for one in self.demand or [])

    @property
    def free_seats(self) -> int:
        """Free seats of the classes to come."""
        return sum(one.free for one in self.demand or [])


def last_months(today: dt.date, count: int = MONTHS) -> list[dt.date]:
    """The first days of the last months, the running one last."""
    first = today.replace(day=1)
    return [add_months(first, -back) for back in range(count - 1, -1, -1)]


def employment_figures(caller: Caller, asked: Asked) -> EmploymentFigures:
    """The figures of the caller's area, at most KEPT_SECONDS old. Raises Denied."""
    caller.need(Ability.EMPLOYMENT_FIGURES)
    key = _key(caller, asked)
    known: EmploymentFigures | None = cache.get(key)
    if known is None:
        known = gather(caller, asked)
        cache.set(key, known, KEPT_SECONDS)
    return known


def gather(caller: Caller, asked: Asked) -> EmploymentFigures:
    """Counts anew, in seven questions."""
    today = timezone.localdate()
    ability = Ability.EMPLOYMENT_FIGURES
    spans = compared_spans(today, asked.period)
    market = market_figures(
        caller,
        ability,
        months=last_months(today),
        compared=spans,
        township=asked.township,
        today=today,
    )
    unemployment = unemployment_figures(
        caller,
        ability,
        now=(spans[0].start, spans[0].end),
        before=(spans[1].start, spans[1].end),
        today=today,
        township=asked.township,
    )
    trains = caller.can(ability, Line.TRAINING)
    return EmploymentFigures(
        as_of=timezone.now(),
        asked=asked,
        spans=spans,
        market=market,
        unemployment=unemployment,
        demand=demand(caller, ability, today, asked.township) if trains else None,
        places=places_of(caller),
    )


def places_of(caller: Caller) -> list[Division]:
    """The townships of the caller's area; a township's and a village's own people see theirs alone."""
    grants = caller.with_ability(Ability.EMPLOYMENT_FIGURES)
    wide = any(grant.level in {Level.COUNTY, Level.CITY, Level.PROVINCE} for grant in grants)
    # A village's code begins with its township's on the day it is loaded; what limits rows is the column.
    own = {grant.code[:9] for grant in grants}
    return [place for place in townships() if wide or place.code in own]


def is_wide(caller: Caller) -> bool:
    """Whether the caller's area holds several townships."""
    levels = {grant.level for grant in caller.with_ability(Ability.EMPLOYMENT_FIGURES)}
    return bool(levels & {Level.COUNTY, Level.CITY, Level.PROVINCE})


def _key(caller: Caller, asked: Asked) -> str:
    areas = sorted(
        f"{grant.level}{grant.code}{','.join(sorted(grant.lines))}"
        for grant in caller.with_ability(Ability.EMPLOYMENT_FIGURES)
    )
    told = "|".join([*areas, str(asked.period), asked.township])
    digest = hashlib.sha256(told.encode()).hexdigest()
    return f"employment.figures.{timezone.localdate()}.{digest[:32]}"
