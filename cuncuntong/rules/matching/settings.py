"""Weights and settings of the matching, as the parameters of a day say them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from cuncuntong.rules.parameters import Parameters
from cuncuntong.rules.pay import DAY, HOUR, MONTH, PIECE, PayScale

OCCUPATION, PAY, DISTANCE, HOURS, SKILLS, FRESH = "职业", "报酬", "距离", "时间", "技能", "新近"
FACTORS = (OCCUPATION, PAY, DISTANCE, HOURS, SKILLS, FRESH)
# Every factor is worth this much at most, before it is weighted.
FULL = 1000


@dataclass(frozen=True)
class Matching:
    """Weights by factor, and what bounds each. ``on`` is the day by which freshness is counted.

    Distances are in hectometres, pay in yuan a month, factors in thousandths; ``units`` are how many of
    each unit of pay make a month, 0 for what can't be compared. A score below ``weak_score`` is shown apart.
    """

    on: dt.date
    scale: PayScale
    occupation: int
    pay: int
    distance: int
    hours: int
    skills: int
    fresh: int
    nearest_needed: int
    weak_score: int
    later_choice: int
    pay_cut: int
    longest: int
    same_township: int
    same_county: int
    offer_days: int
    wish_days: int
    place_limits: Mapping[str, int]
    units: Mapping[str, float]

    @property
    def total(self) -> int:
        """The weights' sum, by which scores are brought to 0–1000."""
        return self.occupation + self.pay + self.distance + self.hours + self.skills + self.fresh

    def limit(self, distance_km: int | None, work_place: str) -> int:
        """How far somebody goes, in hectometres: as said, else by where work is wanted."""
        km = distance_km or self.place_limits.get(work_place, self.place_limits.get("其他", 60))
        return min(max(km, 1) * 10, self.longest)

    @classmethod
    def of(cls, book: Parameters, on: dt.date) -> Matching:
        """As the parameters of a day say."""
        weights = book.table("matching.weights", on)
        unknown = book.table("matching.unknown_km", on)
        fresh = book.table("matching.fresh_days", on)
        limits = book.table("matching.place_limit_km", on)

        def weight(name: str) -> int:
            return int(weights.get(name, 0))

        scale = PayScale(book.decimal("matching.days_a_month", on), book.decimal("matching.hours_a_day", on))
        return cls(
            on=on,
            scale=scale,
            occupation=weight(OCCUPATION),
            pay=weight(PAY),
            distance=weight(DISTANCE),
            hours=weight(HOURS),
            skills=weight(SKILLS),
            fresh=weight(FRESH),
            nearest_needed=book.integer("matching.nearest_needed", on),
            weak_score=book.integer("matching.weak_score", on),
            later_choice=book.integer("matching.later_choice", on),
            pay_cut=int(book.decimal("matching.pay_cut", on) * FULL),
            longest=book.integer("matching.longest_km", on) * 10,
            same_township=int(unknown.get("同乡镇", 8)) * 10,
            same_county=int(unknown.get("同县", 30)) * 10,
            offer_days=int(fresh.get("岗位", 30)),
            wish_days=int(fresh.get("求职者", 90)),
            place_limits={str(key): int(value) for key, value in limits.items()},
            units={unit: float(scale.units_a_month(unit) or 0) for unit in (MONTH, DAY, HOUR, PIECE)},
        )
