"""The main job from end to end in a real Chromium: counter, county, ledger, and back to the resident.

Three people with passwords of their own, each in a browser of their own; every page on the way is
held to WCAG 2.2 AA, and nothing that a page does may be refused by its content policy.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from cuncuntong.cases import clock, numbers
from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Case
from cuncuntong.foundation.audit import verify
from cuncuntong.foundation.audit.chain import seal_pending
from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network import parameters
from cuncuntong.network.access import Caller
from tests.browser.launch import describe, launch_browser, new_page, run_axe
from tests.cases import make
from tests.ledgers.make import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "kwfm-7264-htqe"
FORM = "#item-form"


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


@pytest.fixture
def person(county: County) -> Resident:
    return county.resident("李秀英", birth="19840305", telephone="13835600001", address="水村一号")


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    path = tmp_path / "身份证.jpg"
    Image.new("RGB", (800, 500), "lightblue").save(path)
    return path


class Somebody:
    """A browser of one person; what the console complains of is kept."""

    def __init__(self, chromium: Browser, address: str, caller: Caller | None = None) -> None:
        self.page: Page = new_page(chromium, base_url=address)
        self.complaints: list[str] = []
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if caller is not None:
            self._sign_in(caller)

    def _sign_in(self, caller: Caller) -> None:
        caller.account.set_password(PASSWORD)
        caller.account.save()
        self.page.goto("/account/sign-in/")
        self.sound()
        self.page.fill("[name=username]", caller.account.username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_selector(".account-menu, [aria-label=工具]")
        self.sound()

    def go(self, path: str) -> None:
        self.page.goto(path)
        self.sound()

    def sound(self) -> None:
        """Nothing in the way of anybody, nothing refused by the policy."""
        self.page.wait_for_load_state("networkidle")
        found = run_axe(self.page)
        assert found == [], f"{self.page.url}\n{describe(found)}"
        assert self.complaints == [], self.page.url

    def main(self) -> str:
        return self.page.inner_text("main")


@pytest.fixture
def people(chromium: Browser, live_server: Any, county: County) -> Iterator[tuple[Somebody, Somebody]]:
    """The clerk and the reviewer."""
    pair = (
        Somebody(chromium, live_server.url, county.clerk()),
        Somebody(chromium, live_server.url, make.reviewer(county)),
    )
    yield pair
    for one in pair:
        one.page.context.close()


def file(clerk: Somebody, person: Resident, photograph: Path) -> Case:
    """Finds the resident, fills item 28 in, attaches a page, checks and sends it."""
    page = clerk.page
    clerk.go("/counter/")
    page.fill("main [name=q]", "lxy")
    page.wait_for_selector("#found a")
    clerk.sound()
    page.click("#found a")
    page.wait_for_url(f"**/counter/residents/{person.pk}/**")
    clerk.sound()
    clerk.go(f"/counter/residents/{person.pk}/items/28/")
    page.select_option("#id_level", "300")
    page.set_input_files("#id_id_page", str(photograph))
    page.wait_for_selector("#material-id_page .thumb")
    hukou = page.locator("input[name=hukou]").first
    if not page.locator("input[name=hukou]:checked").count():
        hukou.check()
    clerk.sound()
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=尚未提交")
    clerk.sound()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/done/**")
    clerk.sound()
    case = Case.objects.get()
    assert case.number in clerk.main()
    return case


def told(clerk: Somebody, case: Case, words: str) -> None:
    """The inbox shows the result; the clerk reads it out and records that."""
    clerk.go("/counter/inbox/")
    assert case.number in clerk.main()
    clerk.go(f"/counter/cases/{case.number}/deliver/")
    assert words in clerk.main()
    clerk.page.click("button[value=read_out]")
    clerk.page.wait_for_selector("text=已经告知")
    clerk.sound()


def progress(chromium: Browser, address: str, case: Case) -> str:
    """What the resident reads on the public page."""
    anybody = Somebody(chromium, address)
    anybody.go(f"/p/progress/?n={case.number}")
    assert anybody.page.input_value("[name=number]") == case.number
    anybody.page.fill("[name=id_tail]", case.resident.id_number[-6:])
    anybody.page.press("[name=id_tail]", "Enter")
    anybody.page.wait_for_selector(".summary")
    anybody.sound()
    read = anybody.main()
    anybody.page.context.close()
    return read


def test_an_enrolment_goes_from_the_counter_to_the_ledger_and_back(
    chromium: Browser,
    live_server: Any,
    people: tuple[Somebody, Somebody],
    person: Resident,
    photograph: Path,
) -> None:
    clerk, reviewer = people
    case = file(clerk, person, photograph)
    assert case.state == State.ACCEPTED
    assert "已受理" in progress(chromium, live_server.url, case)

    reviewer.go("/review/")
    reviewer.page.click(f"main a:has-text('{case.number}')")
    reviewer.page.wait_for_url(f"**/review/cases/{case.number}/")
    reviewer.sound()
    assert "李秀英" in reviewer.main()
    assert person.id_number not in reviewer.page.content()
    assert not PensionAccount.objects.exists()
    reviewer.page.keyboard.press("Alt+a")
    reviewer.page.wait_for_url("**/review/")
    assert "已审核通过" in reviewer.page.inner_text("body")
    reviewer.sound()

    account = PensionAccount.objects.get()
    assert (account.resident_id, account.case_number) == (person.pk, case.number)
    case.refresh_from_db()
    assert (case.state, case.in_time) == (State.APPLIED, True)

    told(clerk, case, "已办结")
    case.refresh_from_db()
    assert case.state == State.FED_BACK
    read = progress(chromium, live_server.url, case)
    assert "结果已告知" in read
    assert "李秀英" not in read

    clerk.go(f"/cases/{case.number}/")
    for step in ("受理", "审核通过", "记入台账", "反馈居民"):
        assert step in clerk.main()
    seal_pending()
    assert verify().ok
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"account.signed_in", "attachment.added", "resident.read", "notice.delivered"} <= actions


def test_a_return_slip_names_a_line_and_only_that_line_is_made_again(
    chromium: Browser,
    live_server: Any,
    people: tuple[Somebody, Somebody],
    person: Resident,
    photograph: Path,
) -> None:
    clerk, reviewer = people
    case = file(clerk, person, photograph)
    kept = case.attachments.get()

    reviewer.go(f"/review/cases/{case.number}/")
    page = reviewer.page
    page.keyboard.press("Alt+r")
    page.select_option("[name=target-0]", "field:level")
    page.fill("[name=problem-0]", "居民说要选500元档")
    page.fill("[name=remedy-0]", "改成500元")
    reviewer.sound()
    page.click("button[value=return]")
    page.wait_for_url("**/review/")
    case.refresh_from_db()
    assert case.state == State.RETURNED
    assert case.clock_stopped_on is not None
    read = progress(chromium, live_server.url, case)
    assert "材料需要补正" in read
    assert "计时暂停" in read

    told(clerk, case, "居民说要选500元档")
    clerk.go(f"/counter/cases/{case.number}/supplement/")
    page = clerk.page
    assert "改成500元" in clerk.main()
    # Only the named line can be changed: neither the other line nor the page is asked for again.
    assert page.locator(f"{FORM} [name=level]").count() == 1
    assert page.locator(f"{FORM} [name=hukou]").count() == 0
    assert page.locator(f"{FORM} input[type=file]").count() == 0
    page.select_option("[name=level]", "500")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/done/**")
    clerk.sound()
    before = dict(case.form)
    case.refresh_from_db()
    assert case.state == State.ACCEPTED
    assert case.clock_stopped_on is None
    assert (before["level"], case.form["level"]) == ("300", "500")
    assert case.form["hukou"] == before["hukou"]
    assert case.attachments.get() == kept

    reviewer.go(f"/review/cases/{case.number}/")
    reviewer.page.keyboard.press("Alt+a")
    reviewer.page.wait_for_url("**/review/")
    assert PensionAccount.objects.get().level == 500
