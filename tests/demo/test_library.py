"""The demonstration's library: made once, of the guides' own words, and marked as synthetic."""

from __future__ import annotations

import datetime as dt

import pytest

from cuncuntong.demo.library import library_scene
from cuncuntong.ledgers.policies.models import (
    ArchiveInstitution,
    HandbookEntry,
    HandbookIssue,
    IssueDelivery,
)
from cuncuntong.ledgers.policies.selectors import find_entries
from cuncuntong.network.models import Account, Duty
from cuncuntong.rules.registry import items
from tests.ledgers.make import County

TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def scene(db: None) -> County:
    county = County()
    clerk = Account.objects.create(username="clerk01", full_name="经办员一（演示）")
    point = county.points[county.shuicun.code]
    Duty.objects.create(account=clerk, kind="point_clerk", division=county.shuicun, point=point)
    library_scene(seed=1, today=TODAY)
    return county


def counts() -> list[int]:
    models = (HandbookEntry, HandbookIssue, IssueDelivery, ArchiveInstitution)
    return [model.objects.count() for model in models]


def test_a_second_time_adds_nothing(scene: County) -> None:
    before = counts()
    assert before[1:] == [2, 6, 4]
    library_scene(seed=1, today=TODAY)
    assert counts() == before


def test_every_open_item_has_entries_of_its_guides_words(scene: County) -> None:
    for item in items.all():
        entries = list(HandbookEntry.objects.filter(item=item.number))
        assert bool(entries) == item.open, item.number
        for step in item.guide.steps if item.open else ():
            assert any(step in one.answer for one in entries), step
    assert not HandbookEntry.objects.filter(synthetic=False).exclude(origin="guide:general:3").exists()


def test_it_is_found_by_words(scene: County) -> None:
    assert any(row.entry.item == "40" for row in find_entries(words="社保卡 挂失").rows)


def test_the_clerk_of_the_demonstration_has_something_to_acknowledge(scene: County) -> None:
    own = IssueDelivery.objects.filter(point=scene.points[scene.shuicun.code], acknowledged_at=None)
    assert [str(one.issue) for one in own] == ["2026年第2期"]


def test_institutions_say_that_they_are_none(scene: County) -> None:
    assert all(one.synthetic and one.name.startswith("演示") for one in ArchiveInstitution.objects.all())
