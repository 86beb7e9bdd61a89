"""A wish for training in a real Chromium: registered, asked for, placed by the county, signed for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from cuncuntong.cases import clock, numbers
from cuncuntong.ledgers.training.models import Enrolment, FollowUpCall, TrainingWish
from cuncuntong.network import parameters
from cuncuntong.network.enums import Line
from tests.browser.launch import launch_browser
from tests.browser.test_whole_flow import Somebody
from tests.cases.make import reviewer
from tests.ledgers.make import County
from tests.ledgers.training import make

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
    return County()


def test_a_wish_goes_from_the_counter_to_a_class_that_is_signed_for(
    chromium: Browser, live_server: Any, county: County
) -> None:
    person = county.resident("李秀英", birth="19880305", telephone="13835600001")
    row = make.training_class(county)
    clerk = Somebody(chromium, live_server.url, county.clerk())
    manager = Somebody(chromium, live_server.url, reviewer(county, Line.TRAINING))

    # Item 16: the group is shown, the words are common ones; checked, then sent.
    page = clerk.page
    clerk.go(f"/counter/residents/{person.pk}/items/16/")
    page.select_option("[name=group]", "rural")
    page.check("[name=evidence_kind][value=told]")
    page.fill("[name=evidence]", "过年后去县城做工")
    page.fill("[name=words]", "电焊")
    clerk.sound()
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=尚未提交")
    clerk.sound()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/done/**")
    clerk.sound()
    wish = TrainingWish.objects.get()
    assert (wish.occupation, wish.state) == (make.WELDER, "open")

    # The point asks the institution; the answer names the class.
    clerk.go("/training/tasks/")
    page.click("button:has-text('记录这次联系')")
    page.wait_for_url("**/training/call/**")
    assert page.is_hidden("#id_starts_on")
    page.check("[name=answer][value=class]")
    page.select_option("[name=training_class]", index=1)
    clerk.sound()
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=1位居民会收到消息")
    assert FollowUpCall.objects.get().training_class_id == row.pk

    # The county looks at whom the rules would place, and places them.
    manager.go("/training/desk/")
    manager.go(f"/training/classes/{row.number}/")
    manager.page.keyboard.press("Alt+1")
    manager.page.wait_for_url("**/place/")
    manager.sound()
    assert "李秀英" in manager.main()
    manager.page.keyboard.press("Control+Enter")
    manager.page.wait_for_selector("text=1人有名额")
    manager.sound()

    # Item 19: signed for at the counter, the notice is there to print.
    clerk.go(f"/counter/residents/{person.pk}/items/19/")
    assert page.is_checked("[name=action][value=sign]")
    clerk.sound()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/done/**")
    clerk.sound()
    assert "打印培训通知书" in clerk.main()
    one = Enrolment.objects.get()
    assert (one.signed_by, one.seat) == ("李秀英", 1)
    clerk.go(f"/training/wishes/{wish.pk}/")
    assert "签收通知" in clerk.main()
    for somebody in (clerk, manager):
        somebody.page.context.close()
