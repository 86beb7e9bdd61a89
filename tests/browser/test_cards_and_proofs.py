"""Cards, proofs and the retirement calculator in a real Chromium, with and without scripts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.proofs.models import InsuranceProof
from cuncuntong.ledgers.proofs.services import make_proof
from cuncuntong.network.enums import Line
from cuncuntong.network.models import ServicePoint
from tests.browser.launch import describe, launch_browser, new_page, run_axe
from tests.cases.make import reviewer
from tests.ledgers import make
from tests.ledgers.make import County
from tests.ledgers.proofs.make import insured, months
from tests.web.counter_make import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch_browser() as launched:
        yield launched


@pytest.fixture
def county(transactional_db: None) -> County:
    made = County()
    ServicePoint.objects.update(demonstration=True)
    return made


def opened(browser: Browser, live_server: Any, caller: Any = None, **options: Any) -> Page:
    page = new_page(browser, base_url=live_server.url, **options)
    if caller is not None:
        cookie = signed_in(caller).cookies["cct_session"].value
        page.context.add_cookies([{"name": "cct_session", "value": cookie, "url": live_server.url}])
    return page


@pytest.fixture
def proof(county: County) -> InsuranceProof:
    person = county.resident("欧阳小兰")
    row = insured(person, state="paused")
    months(row, dt.date(2020, 1, 1), 24, unit="演示甲厂")
    months(row, dt.date(2022, 1, 1), 2, "owed")
    return make_proof(
        resident=person, first=dt.date(2020, 1, 1), last=timezone.localdate(), at=timezone.now(), actor=None
    )


def free_of_barriers(page: Page, *paths: str) -> None:
    for path in paths:
        page.goto(path)
        found = run_axe(page)
        assert found == [], f"{path}: {describe(found)}"


def test_the_screens_are_free_of_barriers(
    county: County, browser: Browser, live_server: Any, proof: InsuranceProof
) -> None:
    today = timezone.localdate()
    card = make.card(
        county.resident("卡不一致"), state="2", above_state="1", above_making="04", as_of=today,
        differs_since=today,
    )  # fmt: skip
    making = make.card(county.resident("待领卡"), "D1000002", state="0", making="02", as_of=today)
    free_of_barriers(
        opened(browser, live_server),
        "/p/retirement/",
        "/p/retirement/?track=女55&birth=197104",
        "/p/retirement/?track=女55&birth=197104&whole=1",
        "/p/retirement/?track=女55&birth=1",
        "/p/proof/",
        "/p/proof/?code=AB",
        f"/p/proof/{proof.code}/",
        "/p/proof/0000000000000000/",
    )
    free_of_barriers(
        opened(browser, live_server, county.clerk()),
        "/proofs/",
        f"/claims/retirement/{proof.resident_id}/",
        reverse("counter:form", args=[making.resident_id, "39"]),
        reverse("counter:form", args=[card.resident_id, "40"]),
        reverse("counter:form", args=[proof.resident_id, "D1"]),
    )
    boss = opened(browser, live_server, reviewer(county, Line.CARD))
    free_of_barriers(boss, "/cards/", "/cards/refused/")


def test_a_collected_card_is_enabled_at_the_counter(
    county: County, browser: Browser, live_server: Any
) -> None:
    card = make.card(county.resident("领卡人"), state="0", making="03")
    page = opened(browser, live_server, county.clerk())
    page.goto(reverse("counter:form", args=[card.resident_id, "38"]))
    page.get_by_label("实卡卡号后4位").fill("5678")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=社保功能已启用")
    card = SocialCard.objects.get(pk=card.pk)
    assert (card.state, card.making) == ("1", "04")


def test_without_scripts_the_calculator_and_the_check_answer(
    browser: Browser, live_server: Any, proof: InsuranceProof
) -> None:
    page = opened(browser, live_server, java_script_enabled=False)
    page.goto("/p/retirement/")
    page.get_by_label("女职工，管理或技术岗位（原55周岁）").check()
    page.get_by_label("出生年月").fill("197104")
    page.get_by_role("button", name="测算").click()
    assert page.get_by_role("heading", name="2026年8月退休，55周岁4个月").is_visible()
    page.goto("/p/proof/")
    page.get_by_label("核验码").fill(proof.spaced_code.lower())
    page.get_by_role("button", name="核验").click()
    assert page.get_by_text(proof.number).is_visible()
