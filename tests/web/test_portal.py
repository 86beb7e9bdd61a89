"""Public pages: nothing about anybody, the same answer for every miss, error pages in Chinese."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cuncuntong.cases import clock, numbers
from cuncuntong.network import parameters
from cuncuntong.rules.registry import items
from tests.cases import make
from tests.web.support import County, at_most, signed_in, words

pytestmark = pytest.mark.django_db
PROGRESS = "/p/progress/"


@pytest.fixture(autouse=True)
def _small_items(monkeypatch: pytest.MonkeyPatch) -> None:
    clock.forget_calendar()
    parameters.forget_parameters()
    numbers.forget_blocks()
    cache.clear()
    for one in make.ALL:
        monkeypatch.setitem(items._items, one.number, one)


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def case(county):
    return make.file(county.clerk(), make.REVIEWED, county.resident("钱多多", address="老宅")).case


def ask(client, number, tail):
    return client.post(PROGRESS, {"number": number, "id_tail": tail})


def bare(page) -> str:
    """The page without what differs by request or repeats the question."""
    return re.sub(
        r'value="[^"]*"|FToken": "[^"]*"|nonce="[^"]*"|<title>.*?</title>', "", page.content.decode()
    )


@pytest.mark.parametrize("path", ["/p/", PROGRESS, "/p/guide/", "/p/guide/28/", "/p/guide/d1/"])
def test_public_pages_need_no_signing_in_and_hardly_a_query(client, path):
    with at_most(2):
        page = client.get(path)
    assert page.status_code == 200
    assert 'lang="zh-Hans"' in page.content.decode() or 'lang="zh-CN"' in page.content.decode()


def test_the_qr_code_fills_the_number_in(client):
    page = client.get(PROGRESS, {"n": '20261124-1"><script>'})
    assert "<script>" not in page.content.decode().split("<main")[1].split("</main")[0]
    assert "20261124-1&quot;" in page.content.decode()


def test_the_right_pair_shows_the_state_and_nothing_of_the_person(client, case):
    with at_most():
        page = ask(client, case.number, case.resident.id_number[-6:])
    said = words(page)
    assert "已受理" in said
    assert "水村服务点" in said
    for secret in ("钱多多", case.resident.id_number, "老宅", "水村一号"):
        assert secret not in said
    assert page["Cache-Control"] == "no-store"


def test_a_wrong_ending_and_a_number_that_is_not_there_look_the_same(client, case):
    wrong = ask(client, case.number, "000000")
    absent = ask(client, "S20261124999999", case.resident.id_number[-6:])
    assert wrong.status_code == absent.status_code == 200
    assert bare(wrong) == bare(absent)
    assert "没有查到" in words(wrong)


def test_asking_too_often_is_told_apart_from_a_miss(client, case):
    answers = [ask(client, f"nothing-{turn}", "000000").status_code for turn in range(31)]
    assert answers == [200] * 30 + [429]
    page = ask(client, case.number, case.resident.id_number[-6:])
    assert page.status_code == 429
    assert "查询次数过多" in words(page)
    assert "已受理" not in words(page)


@pytest.mark.parametrize(
    ("number", "tail", "said"),
    [
        ("", "123456", "请填写受理编号"),
        ("1", "", "最后6位"),
        ("1", "12345", "例如 12345X"),
        ("1", "' OR 1", "例如 12345X"),
    ],
)
def test_what_is_missing_is_told_at_its_field(client, number, tail, said):
    page = ask(client, number, tail)
    assert page.status_code == 422
    assert said in words(page)


def test_guides_are_searched_and_an_unknown_one_is_not_found(client):
    assert "居民养老" in words(client.get("/p/guide/", {"q": "养老"}))
    assert client.get("/p/guide/999/").status_code == 404
    evil = client.get("/p/guide/", {"q": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in evil.content.decode()


def test_every_item_has_its_public_guide_and_its_guide_for_clerks(client, county):
    clerk = signed_in(county.clerk())
    for item in items.all():
        if item.number.startswith("T"):
            continue
        for page in (client.get(f"/p/guide/{item.number}/"), clerk.get(f"/guide/{item.number}/")):
            assert page.status_code == 200
            assert item.name in words(page)
            assert item.limit_text in words(page)


# Error pages


def test_403_says_what_to_do_in_chinese(county):
    page = signed_in(county.clerk()).get(reverse("admin_desk:audit"))
    assert page.status_code == 403
    assert "没有权限" in words(page)
    assert "系统管理员" in words(page)


def test_404_says_the_same_for_what_is_elsewhere_and_what_is_nowhere(county, case):
    stranger = signed_in(county.clerk(county.huangcheng))
    elsewhere = stranger.get(reverse("cases:detail", args=[case.number]))
    nowhere = stranger.get(reverse("cases:detail", args=["S20200101000000"]))
    assert elsewhere.status_code == nowhere.status_code == 404
    assert bare(elsewhere) == bare(nowhere)
    assert "没有找到" in words(elsewhere)


def test_404_for_anybody_in_chinese(client):
    page = client.get("/p/no/such/page/")
    assert page.status_code == 404
    assert "没有找到" in words(page)


def test_500_says_that_nothing_is_lost_and_shows_no_inside(county, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("cuncuntong.web.portal.views.look_up_progress", broken)
    browser = Client(raise_request_exception=False)
    page = ask(browser, "20261124-1", "123456")
    assert page.status_code == 500
    assert "系统出错了" in words(page)
    assert "secret inside" not in page.content.decode()


def test_a_form_without_its_token_is_told_in_chinese():
    browser = Client(enforce_csrf_checks=True)
    page = ask(browser, "20261124-1", "123456")
    assert page.status_code == 403
    assert "页面已过期" in words(page)


def test_htmx_gets_a_part_of_a_page(county):
    browser = signed_in(county.clerk())
    part = browser.get(reverse("admin_desk:audit"), headers={"hx-request": "true"})
    assert part.status_code == 403
    assert "<html" not in part.content.decode()
    assert "没有权限" in words(part)


def test_a_guide_can_be_printed_from_its_page(client):
    address = reverse("papers:guide", args=["28"])
    assert f'href="{address}"' in client.get("/p/guide/28/").content.decode()
    paper = client.get(address)
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
