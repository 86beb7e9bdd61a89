"""The review queue: order, filters, who holds what, pages by key, and the next case."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Case
from cuncuntong.cases.selectors.queues import queue_page
from cuncuntong.cases.services import review
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DutyKind
from tests.cases import make
from tests.ledgers.make import County
from tests.web.review.make import browser

QUEUE = "/review/"


def test_overdue_cases_stand_on_top_in_words(county: County, clerk: Caller, reviewer: Caller) -> None:
    early = make.file(clerk, make.REVIEWED, county.resident("王早")).case
    late = make.file(clerk, make.REVIEWED, county.resident("赵晚")).case
    long_ago = timezone.localdate() - dt.timedelta(days=20)
    Case.objects.filter(pk=late.pk).update(due_on=long_ago)
    page = browser(reviewer).get(QUEUE)
    text = page.content.decode()
    assert text.index(late.number) < text.index(early.number)
    assert "超期" in text and "个工作日" in text and "超期1件" in text


def test_filters_by_item_township_and_name(county: County, clerk: Caller, reviewer: Caller) -> None:
    one = make.file(clerk, make.REVIEWED, county.resident("王一")).case
    there = county.huangcheng
    other = make.file(county.clerk(there), make.REVIEWED, county.resident("李二", there))
    client = browser(reviewer)
    by_town = client.get(QUEUE, {"township": "140522101"}).content.decode()
    assert other.case.number in by_town and one.number not in by_town
    by_name = client.get(QUEUE, {"q": "王"}).content.decode()
    assert one.number in by_name and other.case.number not in by_name
    none = client.get(QUEUE, {"item": "T3"}).content.decode()
    assert "没有符合条件的办件" in none and one.number not in none


def test_queue_says_who_holds_a_case_until_when(county: County, reviewer: Caller, case: Case) -> None:
    colleague = make.reviewer(county)
    held = review.claim(caller=colleague, case_id=case.pk)
    text = browser(reviewer).get(QUEUE).content.decode()
    assert f"{colleague.account}审核到{timezone.localtime(held.claimed_until):%H:%M}" in text
    mine = browser(colleague).get(QUEUE, {"tab": "mine"}).content.decode()
    assert case.number in mine and "您正在审核" in mine


def test_pages_go_by_key_and_hold_every_case_once(
    county: County, clerk: Caller, reviewer: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [make.file(clerk, make.REVIEWED, county.resident(f"王{n}")).case.number for n in "甲乙丙"]
    monkeypatch.setattr("cuncuntong.web.review.queue.queue_page", partial(queue_page, size=2))
    client = browser(reviewer)
    first = client.get(QUEUE)
    second = client.get(QUEUE + first.context["next_url"])
    seen = [row["case"].number for page in (first, second) for row in page.context["rows"]]
    assert seen == made and second.context["next_url"] == ""


def test_next_case_skips_ones_own_and_those_held(county: County, clerk: Caller, reviewer: Caller) -> None:
    held = make.file(clerk, make.REVIEWED, county.resident("王甲")).case
    own = make.file(clerk, make.REVIEWED, county.resident("王乙")).case
    free = make.file(clerk, make.REVIEWED, county.resident("王丙")).case
    review.claim(caller=make.reviewer(county), case_id=held.pk)
    Case.objects.filter(pk=own.pk).update(handler=reviewer.account)
    answer = browser(reviewer).post(reverse("review:next"))
    assert answer["Location"] == reverse("review:case", args=[free.number])
    free.refresh_from_db()
    assert free.claimed_by == reviewer.account
    # Her own claim comes first again; with that decided nothing is left.
    review.approve(caller=reviewer, case_id=free.pk, version=None)
    assert browser(reviewer).post(reverse("review:next"))["Location"] == QUEUE


def test_the_queue_costs_twelve_queries_at_most(
    county: County, clerk: Caller, reviewer: Caller, django_assert_max_num_queries: Any
) -> None:
    for name in ("王甲", "王乙", "王丙", "王丁"):
        make.file(clerk, make.REVIEWED, county.resident(name))
    client = browser(reviewer)
    client.get(QUEUE)
    with django_assert_max_num_queries(12):
        assert client.get(QUEUE).status_code == 200


@pytest.mark.parametrize("tab", ["waiting", "mine", "overdue", "soon", "returned", "decided", "nonsense"])
def test_every_tab_has_words_when_empty(reviewer: Caller, tab: str) -> None:
    page = browser(reviewer).get(QUEUE, {"tab": tab, "after": "~'; drop table"})
    assert page.status_code == 200 and "empty" in page.content.decode()


def test_the_queue_is_closed_to_other_duties(county: County, clerk: Caller) -> None:
    overseer = county.caller(DutyKind.OVERSEER, county.county)
    for somebody in (clerk, overseer):
        assert browser(somebody).get(QUEUE).status_code == 403
        assert browser(somebody).post(reverse("review:next")).status_code == 403


def test_another_line_of_business_is_not_shown(county: County, clerk: Caller, reviewer: Caller) -> None:
    foreign = make.file(clerk, make.CARD_LINE, county.resident("王卡")).case
    assert foreign.number not in browser(reviewer).get(QUEUE).content.decode()
    assert browser(reviewer).get(reverse("review:case", args=[foreign.number])).status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == State.ACCEPTED
