"""What the ledgers know of synthetic people: employment, other schemes, pensions, cards, job seeking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from random import Random

from cuncuntong.demo.ledgers.cards import fill_cards
from cuncuntong.demo.ledgers.jobs import fill_jobs
from cuncuntong.demo.ledgers.pensions import fill_pensions
from cuncuntong.ledgers.residents.models import Resident


def fill(residents: Sequence[Resident], rng: Random, today: dt.date) -> None:
    """Writes the ledgers of saved residents, in bulk, inside the caller's transaction."""
    insured = fill_jobs(residents, rng, today)
    fill_pensions(residents, insured, rng, today)
    fill_cards(residents, rng, today)


__all__ = ["fill"]
