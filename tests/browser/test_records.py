"""Employment records in a real Chromium: unemployment from the form to the certificate's code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from cuncuntong.ledgers.employment.enums import UnemploymentState
from cuncuntong.ledgers.employment.models import Certificate, Hardship, Unemployment
from cuncuntong.ledgers.employment.selectors import holding_copy
from cuncuntong.ledgers.employment.services import hardship
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.messages.services import tell
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Line
from tests.browser.launch import describe, launch_browser, new_page, run_axe
from tests.cases import make
from tests.ledgers.employment.make import registered, woman
from tests.ledgers.make import County
from tests.web.counter_make import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch_browser() as launched:
        yield launched


@pytest.fixture
def county(transactional_db: None) -> County:
    return County()


def opened(browser: Browser, live_server: Any, caller: Caller | None) -> Page:
    page = new_page(browser, base_url=live_server.url)
    if caller is not None:
        cookie = signed_in(caller).cookies["cct_session"].value
        page.context.add_cookies([{"name": "cct_session", "value": cookie, "url": live_server.url}])
    return page


def clean(page: Page) -> None:
    found = run_axe(page)
    assert found == [], describe(found)


def test_from_registering_to_the_code_on_the_certificate(
    county: County, browser: Browser, live_server: Any
) -> None:
    person = woman(county, telephone="13935612345")
    page = opened(browser, live_server, county.clerk())
    page.goto(f"/counter/residents/{person.pk}/items/11/")
    assert not page.get_by_role("heading", name="注销", exact=True).is_visible()
    page.get_by_label("失业原因").select_option(label="从企业、机关、事业单位等用人单位失业")
    page.get_by_label("原单位").fill("演示纺织厂")
    page.get_by_role("radio", name="单位终止、解除合同或辞退").check()
    page.get_by_label("失业日期").fill("20260901")
    page.get_by_role("group", name="有就业要求").get_by_role("radio", name="是").check()
    clean(page)
    page.keyboard.press("Control+Enter")
    page.get_by_text("失业登记：已办结").wait_for()
    row = Unemployment.objects.get()
    assert (row.state, row.last_unit) == (UnemploymentState.ACTIVE, "演示纺织厂")
    certificate = Certificate.objects.get()
    assert page.get_by_text(certificate.number).first.is_visible()
    clean(page)
    page.get_by_role("link", name="大龄失业人员").click()
    page.get_by_role("textbox", name="查验的材料").fill("身份证")
    clean(page)
    page.keyboard.press("Control+Enter")
    page.get_by_text("等县里认定").wait_for()
    assert Hardship.objects.get().state == "proposed"
    page.context.close()
    public = opened(browser, live_server, None)
    copy = holding_copy(certificate)
    assert copy is not None
    public.goto(f"/p/verify/{copy.token}/")
    assert public.get_by_text("现在有效").is_visible()
    clean(public)
    public.context.close()


def test_the_county_recognises_and_every_list_is_clean(
    county: County, browser: Browser, live_server: Any
) -> None:
    today = timezone.localdate()
    row = registered(woman(county), today)
    hardship.propose(resident=row.resident, category="大龄", evidence="身份证", on=today, actor=None)
    page = opened(browser, live_server, make.reviewer(county, Line.EMPLOYMENT))
    for address in ("/records/", "/records/flexible/", "/records/certificates/", "/records/hardship/"):
        page.goto(address)
        clean(page)
    page.get_by_role("link", name="李秀英").click()
    clean(page)
    page.get_by_role("button", name="认定", exact=False).first.click()
    page.get_by_text("李秀英：已认定").wait_for()
    page.goto(f"/records/unemployed/{row.pk}/")
    page.get_by_label("求职情况").fill("在找活，想在县城")
    clean(page)
    page.keyboard.press("Control+Enter")
    page.get_by_text("已记录与李秀英的联系").wait_for()
    page.context.close()


def test_messages_are_told_one_after_the_other(county: County, browser: Browser, live_server: Any) -> None:
    person = woman(county, telephone="13935612345")
    for number in range(2):
        tell(
            resident=person,
            topic="employment.contact_due",
            text=f"请来说一下求职情况（{number}）。",
            key=f"browser:{number}",
        )
    page = opened(browser, live_server, county.clerk())
    page.goto("/messages/")
    clean(page)
    page.get_by_role("link", name="李秀英").first.click()
    page.get_by_label("对方怎么说").fill("明天来")
    clean(page)
    page.keyboard.press("Control+Enter")
    page.get_by_text("请来说一下求职情况（1）").wait_for()
    told = Message.objects.get(key="browser:0")
    assert (told.state, told.outcome) == ("told", "明天来")
    page.context.close()
