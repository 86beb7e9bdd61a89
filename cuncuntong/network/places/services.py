"""Sets, imports and removes the places of divisions and points; each write is audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability, CoordinateSystem, Level
from cuncuntong.network.models import Division, Place, ServicePoint
from cuncuntong.network.models.places import EAST, NORTH, SOUTH, WEST
from cuncuntong.network.places.book import forget_places
from cuncuntong.network.places.coordinates import to_wgs84
from cuncuntong.network.places.outline import county_outline

_STEP = Decimal("0.000001")


class PlaceRefused(Exception):
    """Coordinates that can't be taken; ``field`` is where, the message why and what to do."""

    def __init__(self, message: str, field: str = "") -> None:
        self.message = message
        self.field = field
        super().__init__(message)


@dataclass(frozen=True)
class Given:
    """Coordinates as somebody gave them for one division or point."""

    of: Division | ServicePoint
    longitude: Decimal
    latitude: Decimal
    system: str
    source: str


def check(longitude: Decimal, latitude: Decimal, system: str, source: str) -> None:
    """Raises PlaceRefused for the first thing that can't be."""
    if SOUTH <= longitude <= NORTH and WEST <= latitude <= EAST:
        raise PlaceRefused("经度和纬度可能填反了：经度在前（如112.4），纬度在后（如35.5）。", "longitude")
    if not WEST <= longitude <= EAST:
        raise PlaceRefused(f"经度应在{WEST}到{EAST}之间，用度表示，如112.420000。", "longitude")
    if not SOUTH <= latitude <= NORTH:
        raise PlaceRefused(f"纬度应在{SOUTH}到{NORTH}之间，用度表示，如35.480000。", "latitude")
    if system not in CoordinateSystem.values:
        raise PlaceRefused("请选择坐标系。", "system")
    if not source.strip():
        raise PlaceRefused("请填写来源，如“县民政局地名库”“现场手机定位”。", "source")


def outside_county(longitude: Decimal, latitude: Decimal, system: str) -> bool:
    """Whether the place lies outside the county's outline, which is worth a warning and no more."""
    outline = county_outline()
    return outline is not None and not outline.holds(*to_wgs84(float(longitude), float(latitude), system))


@transaction.atomic
def set_places(*, caller: Caller, given: Sequence[Given]) -> int:
    """Sets all the places, replacing what stood; raises Denied, or PlaceRefused for any that is wrong.

    A place that stays as it was is left alone. Returns how many changed.
    """
    for one in given:
        _need(caller, one.of)
    _lock([one.of for one in given])
    changed = sum(_set(caller, one) for one in given)
    if changed:
        forget_places()
    return changed


def _need(caller: Caller, of: Division | ServicePoint) -> None:
    """Raises Denied without the ability, NotVisible for what lies in another county than the caller's."""
    caller.need(Ability.PARAMETER_EDIT)
    if isinstance(of, ServicePoint):
        inside = caller.reaches(Ability.PARAMETER_EDIT, of)
    else:
        inside = caller.covers(Ability.PARAMETER_EDIT, **area_of(of))
    if not inside:
        raise NotVisible("没有找到这个地方，或它不在您的管理范围内。")


def area_of(division: Division) -> dict[str, str]:
    """The codes that ``Caller.covers`` asks for."""
    above = division.parent
    if division.level == Level.VILLAGE:
        assert above is not None and above.parent is not None
        return {"village": division.code, "township": above.code, "county": above.parent.code}
    if division.level == Level.TOWNSHIP:
        assert above is not None
        return {"village": "", "township": division.code, "county": above.code}
    return {"village": "", "township": "", "county": division.code}


def _lock(owners: list[Division | ServicePoint]) -> None:
    """Two who set the same place at once do so one after the other: there may be no row of it yet."""
    for model in (Division, ServicePoint):
        keys = [of.pk for of in owners if isinstance(of, model)]
        if keys:
            rows = model._default_manager.select_for_update().filter(pk__in=keys)
            list(rows.order_by("pk").values_list("pk"))


def _set(caller: Caller, one: Given) -> bool:
    check(one.longitude, one.latitude, one.system, one.source)
    owner = {"division" if isinstance(one.of, Division) else "point": one.of}
    place = Place.objects.select_for_update().filter(**owner).first() or Place(**owner)
    before, old_source = ("", "") if place.pk is None else (str(place), place.source)
    place.longitude = one.longitude.quantize(_STEP, ROUND_HALF_UP)
    place.latitude = one.latitude.quantize(_STEP, ROUND_HALF_UP)
    place.system, place.source = one.system, one.source.strip()[:200]
    if (before, old_source) == (str(place), place.source) and not place.synthetic:
        return False
    place.synthetic, place.set_by, place.set_at = False, caller.account, timezone.now()
    place.save()
    record(
        actor=caller.account,
        action="place.set",
        object_type="place",
        object_id=one.of.code,
        detail={"before": before, "after": str(place), "source": place.source},
    )
    return True


@transaction.atomic
def clear_place(*, caller: Caller, of: Division | ServicePoint) -> bool:
    """Takes a place away; the village then counts as lying where its township does."""
    _need(caller, of)
    owner = {"division" if isinstance(of, Division) else "point": of}
    place = Place.objects.select_for_update().filter(**owner).first()
    if place is None:
        return False
    record(
        actor=caller.account,
        action="place.cleared",
        object_type="place",
        object_id=of.code,
        detail={"before": str(place)},
    )
    place.delete()
    forget_places()
    return True
