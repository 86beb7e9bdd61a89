"""The card reviewer's lists: a card that differs from the province's ledger, a change that it refused."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.network.enums import DutyKind
from tests.ledgers import make
from tests.web.areas import Sample

TABLES = [SocialCard, CardEvent]
SAMPLES = {
    "cards:settle": Sample(lambda world: [world.differing_card.pk]),
    "cards:looked": Sample(lambda world: [world.refused_change.pk]),
}


def _differing(world: Any, number: int) -> SocialCard:
    today = timezone.localdate()
    return make.card(
        world.county.resident(f"卡不一致{number}"),
        f"D7000{number:04}",
        state="2",
        above_state="1",
        above_making="04",
        as_of=today,
        differs_since=today,
    )


def _refused(world: Any, number: int) -> CardEvent:
    card = make.card(world.county.resident(f"卡不同意{number}"), f"D7100{number:04}")
    return CardEvent.objects.create(
        card=card,
        move="report_formal",
        before="1",
        after="2",
        at=timezone.now(),
        answer="refused",
        look="上级不同意：资料不全。",
    )


def build(world: Any) -> None:
    world.differing_card = _differing(world, 0)
    world.refused_change = _refused(world, 0)


def build_many(world: Any, many: int) -> None:
    for number in range(many):
        world.differing_card = _differing(world, number)
        world.refused_change = _refused(world, number)
    card = world.differing_card
    make.card(card.resident, "D72000001", state="0", making="02", successor=True)
    for number in range(many):
        make.card(card.resident, f"D73{number:06}", state="9")
        CardEvent.objects.create(card=card, move="report_formal", before="1", after="2", at=timezone.now())


def _county(world: Any) -> list[Any]:
    return [("cards:differences", (), {}), ("cards:refused", (), {})]


def _clerk(world: Any) -> list[Any]:
    person = world.differing_card.resident_id
    return [("counter:form", (person, number), {"fresh": "1"}) for number in ("38", "39", "40")]


PAGES = {DutyKind.REVIEWER: _county, DutyKind.POINT_CLERK: _clerk}
