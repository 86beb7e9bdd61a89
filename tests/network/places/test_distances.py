"""How far apart: worked out by hand, said in words, and without a query for each answer."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cuncuntong.network.enums import CoordinateSystem
from cuncuntong.network.models import Place
from cuncuntong.network.places import current, distance_km, distances_from, forget_places
from cuncuntong.network.places.coordinates import great_circle_km, to_gcj02, to_wgs84
from tests.ledgers.make import County


@pytest.fixture
def county(db) -> County:
    return County()


def put(division, longitude: str, latitude: str, system=CoordinateSystem.WGS84, **more) -> None:
    Place.objects.create(
        division=division,
        longitude=Decimal(longitude),
        latitude=Decimal(latitude),
        system=system,
        source="现场手机定位",
        **more,
    )
    forget_places()


def test_a_degree_of_latitude_is_111_kilometres():
    assert great_circle_km((112.0, 35.0), (112.0, 36.0)) == pytest.approx(111.195, abs=0.01)
    # cos 35° = 0.81915: a degree of longitude here is 111.195 × 0.81915.
    assert great_circle_km((112.0, 35.0), (113.0, 35.0)) == pytest.approx(91.084, abs=0.05)


def test_gcj02_there_and_back_is_the_same_point():
    # The published example of the shift: the old city gate of Beijing moves by about half a kilometre.
    shifted = to_gcj02(116.391305, 39.905527)
    assert shifted == pytest.approx((116.397548, 39.906930), abs=5e-5)
    assert to_wgs84(*shifted, CoordinateSystem.GCJ02) == pytest.approx((116.391305, 39.905527), abs=1e-7)
    assert to_wgs84(112.4, 35.5, CoordinateSystem.CGCS2000) == (112.4, 35.5)


def test_two_villages_with_places_are_so_many_kilometres_apart(county):
    put(county.shuicun, "112.40", "35.48")
    put(county.huangcheng, "112.40", "35.516")  # 0.036° of latitude: 4.003 km
    told = distance_km(county.shuicun.code, county.huangcheng.code)
    assert told.km == pytest.approx(4.003, abs=0.005)
    assert (told.words, told.rough, told.synthetic) == ("4公里", False, False)
    assert distance_km(county.huangcheng.code, county.shuicun.code) == told


def test_a_place_from_a_commercial_map_is_compared_after_taking_the_shift_off(county):
    put(county.shuicun, "112.40", "35.48")
    east, north = to_gcj02(112.40, 35.48)
    put(county.songzhuang, f"{east:.6f}", f"{north:.6f}", CoordinateSystem.GCJ02)
    told = distance_km(county.shuicun.code, county.songzhuang.code)
    assert told.km < 0.001
    assert told.words == "不到1公里"


def test_a_village_without_a_place_lies_where_its_township_does(county):
    put(county.fengcheng, "112.40", "35.48")
    put(county.huangcheng, "112.40", "35.57")  # 0.09° of latitude: 10.008 km
    told = distance_km(county.shuicun.code, county.huangcheng.code)
    assert (round(told.km, 1), told.words, told.rough) == (10.0, "约10公里", True)


def test_the_townships_place_says_nothing_between_two_of_its_villages(county):
    put(county.fengcheng, "112.40", "35.48")
    told = distance_km(county.shuicun.code, county.songzhuang.code)
    assert (told.km, told.words) == (None, "同乡镇")
    assert distance_km(county.shuicun.code, county.fengcheng.code).km is None


def test_without_any_place_the_tree_answers_in_words(county):
    assert distance_km(county.shuicun.code, county.shuicun.code).words == "同村"
    assert distance_km(county.shuicun.code, county.shuicun.code).km == 0
    assert distance_km(county.shuicun.code, county.songzhuang.code).words == "同乡镇"
    assert distance_km(county.shuicun.code, county.fengcheng.code).words == "同乡镇"
    assert distance_km(county.shuicun.code, county.huangcheng.code).words == "同县"
    assert distance_km(county.shuicun.code, "140522").words == "同县"
    assert distance_km(county.shuicun.code, "110101001001").words == "距离不明"


def test_a_moved_village_counts_with_its_new_township(county):
    county.songzhuang.parent = county.beiliu
    county.songzhuang.save()
    forget_places()
    assert distance_km(county.songzhuang.code, county.huangcheng.code).words == "同乡镇"


def test_demonstration_places_say_so(county):
    put(county.shuicun, "112.40", "35.48", synthetic=True)
    put(county.huangcheng, "112.40", "35.57")
    assert distance_km(county.shuicun.code, county.huangcheng.code).synthetic
    assert current().any_synthetic


def test_a_hundred_thousand_distances_cost_one_query(county, django_assert_num_queries):
    put(county.shuicun, "112.40", "35.48")
    put(county.huangcheng, "112.40", "35.57")
    with django_assert_num_queries(1):
        for _ in range(100_000 // 50):
            for _ in range(50):
                distances_from(county.shuicun.code)[county.huangcheng.code]
    everything = distances_from(county.shuicun.code)
    assert set(everything) == {"140522100", "140522101", "140522100005", "140522100203", "140522101201"}
