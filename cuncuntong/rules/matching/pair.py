"""A pair that is explained, who is spoken to, and what a reason is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cuncuntong.rules.matching.rows import Offer, OfferTold, Wish, WishTold

HEALTH = "健康"
DATES = "日期"
# The words of a distance to work that has no one place.
WIDE = "全县范围"
EDUCATION = ("", "没上过学", "小学", "初中", "高中、中专", "大学专科", "大学本科", "研究生")


class Voice(StrEnum):
    """Who is spoken to."""

    SEEKER = "seeker"
    EMPLOYER = "employer"


@dataclass(frozen=True)
class Reason:
    """One reason: whether it speaks for the pair (None: neither), its words, the factor it belongs to."""

    fits: bool | None
    words: str
    factor: str


@dataclass(frozen=True)
class Pair:
    """A wish and an offer with all that the words need beside the numbers.

    ``nearness`` and ``wanted`` (names of the wanted occupations) are in the order of the wish;
    ``distance_words`` come from the places; ``limits`` are the bits of what health does not allow;
    ``elsewhere`` says that the work is in another township than the home.
    """

    wish: Wish
    offer: Offer
    wish_told: WishTold
    offer_told: OfferTold
    nearness: Sequence[float]
    wanted: Sequence[str]
    occupation: str
    hectometres: int
    distance_words: str
    limits: int = 0
    elsewhere: bool = False


def sentence(told: Sequence[Reason]) -> str:
    """In one line."""
    return "；".join(one.words for one in told)


def day_words(day: dt.date) -> str:
    """12月1日."""
    return f"{day.month}月{day.day}日"


def span(first: dt.date, last: dt.date | None) -> str:
    """One day, or from one to another."""
    return f"{day_words(first)}至{day_words(last)}" if last and last != first else day_words(first)


def free_span(first: dt.date | None, last: dt.date | None) -> str:
    """When somebody is free, one end open or both."""
    if first and last:
        return span(first, last)
    return f"{day_words(first)}以后" if first else f"{day_words(last)}以前" if last else "随时"
