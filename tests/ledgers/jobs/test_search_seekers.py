"""Searching people who look for work: only who agreed, and nothing that tells who it is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.ledgers.jobs.seeker_words import (
    able_words,
    age_words,
    floor_words,
    free_words,
    masked_name,
    township_words,
    wanted_words,
)
from cuncuntong.ledgers.jobs.selectors.search_seekers import SeekerQuery, search_seekers
from cuncuntong.ledgers.jobs.services import close_seeker, expire_seekers, renew_seeker
from cuncuntong.ledgers.jobs.services.seeker_index import SEEKERS
from cuncuntong.ledgers.residents.enums import Standing
from tests.ledgers.jobs.matches import CARER, DAY, MASON, WELDER, placed, seeker
from tests.ledgers.make import County

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return County()


def gig_seeker(county: County, name: str = "李秀英", **more: Any) -> JobSeeker:
    of = county.resident(name, more.pop("village", None))
    values: dict[str, Any] = {"kind": "gig", "pay_unit": "day", "pay_floor": Decimal(180)}
    return seeker(of, **{**values, **more})


def found(**asked: Any) -> list[str]:
    rows = search_seekers(SeekerQuery(**asked), on=DAY).rows
    return [one.seeker.resident.name for one in rows]


def test_only_who_agreed_to_be_shown(county: County) -> None:
    gig_seeker(county, "同意")
    gig_seeker(county, "不同意", shown_to_employers=False)
    assert found() == ["同意"]
    assert found(words="电焊") == ["同意"]


def test_agreement_taken_back_counts_at_once(county: County) -> None:
    row = gig_seeker(county)
    assert found(words="电焊") == ["李秀英"]
    renew_seeker(seeker=row, on=DAY, actor=None, shown_to_employers=False)
    assert found(words="电焊") == [] and found() == []
    assert SEEKERS.count("电焊") == 0


def test_who_ended_or_ran_out_or_died_is_not_found(county: County) -> None:
    ended, over, dead = (gig_seeker(county, name) for name in ("结束", "到期", "去世"))
    close_seeker(seeker=ended, reason="已找到工作", on=DAY, actor=None)
    dead.resident.standing = Standing.DECEASED
    dead.resident.save()
    assert found(words="电焊") == ["到期"]
    later = over.valid_until + dt.timedelta(days=1)
    assert search_seekers(SeekerQuery(), on=later).rows == []
    expire_seekers(later)
    assert SEEKERS.count("电焊") == 0


def test_occupation_with_all_below_it_and_words_for_it(county: County) -> None:
    gig_seeker(county, "瓦工", occupation="垒墙", occupations=[MASON])
    gig_seeker(county, "护理", occupation="照顾老人", occupations=[CARER, WELDER])
    assert found(occupation="6-29") == ["瓦工"]
    assert found(occupation=WELDER) == ["护理"]
    assert found(words="泥瓦匠") == ["瓦工"] and found(words="护工") == ["护理"]


def test_an_offer_leaves_out_who_wants_more(county: County) -> None:
    gig_seeker(county, "日薪180", pay_floor=Decimal(180))
    gig_seeker(county, "日薪200", pay_floor=Decimal(200))
    gig_seeker(county, "时薪23", pay_floor=Decimal(23), pay_unit="hour")  # × 8 = 184 a day
    gig_seeker(county, "没说", pay_floor=None)
    asked = {"pay": Decimal(184), "sort": "pay"}
    assert found(**asked) == ["日薪180", "时薪23", "没说"]
    assert search_seekers(SeekerQuery(**asked), on=DAY).notes == ("没有说期望报酬的求职者也在其中。",)


def test_who_is_free_on_a_day_and_at_these_hours(county: County) -> None:
    gig_seeker(county, "都行", hours="any")
    gig_seeker(county, "上月", free_until=DAY - dt.timedelta(days=1))
    gig_seeker(county, "下月", free_from=DAY + dt.timedelta(days=30))
    gig_seeker(county, "夜里", hours="night")
    assert set(found(free_on=DAY)) == {"都行", "夜里"}
    assert found(hours="night", free_on=DAY) == ["夜里", "都行"]


def test_from_the_nearest_village_on(county: County) -> None:
    placed(county.shuicun, "112.40", "35.50")
    placed(county.songzhuang, "112.43", "35.50")
    placed(county.huangcheng, "112.60", "35.50")
    gig_seeker(county, "远", village=county.huangcheng)
    gig_seeker(county, "近", village=county.songzhuang)
    near = county.shuicun.code
    assert found(near=near) == ["近", "远"] and found(near=near, within_km=5) == ["近"]


def test_what_an_employer_reads_tells_nobody_who_it_is(county: County) -> None:
    row = gig_seeker(
        county,
        "欧阳秀英",
        occupations=[CARER],
        skills="会做饭，电话13835612345，微信同号",
        free_from=dt.date(2026, 12, 1),
    )
    row.resident.refresh_from_db()
    told = [
        masked_name(row.resident.name),
        age_words(row, DAY),
        township_words(row),
        wanted_words(row),
        floor_words(row),
        able_words(row),
        free_words(row),
    ]
    assert told == [
        "欧阳**",
        "男，60–64岁" if row.resident.sex == "1" else "女，60–64岁",
        "凤城镇",
        "养老护理员",
        "180元/天以上",
        "会做饭，电话（号码已隐去），微信同号",
        "12月1日起，时间不限",
    ]
    assert masked_name("王五") == "王*" and masked_name("李秀英") == "李**"


def test_only_stop_words_find_nobody_and_say_so(county: County) -> None:
    gig_seeker(county)
    page = search_seekers(SeekerQuery(words="的 了"), on=DAY)
    assert page.rows == () and "太常见" in page.notes[0]
