"""Loads of existing accounts. They belong to the county: a clerk or another county sees none."""

from __future__ import annotations

from typing import Any

from cuncuntong.ledgers.loading.files import store
from cuncuntong.ledgers.loading.models import LoadBatch, LoadedRow
from cuncuntong.network.enums import DutyKind
from tests.ledgers.loading import make
from tests.web.areas import Sample

TABLES = [LoadBatch, LoadedRow]
BATCH = Sample(lambda world: [world.load_batch.pk])
SAMPLES = {f"loading:{name}": BATCH for name in ("one", "totals", "act", "reverse", "wrong")}


def build(world: Any) -> None:
    """A file with a wrong row: its sheet can be asked for. (The walk's stores give back no content.)"""
    admin = world.county.business_admin()
    world.load_batch = make.sent(admin, [make.line("AREA-1", balance="1")])
    world.load_batch.problems = store().put(b"PK")
    world.load_batch.save(update_fields=["problems"])


def build_many(world: Any, many: int) -> None:
    """So many files sent in, one of them loaded with so many accounts."""
    county = world.county
    admin, other = county.business_admin(), county.business_admin()
    for number in range(many):
        world.load_faulty = make.sent(admin, [make.line(f"MANY-{number}", balance="1")])
    rows = [make.line(f"MANY-L{number}") for number in range(many)]
    world.load_loaded = make.loaded(admin, other, rows)
    world.load_checked = make.sent(admin, [make.line("MANY-C")])


def _admin(world: Any) -> list[Any]:
    return [
        ("loading:list", (), {}),
        ("loading:send", (), {}),
        ("loading:one", (world.load_faulty.pk,), {}),
        ("loading:one", (world.load_loaded.pk,), {}),
        ("loading:one", (world.load_checked.pk,), {}),
    ]


PAGES = {DutyKind.BUSINESS_ADMIN: _admin}
