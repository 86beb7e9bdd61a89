"""Portraits for certification: waiting, in use, replaced, to be taken again."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.portraits.enums import ConsentWay, PortraitState
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.pictures import store
from cuncuntong.network.enums import DutyKind
from tests.web.areas import Sample

TABLES = [Portrait]
ONE = Sample(lambda world: [world.portrait.pk])
SAMPLES = {
    "portraits:one": ONE,
    "portraits:picture": ONE,
    "portraits:decide": ONE,
    "portraits:look": ONE,
    "portraits:withdraw": ONE,
    "portraits:consent": Sample(lambda world: [world.portrait.resident_id]),
}


def _portrait(person: Any, point: Any, state: str = PortraitState.WAITING, **more: Any) -> Portrait:
    now = timezone.now()
    begun = timezone.localdate() if state in (PortraitState.APPROVED, PortraitState.REPLACED) else None
    return Portrait.objects.create(
        resident=person,
        state=state,
        stored_as=store().put(b"\xff\xd8\xff drawn"),
        mime="image/jpeg",
        size=10,
        digest="00",
        taken_at=now,
        point=point,
        consent_version="2026-11",
        consent_way=ConsentWay.SIGNED,
        consent_at=now,
        from_on=begun,
        until_on=begun if state == PortraitState.REPLACED else None,
        village_code=point.village_code,
        township_code=point.township_code,
        county_code=point.county_code,
        **more,
    )


def _point(world: Any) -> Any:
    return world.county.points[world.county.shuicun.code]


def build(world: Any) -> None:
    person = world.county.resident("周照片")
    world.portrait = _portrait(person, _point(world))


def build_many(world: Any, many: int) -> None:
    point = _point(world)
    for number in range(many):
        person = world.county.resident(f"照片{number}")
        for _ in range(3):
            _portrait(person, point, PortraitState.REPLACED)
        _portrait(person, point, PortraitState.APPROVED)
        world.portrait = _portrait(person, point)
        _portrait(world.county.resident(f"重拍{number}"), point, PortraitState.RETURNED, review_note="演示")


def _lists(world: Any) -> list[Any]:
    return [
        ("portraits:list", (), {}),
        ("portraits:list", (), {"show": "retake"}),
        ("portraits:list", (), {"show": "all"}),
        ("portraits:one", (world.portrait.pk,), {}),
    ]


def _clerk(world: Any) -> list[Any]:
    return [*_lists(world), ("portraits:consent", (world.portrait.resident_id,), {})]


def _reviewer(world: Any) -> list[Any]:
    return [*_lists(world), ("portraits:picture", (world.portrait.pk,), {})]


PAGES = {
    DutyKind.POINT_CLERK: _clerk,
    DutyKind.REVIEWER: _reviewer,
    DutyKind.BUSINESS_ADMIN: _lists,
}
