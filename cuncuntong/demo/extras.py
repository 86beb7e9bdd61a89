"""What else the demonstration holds, beside residents and cases: one line for each ledger's own scene.

Each function takes ``seed`` and ``today``, works on what the database holds, and does nothing where its
rows are there already; all that it makes is synthetic and says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import import_module

# "module:function", in the order of what builds on what.
SCENES: tuple[str, ...] = (
    "cuncuntong.demo.places:synthetic_places",
    "cuncuntong.demo.pension_details:pension_details",
    "cuncuntong.demo.market:job_market",
    "cuncuntong.demo.matching:recommendations",
    "cuncuntong.demo.matching:seekers_found",
    "cuncuntong.demo.fairs:demonstration_fairs",
    "cuncuntong.demo.library:library_scene",
    "cuncuntong.demo.records:employment_records",
    "cuncuntong.demo.training:fill_training",
    # Before anybody is paid by name.
    "cuncuntong.demo.ready:ready_pensioners",
    "cuncuntong.demo.collection:collection_scene",
    "cuncuntong.demo.payments:monthly_payments",
    "cuncuntong.demo.recoveries:recoveries_scene",
    "cuncuntong.demo.loading:loading_scene",
    "cuncuntong.demo.claims:claim_visits",
    "cuncuntong.demo.insurance:insurance_scene",
    "cuncuntong.demo.declared:declared_scene",
    "cuncuntong.demo.unemployment:unemployment_scene",
    "cuncuntong.demo.cards:cards_on_their_way",
    "cuncuntong.demo.proofs:proofs_scene",
    "cuncuntong.demo.portraits:portraits_scene",
    # What the others handed over waits for it.
    "cuncuntong.demo.above:above_scene",
    "cuncuntong.demo.certification:certification_scene",
    # Once all that a run is held against is there.
    "cuncuntong.demo.payments:present_month",
    # Last, so that no other scene tells a story of them.
    "cuncuntong.demo.ready:ready_people",
)


def add_extras(*, seed: int, today: dt.date, progress: Callable[[int], object] = lambda _: None) -> None:
    """Adds every scene that is not there yet; ``progress`` hears of each."""
    for place in SCENES:
        module, _, name = place.partition(":")
        getattr(import_module(module), name)(seed=seed, today=today)
        progress(1)
