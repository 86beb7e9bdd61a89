"""Job fairs: for who organises, for everybody who works here, for the public and for employers."""

from __future__ import annotations

from typing import Any

from cuncuntong.ledgers.fairs import services
from cuncuntong.ledgers.fairs.models import Fair, FairEvent, FairInterest, FairPosting, Stand, VisitorCount
from cuncuntong.network.enums import DutyKind
from tests.ledgers.fairs import make
from tests.web.areas import Sample

TABLES = [Fair, FairEvent, FairInterest, FairPosting, Stand, VisitorCount]

FAIR = Sample(lambda w: [w.fair.pk])
# A published fair is for all to see: these show what the public site shows too.
SHOWN = Sample(lambda w: [w.fair.pk], placed=False)
STAND = Sample(lambda w: [w.fair.pk, w.stand.pk])

SAMPLES = {
    "fairs:detail": SHOWN,
    "fairs:poster": SHOWN,
    "fairs:leaflet": SHOWN,
    **{
        f"fairs:{name}": FAIR
        for name in ("edit", "publish", "cancel", "results", "door", "visitors", "choose")
    },
    "fairs:landing": Sample(lambda w: [services.check_in_token(w.stand)], placed=False),
    "fairs:arrive": Sample(lambda w: [services.check_in_token(w.stand)]),
    "fairs:interest": Sample(lambda w: [w.fair.pk, w.person.pk]),
    "fairs:sign_up": Sample(lambda w: [w.fair.pk, w.stand.employer_id]),
    "fairs:stand": STAND,
    "fairs:stand_paper": STAND,
    "fairs:withdraw": STAND,
    "public_fairs:detail": SHOWN,
    "public_fairs:calendar": SHOWN,
    **{f"hiring_fairs:{name}": SHOWN for name in ("sign_up", "paper", "withdraw")},
}
PUBLIC = {
    "fairs:landing",
    *(f"public_fairs:{name}" for name in ("list", "detail", "calendar")),
    *(f"hiring_fairs:{name}" for name in ("list", "sign_up", "paper", "withdraw")),
}


def build(world: Any) -> None:
    """A fair of 凤城镇 with one employer."""
    admin = world.county.business_admin()
    world.fair = make.fair(world.county, caller=admin)
    factory = make.employer(world.county)
    world.stand = services.sign_up_by_county(
        caller=admin, fair_id=world.fair.pk, employer_id=factory.pk, postings=[make.posting(factory).pk]
    )


def build_many(world: Any, many: int) -> None:
    """So many fairs, and so many employers with a posting at the first."""
    build(world)
    admin = world.county.business_admin()
    for _ in range(many):
        make.fair(world.county, published=False)
        make.fair(world.county)
        factory = make.employer(world.county)
        services.sign_up_by_county(
            caller=admin, fair_id=world.fair.pk, employer_id=factory.pk, postings=[make.posting(factory).pk]
        )


def _looks(world: Any) -> list[Any]:
    return [
        ("fairs:list", (), {}),
        ("fairs:list", (), {"township": world.county.fengcheng.code, "way": "on_site"}),
        ("fairs:detail", (world.fair.pk,), {}),
        ("public_fairs:list", (), {}),
        ("public_fairs:detail", (world.fair.pk,), {}),
        ("public_fairs:calendar", (world.fair.pk,), {}),
    ]


def _manages(world: Any) -> list[Any]:
    stand = (world.fair.pk, world.stand.pk)
    return [
        *_looks(world),
        ("fairs:list", (), {"tab": "drafts"}),
        ("fairs:add", (), {}),
        *(
            (f"fairs:{name}", (world.fair.pk,), {})
            for name in ("edit", "cancel", "results", "door", "choose")
        ),
        ("fairs:sign_up", (world.fair.pk, world.stand.employer_id), {}),
        ("fairs:stand", stand, {}),
        ("fairs:arrive", (services.check_in_token(world.stand),), {}),
        ("fairs:export", (), {}),
    ]


PAGES = {
    DutyKind.BUSINESS_ADMIN: _manages,
    DutyKind.POINT_CLERK: lambda world: [
        *_looks(world),
        ("counter:look_up", (world.person.pk, "14"), {}),
    ],
}
