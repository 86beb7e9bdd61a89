"""Certification in a real Chromium: from the list to a signature drawn in the form, and the pages by axe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page

from cuncuntong.cases.models import Attachment, Case
from cuncuntong.ledgers.certification.models import Certification
from cuncuntong.ledgers.certification.services import run_night
from cuncuntong.network.access import Caller
from tests.browser.launch import describe, launch_browser, new_page, run_axe
from tests.ledgers.certification.make import row_of
from tests.ledgers.make import County
from tests.ledgers.payments.make import entitled
from tests.web.counter_make import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch_browser() as launched:
        yield launched


@pytest.fixture
def county(transactional_db: None) -> County:
    return County()


def opened(browser: Browser, live_server: Any, caller: Caller, **options: Any) -> Page:
    page = new_page(browser, base_url=live_server.url, **options)
    cookie = signed_in(caller).cookies["cct_session"].value
    page.context.add_cookies([{"name": "cct_session", "value": cookie, "url": live_server.url}])
    return page


def clean(page: Page) -> None:
    found = run_axe(page)
    assert found == [], describe(found)


def sign(page: Page) -> None:
    """A stroke over the pad, as a finger or a mouse would."""
    page.get_by_role("button", name="用这个签名").click()
    page.get_by_text("还没有签名，请先在框里签名").wait_for()
    pad = page.get_by_role("img", name="签名区")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 40 + step * 15, box["y"] + 40 + (step % 3) * 20)
    page.mouse.up()
    with page.expect_response(lambda answer: "/pages/" in answer.url or "page" in answer.url):
        page.get_by_role("button", name="用这个签名").click()
    page.get_by_text("签名.png").first.wait_for()


def test_from_the_list_to_the_signed_undertaking(county: County, browser: Browser, live_server: Any) -> None:
    today = timezone.localdate()
    person = entitled(county, starts=today.replace(day=1) - dt.timedelta(days=340)).resident
    run_night(today)
    page = opened(browser, live_server, county.clerk())
    page.goto("/certification/")
    clean(page)
    page.get_by_role("link", name="办第21项 ：王老伯").click()
    page.get_by_role("radio", name="身份证", exact=True).check()
    page.get_by_role("group", name="本人在场").get_by_role("radio", name="是", exact=True).check()
    page.get_by_role("radio", name="在屏幕或签字板上签").check()
    sign(page)
    clean(page)
    page.keyboard.press("Control+Enter")
    page.get_by_text("尚未提交").wait_for()
    page.keyboard.press("Control+Enter")
    page.get_by_text("3个工作日").first.wait_for()
    case = Case.objects.get(item="21")
    kept = Attachment.objects.get(case=case, material="promise")
    assert (kept.mime, kept.pages) == ("image/png", 1)
    assert not Certification.objects.exists()
    page.goto(f"/certification/people/{person.pk}/")
    clean(page)
    page.goto("/certification/places/")
    clean(page)
    assert row_of(person).last_on is None
    page.context.close()


# What a clerk holds in the hand at somebody's home.
PHONE: dict[str, Any] = {
    "width": 390,
    "height": 844,
    "has_touch": True,
    "permissions": ["geolocation"],
    "geolocation": {"latitude": 35.486, "longitude": 112.414},
}


def test_at_home_with_a_phone(county: County, browser: Browser, live_server: Any, tmp_path: Path) -> None:
    today = timezone.localdate()
    person = entitled(county, starts=today.replace(day=1) - dt.timedelta(days=340)).resident
    run_night(today)
    photo = tmp_path / "家中.jpg"
    Image.new("RGB", (600, 800), "gray").save(photo)
    page = opened(browser, live_server, county.clerk(), **PHONE)
    page.goto(f"/counter/residents/{person.pk}/items/21/")
    assert page.is_hidden("#material-home_photo")
    page.check("[name=way][value=home]")
    # What a visit calls for is asked at once, not after a check that fails.
    page.wait_for_selector("#material-home_photo", state="visible")
    page.check("[name=document][value=id_card]")
    page.check("[name=face_seen][value=yes]")
    page.check("[name=signed][value=pad]")
    page.check("[name=home_why][value=old]")
    page.fill("[name=place]", "水村3组12号家中")
    page.get_by_role("button", name="取当前位置").click()
    page.get_by_text("已取到").wait_for()
    sign(page)
    page.set_input_files("#id_home_photo", str(photo))
    page.wait_for_selector("#material-home_photo .thumb")
    clean(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("#item-form [data-submit]").click()
    page.get_by_text("尚未提交").wait_for()
    page.locator("[data-submit]").first.click()
    page.wait_for_url("**/done/**")
    case = Case.objects.get(item="21")
    assert (case.form["way"], case.form["position"]) == ("home", "112.414000,35.486000")
    assert case.attachments.filter(material="home_photo").count() == 1
    for address in (f"/cases/{case.number}/", "/certification/", "/certification/places/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == 390, address
        clean(page)
    page.context.close()
