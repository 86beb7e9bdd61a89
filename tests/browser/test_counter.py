"""The clerk's day in a real Chromium: by keyboard alone, in time, in two tabs, and for everybody."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Case, Draft
from cuncuntong.ledgers.jobs.enums import SeekerKind
from cuncuntong.ledgers.jobs.services import register_seeker
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DutyKind
from tests.browser.launch import describe, launch_browser, new_page, run_axe
from tests.ledgers.make import County
from tests.web.counter_make import signed_in
from tests.web.test_counter_cases import returned

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECONDS = 30
SAVED = "[data-draft-state]:has-text('已保存')"


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


def seeker(county: County, worker: Caller) -> Any:
    """Somebody who registered before: a repeat resident."""
    person = county.resident("李秀英", birth="19840305", telephone="13835600001")
    register_seeker(
        resident=person,
        kind=SeekerKind.FIXED,
        occupation="电焊工",
        work_place="本县",
        pay_floor=None,
        education="70",
        skills="",
        shown_to_employers=True,
        remarks="",
        on=timezone.localdate() - dt.timedelta(days=30),
        actor=worker.account,
        case_number="S20260302000011",
    )
    return person


def test_a_repeat_residents_registration_takes_under_30_s_by_keyboard_alone(
    county: County, worker: Caller, page: Page
) -> None:
    person = seeker(county, worker)
    page.goto(reverse("counter:start"))
    started = time.monotonic()
    # Somebody who types 120 keys a minute.
    page.keyboard.type("lxy", delay=500)
    page.wait_for_selector("#found a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('counter:desk', args=[person.pk])}")
    button = page.get_by_role("link", name="固定工求职登记").first
    page.keyboard.press(f"Alt+{button.get_attribute('data-hotkey')}")
    page.wait_for_selector("#item-form")
    assert page.input_value("#id_occupation") == "电焊工"
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/done/**")
    spent = time.monotonic() - started
    case = Case.objects.get()
    assert case.state == State.FED_BACK
    assert case.number in page.inner_text("main")
    assert spent < SECONDS, f"{spent:.1f} s"
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/counter/?item=1")
    assert page.evaluate("document.activeElement.name") == "q"


def test_who_is_found_from_the_top_bar_stands_before_the_menu(county: County, page: Page) -> None:
    person = county.resident("李小燕")
    page.goto("/")
    page.locator(".topbar-search input").press_sequentially("lxy", delay=50)
    hit = page.locator(".top-found a", has_text="李小燕").first
    hit.wait_for()
    hit.click()  # refused by Playwright where something else lies on top
    page.wait_for_url(f"**{reverse('counter:desk', args=[person.pk])}")


def test_an_enrolment_from_photograph_to_receipt(county: County, page: Page, tmp_path: Path) -> None:
    person = county.resident("李秀英", birth="19840305", telephone="13835600001")
    picture, false = tmp_path / "身份证.jpg", tmp_path / "假.jpg"
    Image.new("RGB", (800, 500), "lightblue").save(picture)
    false.write_bytes(b"%PDF-1.4 no picture")
    page.goto(reverse("counter:form", args=[person.pk, "28"]))
    assert page.evaluate("document.activeElement.id") == "id_level"
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-error-summary]")
    assert page.title().startswith("错误：")
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    page.focus("#id_level")
    page.select_option("#id_level", "300")
    page.wait_for_selector(SAVED)
    # The findings follow what is typed, and leave the focus where it is.
    page.wait_for_selector("#findings:has-text('340元')")
    assert page.evaluate("document.activeElement.id") == "id_level"
    page.set_input_files("#id_id_page", str(false))
    page.wait_for_selector("#material-id_page .field-error")
    page.set_input_files("#id_id_page", str(picture))
    page.wait_for_selector("#material-id_page .thumb")
    page.select_option("#id_level", "500")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=尚未提交")
    assert "500元/年" in page.inner_text("main")
    assert not Case.objects.exists()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/done/**")
    case = Case.objects.get()
    assert case.form["level"] == "500"
    assert case.attachments.count() == 1
    page.go_back()
    page.wait_for_url("**/done/**?again=1")
    assert "已受理过，未重复提交" in page.inner_text("main")
    assert not Draft.objects.exists()


def test_two_tabs_show_both_and_overwrite_none(county: County, page: Page) -> None:
    person = county.resident("李秀英", birth="19840305", telephone="13835600001")
    url = reverse("counter:form", args=[person.pk, "1"])
    page.goto(url)
    page.fill("#id_occupation", "厨师")
    page.wait_for_selector(SAVED)
    other = page.context.new_page()
    other.goto(url)
    assert other.input_value("#id_occupation") == "厨师"
    other.fill("#id_occupation", "电工")
    other.wait_for_selector(SAVED)
    page.fill("#id_occupation", "保安")
    page.wait_for_selector(".draft-clash")
    shown = page.inner_text(".draft-clash")
    assert "电工" in shown
    assert "保安" in shown
    assert Draft.objects.get().form["occupation"] == "电工"
    assert page.input_value("#id_occupation") == "保安"


def test_a_field_changed_while_a_page_goes_up_is_no_other_window(
    county: County, page: Page, tmp_path: Path
) -> None:
    person = county.resident("王小明", birth="19900305", telephone="13835600002")
    picture = tmp_path / "身份证.jpg"
    Image.new("RGB", (400, 260), "white").save(picture)
    page.goto(reverse("counter:form", args=[person.pk, "28"]))
    # The answer to the upload is long on its way; what is typed meanwhile is saved after it.
    held: list[Any] = []
    page.route("**/pages/", lambda route: held.append((route, route.fetch())))
    page.set_input_files("#id_id_page", str(picture))
    page.select_option("#id_level", "500")
    page.wait_for_timeout(2500)
    route, answer = held[0]
    route.fulfill(response=answer)
    page.wait_for_selector(SAVED)
    assert page.query_selector(".draft-clash") is None
    assert Draft.objects.get().form["level"] == "500"


def enrolling(county: County, page: Page, tmp_path: Path) -> Path:
    """The form of item 28, and a picture for it."""
    person = county.resident("王小明", birth="19900305", telephone="13835600002")
    picture = tmp_path / "身份证.jpg"
    Image.new("RGB", (400, 260), "white").save(picture)
    page.goto(reverse("counter:form", args=[person.pk, "28"]))
    return picture


def until_held(page: Page, held: list[Any]) -> Any:
    """What was caught on its way; waits for it."""
    for _ in range(100):
        if held:
            return held.pop(0)
        page.wait_for_timeout(100)
    raise AssertionError("nothing was sent")


def test_a_page_chosen_while_the_draft_is_saved_waits_for_it(
    county: County, page: Page, tmp_path: Path
) -> None:
    picture = enrolling(county, page, tmp_path)
    saves: list[Any] = []
    page.route("**/draft/", lambda route: saves.append(route))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.select_option("#id_level", "500")
    slow = until_held(page, saves)
    page.set_input_files("#id_id_page", str(picture))
    page.wait_for_timeout(1500)
    # The save has not even arrived: a page that overtook it would make the save look like another window's.
    assert not [url for url in sent if url.endswith("/pages/")]
    slow.continue_()
    page.unroute("**/draft/")
    page.wait_for_selector("#material-id_page .thumb")
    page.select_option("#id_level", "300")
    page.wait_for_timeout(2500)
    page.wait_for_selector(SAVED)
    assert page.query_selector(".draft-clash") is None
    draft = Draft.objects.get()
    assert (draft.version, draft.form["level"], draft.attachments.count()) == (3, "300", 1)


def test_a_save_whose_answer_was_lost_is_no_other_window(county: County, page: Page, tmp_path: Path) -> None:
    enrolling(county, page, tmp_path)
    saves: list[Any] = []
    page.route("**/draft/", lambda route: saves.append(route))
    page.select_option("#id_level", "500")
    lost = until_held(page, saves)
    lost.fetch()
    lost.abort()
    page.wait_for_selector("[data-draft-state]:has-text('暂未保存')")
    assert Draft.objects.get().form["level"] == "500"
    page.unroute("**/draft/")
    page.select_option("#id_level", "300")
    page.wait_for_selector(SAVED)
    page.wait_for_timeout(3500)
    assert page.query_selector(".draft-clash") is None
    assert Draft.objects.get().form["level"] == "300"


def test_the_form_is_sent_after_the_save_that_is_under_way(
    county: County, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cuncuntong.web.counter.views import filing

    # However long the answer takes.
    monkeypatch.setattr(filing, "OVERTAKEN", dt.timedelta(0))
    enrolling(county, page, tmp_path)
    saves: list[Any] = []
    page.route("**/draft/", lambda route: saves.append(route))
    page.select_option("#id_level", "500")
    slow = until_held(page, saves)
    answer = slow.fetch()
    page.select_option("#id_level", "300")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-draft-state]:has-text('保存好就提交')")
    slow.fulfill(response=answer)
    page.wait_for_selector("[data-error-summary]")
    assert "另一处" not in page.inner_text("main")
    assert Draft.objects.get().form["level"] == "300"


def test_lines_that_do_not_apply_are_out_of_sight(county: County, worker: Caller, page: Page) -> None:
    person = seeker(county, worker)
    page.goto(reverse("counter:form", args=[person.pk, "1"]))
    assert page.is_visible("#id_occupation")
    assert not page.is_visible("[data-show-values=close]")
    page.check("input[name=action][value=close]")
    page.wait_for_selector("[data-show-values=close]", state="visible")
    assert not page.is_visible("#id_occupation")


def test_every_page_is_for_everybody(county: County, worker: Caller, page: Page) -> None:
    person = seeker(county, worker)
    routes = [
        reverse("counter:start") + "?q=lxy",
        reverse("counter:desk", args=[person.pk]),
        *(reverse("counter:form", args=[person.pk, item]) for item in ("1", "28", "33", "34", "40")),
        *(reverse(f"counter:{name}") for name in ("register", "visit", "drafts", "inbox", "cases")),
        *(reverse(f"counter:{name}") for name in ("take_over", "blank_forms", "blank_enter", "blank_void")),
        reverse("counter:contact", args=[person.pk]),
    ]
    found = []
    for route in routes:
        answer = page.goto(route)
        assert answer is not None and answer.ok, route
        violations = run_axe(page)
        if violations:
            found.append(f"{route}\n{describe(violations)}")
    assert not found, "\n".join(found)


def test_a_page_made_again_goes_up_when_it_is_chosen(
    county: County, worker: Caller, page: Page, tmp_path: Path
) -> None:
    case = returned(county, worker, county.caller(DutyKind.REVIEWER, county.county))
    old = case.attachments.get()
    picture, false = tmp_path / "重拍.jpg", tmp_path / "假.jpg"
    Image.new("RGB", (400, 260), "blue").save(picture)
    false.write_bytes(b"no picture")
    page.goto(reverse("counter:supplement", args=[case.number]))
    page.select_option("[name=level]", "500")
    # Chosen and sent at once: refused, it holds the case back, with the reason at its line.
    page.set_input_files(f"#id_page-{old.pk}", str(false))
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f"#again-page-{old.pk} .field-error")
    page.wait_for_timeout(500)
    assert page.url.endswith("/supplement/")
    case.refresh_from_db()
    assert case.state == State.RETURNED
    page.set_input_files(f"#id_page-{old.pk}", str(picture))
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/done/**")
    old.refresh_from_db()
    case.refresh_from_db()
    assert (case.state, case.form["level"]) == (State.ACCEPTED, "500")
    assert old.replaced_by is not None
    assert case.attachments.filter(replaces__isnull=False).count() == 1
