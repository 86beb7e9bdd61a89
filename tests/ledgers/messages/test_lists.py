"""Whose list a message waits in, what is late where, and how often somebody was told."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils import timezone

from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.messages.selectors import (
    IS_OPEN,
    late_by_place,
    of_place,
    open_of,
    told_this_week,
    told_this_week_of,
)
from cuncuntong.ledgers.messages.services import Codes, drop, record_telling, tell
from cuncuntong.network.enums import Ability, DutyKind
from cuncuntong.network.models import ServicePoint
from tests.ledgers.messages.conftest import TOPIC

YESTERDAY = dt.timedelta(days=1)


def made(key, place, **more) -> Message:
    return tell(topic=TOPIC, text="话", key=key, recipient_name="某人", place=place, **more)


def test_each_place_has_its_own_list(county):
    county.points[county.fengcheng.code] = ServicePoint.objects.create(
        code="14052210000001",
        name="凤城镇服务点",
        division=county.fengcheng,
        township_code="140522100",
        county_code="140522",
    )
    made("a", Codes("140522100005", "140522100", "140522"))
    made("b", Codes("140522100203", "140522100", "140522"))
    made("c", Codes("", "140522100", "140522"))
    made("d", Codes("", "", "140522"))
    village, township = county.clerk(), county.clerk(county.fengcheng)
    admin = county.business_admin()
    assert [one.key for one in of_place(village)] == ["a"]
    assert [one.key for one in of_place(township)] == ["c"]
    assert {one.key for one in of_place(township, below=True)} == {"a", "b", "c"}
    assert [one.key for one in of_place(admin)] == ["d"]
    assert list(of_place(county.caller(DutyKind.OVERSEER, county.county))) == []


def test_the_township_sees_where_nobody_tells(county):
    today = timezone.localdate()
    made("a", Codes("140522100005", "140522100", "140522"), due_on=today)
    made("b", Codes("140522100203", "140522100", "140522"), due_on=today - 2 * YESTERDAY)
    made("c", Codes("140522101201", "140522101", "140522"), due_on=today - YESTERDAY)
    township = county.caller(DutyKind.TOWNSHIP_ADMIN, county.fengcheng)
    found = late_by_place(township, Ability.FIGURES_READ)
    assert [(one.village_code, one.open, one.late, one.oldest) for one in found] == [
        ("140522100203", 1, 1, today - 2 * YESTERDAY),
        ("140522100005", 1, 0, None),
    ]
    overseer = county.caller(DutyKind.OVERSEER, county.county)
    assert sum(one.late for one in late_by_place(overseer, Ability.FIGURES_READ)) == 2


def test_how_often_somebody_was_told_since_monday(county, person):
    for key in ("1", "2", "3"):
        tell(resident=person, topic=TOPIC, text="话", key=key)
    drop(key="3", why="招满了")
    old = tell(resident=person, topic=TOPIC, text="话", key="old")
    Message.objects.filter(pk=old.pk).update(made_at=timezone.now() - dt.timedelta(days=8))
    assert told_this_week(person, TOPIC) == 2
    assert told_this_week(person, "test.other") == 0
    assert told_this_week_of([person.pk, county.resident().pk], TOPIC) == {person.pk: 2}


def test_what_a_resident_still_has_to_be_told_the_most_urgent_first(county, person):
    today = timezone.localdate()
    for key, days in (("later", 3), ("soon", 1)):
        tell(resident=person, topic=TOPIC, text="话", key=key, due_on=today + dt.timedelta(days=days))
    gone = tell(resident=person, topic=TOPIC, text="话", key="told")
    record_telling(caller=county.clerk(), message_id=gone.pk, channel="in_person")
    assert [one.key for one in open_of(person)] == ["soon", "later"]


def test_the_open_ones_are_found_without_looking_through_the_told(county):
    rows = of_place(county.clerk()).filter(pk__gt=0)
    if connection.vendor != "sqlite":
        # PostgreSQL chooses by statistics, which a test's few rows don't give.
        assert not rows.filter(IS_OPEN).exists()
        return
    assert "message_village_open" in rows.filter(IS_OPEN).order_by("due_on", "pk").explain()
