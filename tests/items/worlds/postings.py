"""What shows on the job market, and who looks for gigs besides the resident.

- 岗位: a list of {岗位, 编号, 类型 (固定工 or 零工), 职业 (its name), 报酬, 单位, 村, 内容, 管饭, 时间, 发布,
  到期, 状态, 用工, 个人}.
- 求职者: a list of {姓名, 出生, 性别, 职业, 村, 报酬, 时间, 技能, 可以开始, 同意展示, 登记}, for gigs.
- 村的坐标: {村名: [经度, 纬度]}.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.jobs.enums import Hours, PayUnit, PostingState, SeekerKind
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.jobs.services import register_seeker
from cuncuntong.ledgers.jobs.services.posting_index import keep_in_index
from cuncuntong.network.models import Division
from cuncuntong.rules import occupations
from tests.ledgers.jobs.matches import codes, placed
from tests.ledgers.make import id_number


def _value(enum: Any, label: str) -> str:
    found = [str(one.value) for one in enum if one.label == label]
    assert found, f"没有“{label}”：{[one.label for one in enum]}"
    return found[0]


def _code(name: str) -> str:
    found = [one.code for one in occupations.find(name, 5) if one.name == name]
    assert found, f"职业分类里没有“{name}”"
    return found[0]


def _village(world: Any, name: str) -> Division:
    return Division.objects.select_related("parent").get(name=name)


def _postings(world: Any, told: Any) -> None:
    for number, one in enumerate(told):
        village = _village(world, one.get("村", "水村"))
        owner, _ = Employer.objects.get_or_create(
            name=one.get("用工", "演示建材厂"),
            defaults={
                "kind": "person" if one.get("个人") == "是" else "unit",
                "credit_code": "" if one.get("个人") == "是" else f"91140522MA{number:08d}",
                "contact_name": "王五",
                "telephone": "13835600009",
                "state": "verified",
                "via": "county",
                **codes(village),
            },
        )
        since = one.get("发布", world.today)
        row = Posting.objects.create(
            code=one.get("编号", f"yanshi{number:04d}"),
            employer=owner,
            kind=_value(SeekerKind, one.get("类型", "固定工")),
            title=one["岗位"],
            occupation=_code(one["职业"]),
            description=one.get("内容", "按要求干活。"),
            pay_low=Decimal(str(one["报酬"])) if "报酬" in one else None,
            pay_unit=_value(PayUnit, one.get("单位", "元/月")),
            hours=_value(Hours, one.get("时间", "白天")),
            meals=one.get("管饭") == "是",
            insurance="injury",
            state=_value(PostingState, one.get("状态", "招聘中")),
            via="county",
            published_at=timezone.make_aware(dt.datetime.combine(since, dt.time(8))),
            valid_until=one.get("到期", world.today + dt.timedelta(days=30)),
            **codes(village),
        )
        keep_in_index(row)


def _seekers(world: Any, told: Any) -> None:
    for one in told:
        birth: dt.date = one.get("出生", dt.date(1980, 1, 1))
        of = world.county.resident(
            one["姓名"],
            _village(world, one.get("村", "水村")),
            id_number=id_number(f"{birth:%Y%m%d}", male=one.get("性别") == "男"),
            telephone="13835612345",
        )
        register_seeker(
            resident=of,
            kind=SeekerKind.GIG,
            occupation=one["职业"],
            occupations=[_code(one["职业"])],
            work_place="本县",
            pay_floor=Decimal(str(one["报酬"])) if "报酬" in one else None,
            pay_unit=PayUnit.DAY,
            hours=_value(Hours, one.get("时间", "时间不限")),
            skills=one.get("技能", ""),
            free_from=one.get("可以开始"),
            shown_to_employers=one.get("同意展示", "是") == "是",
            on=one.get("登记", world.today),
            actor=None,
        )


def _coordinates(world: Any, told: Mapping[str, Any]) -> None:
    for name, (longitude, latitude) in told.items():
        placed(_village(world, name), str(longitude), str(latitude))


ENTRIES = {"村的坐标": _coordinates, "岗位": _postings, "求职者": _seekers}
