"""Reads of the collection, by topic."""

from cuncuntong.ledgers.collection.selectors.figures import Levels, figure_day, last_day, levels_of
from cuncuntong.ledgers.collection.selectors.standing import (
    BARRED,
    NOT,
    ORDERED,
    PAID,
    STATE_WORDS,
    Stands,
    missed,
    payers,
    stand,
)

__all__ = [
    "BARRED",
    "NOT",
    "ORDERED",
    "PAID",
    "STATE_WORDS",
    "Levels",
    "Stands",
    "figure_day",
    "last_day",
    "levels_of",
    "missed",
    "payers",
    "stand",
]
