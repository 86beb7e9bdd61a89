"""The employment home: figures recounted by hand from a small county, their rows, exports and limits."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.employment.models import Unemployment
from cuncuntong.ledgers.jobs.models import JobSeeker, Posting, Recommendation
from cuncuntong.network.enums import DutyKind
from cuncuntong.network.models import Division
from cuncuntong.web.employment.figures import Asked, gather
from tests.ledgers.jobs.matches import codes, employer, posting, seeker
from tests.ledgers.make import County
from tests.ledgers.training import make as training
from tests.web.support import at_most, signed_in, table_rows

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 10, tzinfo=dt.timezone(dt.timedelta(hours=8)))
TODAY = NOW.date()


@pytest.fixture
def county() -> Any:
    with time_machine.travel(NOW, tick=False):
        cache.clear()
        yield County()


def registered(county: County, on: dt.date, village: Division | None = None, **more: Any) -> JobSeeker:
    return seeker(county.resident("李秀英", village), on=on, **more)


def at(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9)))


def recommended(one: JobSeeker, to: Posting, on: dt.date, hired: dt.date | None = None) -> Recommendation:
    return Recommendation.objects.create(
        seeker=one,
        posting=to,
        score=800,
        made_at=at(on),
        outcome="hired" if hired else "none",
        outcome_on=hired,
        village_code=one.village_code,
        township_code=one.township_code,
        county_code=one.county_code,
    )


@pytest.fixture
def small(county: County) -> County:
    """Two seekers this month, three in the first 24 days of the last (one in 北留镇) and one after them."""
    of_month = [registered(county, dt.date(2026, 11, day)) for day in (1, 24)]
    before = [registered(county, dt.date(2026, 10, day)) for day in (1, 24)]
    north = registered(county, dt.date(2026, 10, 10), county.huangcheng)
    registered(county, dt.date(2026, 10, 25))
    undone = registered(county, dt.date(2026, 11, 3))
    JobSeeker.objects.filter(pk=undone.pk).update(state="reversed")
    owner = employer(county.shuicun)
    shown = {"headcount": 5, "valid_until": dt.date(2026, 12, 31)}
    first = posting(owner, published_at=at(dt.date(2026, 11, 2)), hired=2, **shown)
    posting(owner, county.huangcheng, published_at=at(dt.date(2026, 10, 2)), **shown)
    posting(owner, county.county, published_at=at(dt.date(2026, 11, 5)), state="ended", valid_until=TODAY)
    posting(owner, published_at=at(dt.date(2026, 11, 6)), state="reversed", valid_until=TODAY)
    posting(owner, published_at=None, state="pending", valid_until=None)
    recommended(of_month[0], first, dt.date(2026, 11, 3), hired=dt.date(2026, 11, 10))
    recommended(of_month[1], first, dt.date(2026, 11, 24))
    recommended(before[0], first, dt.date(2026, 10, 30), hired=dt.date(2026, 11, 2))
    recommended(north, first, dt.date(2026, 10, 20), hired=dt.date(2026, 10, 24))
    return county


def unemployed(county: County, birth: str, reason: str, on: dt.date, **more: Any) -> Unemployment:
    village = more.pop("village", county.shuicun)
    of = county.resident("王建国", village, birth=birth)
    values = {
        "resident": of,
        "reason": reason,
        "unemployed_since": on,
        "registered_on": on,
        "last_contact_on": on,
        "contact_due_on": on + dt.timedelta(days=180),
        **codes(village),
    }
    return Unemployment.objects.create(**{**values, **more})


def test_flows_are_compared_with_as_many_days_of_the_month_before(small: County) -> None:
    market = gather(small.business_admin(), Asked()).market
    assert market.now == {"seekers": 2, "postings": 2, "matches": 2, "hires": 2}
    # October: the 1st, 10th and 24th, not the 25th; one posting; the 20th, not the 30th; one hire.
    assert market.before == {"seekers": 3, "postings": 1, "matches": 1, "hires": 1}
    assert (market.looking, market.open_postings, market.wanted) == (6, 2, 8)


def test_months_and_townships_add_up(small: County) -> None:
    market = gather(small.business_admin(), Asked()).market
    october, november = dt.date(2026, 10, 1), dt.date(2026, 11, 1)
    assert market.sum("seekers", month=october) == 4 and market.sum("seekers") == 6
    assert market.sum("seekers", month=october, township=small.beiliu.code) == 1
    # Work all over the county belongs to no township.
    assert market.sum("postings", month=november, township=small.fengcheng.code) == 1
    assert market.sum("postings", month=november, township="") == 1
    assert market.sum("hires", month=november) == 2 and market.sum("hires", month=october) == 1


def test_a_longer_period_is_compared_with_the_one_before_it(small: County) -> None:
    registered(small, dt.date(2026, 8, 25))
    registered(small, dt.date(2026, 8, 24))
    market = gather(small.business_admin(), Asked(period=3)).market
    # 1 September to 24 November: all six; 1 June to 24 August: the last one.
    assert market.now["seekers"] == 6 and market.before["seekers"] == 1


def test_unemployment_by_reason_and_age_to_the_day(county: County) -> None:
    unemployed(county, "20011124", "20", TODAY)  # 25 today
    unemployed(county, "20011125", "20", TODAY)  # 25 tomorrow
    unemployed(county, "19650101", "10", dt.date(2026, 10, 24))
    unemployed(county, "19650101", "10", dt.date(2026, 10, 25))
    gone = unemployed(county, "19800101", "20", dt.date(2026, 9, 1))
    Unemployment.objects.filter(pk=gone.pk).update(
        state="ended", ended_on=dt.date(2026, 11, 20), end_reason="11"
    )
    unemployed(county, "19800101", "90", TODAY, state="reversed")
    figures = gather(county.business_admin(), Asked()).unemployment
    assert figures.cells == {("20", 1): 1, ("20", 0): 1, ("10", 4): 2}
    assert figures.standing == 4
    assert figures.registered == (2, 1) and figures.ended == (1, 0)


def test_a_point_and_a_township_see_their_own(small: County) -> None:
    point = gather(small.clerk(small.huangcheng), Asked())
    assert point.market.sum("seekers") == 1 and [one.name for one in point.places] == ["北留镇"]
    township = gather(small.caller(DutyKind.TOWNSHIP_ADMIN, small.fengcheng), Asked())
    assert township.market.sum("seekers") == 5
    elsewhere = gather(small.clerk(small.huangcheng), Asked(township=small.fengcheng.code))
    assert elsewhere.market.sum("seekers") == 0


def test_the_page_shows_the_figures_with_their_change_and_their_rows(small: County) -> None:
    browser = signed_in(small.business_admin())
    browser.get(reverse("employment:home"))
    cache.clear()
    with at_most():
        page = browser.get(reverse("employment:home"))
    told = page.content.decode()
    plain = re.sub(r"\s+", "", re.sub(r"<[^>]+>", " ", told))
    assert "本月求职登记2人次" in plain and "较上月同期少1" in plain
    assert "还需8人" in plain and "数字怎么算的" in plain
    link = re.search(r'href="(/employment/rows/seekers/\?[^"]*since[^"]*)"', told)
    assert link is not None
    rows = browser.get(link[1].replace("&amp;", "&"))
    assert len(table_rows(rows)) == 1 + 2


@pytest.mark.parametrize(
    ("what", "conditions", "count"),
    [
        ("seekers", {"month": "2026-10"}, 4),
        ("seekers", {"standing": "1"}, 6),
        ("postings", {"month": "2026-11"}, 2),
        ("postings", {"township": "none"}, 1),
        ("postings", {"standing": "1"}, 2),
        ("matches", {"month": "2026-11"}, 2),
        ("hires", {"month": "2026-11"}, 2),
        ("hires", {"month": "2026-10"}, 1),
    ],
)
def test_the_rows_are_as_many_as_the_figure_says(
    small: County, what: str, conditions: dict[str, str], count: int
) -> None:
    browser = signed_in(small.business_admin())
    page = browser.get(reverse("employment:rows", args=[what]), conditions)
    assert len(table_rows(page)) == 1 + count


def test_rows_behind_the_heat_of_unemployment(county: County) -> None:
    unemployed(county, "20011124", "20", TODAY)
    unemployed(county, "20011125", "20", TODAY)
    browser = signed_in(county.business_admin())
    page = browser.get(reverse("employment:rows", args=["unemployed"]), {"reason": "20", "age": "1"})
    assert len(table_rows(page)) == 2 and "25岁" in table_rows(page)[1]


def test_who_only_oversees_reads_no_full_name(small: County) -> None:
    city = signed_in(small.caller(DutyKind.OVERSEER, small.county))
    told = city.get(reverse("employment:rows", args=["seekers"])).content.decode()
    assert "李**" in told and "李秀英" not in told
    own = signed_in(small.clerk())
    assert "李秀英" in own.get(reverse("employment:rows", args=["seekers"])).content.decode()


def test_odd_addresses_are_no_fault(small: County) -> None:
    browser = signed_in(small.business_admin())
    odd = {"period": "²", "township": "9" * 50, "by": "<x>"}
    assert browser.get(reverse("employment:home"), odd).status_code == 200
    asked = {"month": "2026-99", "since": "x", "until": "9999-12-31", "age": "9" * 40, "reason": "'"}
    for what in ("seekers", "postings", "unemployed"):
        page = browser.get(reverse("employment:rows", args=[what]), {**asked, "after": "2026-01-01~²"})
        assert page.status_code == 200
    assert browser.get(reverse("employment:rows", args=["nothing"])).status_code == 404
    assert browser.get(reverse("employment:export", args=["nothing"])).status_code == 404


def test_a_reviewer_of_another_line_is_not_let_in(county: County) -> None:
    from tests.cases.make import reviewer

    pensions = signed_in(reviewer(county, "resident_pension"))
    assert pensions.get(reverse("employment:home")).status_code == 403


def test_all_tables_leave_in_one_workbook_and_it_is_logged(small: County) -> None:
    browser = signed_in(small.business_admin())
    answer = browser.get(reverse("employment:export", args=["all"]), {"period": "3"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[0] == "就业概况" and "登记失业原因和年龄" in book.sheetnames
    values = [cell for row in book["每月求职登记"].iter_rows(values_only=True) for cell in row]
    assert values.count(4) == 1 and "范围：阳城县" in values and "时段：近3个月" in values
    entry = AuditEntry.objects.filter(action="figures.exported").get()
    assert entry.object_id == "employment.all"
    one = browser.get(reverse("employment:export", args=["seekers-places"]))
    sheet = openpyxl.load_workbook(io.BytesIO(one.content)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] in {"凤城镇", "北留镇"}]
    assert [row[-2:] for row in rows] == [(3, 2), (1, 0)]


def test_training_wishes_stand_against_seats(county: County) -> None:
    for name in ("李秀英", "王建国", "赵四"):
        training.wish(county.resident(name, birth="19850101"))
    training.training_class(county, capacity=2, starts_on=TODAY + dt.timedelta(days=10))
    known = gather(county.business_admin(), Asked())
    assert known.demand is not None
    lacking = {one.name: (one.wishes, one.free, one.lacking) for one in known.demand}
    assert list(lacking.values()) == [(3, 2, 1)]
    assert (known.wishes, known.free_seats) == (3, 2)
    elsewhere = gather(county.business_admin(), Asked(township=county.beiliu.code))
    assert elsewhere.wishes == 0 and elsewhere.free_seats == 2
    page = signed_in(county.business_admin()).get(reverse("employment:home"))
    assert "全县要开的班还有2个空位" in page.content.decode()


def test_a_posting_without_a_sum_is_listed_like_any_other(small: County) -> None:
    posting(employer(small.songzhuang), pay_low=None, pay_high=None, published_at=at(TODAY))
    browser = signed_in(small.business_admin())
    page = browser.get(reverse("employment:rows", args=["postings"]), {"month": "2026-11"})
    assert "报酬面议" in page.content.decode()
