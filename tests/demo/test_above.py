"""The demonstration's reports to the province: in every standing, once, and marked as made up."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cuncuntong.demo.above import STORIES, above_scene, finished_runs
from cuncuntong.ledgers.above.models import Answer, FeedRun, Handover
from cuncuntong.ledgers.above.packaging import keys
from tests.ledgers.make import County, card

pytestmark = pytest.mark.django_db


def test_reports_stand_in_every_way_and_the_province_gets_its_residents(
    settings: Any, tmp_path: Path
) -> None:
    settings.CUNCUNTONG = {
        **settings.CUNCUNTONG,
        "VAR_DIR": tmp_path,
        "ABOVE_KEY_FILE": tmp_path / "above-keys.json",
    }
    county, today = County(), timezone.localdate()
    for number in range(len(STORIES) + 3):
        card(county.resident(f"演示{number}", birth="19850305"), number=f"D{number:08d}")
    above_scene(seed=1, today=today)
    states = sorted(Handover.objects.values_list("state", flat=True))
    assert states == ["agreed"] * 4 + ["failed"] * 2 + ["refused"] + ["sent"] * 3 + ["waiting"] * 2
    assert sorted(Answer.objects.filter(state="problem").values_list("trouble", flat=True)) == [
        "differs",
        "unknown",
    ]
    assert all("演示" in words for words in Answer.objects.values_list("words", flat=True))
    before = Handover.objects.count(), Answer.objects.count()
    above_scene(seed=1, today=today)
    assert (Handover.objects.count(), Answer.objects.count()) == before
    given = json.loads((tmp_path / "province" / "residents.json").read_text())
    assert len(given) == len(STORIES) + 3
    named = json.loads((tmp_path / "province" / "kinds.json").read_text())
    assert {"code": "cards.loss", "name": "社保卡挂失"} in named
    # Nothing that is said to have come from above stands in these ledgers, so no run is told of.
    assert not FeedRun.objects.exists()
    assert keys().ours != keys().theirs


def test_a_filled_ledger_tells_when_it_came_and_how_many_rows() -> None:
    today = timezone.localdate()
    social_card = card(County().resident("演示", birth="19850305"), number="D00000001")
    social_card.as_of = today - timedelta(days=3)
    social_card.save()
    for _ in range(2):
        finished_runs()
    run = FeedRun.objects.get()
    assert (run.feed, run.state, run.rows, run.new, run.as_of) == ("cards", "done", 1, 1, social_card.as_of)
