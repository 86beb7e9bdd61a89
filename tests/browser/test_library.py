"""The library in a real Chromium: a clerk looks something up, reads on, and signs for the handbook."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from cuncuntong.cases import clock, numbers
from cuncuntong.ledgers.policies.models import IssueDelivery
from cuncuntong.ledgers.policies.services import issue_handbook, load_library
from cuncuntong.network import parameters
from cuncuntong.network.access import Caller
from tests.browser.launch import describe, launch_browser, new_page, run_axe
from tests.ledgers.make import County
from tests.ledgers.policies.make import entry, institution
from tests.web.counter_make import BACKEND

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launch_browser() as started:
        yield started
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture
def county(transactional_db: None) -> County:
    clock.forget_calendar()
    parameters.forget_parameters()
    numbers.forget_blocks()
    made = County()
    load_library()
    entry("失业金能领几个月？", "看缴费年限，最长二十四个月。", item="12")
    institution()
    issue_handbook(note="", actor=None)
    return made


def signed_in(chromium: Browser, live_server: Any, caller: Caller, **options: Any) -> Page:
    client = Client()
    client.force_login(caller.account, backend=BACKEND)
    page = new_page(chromium, **options)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return page


def clean(page: Page) -> None:
    """No barrier for anybody, and nothing beyond the screen's edge."""
    assert (found := run_axe(page)) == [], describe(found)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_a_clerk_finds_the_article_from_the_counter_and_reads_on(chromium, live_server, county):
    person = county.resident()
    page = signed_in(chromium, live_server, county.clerk())
    page.goto(f"{live_server.url}/counter/residents/{person.pk}/items/12/")
    page.get_by_label("想了解什么").fill("失业金")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("cell", name="第四十五条")).to_be_visible()
    clean(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="第四十六条").first.click()
    law = opened.value
    expect(law.get_by_role("heading", level=1)).to_contain_text("中华人民共和国社会保险法")
    assert law.url.endswith("#tiao46") and law.locator("mark").count() > 3
    clean(law)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="问答", exact=True).click()
    expect(opened.value.get_by_text("看缴费年限，最长二十四个月。")).to_be_visible()
    clean(opened.value)


def test_a_clerk_signs_for_the_handbook(chromium, live_server, county):
    clerk = county.clerk()
    page = signed_in(chromium, live_server, clerk)
    page.goto(f"{live_server.url}/library/handbook/")
    clean(page)
    page.get_by_role("button", name="看过了，签收").click()
    expect(page.get_by_text("水村服务点已签收")).to_be_visible()
    done = IssueDelivery.objects.get(acknowledged_at__isnull=False)
    assert done.acknowledged_by == clerk.account
    clean(page)


def test_the_county_pastes_a_paper_and_sees_it_before_it_is_kept(chromium, live_server, county):
    page = signed_in(chromium, live_server, county.business_admin())
    page.goto(f"{live_server.url}/library/policies/add/")
    clean(page)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("link", name="请填写文件标题。")).to_be_visible()
    clean(page)
    page.get_by_label("标题").fill("演示返乡创业补贴办法")
    page.get_by_label("发布机关").fill("阳城县人力资源和社会保障局")
    page.get_by_label("类别").select_option("county")
    page.get_by_label("创业扶持").check()
    page.get_by_label("正文来源").fill("本局存档原件")
    page.locator("#id_text").fill("第一条　返乡创业人员可以申请补贴。\n第二条　标准另行通知。")
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_text("识别到2条")).to_be_visible()
    clean(page)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("演示返乡创业补贴办法")


@pytest.mark.parametrize("width", [1366, 683])
def test_anybody_looks_up_policies_and_files_at_twice_the_size_too(chromium, live_server, county, width):
    page = new_page(chromium, width=width, height=768 * width // 1366)
    page.goto(f"{live_server.url}/p/policies/")
    page.get_by_label("查什么").fill("拖欠工资")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("link", name="保障农民工工资支付条例")).to_be_visible()
    clean(page)
    page.goto(f"{live_server.url}/p/archives/?district=140522100")
    expect(page.get_by_text("查到1个机构")).to_be_visible()
    clean(page)
