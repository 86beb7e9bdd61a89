"""Small things of the training ledger: an institution with a course, a class, somebody's wish."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.training.models import Course, Institution, TrainingClass, TrainingWish
from cuncuntong.ledgers.training.services import (
    Wanted,
    add_course,
    open_class,
    plan_class,
    register_wish,
    save_institution,
)
from cuncuntong.network.access import Caller
from cuncuntong.network.models import Division
from tests.ledgers.make import County

WELDER, NURSE, COOK = "6-18-02-04", "4-10-01-05", "4-03-02-01"
_number = itertools.count(1)


def placed(place: Division) -> dict[str, str]:
    """The placed columns of a village."""
    assert place.parent is not None
    return {"village_code": place.code, "township_code": place.parent.code, "county_code": "140522"}


def institution(county: County, manager: Caller | None = None, **more: Any) -> Institution:
    """An institution in 水村 whose licence holds for years."""
    place = placed(more.pop("place", county.shuicun))
    values = {
        "name": "演示培训学校",
        "licence_number": f"演示证{next(_number):05d}",
        "licence_from": dt.date(2024, 1, 1),
        "licence_until": dt.date(2030, 12, 31),
        "address": "演示路一号",
        "telephone": "0356-0123456",
        "contact": "教务处",
        "capacity": 60,
    }
    return save_institution(caller=manager or county.business_admin(), place=place, **{**values, **more})


def course(county: County, home: Institution | None = None, **more: Any) -> Course:
    """A course for welders of the lowest level."""
    home = home or institution(county)
    values = {"occupation": WELDER, "level": "5", "hours": 80}
    return add_course(caller=county.business_admin(), institution=home, **{**values, **more})


def training_class(
    county: County, taught: Course | None = None, *, opened: bool = True, **more: Any
) -> TrainingClass:
    """A class in ten days' time, with two seats, that people may be placed into."""
    today = timezone.localdate()
    values = {
        "title": "焊工培训第一期",
        "times": "day",
        "hours_a_day": 8,
        "starts_on": today + dt.timedelta(days=10),
        "ends_on": today + dt.timedelta(days=19),
        "place": "演示路一号二楼",
        "bring": "身份证",
        "capacity": 2,
    }
    manager = county.business_admin()
    row = plan_class(caller=manager, course=taught or course(county), **{**values, **more})
    return open_class(caller=manager, training_class=row) if opened else row


def wanted(**more: Any) -> Wanted:
    """What is wanted, by a person of the countryside."""
    values = {
        "group": "rural",
        "occupation": WELDER,
        "words": "电焊",
        "level": "",
        "times": "any",
        "evidence_kind": "ledger",
        "evidence": "台账户口性质：农业",
        "reason": "农业户口，想到外面干活",
    }
    return Wanted(**{**values, **more})


def wish(
    person: Resident, *, case_number: str = "", at: dt.datetime | None = None, **more: Any
) -> TrainingWish:
    """A wish of today."""
    return register_wish(
        resident=person,
        wanted=wanted(**more),
        on=timezone.localdate(),
        actor=None,
        case_number=case_number,
        at=at,
    )
