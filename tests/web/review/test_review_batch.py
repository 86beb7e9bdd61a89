"""Several alike cases approved together, each checked; many of them in the background."""

from __future__ import annotations

from typing import Any

import pytest

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import BatchRun, Case
from cuncuntong.cases.services import batch as batch_service
from cuncuntong.cases.services import review
from cuncuntong.network.access import Caller
from tests.cases import make
from tests.ledgers.make import County
from tests.web.counter_make import hidden
from tests.web.review.make import browser

CHOOSE, CHECK, START = "/review/batch/", "/review/batch/check/", "/review/batch/start/"


@pytest.fixture
def three(county: County, clerk: Caller) -> list[Case]:
    return [make.file(clerk, make.REVIEWED, county.resident(f"王{name}")).case for name in "甲乙丙"]


def checked(client: Any, cases: list[Case]) -> Any:
    return client.post(CHECK, {"item": "T1", "case": [one.pk for one in cases]})


def test_only_free_cases_of_items_that_allow_it_are_offered(
    county: County, clerk: Caller, reviewer: Caller, three: list[Case]
) -> None:
    review.claim(caller=make.reviewer(county), case_id=three[0].pk)
    Case.objects.filter(pk=three[1].pk).update(filed_by=reviewer.account)
    page = browser(reviewer).get(CHOOSE, {"item": "T1"})
    assert [one.pk for one, _ in page.context["rows"]] == [three[2].pk]
    assert "T3" not in [one.number for one, _ in page.context["offered"]]
    refused = browser(reviewer).post(CHECK, {"item": "T3", "case": ["1"]}, follow=True)
    assert "须逐件审核" in refused.content.decode()


def test_each_is_checked_approved_or_left_with_the_reason(reviewer: Caller, three: list[Case]) -> None:
    bad = three[1]
    bad.form = {**make.FORM, "address": "外地某处"}
    bad.save()
    client = browser(reviewer)
    page = checked(client, three)
    text = page.content.decode()
    assert "居住地址不在本县" in text and "不能通过，会留下" in text and "2件核对通过" in text
    sent = {"ids": hidden(page, "ids"), "key": hidden(page, "key")}
    answer = client.post(START, sent, follow=True).content.decode()
    assert "通过2件，留下1件" in answer and bad.number in answer and "居住地址不在本县" in answer
    states = {one.pk: one.state for one in Case.objects.all()}
    assert [states[one.pk] for one in three] == [State.APPLIED, State.ACCEPTED, State.APPLIED]


def test_sending_twice_finds_the_first_run(reviewer: Caller, three: list[Case]) -> None:
    client = browser(reviewer)
    page = checked(client, three)
    sent = {"ids": hidden(page, "ids"), "key": hidden(page, "key")}
    first, second = client.post(START, sent), client.post(START, sent)
    assert first["Location"] == second["Location"] and BatchRun.objects.count() == 1


def test_many_run_in_the_background_and_the_page_follows(
    county: County, reviewer: Caller, three: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_service, "AT_ONCE", 2)
    monkeypatch.setattr(batch_service, "enqueue", lambda *args, **more: None)
    client = browser(reviewer)
    page = checked(client, three)
    url = client.post(START, {"ids": hidden(page, "ids"), "key": hidden(page, "key")})["Location"]
    going = client.get(url).content.decode()
    assert "正在逐件核对" in going and 'hx-trigger="every 2s"' in going
    batch_service.run_batch.func(batch_id=BatchRun.objects.get().pk)
    done = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "3件都已审核通过" in done and "every 2s" not in done and "<html" not in done
    colleague = browser(make.reviewer(county))
    assert colleague.get(url)["Location"] == CHOOSE


def test_all_of_an_item_are_taken_at_once(
    reviewer: Caller, three: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cuncuntong.web.review.batch.SHOWN", 1)
    monkeypatch.setattr("cuncuntong.web.review.batch.AT_ONCE", 2)
    client = browser(reviewer)
    assert "选择全部3件" in client.get(CHOOSE, {"item": "T1"}).content.decode()
    page = client.post(CHECK, {"item": "T1", "all": "1"})
    assert len(page.context["rows"]) == 2 and "其余1件在通过时逐件核对" in page.content.decode()
    client.post(START, {"ids": hidden(page, "ids"), "key": hidden(page, "key")})
    assert set(Case.objects.values_list("state", flat=True)) == {State.APPLIED}


def test_nothing_chosen_and_others_cases_are_told(
    county: County, clerk: Caller, reviewer: Caller, three: list[Case]
) -> None:
    client = browser(reviewer)
    none = client.post(CHECK, {"item": "T1"}, follow=True)
    assert "请先勾选" in none.content.decode()
    foreign = make.file(clerk, make.CARD_LINE, county.resident("王卡")).case
    answer = client.post(START, {"ids": str(foreign.pk), "key": "k1"}, follow=True).content.decode()
    assert "不在您的审核范围内" in answer
    foreign.refresh_from_db()
    assert foreign.state == State.ACCEPTED
    assert browser(clerk).get(CHOOSE).status_code == 403
    assert browser(clerk).post(START, {"ids": str(three[0].pk), "key": "k2"}).status_code == 403
