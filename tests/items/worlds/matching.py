"""The job market: 两村坐标 (village: [longitude, latitude]), 固定工求职, 零工求职, 零工登记, 登记暂停, 招聘,
我的零工, 别的求职者.

固定工求职 and 零工求职 register the resident with the wishes that are named; 零工登记 does with 职业 and
地点 alone; 登记暂停 pauses every registration on a day. 招聘 are postings of others that show; 我的零工 those
of the resident; 别的求职者 are others who look for gigs. What is not said is as in ``_offer`` and ``_wish``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.jobs.enums import HealthLimit, Hours, PayUnit, PostingState, SeekerKind
from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.ledgers.jobs.services import pause_seeker, register_seeker
from cuncuntong.network.models import Division
from cuncuntong.rules import occupations
from cuncuntong.rules.certificates import certificates
from tests.ledgers.jobs.matches import employer, placed, posting

_PAPERS = {one.name: one.key for one in certificates()}
_SCHOOL = {"小学": "80", "初中": "70", "高中": "60"}


def _words(choices: Any) -> dict[str, str]:
    return {str(label): str(value) for value, label in choices}


_UNITS, _HOURS, _HEALTH = (_words(one.choices) for one in (PayUnit, Hours, HealthLimit))


def places(world: Any, told: Mapping[str, Any]) -> None:
    for village, (longitude, latitude) in told.items():
        placed(Division.objects.get(name=village), str(longitude), str(latitude))


def _wish(kind: SeekerKind, told: Mapping[str, Any], on: dt.date) -> dict[str, Any]:
    names = told["职业"].split("、")
    return {
        "kind": kind,
        "occupation": told["职业"],
        "occupations": [code for name in names if (code := occupations.resolve(name).code)],
        "work_place": told.get("地点", "本县"),
        "distance_km": told.get("最远"),
        "pay_floor": Decimal(str(told["报酬"])) if "报酬" in told else None,
        "pay_unit": _UNITS[told.get("单位", "元/月" if kind == SeekerKind.FIXED else "元/天")],
        "hours": _HOURS[told.get("时间", "时间不限")],
        "certificates": [_PAPERS[name] for name in told.get("证书", ())],
        "skills": told.get("技能", ""),
        "education": _SCHOOL.get(told.get("文化", ""), ""),
        "experience_years": told.get("年限"),
        "health_limits": [_HEALTH[name] for name in told.get("干不了", ())],
        "free_from": told.get("有空从"),
        "free_until": told.get("有空到"),
        "shown_to_employers": told.get("同意展示") != "否",
        "on": told.get("登记", on),
        "actor": None,
    }


def _looking(kind: SeekerKind) -> Callable[[Any, Any], None]:
    def enter(world: Any, told: Mapping[str, Any]) -> None:
        register_seeker(resident=world.resident, **_wish(kind, told, world.today))

    return enter


def gig_registration(world: Any, told: Mapping[str, Any]) -> None:
    register_seeker(
        resident=world.resident,
        kind=SeekerKind.GIG,
        occupation=told["职业"],
        work_place=told["地点"],
        on=told["登记"],
        actor=None,
        case_number="S20200101-0002",
    )


def paused(world: Any, on: dt.date) -> None:
    for row in JobSeeker.objects.filter(resident=world.resident):
        pause_seeker(seeker=row, on=on, actor=None)


def _offer(world: Any, told: Mapping[str, Any], number: int) -> dict[str, Any]:
    pay = told.get("报酬", [4500])
    day = told.get("发布", world.today)
    gig = told.get("类型", "固定工") == "零工"
    return {
        "code": f"ceshi{number:05}",
        "kind": SeekerKind.GIG if gig else SeekerKind.FIXED,
        "title": told["岗位"],
        "occupation": occupations.resolve(told["职业"]).code,
        "requirements": told.get("要求", ""),
        "pay_low": Decimal(str(pay[0])) if pay else None,
        "pay_high": Decimal(str(pay[-1])) if pay else None,
        "pay_unit": _UNITS[told.get("单位", "元/天" if gig else "元/月")],
        "hours": _HOURS[told.get("时间", "白天")],
        "starts_on": told.get("开工"),
        "ends_on": told.get("完工"),
        "education": _SCHOOL.get(told.get("学历", ""), ""),
        "experience_years": told.get("干过"),
        "certificates": [_PAPERS[name] for name in told.get("证书", ())],
        "health_demands": [_HEALTH[name] for name in told.get("要干", ())],
        "state": PostingState(told.get("状态", "published")),
        "published_at": timezone.make_aware(dt.datetime.combine(day, dt.time(9))),
        "valid_until": world.today + dt.timedelta(days=told.get("还有", 30)),
    }


def postings(world: Any, told: Any) -> None:
    boss = employer(world.county.shuicun)
    for number, one in enumerate(told, 1):
        village = Division.objects.get(name=one.get("村", "水村"))
        posting(boss, village, **_offer(world, one, number))


def own_gigs(world: Any, told: Any) -> None:
    boss = employer(world.county.shuicun, resident=world.resident, telephone="13835600007")
    for number, one in enumerate(told, 100):
        values = _offer(world, {**one, "类型": "零工"}, number)
        posting(boss, Division.objects.get(name=one.get("村", "水村")), **values)


def others(world: Any, told: Any) -> None:
    for one in told:
        village = Division.objects.get(name=one.get("村", "水村"))
        standing = "deceased" if one.get("死亡") == "是" else "present"
        resident = world.county.resident(
            one["姓名"], village=village, telephone="13835600002", birth="19750305", standing=standing
        )
        register_seeker(resident=resident, **_wish(SeekerKind.GIG, one, world.today))


ENTRIES: dict[str, Callable[[Any, Any], None]] = {
    "两村坐标": places,
    "固定工求职": _looking(SeekerKind.FIXED),
    "零工求职": _looking(SeekerKind.GIG),
    "零工登记": gig_registration,
    "登记暂停": paused,
    "招聘": postings,
    "我的零工": own_gigs,
    "别的求职者": others,
}
