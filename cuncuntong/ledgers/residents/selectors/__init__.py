"""Reads of the residents' ledger, by topic."""

from cuncuntong.ledgers.residents.hooks import register_finder
from cuncuntong.ledgers.residents.selectors.doubles import (
    DuplicatePair,
    duplicate_pairs,
    likely_doubles,
)
from cuncuntong.ledgers.residents.selectors.find import Found, find_residents
from cuncuntong.ledgers.residents.selectors.known import KNOWN_KEYS, known_values
from cuncuntong.ledgers.residents.selectors.records import (
    masked_id,
    masked_telephone,
    open_resident,
    see_resident,
    visible,
    visitors,
    was_seen,
)
from cuncuntong.ledgers.residents.selectors.standings import standings_of

__all__ = [
    "KNOWN_KEYS",
    "DuplicatePair",
    "Found",
    "duplicate_pairs",
    "find_residents",
    "known_values",
    "likely_doubles",
    "masked_id",
    "masked_telephone",
    "open_resident",
    "register_finder",
    "see_resident",
    "standings_of",
    "visible",
    "visitors",
    "was_seen",
]
