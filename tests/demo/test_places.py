"""The demonstration's coordinates: said to be made up, inside the county, villages near their seat."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from cuncuntong.demo.places import synthetic_places
from cuncuntong.network.models import Division, Place
from cuncuntong.network.places import SYNTHETIC_MARK, county_outline, distance_km
from cuncuntong.network.services.divisions import load_divisions

TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def loaded(db) -> None:
    load_divisions()


def test_every_division_without_a_place_gets_a_made_up_one(loaded):
    synthetic_places(seed=7, today=TODAY)
    places = list(Place.objects.select_related("division"))
    assert len(places) == Division.objects.filter(level__in=["township", "village"]).count() == 356
    assert all(place.synthetic and place.source == SYNTHETIC_MARK for place in places)
    outline = county_outline()
    assert all(outline.holds(float(place.longitude), float(place.latitude)) for place in places)


def test_villages_lie_nearer_to_their_own_township_than_to_others(loaded):
    synthetic_places(seed=7, today=TODAY)
    seats = list(Division.objects.filter(level="township").values_list("code", flat=True))
    for village in Division.objects.filter(level="village").select_related("parent"):
        nearest = min(seats, key=lambda seat: distance_km(village.code, seat).km)
        assert nearest == village.parent.code


def test_real_places_stay_and_a_second_run_adds_nothing(loaded):
    own = Division.objects.filter(level="village").first()
    Place.objects.create(
        division=own,
        longitude=Decimal("112.41"),
        latitude=Decimal("35.48"),
        system="cgcs2000",
        source="民政局",
    )
    synthetic_places(seed=7, today=TODAY)
    before = set(Place.objects.values_list("pk", "longitude", "latitude"))
    synthetic_places(seed=8, today=TODAY)
    assert set(Place.objects.values_list("pk", "longitude", "latitude")) == before
    assert not Place.objects.get(division=own).synthetic
