"""Searching postings: by words and what people call it, by conditions, near a village; only what shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.jobs.selectors.postings import shown_postings
from cuncuntong.ledgers.jobs.selectors.search import (
    PostingQuery,
    places_of,
    search_postings,
    searchable,
    similar_postings,
)
from cuncuntong.ledgers.jobs.services.posting_index import keep_in_index
from tests.ledgers.jobs.make import gig, place, published, reviewer_of_jobs, vacancy, verified
from tests.ledgers.jobs.matches import employer as verified_employer
from tests.ledgers.jobs.matches import placed
from tests.ledgers.make import County

pytestmark = pytest.mark.django_db
MASON, WELDER, CARER = "6-29-01-01", "6-18-02-04", "4-10-01-05"


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def show(county: County) -> Callable[..., Posting]:
    """Enters a posting that shows, as the services leave it."""
    owner = verified_employer(county.shuicun)

    def make(title: str, occupation: str = MASON, **more: Any) -> Posting:
        values: dict[str, Any] = {
            "kind": "gig",
            "employer": owner,
            "description": "干活。",
            "pay_low": Decimal(150),
            "pay_unit": "day",
            "insurance": "none",
            "state": "published",
            "via": "county",
            "published_at": timezone.now(),
            "valid_until": timezone.localdate() + dt.timedelta(days=20),
            **place(more.pop("village", county.shuicun)),
        }
        row = Posting.objects.create(title=title, occupation=occupation, **{**values, **more})
        keep_in_index(row)
        return row

    return make


def titles(**asked: Any) -> list[str]:
    return [found.posting.title for found in search_postings(PostingQuery(**asked)).rows]


def test_a_common_word_finds_the_occupation_under_any_of_its_names(show: Callable[..., Posting]) -> None:
    show("招大工两名", MASON)
    show("敬老院招人", CARER)
    assert titles(words="泥瓦匠") == ["招大工两名"]
    assert titles(words="护工") == ["敬老院招人"]


def test_what_is_called_so_stands_before_what_only_mentions_it(show: Callable[..., Posting]) -> None:
    show("电焊工", WELDER, published_at=timezone.now() - dt.timedelta(days=9))
    show("门卫", "4-07-05-01", description="会电焊的优先。")
    assert titles(words="电焊") == ["电焊工", "门卫"]
    assert titles(words="电焊", sort="newest") == ["门卫", "电焊工"]


def test_all_words_count_and_where_none_has_all_it_says_so(show: Callable[..., Posting]) -> None:
    show("瓦工", MASON, description="管饭，工地在润城。")
    show("电焊工", WELDER)
    assert titles(words="瓦工 润城") == ["瓦工"]
    found = search_postings(PostingQuery(words="瓦工 井下"))
    assert [one.posting.title for one in found.rows] == ["瓦工"]
    assert found.notes == ("没有同时符合“瓦工、井下”的，下面是符合其中一部分的。",)


def test_only_stop_words_quotes_and_five_thousand_characters_get_a_clear_answer(
    show: Callable[..., Posting],
) -> None:
    show("瓦工", MASON)
    nothing = search_postings(PostingQuery(words="的 了 和"))
    assert nothing.rows == () and "太常见" in nothing.notes[0]
    assert titles(words='"瓦工" OR (NEAR *') == ["瓦工"]
    assert titles(words="'; drop table jobs_posting; --") == []
    long = search_postings(PostingQuery(words="瓦工" + " 瓦工" * 1700))
    assert [one.posting.title for one in long.rows] == ["瓦工"]
    assert long.notes == ("输入的内容太长，只按开头的词语查找。",)


def test_pay_is_compared_across_units(show: Callable[..., Posting]) -> None:
    show("月薪4000", pay_low=Decimal(4000), pay_unit="month")
    show("月薪3900", pay_low=Decimal(3900), pay_high=Decimal(6000), pay_unit="month")
    show("日薪182", pay_low=Decimal(182), pay_unit="day")  # × 22 = 4004
    show("日薪181", pay_low=Decimal(181), pay_unit="day")  # × 22 = 3982
    show("时薪23", pay_low=Decimal(23), pay_unit="hour")  # × 22 × 8 = 4048
    show("计件5元", pay_low=Decimal(5), pay_unit="piece")
    show("面议", pay_low=None, pay_unit="month")
    found = search_postings(PostingQuery(pay=Decimal(4000)))
    assert {one.posting.title for one in found.rows} == {"月薪4000", "日薪182", "时薪23"}
    assert found.notes == ("报酬面议和计件的岗位不能比较，不在其中。",)
    assert titles(pay=Decimal(4), pay_unit="piece") == ["计件5元"]
    assert titles(sort="pay")[:5] == ["时薪23", "日薪182", "月薪4000", "日薪181", "月薪3900"]


def test_conditions_narrow_together(show: Callable[..., Posting], county: County) -> None:
    show("甲", MASON, meals=True, hours="shift")
    show("乙", MASON, meals=True, hours="shift", village=county.huangcheng)
    show("丙", WELDER, meals=True, hours="shift")
    show("丁", MASON, hours="shift")
    asked = {"place": county.fengcheng.code, "occupation": "6-29", "meals": True, "hours": "shift"}
    assert titles(**asked) == ["甲"]
    assert titles(place=county.huangcheng.code) == ["乙"]
    assert titles(occupation="6-29", kind="fixed") == []


def test_last_days_are_counted_by_the_day(show: Callable[..., Posting]) -> None:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    show("今天零点", published_at=midnight)
    show("昨天最后一秒", published_at=midnight - dt.timedelta(seconds=1))
    assert titles(days=1) == ["今天零点"]
    assert titles(days=2) == ["今天零点", "昨天最后一秒"]


def test_near_a_village(show: Callable[..., Posting], county: County) -> None:
    placed(county.shuicun, "112.40", "35.50")
    placed(county.songzhuang, "112.43", "35.50")  # 2.7 km
    placed(county.huangcheng, "112.60", "35.50")  # 18 km
    show("远", village=county.huangcheng)
    show("近", village=county.songzhuang)
    show("同村", village=county.shuicun)
    whole = {"village_code": "", "township_code": "", "county_code": "140522"}
    show("全县", **whole)
    assert titles(near=county.shuicun.code) == ["同村", "近", "远", "全县"]
    inside = search_postings(PostingQuery(near=county.shuicun.code, within_km=5, sort="newest"))
    assert [one.posting.title for one in inside.rows] == ["同村", "近"]
    assert [one.distance.words for one in inside.rows if one.distance] == ["同村", "3公里"]
    assert inside.notes == ("工作地点为全县的岗位不在其中。",)


def test_without_coordinates_the_same_township_is_near(show: Callable[..., Posting], county: County) -> None:
    show("同乡镇", village=county.songzhuang)
    show("别的乡镇", village=county.huangcheng)
    assert titles(near=county.shuicun.code, within_km=3) == ["同乡镇"]
    assert titles(near=county.shuicun.code) == ["同乡镇", "别的乡镇"]


def test_a_place_that_is_not_known_is_said(show: Callable[..., Posting]) -> None:
    show("瓦工")
    found = search_postings(PostingQuery(near="999999999999", within_km=3))
    assert len(found.rows) == 1 and found.notes == ("没有找到计算距离的地点，距离条件没有用上。",)


def test_pages_do_not_overlap_and_the_total_is_honest(
    show: Callable[..., Posting], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        show(f"瓦工{number}")
    pages = [search_postings(PostingQuery(words="瓦工", page=page, size=3)) for page in (1, 2, 3)]
    shown = [one.posting.pk for page in pages for one in page.rows]
    assert len(shown) == len(set(shown)) == 7
    assert [page.words for page in pages] == ["第1–3条", "第4–6条", "第7–7条"]
    assert pages[0].total_words == "7条" and pages[2].following is None
    monkeypatch.setattr("cuncuntong.ledgers.jobs.selectors.searching.MOST", 5)
    assert search_postings(PostingQuery(size=2)).total_words == "5条以上"


def test_what_does_not_show_is_never_found(county: County) -> None:
    owner = verified(county)
    shown = published(county, gig(county, owner))
    waiting = vacancy(county, owner)
    assert titles() == [shown.title] and titles(words="挡车") == []
    services.end_posting(posting=shown, version=None, reason="已招满", actor=None)
    assert titles() == [] and titles(words="花椒") == []
    assert waiting.state == "pending"


def test_blocking_an_employer_takes_its_postings_out(county: County) -> None:
    owner = verified(county)
    published(county, gig(county, owner))
    assert titles(words="花椒") == ["摘花椒"]
    owner = Employer.objects.get(pk=owner.pk)
    services.block_employer(
        caller=reviewer_of_jobs(county), employer=owner, version=owner.version, reason="收取押金"
    )
    assert titles(words="花椒") == [] and titles() == []


def test_the_search_and_the_lists_agree_on_what_shows(show: Callable[..., Posting]) -> None:
    today = timezone.localdate()
    show("今天到期", valid_until=today)
    show("昨天到期", valid_until=today - dt.timedelta(days=1))
    show("暂停", state="paused")
    pending = Employer.objects.create(
        kind="person",
        name="赵六",
        contact_name="赵六",
        telephone="13835600008",
        via="point",
        county_code="140522",
    )
    show("没核验", employer=pending)
    kept = {row.title for row in searchable(today)}
    assert kept == {row.title for row in shown_postings(today)} == {"今天到期"}


def test_the_map_counts_what_the_list_finds(show: Callable[..., Posting], county: County) -> None:
    show("瓦工一")
    show("瓦工二")
    show("瓦工三", village=county.huangcheng)
    show("电焊工", WELDER)
    found = {village: number for village, _, number in places_of(PostingQuery(words="瓦工"))}
    assert found == {county.shuicun.code: 2, county.huangcheng.code: 1}


def test_similar_ones_are_of_the_same_group_and_never_itself(
    show: Callable[..., Posting], county: County
) -> None:
    one = show("瓦工一")
    show("瓦工二", village=county.huangcheng)
    show("护工", CARER)
    assert [row.title for row in similar_postings(one)] == ["瓦工二"]
    alone = show("电焊工", WELDER)
    assert {row.title for row in similar_postings(alone)} == {"瓦工一", "瓦工二", "护工"}
