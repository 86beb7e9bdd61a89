"""The clerk's pension items in a real Chromium: enrolling, changing, pausing, paying up, claiming at 65."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page

from cuncuntong.cases.models import Case
from cuncuntong.ledgers.pensions.models import Entitlement, PensionAccount
from cuncuntong.ledgers.pensions.services import open_account, set_payee
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from tests.browser.launch import describe, launch_browser, new_page, run_axe
from tests.ledgers.make import County, pay
from tests.web.counter_make import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Where pictures are wanted, name a folder; a gate run takes none.
PICTURES = os.environ.get("CUNCUNTONG_PICTURES", "")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch_browser() as launched:
        yield launched


@pytest.fixture
def county(transactional_db: None) -> County:
    return County()


@pytest.fixture
def worker(county: County) -> Caller:
    return county.clerk()


@pytest.fixture
def page(browser: Browser, worker: Caller, live_server: Any) -> Iterator[Page]:
    opened = new_page(browser, base_url=live_server.url)
    cookie = signed_in(worker).cookies["cct_session"].value
    opened.context.add_cookies([{"name": "cct_session", "value": cookie, "url": live_server.url}])
    yield opened
    opened.context.close()


@pytest.fixture
def picture(tmp_path: Path) -> str:
    path = tmp_path / "身份证.jpg"
    Image.new("RGB", (800, 500), "lightblue").save(path)
    return str(path)


def shot(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def insured(county: County, birth: str, *years: int, opened: int = 2012, **more: Any) -> PensionAccount:
    person = county.resident("李秀英", birth=birth, telephone="13803561234", address="水村1号", **more)
    account = open_account(
        resident=person, scheme="basic", level=300, on=dt.date(opened, 3, 1), actor=None, case_number=""
    )
    for year in years:
        pay(account, year)
    return account


def go(page: Page, person: Resident, item: str) -> None:
    page.goto(reverse("counter:form", args=[person.pk, item]))
    page.wait_for_selector("#item-form")


def attach(page: Page, picture: str) -> None:
    page.set_input_files("#id_id_page", picture)
    page.wait_for_selector("#material-id_page .thumb")


def send(page: Page, name: str) -> Case:
    """From the form over the check to the receipt; every step is for everybody."""
    shot(page, f"{name}-form")
    found = run_axe(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=尚未提交")
    shot(page, f"{name}-check")
    found += run_axe(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/done/**")
    shot(page, f"{name}-done")
    assert not found, describe(found)
    return Case.objects.latest("pk")


def test_years_to_be_paid_up_are_chosen_from_a_table(county: County, page: Page, picture: str) -> None:
    last = timezone.localdate().year
    account = insured(county, "19800305", *(year for year in range(2012, last) if year not in (2015, 2019)))
    go(page, account.resident, "32")
    rows = page.locator(".choose-table tbody tr:visible")
    assert rows.count() == 2
    assert "2015年度" in rows.first.inner_text() and "②参保后中断" in rows.first.inner_text()
    assert page.input_value("#id_level_basic") == "300"
    page.get_by_label("2015年度").check()
    page.wait_for_selector("#findings:has-text('应缴合计')")
    page.get_by_label("2019年度").check()
    page.select_option("#id_level_basic", "500")
    page.wait_for_selector("#findings:has-text('1,000.00元')")
    attach(page, picture)
    case = send(page, "32")
    assert case.form["years_basic"] == ["2015", "2019"]
    assert case.subject == "基本险补缴2年，500元/年"


def test_nothing_to_pay_up_says_why(county: County, page: Page) -> None:
    last = timezone.localdate().year
    account = insured(county, "19800305", *range(2018, last), opened=2018)
    go(page, account.resident, "32")
    assert "没有可以补缴的年度" in page.inner_text("#item-form")
    assert "没有中断的年度" in page.inner_text("#findings")
    shot(page, "32-none")
    assert not (found := run_axe(page)), describe(found)


def test_details_change_at_once_and_a_sex_against_the_number_asks_more(county: County, page: Page) -> None:
    account = insured(county, "19760305", 2025)
    person = account.resident
    go(page, person, "30")
    assert page.input_value("#id_telephone") == ""
    assert not page.is_visible("#id_sex_evidence")
    page.check("input[name=sex][value=against_id]")
    page.wait_for_selector("#id_sex_evidence", state="visible")
    page.wait_for_selector("#findings li:has-text('性别与身份证号码'):has-text('待填写')")
    shot(page, "30-sex")
    assert not (found := run_axe(page)), describe(found)
    page.check("input[name=sex][value=as_id]")
    page.fill("#id_telephone", "13903565678")
    page.wait_for_selector("#findings:has-text('139****5678')")
    shot(page, "30-form")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/done/**")
    assert "原为138****1234，现为139****5678" in page.inner_text("main")
    shot(page, "30-done")
    person.refresh_from_db()
    assert person.telephone == "13903565678"


def test_pausing_shows_what_the_reason_calls_for(county: County, page: Page, picture: str) -> None:
    account = insured(county, "19760305", 2025)
    go(page, account.resident, "31")
    assert not page.is_visible("#id_applicant")
    page.check("input[name=reason][value=missing]")
    page.wait_for_selector("#id_applicant", state="visible")
    page.fill("#id_applicant", "演示，儿子")
    page.fill("#id_happened_on", "20260901")
    page.fill("#id_evidence", "演示派出所证明第3号")
    attach(page, picture)
    case = send(page, "31")
    assert case.subject == "暂停缴费（失踪）"


def test_the_supplementary_scheme_is_joined(county: County, page: Page, picture: str) -> None:
    account = insured(county, "19760305", 2025)
    go(page, account.resident, "29")
    page.check("input[name=level][value='500']")
    page.wait_for_selector("#findings:has-text('620元')")
    attach(page, picture)
    case = send(page, "29")
    assert case.subject == "补充险，缴费档次500元/年"


def test_the_supplementary_pension_is_claimed_and_explained(county: County, page: Page, picture: str) -> None:
    today = timezone.localdate()
    account = insured(county, f"{today.year - 65}{today:%m%d}", *range(2012, 2021))
    person = account.resident
    Entitlement.objects.create(
        account=account,
        resident=person,
        starts_on=today.replace(year=today.year - 4, day=1),
        monthly=Decimal("150"),
        computed_on=today,
        years_paid=15,
        balance=Decimal(0),
        county_code="140522",
    )
    PensionAccount.objects.filter(pk=account.pk).update(state="receiving")
    second = open_account(
        resident=person, scheme="supplementary", level=500, on=dt.date(2021, 3, 1), actor=None
    )
    for year in range(2021, 2026):
        pay(second, year, "620", level=500)
    set_payee(
        resident=person,
        holder=person.name,
        bank="演示农商银行",
        number="6222020502012345676",
        is_card=False,
        on=today,
        actor=None,
    )
    go(page, person, "35")
    # 20 + 3100 ÷ 101 (30.69) + 5 × 1
    page.wait_for_selector("#findings:has-text('55.69元')")
    attach(page, picture)
    send(page, "35")
