"""What situations can say of the training ledger (items 16 to 19), in this order:

培训机构: [{名称, 村（水村、宋庄村、皇城村，可省）, 课程: [{工种, 等级}], 许可证到}]
培训班次: [{名称, 机构, 工种, 开班, 结业, 时间（白天、晚上…）, 名额, 状态（可报名、计划中）, 已有（几人）}]
培训意向: [{工种, 等级, 登记, 时间, 状态（已撤回的写“已放弃”）}]
培训安排: {班次, 签收: 日期（可省）}——把第一条意向安排进班次；名额满的列入候补
培训结业: {证书: 编号, 发证: 日期, 领取: 日期（可省）}——上面的班次已结业、合格
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.training.enums import ClassState, SkillLevel, Times, WishState
from cuncuntong.ledgers.training.models import Course, Enrolment, Institution, TrainingClass, TrainingWish
from cuncuntong.ledgers.training.services import Wanted, place_one, register_wish, sign_notice
from cuncuntong.rules import occupations
from tests.ledgers.training.make import placed

VILLAGES = {"水村": "shuicun", "宋庄村": "songzhuang", "皇城村": "huangcheng"}


def _code(words: str) -> str:
    found = occupations.resolve(words).code
    assert found, f"没有“{words}”这个工种"
    return found


def _value(choices: Any, label: str) -> str:
    found = [str(one.value) for one in choices if str(one.label).startswith(label)]
    assert found, f"没有“{label}”"
    return found[0]


def _institutions(world: Any, told: Any) -> None:
    for number, one in enumerate(told):
        home = Institution.objects.create(
            name=one["名称"],
            licence_number=f"演示证{number}",
            licence_from=dt.date(2020, 1, 1),
            licence_until=one.get("许可证到", dt.date(2030, 12, 31)),
            address="演示路一号",
            telephone="0356-0123456",
            capacity=100,
            **placed(getattr(world.county, VILLAGES[one.get("村", "水村")])),
        )
        for course in one["课程"]:
            Course.objects.create(
                institution=home,
                occupation=_code(course["工种"]),
                level=_value(SkillLevel, course.get("等级", "不分等级")),
                hours=80,
            )


def _classes(world: Any, told: Any) -> None:
    for number, one in enumerate(told):
        home = Institution.objects.get(name=one["机构"])
        course = Course.objects.get(institution=home, occupation=_code(one["工种"]))
        row = TrainingClass.objects.create(
            number=f"PX2026{number:04d}",
            institution=home,
            course=course,
            occupation=course.occupation,
            level=course.level,
            title=one["名称"],
            times=_value(Times, one.get("时间", "白天")),
            hours_a_day=8,
            starts_on=one["开班"],
            ends_on=one["结业"],
            place="演示路一号二楼",
            bring="身份证",
            capacity=one.get("名额", 30),
            state=_value(ClassState, one.get("状态", "可报名")),
            **placed(world.county.shuicun),
        )
        for other in range(one.get("已有", 0)):
            person = world.county.resident(f"同学{other}")
            place_one(wish=_wish(person, one["工种"], world), training_class=row, on=world.today, actor=None)


def _wish(person: Any, words: str, world: Any, **more: Any) -> TrainingWish:
    values = {
        "group": "rural",
        "occupation": _code(words),
        "words": words,
        "level": "",
        "times": "any",
        "evidence_kind": "ledger",
        "evidence": "演示",
        "reason": "演示",
    }
    on = more.pop("on", world.today)
    return register_wish(
        resident=person,
        wanted=Wanted(**{**values, **more}),
        on=on,
        actor=None,
        at=timezone.make_aware(dt.datetime.combine(on, dt.time(9))),
        case_number=more.get("case_number", ""),
    )


def _wishes(world: Any, told: Any) -> None:
    for one in told:
        more: dict[str, Any] = {"on": one["登记"]}
        if "等级" in one:
            more["level"] = _value(SkillLevel, one["等级"])
        if "时间" in one:
            more["times"] = _value(Times, one["时间"])
        wish = _wish(world.resident, one["工种"], world, **more)
        if "状态" in one:
            wish.state = _value(WishState, one["状态"])
            wish.save(update_fields=["state"])


def _placing(world: Any, told: Any) -> None:
    wish = TrainingWish.objects.filter(resident=world.resident).order_by("pk").first()
    row = TrainingClass.objects.get(title=told["班次"])
    one = place_one(wish=wish, training_class=row, on=world.today, actor=None)
    if "签收" in told:
        sign_notice(enrolment=one, signed_by=world.resident.name, on=told["签收"], actor=None)


def _finished(world: Any, told: Any) -> None:
    Enrolment.objects.filter(resident=world.resident).update(
        state="done",
        result="passed",
        certificate_number=told["证书"],
        certificate_on=told["发证"],
        certificate_given_on=told.get("领取"),
    )
    TrainingWish.objects.filter(resident=world.resident).update(state=WishState.FINISHED)
    TrainingClass.objects.filter(enrolments__resident=world.resident).update(state=ClassState.FINISHED)


ENTRIES = {
    "培训机构": _institutions,
    "培训班次": _classes,
    "培训意向": _wishes,
    "培训安排": _placing,
    "培训结业": _finished,
}
