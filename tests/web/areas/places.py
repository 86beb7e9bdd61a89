"""Coordinates: the list, one place, and the spreadsheet."""

from __future__ import annotations

from typing import Any

from cuncuntong.network.enums import DutyKind
from cuncuntong.network.models import Place
from tests.web.areas import Sample

SAMPLES = {"admin_desk:place": Sample(lambda w: [w.county.shuicun.code], placed=False)}
TABLES = [Place]


def build_many(world: Any, many: int) -> None:
    """A place for each of the villages, as far as so many reach."""
    for village in [world.county.shuicun, world.county.songzhuang, world.county.huangcheng][:many]:
        Place.objects.create(
            division=village,
            longitude=112,
            latitude=35,
            system="wgs84",
            source="现场",
            set_by=world.clerk.account,
        )


def _pages(world: Any) -> list[Any]:
    return [
        ("admin_desk:places", (), {}),
        ("admin_desk:places", (), {"township": world.county.fengcheng.code}),
        ("admin_desk:place", (world.county.shuicun.code,), {}),
        ("admin_desk:places_upload", (), {}),
    ]


PAGES = {
    DutyKind.BUSINESS_ADMIN: _pages,
    DutyKind.OVERSEER: lambda world: [("admin_desk:places", (), {})],
}
