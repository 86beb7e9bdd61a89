"""Measures the whole search of postings and of seekers at the market's size: words and three filters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import cycle, islice
from random import Random
from time import perf_counter
from typing import Any

from cuncuntong.demo.bench.market import timed
from cuncuntong.demo.bench.market_scene import Market, counts
from cuncuntong.ledgers.jobs.selectors.search import PostingQuery, search_postings
from cuncuntong.ledgers.jobs.selectors.search_seekers import SeekerQuery, search_seekers
from cuncuntong.ledgers.jobs.services.posting_index import rebuild_postings
from cuncuntong.ledgers.jobs.services.seeker_index import rebuild_seekers

# Words that stand in the text of every second or fifth row, as the worst that somebody can look for.
COMMON = ("招人", "踏实肯干", "会开车", "不会的教", "电焊")


def measure_searching(*, samples: int, seed: int) -> dict[str, Any]:
    """Indexes made anew, then so many searches of each kind, a first page each, rows and excerpts included.

    Every search has words and three filters; an order by distance counts as one of them.
    """
    market = Market(seed)
    begun = perf_counter()
    indexed = rebuild_postings() + rebuild_seekers()
    found: dict[str, Any] = {
        **counts(),
        "indexed": indexed,
        "index_seconds": round(perf_counter() - begun, 1),
    }
    for name, make, ask in (
        ("search_postings", _posting_query, search_postings),
        ("search_seekers", _seeker_query, search_seekers),
    ):
        queries = list(islice(_queries(market, Random(f"{seed} {name}"), make), samples))
        found[name] = timed(queries, lambda query, ask=ask: ask(query).rows)  # type: ignore[misc]
    return found


def _queries(market: Market, rng: Random, make: Callable[..., Any]) -> Iterator[Any]:
    for turn in cycle(range(5)):
        code = market.occupation()
        word = rng.choice(market.words[code]) if turn < 3 else rng.choice(COMMON)
        kind = rng.choice(("fixed", "gig"))
        yield make(kind, words=word, **_third_filter(market, code, turn))


def _posting_query(kind: str, **more: Any) -> PostingQuery:
    pay, unit = (Decimal(120), "day") if kind == "gig" else (Decimal(2500), "month")
    return PostingQuery(kind=kind, pay=pay, pay_unit=unit, **more)


def _seeker_query(kind: str, **more: Any) -> SeekerQuery:
    pay, unit = (Decimal(200), "day") if kind == "gig" else (Decimal(4500), "month")
    return SeekerQuery(kind=kind, pay=pay, pay_unit=unit, **more)


def _third_filter(market: Market, code: str, turn: int) -> dict[str, Any]:
    """Beside kind and pay: a township, an occupation, a distance, the last days, or hours by distance."""
    place = market.place()
    return (
        {"place": place["township_code"]},
        {"occupation": code[:4]},
        {"near": place["village_code"], "within_km": 20},
        {"days": 30},
        {"hours": "day", "near": place["village_code"]},
    )[turn]
