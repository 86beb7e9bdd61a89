"""Fairs: 招聘会 (a list: 名称, 日期, 时间, 乡镇, 地点, 服务对象, 形式, 类型, 网址, 状态, 取消原因, 单位) and
坐标 (a village's or township's name → [longitude, latitude])."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from cuncuntong.ledgers.fairs.enums import FairKind, FairState, FairWay
from cuncuntong.ledgers.fairs.models import Fair, FairPosting, Stand
from cuncuntong.network.models import Division, Place
from cuncuntong.network.places import forget_places
from tests.ledgers.fairs.make import employer, posting

SHANGHAI = ZoneInfo("Asia/Shanghai")
_KNOWN = {
    "名称",
    "日期",
    "时间",
    "乡镇",
    "地点",
    "服务对象",
    "形式",
    "类型",
    "网址",
    "状态",
    "取消原因",
    "单位",
}


def _value(choices: Any, label: str) -> str:
    return next(str(one.value) for one in choices if one.label == label)


def _fairs(world: Any, told: list[Mapping[str, Any]]) -> None:
    for one in told:
        assert set(one) <= _KNOWN, set(one) - _KNOWN
        starts, ends = (
            dt.datetime.combine(one["日期"], dt.time.fromisoformat(part.zfill(5)), tzinfo=SHANGHAI)
            for part in one.get("时间", "9:00-12:00").split("-")
        )
        town = Division.objects.filter(name=one.get("乡镇", "凤城镇")).first()
        fair = Fair.objects.create(
            title=one["名称"],
            kind=_value(FairKind, one.get("类型", "综合招聘会")),
            way=_value(FairWay, one.get("形式", "现场")),
            starts_at=starts,
            ends_at=ends,
            address=one.get("地点", "" if "网址" in one else "文化广场"),
            url=one.get("网址", ""),
            audience=one.get("服务对象", "城乡劳动者"),
            organiser="阳城县人社局",
            state=_value(FairState, one.get("状态", "已发布")),
            cancelled_reason=one.get("取消原因", ""),
            held_people=300 if one.get("状态") == "已举办" else None,
            township_code="" if one.get("乡镇") == "全县" or town is None else town.code,
            county_code="140522",
        )
        for name, titles in one.get("单位", {}).items():
            _stand(world, fair, name, titles)


def _stand(world: Any, fair: Fair, name: str, titles: Mapping[str, int]) -> None:
    of = employer(world.county, name)
    stand = Stand.objects.create(fair=fair, employer=of, via="county")
    for title, headcount in (titles or {}).items():
        brought = posting(of, title, headcount=headcount)
        FairPosting.objects.create(stand=stand, posting=brought)


def _places(world: Any, told: Mapping[str, list[Any]]) -> None:
    for name, (longitude, latitude) in told.items():
        Place.objects.create(
            division=Division.objects.get(name=name),
            longitude=Decimal(str(longitude)),
            latitude=Decimal(str(latitude)),
            system="wgs84",
            source="现场手机定位",
        )
    forget_places()


ENTRIES = {"招聘会": _fairs, "坐标": _places}
