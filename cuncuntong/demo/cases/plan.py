"""Which resident asks for what, where, when, and how it ends: drawn for the whole run at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from django.utils import timezone

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Case
from cuncuntong.cases.numbers import CASE, next_numbers
from cuncuntong.demo.cases.cast import Cast
from cuncuntong.demo.cases.pools import Candidate, pools
from cuncuntong.network.models import ServicePoint
from cuncuntong.network.workdays import calendar

HISTORY_DAYS = 180
# How often each item is asked for, before the pools of people who may ask are looked at.
ITEM_SHARES = {"33": 34, "1": 26, "40": 12, "28": 18, "34": 10}
REVIEWED = frozenset({"28", "34"})
# How reviewed cases stand. The open ones are recent, whatever the size.
STATE_SHARES = {
    State.FED_BACK: 56,
    State.APPLIED: 10,
    State.ACCEPTED: 11,
    State.UNDER_REVIEW: 3,
    State.RETURNED: 5,
    State.REFUSED: 7,
    State.WITHDRAWN: 5,
    State.REVERSED: 3,
}
OPEN = frozenset({State.ACCEPTED, State.UNDER_REVIEW, State.RETURNED})
# At the points that somebody can sign in at, up to so many cases are gathered.
FOCUS_SHARE, FOCUS_MOST = 0.4, 150
# The first reviewed cases, which are those of such points, have each state so many times.
EACH_STATE = 2


@dataclass
class Plan:
    """One case to be told."""

    ordinal: int
    item: str
    candidate: Candidate
    state: State
    point: ServicePoint
    accepted_at: dt.datetime
    number: str = ""


def make_plans(count: int, *, seed: int, cast: Cast) -> list[Plan]:
    """The plans in order of acceptance, each with its receipt number."""
    first = Case.objects.count()
    rng = Random(f"{seed} cases {first}")
    days = _Days(rng)
    drawn = pools(rng, {point.village_code for point in cast.focus() if point.village_code})
    everybody = list(drawn["33"])
    places = _Places(rng, cast, count)
    states = _states(rng)
    plans = []
    for item in _items(rng, count, {name: len(pool) for name, pool in drawn.items()}):
        # Whoever looks up may do so again; the other items change something and are asked for once.
        candidate = drawn[item].pop() if drawn[item] else rng.choice(everybody)
        state = next(states) if item in REVIEWED else State.FED_BACK
        accepted = days.accepted(state, candidate.not_before)
        plans.append(
            Plan(0, item, candidate, state, places.choose(candidate, reviewed=item in REVIEWED), accepted)
        )
    plans.sort(key=lambda plan: plan.accepted_at)
    _number(plans, first)
    return plans


def _items(rng: Random, count: int, sizes: dict[str, int]) -> Iterator[str]:
    """Items by share, as far as there are people; the rest looks up."""
    left = dict(sizes)
    names, shares = list(ITEM_SHARES), list(ITEM_SHARES.values())
    if not sizes["33"]:
        return
    for _ in range(count):
        item = rng.choices(names, shares)[0]
        if item != "33":
            if left[item] <= 0:
                item = "33"
            else:
                left[item] -= 1
        yield item


def _states(rng: Random) -> Iterator[State]:
    """Each state a few times, then by share: a small set has all of them too, where people look."""
    states, shares = list(STATE_SHARES), list(STATE_SHARES.values())
    for _ in range(EACH_STATE):
        yield from rng.sample(states, len(states))
    while True:
        yield rng.choices(states, shares)[0]


def _number(plans: list[Plan], first: int) -> None:
    days = Counter(timezone.localdate(plan.accepted_at) for plan in plans)
    numbers = {day: iter(next_numbers(CASE, count, day)) for day, count in sorted(days.items())}
    for ordinal, plan in enumerate(plans, start=first):
        plan.ordinal = ordinal
        plan.number = next(numbers[timezone.localdate(plan.accepted_at)])


class _Days:
    """Moments of acceptance: on working days, in office hours, never in the future."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.now = timezone.now()
        today = timezone.localdate(self.now)
        worked = calendar()
        span = (today - dt.timedelta(days=offset) for offset in range(1, HISTORY_DAYS))
        self.past = [day for day in span if worked.is_workday(day)]

    def accepted(self, state: State, not_before: dt.date | None) -> dt.datetime:
        """Open cases within the last days, the others some time before them."""
        if state in OPEN:
            # Mostly within the limit of two working days, some late.
            day = self.past[self.rng.choices(range(5), [45, 30, 12, 8, 5])[0]]
        else:
            first = sum(day >= not_before for day in self.past) if not_before else len(self.past)
            day = self.past[self.rng.randrange(4, max(5, first))]
        return self._moment(day)

    def _moment(self, day: dt.date) -> dt.datetime:
        minutes = self.rng.randrange(0, 210) if self.rng.random() < 0.55 else self.rng.randrange(360, 540)
        at = dt.datetime.combine(day, dt.time(8, 30)) + dt.timedelta(
            minutes=minutes, seconds=self.rng.randrange(60)
        )
        return timezone.make_aware(at)


class _Places:
    """Where somebody goes: the own village's point mostly, else the township's."""

    def __init__(self, rng: Random, cast: Cast, count: int) -> None:
        self.rng = rng
        self.cast = cast
        self.focus = cast.focus()
        self.focus_left = min(int(count * FOCUS_SHARE), FOCUS_MOST)

    def choose(self, candidate: Candidate, *, reviewed: bool) -> ServicePoint:
        """The point; the ones with an account first, until they have enough."""
        own = self.cast.village_points[candidate.village]
        if reviewed and own in self.focus and self.rng.random() < 0.8:
            return own
        if self.focus and self.focus_left > 0:
            near = [
                point
                for point in self.focus
                if point.village_code == candidate.village
                or (not point.village_code and point.township_code == own.township_code)
            ]
            if near:
                self.focus_left -= 1
                return self.rng.choice(near)
        if self.rng.random() < 0.75:
            return own
        return self.cast.township_points.get(own.township_code, own)
