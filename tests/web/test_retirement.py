"""The retirement calculators: what they tell, what they refuse, and that nothing is kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from cuncuntong.network import parameters
from tests.ledgers.make import County, id_number
from tests.web.support import at_most, signed_in, table_rows, words

pytestmark = pytest.mark.django_db
PAGE = "/p/retirement/"


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    parameters.forget_parameters()
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: dt.date(2026, 11, 25))


def test_the_empty_page_asks_two_things(client):
    page = client.get(PAGE)
    said = words(page)
    assert page.status_code == 200 and "哪一类职工" in said and "出生年月" in said
    assert "怎样算的" not in said
    assert f'href="{PAGE}"' in client.get("/p/").content.decode()


def test_the_answer_with_steps_table_sources_and_a_plain_warning(client):
    with at_most(2):
        page = client.get(PAGE, {"track": "女55", "birth": "197104"})
    said = words(page)
    assert page.status_code == 200
    assert "2026年8月退休，55周岁4个月" in said and "这是测算，不是审批结果" in said and "待核定" in said
    assert "2029年8月" in said and "2026年4月，须缴满15年" in said
    assert any(row.startswith("1971年4月 本人 2026年4月 4 2026年8月") for row in table_rows(page))
    assert len([row for row in table_rows(page) if row.startswith("1971年")]) == 12
    assert page["Cache-Control"] == "no-store" and not page.cookies.get("cct_session")


@pytest.mark.parametrize("typed", ["1976年3月", "1976-3", "1976.3", "1976/03", "1976年03月", "197603"])
def test_a_month_is_taken_as_people_write_it(client, typed):
    page = client.get(PAGE, {"track": "女55", "birth": typed})
    assert page.status_code == 200 and "1976年3月 本人" in " ".join(table_rows(page))


def test_the_whole_table_is_one_click_away(client):
    page = client.get(PAGE, {"track": "女55", "birth": "1971-04-09"})
    whole = client.get(PAGE, {"track": "女55", "birth": "197104", "whole": "1"})
    assert "whole=1" in page.content.decode()
    # Born 1969-12: 55 in December 2024, not delayed; 1981-09 is the first with 36 months.
    rows = table_rows(whole)
    assert any(row.startswith("1969年12月 2024年12月 0 2024年12月") for row in rows)
    assert any(row.startswith("1981年9月 2036年9月 36 2039年9月") for row in rows)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"track": "女55", "birth": "197113"}, "不是有效的年月"),
        ({"track": "女55", "birth": ""}, "请填写出生年月"),
        ({"track": "女45", "birth": "197104"}, "没有这一类"),
        ({"birth": "197104"}, "请选择哪一类职工"),
        ({"track": "男60", "birth": "20270101"}, "出生日期晚于今天"),
    ],
)
def test_bad_input_is_told_at_the_field_and_kept(client, asked, message):
    page = client.get(PAGE, asked)
    assert page.status_code == 422 and message in words(page) and "怎样算的" not in words(page)
    assert not asked["birth"] or f'value="{asked["birth"]}"' in page.content.decode()


def test_beside_the_counter_it_is_filled_in_and_offers_the_sex_s_own_ages():
    county = County()
    woman = county.resident("女职工", id_number=id_number("19710409", male=False))
    client = signed_in(county.clerk())
    address = reverse("claims:retirement", args=[woman.pk])
    with at_most():
        page = client.get(address)
    said = words(page)
    # Nobody knows her post: it is asked, in the public page's order, and nothing is reckoned yet.
    assert page.status_code == 200 and "退休，" not in said
    assert said.index("管理或技术岗位") < said.index("其他岗位")
    assert 'value="1971-04-' in page.content.decode()
    answered = words(client.get(address, {"track": "女55", "birth": "197104"}))
    assert "2026年8月退休" in answered
    assert "男职工" not in said and "女职工，其他岗位" in said
    assert address in client.get(reverse("counter:desk", args=[woman.pk])).content.decode()
    assert client.get(address, {"track": "男60", "birth": "197104"}).status_code == 422
