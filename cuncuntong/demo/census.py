"""Who lives in a made-up household. The shares are assumed, not counted: no statistics stand behind them.

They give what the notice speaks of, a mountain county whose young people work elsewhere: about two
fifths over sixty, few children, many couples and single people who are old.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

MAN, WOMAN = "1", "2"


@dataclass(frozen=True)
class Person:
    """A member: what is drawn first; the rest follows from it."""

    sex: str
    birth: dt.date
    role: str
    surname_of: int  # the member whose surname this one has; its own place for those who married in


@dataclass(frozen=True)
class Place:
    """A village or community that people live in."""

    division_id: int
    code: str
    township: str
    county: str
    name: str
    weight: float


def village_weight(code: str, *, community: bool) -> float:
    """How populous a place is, relative to others: assumed, the same in every run."""
    base = Random(f"village {code}").lognormvariate(0, 0.5)
    return base * (3.5 if community else 1.0)


def household(rng: Random, today: dt.date) -> list[Person]:
    """The members, head first."""
    kind = rng.random()
    if kind < 0.44:
        return _old(rng, today)
    if kind < 0.53:
        return [_single(rng, today)]
    return _family(rng, today, with_elder=kind > 0.84)


def _born(rng: Random, today: dt.date, lowest: int, highest: int) -> dt.date:
    days = rng.randrange(lowest * 365, highest * 365 + 364)
    return today - dt.timedelta(days=days)


def _old(rng: Random, today: dt.date) -> list[Person]:
    # Triangular: many around seventy, few near a hundred.
    age = int(rng.triangular(60, 97, 66))
    head = Person(MAN if rng.random() < 0.72 else WOMAN, _born(rng, today, age, age), "户主", 0)
    if rng.random() < 0.38:
        return [head]
    other = WOMAN if head.sex == MAN else MAN
    return [head, Person(other, _near(rng, head.birth, today), "配偶", 1)]


def _single(rng: Random, today: dt.date) -> Person:
    return Person(MAN if rng.random() < 0.75 else WOMAN, _born(rng, today, 22, 62), "户主", 0)


def _family(rng: Random, today: dt.date, *, with_elder: bool) -> list[Person]:
    head = Person(MAN if rng.random() < 0.85 else WOMAN, _born(rng, today, 28, 62), "户主", 0)
    wife = Person(WOMAN if head.sex == MAN else MAN, _near(rng, head.birth, today), "配偶", 1)
    members = [head, wife]
    father = 0 if head.sex == MAN else 1
    mother_birth = max(head.birth, wife.birth)
    for _ in range(rng.choices([0, 1, 2, 3], [24, 38, 32, 6])[0]):
        birth = _child_birth(rng, mother_birth)
        if birth < today:
            sex = MAN if rng.random() < 0.52 else WOMAN
            members.append(Person(sex, birth, "子" if sex == MAN else "女", father))
    if with_elder:
        sex = MAN if rng.random() < 0.4 else WOMAN
        birth = head.birth - dt.timedelta(days=rng.randrange(21 * 365, 36 * 365))
        # A father passes his surname on; a mother brought her own.
        members.append(Person(sex, birth, "父" if sex == MAN else "母", 0 if sex == MAN else len(members)))
    return members


def _near(rng: Random, birth: dt.date, today: dt.date) -> dt.date:
    return min(birth + dt.timedelta(days=int(rng.gauss(300, 900))), today - dt.timedelta(days=20 * 365))


def _child_birth(rng: Random, mother: dt.date) -> dt.date:
    return mother + dt.timedelta(days=rng.randrange(21 * 365, 37 * 365))


def draw_place(rng: Random, places: Sequence[Place], weights: Sequence[float]) -> Place:
    """A place by weight; ``weights`` are cumulative."""
    return rng.choices(places, cum_weights=weights)[0]
