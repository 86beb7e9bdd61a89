"""Registering a resident: read from the ID number, doubles shown first, nothing told of elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import visible
from cuncuntong.ledgers.residents.services import (
    AlreadyRegistered,
    LikelyDoubles,
    RegistrationRefused,
    register_resident,
)
from cuncuntong.network.access import Denied
from cuncuntong.network.enums import DutyKind
from tests.ledgers.make import County, id_number


def register(county: County, **more: object) -> Resident:
    values = {
        "caller": county.clerk(),
        "name": "单秀英",
        "id_number": id_number(),
        "village_code": county.shuicun.code,
    }
    return register_resident(**{**values, **more})  # type: ignore[arg-type]


def test_birth_and_sex_come_from_the_number(county: County, audited: Callable[[], list[str]]) -> None:
    made = register(
        county,
        name=" 单 秀英 ",
        id_number=id_number("19640305", male=False),
        telephone="138 0356 1234",
        address=" 水村中街5号 ",
    )
    made.refresh_from_db()
    assert (made.name, made.name_initials, made.name_pinyin) == ("单秀英", "sxy", "shanxiuying")
    assert (made.birth_date, made.sex) == (dt.date(1964, 3, 5), "2")
    assert (made.telephone, made.address) == ("13803561234", "水村中街5号")
    assert (made.township_code, made.county_code) == ("140522100", "140522")
    assert audited() == ["resident.registered"]


def test_a_future_birth_is_refused(county: County) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC), tick=False):
        with pytest.raises(RegistrationRefused) as refused:
            register(county, id_number=id_number("20261125"))
        assert refused.value.field == "id_number"
        assert register(county, id_number=id_number("20261124")).birth_date == dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("name", ""),
        ("name", "李3"),
        ("name", "李" * 61),
        ("id_number", "140522196403050013"),
        ("telephone", "123"),
        ("village_code", "140522100203"),
        ("village_code", "140522100"),
        ("village_code", "nowhere"),
    ],
)
def test_wrong_entries_are_named(county: County, entry: str, value: str) -> None:
    with pytest.raises(RegistrationRefused) as refused:
        register(county, **{entry: value})
    assert refused.value.field == entry
    assert not Resident.objects.exists()


def test_who_is_there_already_is_shown(county: County) -> None:
    known = county.resident("李秀英")
    with pytest.raises(AlreadyRegistered) as refused:
        register(county, id_number=known.id_number)
    assert refused.value.resident == known


def test_a_number_of_elsewhere_is_refused_without_saying_so(
    county: County, audited: Callable[[], list[str]]
) -> None:
    known = county.resident("李秀英", village=county.huangcheng)
    with pytest.raises(RegistrationRefused) as refused:
        register(county, id_number=known.id_number)
    assert not isinstance(refused.value, AlreadyRegistered)
    assert "异地到场办理" in refused.value.message
    for told in ("皇城", "北留", "李秀英", "已登记", "已存在", "其他"):
        assert told not in refused.value.message
    assert audited() == ["resident.registration_refused"]


def test_likely_doubles_are_shown_first(county: County) -> None:
    same = county.resident("单秀英", birth="19640305")
    phone = county.resident("王建国", telephone="13803561234")
    county.resident("单秀英", birth="19700101")
    county.resident("单秀英", birth="19640305", village=county.huangcheng)
    entries = {"id_number": id_number("19640305"), "telephone": "13803561234"}
    with pytest.raises(LikelyDoubles) as refused:
        register(county, **entries)
    assert refused.value.residents == [same, phone]
    assert register(county, **entries, doubles_seen=True).pk


def test_a_reviewer_registers_nobody(county: County) -> None:
    with pytest.raises(Denied):
        register(county, caller=county.caller(DutyKind.REVIEWER, county.county))


def test_visible_is_the_area_without_merged_records(county: County) -> None:
    mine = county.resident("李一")
    county.resident("李二", village=county.songzhuang)
    county.resident("李三", standing="merged", merged_into=mine)
    assert list(visible(county.clerk())) == [mine]
    assert list(visible(county.caller(DutyKind.AUDITOR, county.county))) == []
