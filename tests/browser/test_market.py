"""An employer and a reviewer in two real browsers: registered, posted, returned, corrected, approved."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from cuncuntong.cases import clock, numbers
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.jobs.services import POSTINGS
from cuncuntong.network import parameters
from cuncuntong.network.access import Caller
from tests.browser.launch import describe, launch_browser, new_page, run_axe
from tests.ledgers.jobs import make
from tests.ledgers.make import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "kwfm-7264-htqe"


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
    return County()


def staff(chromium: Browser, live_server: Any, caller: Caller) -> Page:
    client = Client()
    client.force_login(caller.account, backend="cuncuntong.network.backends.DutyBackend")
    page = new_page(chromium, base_url=live_server.url)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return page


def sound(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    violations = run_axe(page)
    assert violations == [], f"{page.url}\n{describe(violations)}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def register(page: Page) -> None:
    page.goto("/p/employer/")
    sound(page)
    page.get_by_role("link", name="登记", exact=True).click()
    sound(page)
    page.locator("#id_name").fill("演示花椒合作社")
    page.locator("#id_credit_code").fill(make.credit_code())
    page.locator("#id_contact_name").fill("王测试")
    page.locator("#id_telephone").fill("15400001234")
    page.locator("#id_place").select_option(label="凤城镇 水村")
    page.locator("#id_new").fill(PASSWORD)
    page.locator("#id_again").fill(PASSWORD)
    page.get_by_role("button", name="登记").click()
    # Nothing is made public without being agreed to: said at the box, the rest is kept.
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert page.title().startswith("错误：") and page.locator("#id_name").input_value() == "演示花椒合作社"
    sound(page)
    page.locator("#id_consented").check()
    page.locator("#id_new").fill(PASSWORD)
    page.locator("#id_again").fill(PASSWORD)
    page.get_by_role("button", name="登记").click()
    page.wait_for_url("**/board/")
    sound(page)


def post_gig(page: Page) -> None:
    start = timezone.localdate() + dt.timedelta(days=3)
    page.get_by_role("link", name="发布零工").click()
    sound(page)
    page.locator("#id_title").fill("摘花椒，限女性")
    page.locator("#id_occupation_words").fill("摘花椒")
    page.locator("#id_description").fill("采摘花椒，装筐。")
    page.locator("#id_headcount").fill("6")
    page.get_by_label("按天（元/天）").check()
    page.locator("#id_pay_low").fill("150")
    page.locator("#id_starts_on").fill(f"{start:%Y%m%d}")
    page.locator("#id_ends_on").fill(f"{start:%Y%m%d}")
    page.locator("#id_place").select_option(label="凤城镇 水村")
    page.get_by_label("购买意外伤害保险").check()
    page.get_by_role("button", name="提交审核").click()
    # What the law forbids is said at the field, with the law.
    expect(page.locator("#id_title_error")).to_contain_text("就业促进法")
    sound(page)
    page.locator("#id_title").fill("摘花椒")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("main")).to_contain_text("待审核")
    sound(page)


def test_from_registering_to_what_everybody_finds(
    chromium: Browser, live_server: Any, county: County
) -> None:
    telephone = new_page(chromium, width=390, height=844, base_url=live_server.url)
    register(telephone)
    post_gig(telephone)
    row = Posting.objects.get()
    assert (row.state, Employer.objects.get().state) == ("pending", "pending")

    desk = staff(chromium, live_server, make.reviewer_of_jobs(county))
    desk.goto("/work/review/")
    sound(desk)
    desk.keyboard.press("Alt+1")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("摘花椒")
    sound(desk)
    desk.keyboard.press("Alt+R")
    desk.locator("#id_field-0").select_option(label="报酬说明")
    desk.locator("#id_words-0").fill("请写明当天结还是干完结")
    desk.get_by_role("button", name="再加一处").click()
    desk.locator("#id_field-1").select_option(label="详细地点")
    desk.locator("#id_words-1").fill("请写到哪块地")
    sound(desk)
    desk.get_by_role("button", name="退回修改").last.click()
    desk.wait_for_url("**/work/review/employers/**")
    sound(desk)

    telephone.goto("/p/employer/board/")
    expect(telephone.get_by_role("main")).to_contain_text("请写明当天结还是干完结")
    sound(telephone)
    telephone.get_by_role("link", name="修改并重新提交").click()
    expect(telephone.locator("#id_pay_words_remark")).to_contain_text("当天结还是干完结")
    expect(telephone.locator("#id_address_remark")).to_contain_text("哪块地")
    sound(telephone)
    telephone.locator("#id_pay_words").fill("当天结")
    telephone.locator("#id_address").fill("水村后山")
    telephone.get_by_role("button", name="提交审核").click()
    expect(telephone.get_by_role("main")).to_contain_text("待审核")

    desk.goto(f"/work/review/postings/{row.code}/")
    expect(desk.get_by_role("main")).to_contain_text("当天结")
    desk.keyboard.press("Alt+A")
    expect(desk.locator("#messages")).to_contain_text("现已公布")
    row.refresh_from_db()
    assert (row.state, row.employer.state) == ("published", "verified")
    assert POSTINGS.search("花椒 水村").keys == [row.pk]

    telephone.goto("/p/employer/board/")
    expect(telephone.get_by_role("main")).to_contain_text("招聘中")
    telephone.get_by_role("link", name="摘花椒").click()
    sound(telephone)
    telephone.get_by_role("button", name="招满了").click()
    expect(telephone.get_by_role("main")).to_contain_text("已招满")
    assert POSTINGS.search("花椒").keys == []
    for page in (telephone, desk):
        page.context.close()


def test_the_screens_of_staff_are_sound_in_every_width(
    chromium: Browser, live_server: Any, county: County
) -> None:
    employer = make.unit(county)
    row = make.gig(county, employer)
    shown = make.published(county)
    page = staff(chromium, live_server, make.reviewer_of_jobs(county))
    addresses = (
        "/work/employers/",
        "/work/employers/new/",
        f"/work/employers/{employer.code}/",
        f"/work/employers/{employer.code}/edit/",
        f"/work/employers/{employer.code}/new/fixed/",
        "/work/postings/",
        f"/work/postings/{shown.code}/",
        f"/work/review/postings/{row.code}/",
        f"/work/review/employers/{employer.code}/",
    )
    # The last is 1366 × 768 at 200 %.
    for width, height in ((1366, 768), (390, 844), (683, 384)):
        page.set_viewport_size({"width": width, "height": height})
        for address in addresses:
            page.goto(address)
            sound(page)
    page.context.close()


def test_the_site_works_without_a_script(chromium: Browser, live_server: Any, county: County) -> None:
    page = new_page(chromium, width=390, height=844, base_url=live_server.url, java_script_enabled=False)
    page.goto("/p/employer/register/")
    # Both numbers are there to fill in; the server keeps the one that the kind calls for.
    expect(page.locator("#id_credit_code")).to_be_visible()
    expect(page.locator("#id_id_number")).to_be_visible()
    page.locator("#id_name").fill("演示无脚本厂")
    page.locator("#id_credit_code").fill(make.credit_code())
    page.locator("#id_contact_name").fill("王测试")
    page.locator("#id_telephone").fill("15400001234")
    page.locator("#id_place").select_option(label="凤城镇 水村")
    page.locator("#id_new").fill(PASSWORD)
    page.locator("#id_again").fill(PASSWORD)
    page.locator("#id_consented").check()
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("我的招聘")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("我要招人")
    page.context.close()


def test_a_resident_finds_a_job_and_keeps_the_keyboard(
    chromium: Browser, live_server: Any, county: County
) -> None:
    make.published(county, make.gig(county, make.verified(county)))
    page = new_page(chromium, base_url=live_server.url)
    page.goto("/p/jobs/")
    sound(page)
    page.locator("#id_q").fill("摘花椒")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    sound(page)
    page.get_by_role("link", name="摘花椒").first.click()
    sound(page)
    page.goto("/p/jobs/?view=map")
    sound(page)
    page.goto("/p/jobs/nothing/")
    sound(page)
    page.context.close()


def test_the_employment_home_and_the_rows_behind_a_figure(
    chromium: Browser, live_server: Any, county: County
) -> None:
    make.published(county, make.gig(county, make.verified(county)))
    page = staff(chromium, live_server, county.business_admin())
    page.goto("/employment/")
    sound(page)
    page.locator("main .stats a").first.click()
    sound(page)
    page.goto("/employment/board/")
    sound(page)
    page.context.close()
