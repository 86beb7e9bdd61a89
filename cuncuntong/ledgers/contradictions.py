"""Contradictions between ledgers: one list that each ledger adds its checks to.

Shown to the clerk before filing and to the reviewer before a decision. A check is asked about a
resident, on a day, for the topics that an item concerns; it makes at most two queries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cuncuntong.ledgers.residents.models import Resident

# Topics an item may concern. ANY: asked for whatever the item is.
ANY = "any"
PENSION_ENROL = "pension_enrol"
PENSION_CLAIM = "pension_claim"
PENSION_STOP = "pension_stop"
JOB_SEEKING = "job_seeking"
CARD = "card"
CARD_IN_USE = "card_in_use"
UNEMPLOYMENT = "unemployment"
UNEMPLOYMENT_CLAIM = "unemployment_claim"
FLEXIBLE_WORK = "flexible_work"
CERTIFICATION = "certification"


@dataclass(frozen=True)
class Contradiction:
    """Something in another ledger that speaks against a decision.

    ``weight`` is "stop" where deciding without settling it would be wrong, "look" where a person
    must look; ``source`` names the ledger and how fresh it is.
    """

    code: str
    weight: str
    words: str
    remedy: str
    source: str


# What does not speak against a topic: a pension is stopped because somebody died or moved away.
_SILENCED = {PENSION_STOP: frozenset({"resident_deceased", "resident_moved_out"})}

Check = Callable[[Resident, dt.date], Iterable[Contradiction]]
_checks: list[tuple[frozenset[str], Check]] = []


def contradiction_check(*topics: str) -> Callable[[Check], Check]:
    """Registers a check for topics (or ANY)."""

    def add(check: Check) -> Check:
        _checks.append((frozenset(topics), check))
        return check

    return add


def find_contradictions(resident: Resident, on: dt.date, concerns: Iterable[str]) -> list[Contradiction]:
    """What every ledger has against a decision about the resident, "stop" first."""
    wanted = {ANY, *concerns}
    silent = {code for topic in wanted for code in _SILENCED.get(topic, ())}
    found = [
        contradiction
        for topics, check in _checks
        if topics & wanted
        for contradiction in check(resident, on)
        if contradiction.code not in silent
    ]
    return sorted(found, key=lambda one: (one.weight != "stop", one.code))
