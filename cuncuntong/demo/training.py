"""The demonstration's training: made-up institutions, classes in every state, wishes with their follow-up.

Everything is synthetic and says so; nothing here is an institution of the county.
"""

from __future__ import annotations

import datetime as dt
from random import Random

from cuncuntong.demo.marks import has_demo_residents
from cuncuntong.demo.training_classes import fill_classes
from cuncuntong.demo.training_wishes import fill_follow_up, make_wishes
from cuncuntong.ledgers.training.enums import InstitutionState
from cuncuntong.ledgers.training.models import Course, Institution
from cuncuntong.network.enums import Level
from cuncuntong.network.models import Division
from cuncuntong.network.selectors import home_county
from cuncuntong.rules import occupations

# Name, what is taught (common words) and at which level, how many may learn at once.
INSTITUTIONS = (
    ("演示县职业技能培训学校", (("电焊", "5"), ("电工", "5"), ("砌筑工", "5"), ("电焊", "4")), 200),
    ("演示家政服务培训学校", (("家政服务员", "0"), ("养老护理员", "5"), ("育婴员", "5")), 120),
    ("演示烹饪职业培训学校", (("中式烹调师", "5"), ("中式面点师", "5")), 80),
    ("演示缫丝厂培训中心", (("缫丝工", "5"), ("缝纫工", "0")), 60),
    ("演示农民技术学校", (("果树修剪工", "0"), ("养蚕", "0"), ("家畜饲养员", "0")), 100),
    ("演示电子商务培训学校", (("电子商务师", "5"), ("互联网营销师", "0")), 80),
    ("演示养老护理院培训部", (("养老护理员", "5"), ("养老护理员", "4")), 40),
    ("演示旅游服务培训学校", (("餐厅服务员", "5"), ("导游", "0"), ("保安员", "5")), 60),
)


def fill_training(*, seed: int, today: dt.date) -> None:
    """Fills the training ledger, once."""
    if Institution.objects.exists() or not has_demo_residents():
        return
    rng = Random(f"training-{seed}")
    courses = _institutions(rng, today)
    wishes = make_wishes([course.occupation for course in courses], rng, today)
    placed = fill_classes(courses, wishes, rng, today)
    fill_follow_up([wish for wish in wishes if wish.pk not in placed], courses, rng, today)


def _institutions(rng: Random, today: dt.date) -> list[Course]:
    villages = list(
        Division.objects.filter(level=Level.VILLAGE, parent__parent=home_county())
        .select_related("parent")
        .order_by("code")
    )
    courses: list[Course] = []
    for number, (name, taught, capacity) in enumerate(INSTITUTIONS, start=1):
        village = rng.choice(villages)
        assert village.parent is not None
        home = Institution.objects.create(
            name=name,
            licence_number=f"演示办学许可{number:04d}号",
            licence_from=today - dt.timedelta(days=700),
            # One licence is about to end.
            licence_until=today + dt.timedelta(days=45 if number == 4 else 500 + number * 60),
            address=f"{village.parent.name}{village.name}演示路{number}号",
            telephone=f"0356-0{rng.randrange(10**6):06d}",
            contact=rng.choice(("招生办", "教务处", "培训部")),
            capacity=capacity,
            note="演示数据，不是真实机构。",
            state=InstitutionState.ACTIVE,
            village_code=village.code,
            township_code=village.parent.code,
            county_code=home_county().code,
        )
        courses += _courses(home, taught, rng)
    return Course.objects.bulk_create(courses)


def _courses(home: Institution, taught: tuple[tuple[str, str], ...], rng: Random) -> list[Course]:
    found = []
    for words, level in taught:
        code = occupations.resolve(words).code
        if code is None:
            continue
        fee = rng.choice(("六类重点群体免费（演示）", "按县里公布的标准（演示）", ""))
        found.append(
            Course(
                institution=home, occupation=code, level=level, hours=rng.choice((40, 60, 80, 120)), fee=fee
            )
        )
    return found
