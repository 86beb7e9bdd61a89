"""Fairs and places in a real Chromium: nothing that a screen reader or a narrow screen stumbles over."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from cuncuntong.ledgers.fairs import services
from cuncuntong.ledgers.fairs.models import Fair, Stand
from cuncuntong.network.access import Caller
from cuncuntong.network.models import Place
from cuncuntong.network.places import forget_places
from tests.browser.launch import describe, launch_browser, new_page, run_axe
from tests.ledgers.fairs.make import employer, fair, posting
from tests.ledgers.make import County
from tests.web.counter_make import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch_browser() as launched:
        yield launched


@pytest.fixture
def county(transactional_db: None) -> County:
    made = County()
    for division, longitude in ((made.fengcheng, "112.41"), (made.beiliu, "112.56")):
        Place.objects.create(
            division=division,
            longitude=Decimal(longitude),
            latitude=Decimal("35.48"),
            system="wgs84",
            source="现场手机定位",
        )
    forget_places()
    return made


@pytest.fixture
def worker(county: County) -> Caller:
    return county.business_admin()


@pytest.fixture
def page(browser: Browser, worker: Caller, live_server: Any) -> Iterator[Page]:
    opened = new_page(browser, base_url=live_server.url)
    cookie = signed_in(worker).cookies["cct_session"].value
    opened.context.add_cookies([{"name": "cct_session", "value": cookie, "url": live_server.url}])
    yield opened
    opened.context.close()


@pytest.fixture
def held(county: County, worker: Caller) -> tuple[Fair, Stand]:
    one, factory = fair(county, caller=worker), employer(county, "演示丝绸厂")
    fair(county, caller=worker, title="北留零工集市", kind="gig", place=county.beiliu)
    stand = services.sign_up_by_county(
        caller=worker, fair_id=one.pk, employer_id=factory.pk, postings=[posting(factory).pk], number="A1"
    )
    return one, stand


def test_the_screens_of_fairs_and_places_are_free_of_barriers(
    county: County, page: Page, held: tuple[Fair, Stand]
) -> None:
    one, stand = held
    for path in (
        "/fairs/",
        "/fairs/add/",
        f"/fairs/{one.pk}/",
        f"/fairs/{one.pk}/door/",
        f"/fairs/{one.pk}/stands/{stand.pk}/",
        f"/fairs/{one.pk}/employers/",
        "/p/fairs/",
        f"/p/fairs/{one.pk}/",
        "/admin/places/",
        f"/admin/places/{county.shuicun.code}/",
        "/oversight/points/",
    ):
        page.goto(path)
        found = run_axe(page)
        assert found == [], f"{path}: {describe(found)}"


def test_a_scanner_types_the_code_and_enter_checks_in(page: Page, held: tuple[Fair, Stand]) -> None:
    one, stand = held
    page.goto(f"/fairs/{one.pk}/door/")
    page.keyboard.type(f"http://example.com/fairs/c/{services.check_in_token(stand)}/")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=演示丝绸厂签到成功，展位A1。")
    # The next scan goes on at once.
    assert page.evaluate("document.activeElement.id") == "id_token"


def test_the_map_is_walked_with_the_keyboard_and_says_where_one_is(
    page: Page, held: tuple[Fair, Stand]
) -> None:
    page.goto("/p/fairs/")
    marks = page.locator(".map-dots a")
    assert marks.count() == 2
    marks.first.focus()
    name = marks.first.locator("text")
    assert name.evaluate("one => getComputedStyle(one).opacity") == "1"
    assert marks.nth(1).locator("text").evaluate("one => getComputedStyle(one).opacity") == "0"
    page.keyboard.press("Enter")
    page.wait_for_url("**/p/fairs/*/")


def test_public_fairs_fit_a_narrow_screen(page: Page, held: tuple[Fair, Stand]) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/p/fairs/", f"/p/fairs/{held[0].pk}/", f"/fairs/{held[0].pk}/door/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
