"""The public pension calculator: what it tells, what it refuses, and that nothing is kept."""

from __future__ import annotations

import datetime as dt

import pytest

from cuncuntong.network import parameters
from tests.web.support import at_most, words

pytestmark = pytest.mark.django_db
PAGE = "/p/pension/"
ASKED = {"birth": "19710305", "years_paid": "10", "balance": "3400", "paid_now": "on", "level": "300"}


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    parameters.forget_parameters()
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: dt.date(2026, 11, 24))


def test_the_empty_page_asks_and_says_what_is_assumed(client):
    page = client.get(PAGE)
    said = words(page)
    assert page.status_code == 200 and "出生日期" in said and "标准以后会调整" in said
    assert "每年300元（政府补贴40.00元）" in said
    assert "每月待遇的组成" not in said


def test_the_answer_part_by_part_with_sources_and_a_warning(client):
    with at_most(2):
        page = client.get(PAGE, ASKED)
    said = words(page)
    # 3400 + 5 × 340 = 5100 (without interest); ÷ 139 = 36.69; 163 + 36.69 = 199.69.
    assert page.status_code == 200
    assert "这是估算，不是承诺" in said and "待核定" in said and "国发〔2014〕8号" in said
    assert "163.00元" in said and "每月合计" in said
    assert "2031年3月5日" in said and "15年（已缴10年，以后再缴5年）" in said
    html = page.content.decode()
    assert html.count('class="chart"') == 2 and html.count("看数字表") == 2
    assert page["Cache-Control"] == "no-store" and not page.cookies.get("cct_session")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"birth": "19710229"}, "不是有效的日期"),
        ({"birth": ""}, "请填写出生日期"),
        ({"birth": "20261125"}, "出生日期晚于今天"),
        ({"balance": "-1"}, "余额不能为负数"),
        ({"balance": "三千"}, "请填写金额"),
        ({"level": "250"}, "没有这一档"),
        ({"years_paid": "9.5"}, "应填整年数"),
        ({"paying_years": "9"}, "最多还能缴5年"),
    ],
)
def test_bad_input_is_told_at_the_field_and_kept(client, change, message):
    page = client.get(PAGE, {**ASKED, **change})
    assert page.status_code == 422 and message in words(page)
    assert "每月待遇的组成" not in words(page)
    (name, typed), *_ = change.items()
    if typed and name != "level":
        assert f'value="{typed}"' in page.content.decode()


def test_too_few_years_are_told_with_what_paying_up_costs(client):
    said = words(
        client.get(PAGE, {**ASKED, "birth": "19680501", "years_paid": "0", "balance": "0", "paid_now": ""})
    )
    assert "还差12年，不补缴不能领取" in said and "3,600.00元" in said  # 12 × 300


def test_the_start_page_leads_there(client):
    assert f'href="{PAGE}"' in client.get("/p/").content.decode()
