"""Matching people who look for work with work: hard conditions exclude, the rest is scored by weights.

Pure Python. ``rows`` boils a registration and a posting down to whole numbers, ``score`` compares two of
them, ``words`` says in words what the same numbers mean, ``shelf`` finds the best of very many.
"""

from cuncuntong.rules.matching.barriers import barriers
from cuncuntong.rules.matching.pair import Pair, Reason, Voice, sentence
from cuncuntong.rules.matching.rows import (
    Offer,
    OfferTold,
    Wish,
    WishTold,
    education_rank,
    offer_of,
    wish_of,
)
from cuncuntong.rules.matching.score import barred, best_possible, health_barred, measure, score_of, weigh
from cuncuntong.rules.matching.settings import Matching
from cuncuntong.rules.matching.shelf import Best, Shelf
from cuncuntong.rules.matching.words import reasons

__all__ = [
    "Best",
    "Matching",
    "Offer",
    "OfferTold",
    "Pair",
    "Reason",
    "Shelf",
    "Voice",
    "Wish",
    "WishTold",
    "barred",
    "barriers",
    "best_possible",
    "education_rank",
    "health_barred",
    "measure",
    "offer_of",
    "reasons",
    "score_of",
    "sentence",
    "weigh",
    "wish_of",
]
