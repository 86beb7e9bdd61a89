"""Small things that the tests of the ledgers make: a county, people at work in it, residents."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.pensions.enums import EntryKind, PayingKind, Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.pensions.services import open_account, post_entry
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.names import pinyin_of
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DivisionKind, DutyKind, Level
from cuncuntong.network.models import Account, Division, Duty, ServicePoint

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_serial = itertools.count(1)
# Tests travel in time: a duty from the day the test runs on might start after the day it tells of.
LONG_AGO = dt.date(2020, 1, 1)


def id_number(birth: str = "19640305", *, male: bool = True, serial: int | None = None) -> str:
    """A valid number of 140522; the check digit worked out here, apart from the product's code."""
    order = (next(_serial) if serial is None else serial) * 2 % 998 + (1 if male else 2)
    body = f"140522{birth}{order:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def division(code: str, name: str, level: str, parent: Division | None) -> Division:
    """A division under its parent."""
    kind = {Level.VILLAGE: DivisionKind.VILLAGE}.get(Level(level), DivisionKind(level))
    return Division.objects.create(
        code=code, name=name, full_name=name, level=level, kind=kind, parent=parent
    )


class County:
    """阳城县 with 凤城镇 (水村, 宋庄村) and 北留镇 (皇城村), a point in each village."""

    def __init__(self) -> None:
        self.county = division("140522", "阳城县", Level.COUNTY, None)
        self.fengcheng = division("140522100", "凤城镇", Level.TOWNSHIP, self.county)
        self.beiliu = division("140522101", "北留镇", Level.TOWNSHIP, self.county)
        self.shuicun = division("140522100005", "水村", Level.VILLAGE, self.fengcheng)
        self.songzhuang = division("140522100203", "宋庄村", Level.VILLAGE, self.fengcheng)
        self.huangcheng = division("140522101201", "皇城村", Level.VILLAGE, self.beiliu)
        self.points = {
            village.code: ServicePoint.objects.create(
                code=village.code + "01",
                name=village.name + "服务点",
                division=village,
                village_code=village.code,
                township_code=village.parent.code,
                county_code="140522",
            )
            for village in (self.shuicun, self.songzhuang, self.huangcheng)
        }

    def caller(self, kind: str, place: Division) -> Caller:
        """A new account with one duty at a place; a point clerk works at the village's point."""
        account = Account.objects.create(username=f"u{next(_serial)}", full_name="张三")
        point = self.points.get(place.code) if kind == DutyKind.POINT_CLERK else None
        Duty.objects.create(account=account, kind=kind, division=place, point=point, starts_on=LONG_AGO)
        return Caller(account)

    def clerk(self, village: Division | None = None) -> Caller:
        """A clerk of a village's point."""
        return self.caller(DutyKind.POINT_CLERK, village or self.shuicun)

    def business_admin(self) -> Caller:
        """Who merges records at the county."""
        return self.caller(DutyKind.BUSINESS_ADMIN, self.county)

    def resident(self, name: str = "李秀英", village: Division | None = None, **more: Any) -> Resident:
        """A resident of a village (水村 unless said)."""
        place = village or self.shuicun
        number = more.pop("id_number", None) or id_number(more.pop("birth", "19640305"))
        initials, pinyin = pinyin_of(name)
        values: dict[str, Any] = {
            "name": name,
            "name_initials": initials,
            "name_pinyin": pinyin,
            "id_number": number,
            "sex": "1" if int(number[16]) % 2 else "2",
            "birth_date": dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
            "village": place,
            "village_code": place.code,
            "township_code": place.parent.code,  # type: ignore[union-attr]
            "county_code": "140522",
        }
        return Resident.objects.create(**{**values, **more})


def card(resident: Resident, number: str = "D21345678", **more: Any) -> SocialCard:
    """A normal card of a resident."""
    return SocialCard.objects.create(resident=resident, number=number, **more)


def basic_account(resident: Resident, case_number: str = "") -> PensionAccount:
    """An account in the basic scheme, opened in 2020."""
    return open_account(
        resident=resident,
        scheme=Scheme.BASIC,
        level=300,
        on=dt.date(2020, 3, 1),
        actor=None,
        case_number=case_number,
    )


def pay(account: PensionAccount, year: int, amount: str = "300", **more: Any) -> Any:
    """A contribution of the resident's own for a year."""
    values: dict[str, Any] = {
        "kind": EntryKind.OWN,
        "paying": PayingKind.NORMAL,
        "level": 300,
        "source": "测试",
        "paid_on": dt.date(year, 6, 1),
        "arrived_on": dt.date(year, 6, 3),
        "actor": None,
    }
    return post_entry(account=account, year=year, amount=Decimal(amount), **{**values, **more})
