"""Setting places: who may, what is refused, what is kept, and what is only a warning."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.network.access import Denied
from cuncuntong.network.enums import CoordinateSystem
from cuncuntong.network.models import Place
from cuncuntong.network.places import county_outline, distance_km
from cuncuntong.network.places.services import (
    Given,
    PlaceRefused,
    clear_place,
    outside_county,
    set_places,
)
from tests.ledgers.make import County

WGS84 = CoordinateSystem.WGS84.value


@pytest.fixture
def county(db) -> County:
    return County()


def given(
    of, longitude: str = "112.4", latitude: str = "35.48", system=WGS84, source="民政局地名库"
) -> Given:
    return Given(of, Decimal(longitude), Decimal(latitude), system, source)


def test_an_administrator_sets_a_place_and_distances_follow_at_once(county):
    admin = county.business_admin()
    assert distance_km(county.shuicun.code, county.huangcheng.code).km is None
    assert set_places(caller=admin, given=[given(county.shuicun), given(county.huangcheng, "112.5")]) == 2
    assert distance_km(county.shuicun.code, county.huangcheng.code).words == "9公里"
    place = Place.objects.get(division=county.shuicun)
    assert (place.set_by, place.source) == (admin.account, "民政局地名库")
    entry = AuditEntry.objects.filter(action="place.set", object_id=county.shuicun.code).get()
    assert entry.detail["before"] == "" and "112.400000,35.480000" in entry.detail["after"]


def test_the_same_again_changes_and_records_nothing(county):
    admin = county.business_admin()
    set_places(caller=admin, given=[given(county.shuicun)])
    assert set_places(caller=admin, given=[given(county.shuicun)]) == 0
    assert AuditEntry.objects.filter(action="place.set").count() == 1


def test_a_real_place_takes_the_demonstrations_place_over(county):
    Place.objects.create(
        division=county.shuicun,
        longitude=Decimal("112.4"),
        latitude=Decimal("35.48"),
        system=WGS84,
        source="合成",
        synthetic=True,
    )
    assert set_places(caller=county.business_admin(), given=[given(county.shuicun)]) == 1
    assert not Place.objects.get(division=county.shuicun).synthetic


def test_a_point_has_its_own_place(county):
    point = county.points[county.shuicun.code]
    assert set_places(caller=county.business_admin(), given=[given(point)]) == 1
    assert Place.objects.get(point=point).division is None


def test_a_clerk_sets_no_places(county):
    with pytest.raises(Denied):
        set_places(caller=county.clerk(), given=[given(county.shuicun)])
    with pytest.raises(Denied):
        clear_place(caller=county.clerk(), of=county.shuicun)


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"longitude": "35.48", "latitude": "112.4"}, "longitude", "填反了"),
        ({"longitude": "12.4"}, "longitude", "73到136"),
        ({"latitude": "65"}, "latitude", "3到54"),
        ({"system": "bd09"}, "system", "坐标系"),
        ({"source": "  "}, "source", "来源"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field(county, wrong, field, words):
    with pytest.raises(PlaceRefused) as refused:
        set_places(caller=county.business_admin(), given=[given(county.shuicun, **wrong)])
    assert refused.value.field == field
    assert words in refused.value.message
    assert not Place.objects.exists()


def test_one_wrong_place_among_many_leaves_all_as_they_were(county):
    with pytest.raises(PlaceRefused):
        set_places(
            caller=county.business_admin(),
            given=[given(county.shuicun), given(county.huangcheng, longitude="5")],
        )
    assert not Place.objects.exists()


def test_outside_the_outline_is_only_a_warning(county):
    taiyuan = (Decimal("112.55"), Decimal("37.87"))
    assert outside_county(*taiyuan, WGS84)
    assert not outside_county(Decimal("112.4"), Decimal("35.48"), WGS84)
    assert set_places(caller=county.business_admin(), given=[given(county.shuicun, "112.55", "37.87")]) == 1


def test_the_outline_names_its_source_and_holds_the_county_seat():
    outline = county_outline()
    assert "天地图" in outline.source
    assert all(ring[0] == ring[-1] for ring in outline.rings)
    assert outline.holds(112.414, 35.486)
    west, south, east, north = outline.bounds
    assert 111.9 < west < 112.1 and 112.5 < east < 112.8 and 35.1 < south < 35.3 and 35.6 < north < 35.8


def test_a_county_without_an_outline_has_none(settings):
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "COUNTY_CODE": "140521"}
    assert county_outline() is None
    assert not outside_county(Decimal("75"), Decimal("5"), WGS84)


def test_clearing_gives_the_village_back_to_its_township(county):
    admin = county.business_admin()
    set_places(caller=admin, given=[given(county.shuicun)])
    assert clear_place(caller=admin, of=county.shuicun)
    assert not clear_place(caller=admin, of=county.shuicun)
    assert AuditEntry.objects.filter(action="place.cleared").count() == 1


def test_the_database_itself_refuses_places_outside_china_and_of_nothing(county):
    for wrong in ({"longitude": 10}, {"latitude": 80}, {"division": None}):
        row = {"division": county.shuicun, "longitude": 112, "latitude": 35, "system": WGS84, "source": "x"}
        with pytest.raises(IntegrityError), transaction.atomic():
            Place.objects.create(**{**row, **wrong})
