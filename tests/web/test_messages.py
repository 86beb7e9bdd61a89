"""待告知: what a point has to tell, one by one or on a round, on paper, and who sees that it lags."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases.models import PrintRecord
from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.messages.enums import register_topic
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.messages.services import Codes, tell
from cuncuntong.network.enums import DutyKind
from tests.web.support import County, at_most, signed_in, table_rows, words

pytestmark = pytest.mark.django_db
JOBS = register_topic("test.fitting", "合适的岗位")
CERTIFICATE = register_topic("test.certificate", "领取证件")
LIST = "/messages/"


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def browser(county):
    return signed_in(county.clerk())


@pytest.fixture
def person(county):
    return county.resident(telephone="13935612345")


def told(person, key: str, days: int = 3, topic: str = JOBS, text: str = "镇上砖厂招人。") -> Message:
    due = timezone.localdate() + dt.timedelta(days=days)
    return tell(resident=person, topic=topic, text=text, key=key, due_on=due)


def test_the_late_ones_come_first_and_the_number_is_masked(browser, county, person):
    told(person, "later", 5)
    told(county.resident("王大山"), "late", -5)
    elsewhere = county.resident("外村人", county.songzhuang)
    told(elsewhere, "elsewhere")
    with at_most():
        page = browser.get(LIST)
    rows = table_rows(page)
    assert len(rows) == 3  # the head, and two of ours
    assert "王大山" in rows[1]
    assert "超期" in rows[1]
    assert "没有电话" in rows[1]
    assert "139****2345" in rows[2]
    assert "13935612345" not in page.content.decode()


def test_the_list_is_narrowed_by_topic_name_and_resident(browser, county, person):
    other = county.resident("王大山")
    told(person, "a")
    told(other, "b", topic=CERTIFICATE)
    assert [("王大山" in row) for row in table_rows(browser.get(LIST, {"topic": CERTIFICATE}))[1:]] == [True]
    assert len(table_rows(browser.get(LIST, {"q": "大山"}))) == 2
    assert len(table_rows(browser.get(LIST, {"resident": person.pk}))) == 2
    assert "没有要告知的消息" in words(browser.get(LIST, {"q": "无此人"}))


@pytest.mark.parametrize("after", ["x", "2026-13-40~1", "2026-01-01~x", "~", "9999-01-01~1"])
def test_an_address_put_together_by_hand_is_no_fault(browser, person, after):
    told(person, "a")
    for tab in ("open", "told", "nonsense"):
        assert browser.get(LIST, {"tab": tab, "after": after}).status_code == 200


def test_pages_go_on_where_the_last_one_ended(browser, county):
    for number in range(51):
        told(county.resident(f"人{number:02d}"), f"k{number}", days=number % 3)
    first = browser.get(LIST)
    assert len(table_rows(first)) == 51
    second = browser.get(first.context["next_url"].replace("?", LIST + "?", 1))
    assert len(table_rows(second)) == 2
    assert not second.context["next_url"]


def test_a_call_is_recorded_with_what_was_said_and_the_next_one_follows(browser, county, person):
    first, second = told(person, "a", 1), told(county.resident("王大山"), "b", 2)
    url = reverse("messages:one", args=[first.pk])
    with at_most():
        page = browser.get(url)
    assert "镇上砖厂招人。" in words(page)
    answer = browser.post(url, {"channel": "phone", "note": "明天去", "next": "1"})
    assert answer.url == reverse("messages:one", args=[second.pk])
    first.refresh_from_db()
    assert (first.state, first.channel, first.outcome) == ("told", "phone", "明天去")
    done = browser.get(url)
    assert "明天去" in words(done)
    assert "登记已告知" not in words(done)


def test_nobody_reached_needs_a_reason_and_stays_in_the_list(browser, person):
    message = told(person, "a")
    url = reverse("messages:one", args=[message.pk])
    wrong = browser.post(url, {"channel": "phone", "note": "", "reached": "no"})
    assert wrong.status_code == 422
    assert "请写明为什么没联系上" in words(wrong)
    browser.post(url, {"channel": "phone", "note": "停机", "reached": "no"})
    failed = words(browser.get(LIST, {"tab": "failed"}))
    assert "停机" in failed
    assert browser.post(url, {"channel": "sms"}).status_code == 422


def test_several_are_recorded_at_once_after_a_round(browser, county, person):
    mine = [told(person, str(number)) for number in range(3)]
    foreign = told(county.resident("外村人", county.songzhuang), "foreign")
    chosen = [str(one.pk) for one in [*mine[:2], foreign]] + ["x"]
    back = LIST + "?tab=late"
    answer = browser.post(
        reverse("messages:tell_chosen"), {"message": chosen, "channel": "print", "back": back}
    )
    assert answer.url == back
    assert Message.objects.filter(state="told", channel="print").count() == 2
    foreign.refresh_from_db()
    assert foreign.state == "waiting"
    for sent in ({"channel": "print"}, {"message": chosen, "channel": "sms"}):
        browser.post(reverse("messages:tell_chosen"), {**sent, "back": "https://elsewhere.example/"})
    assert Message.objects.filter(state="told").count() == 2


def test_the_whole_number_is_shown_for_a_reason_and_logged(browser, person):
    message = told(person, "a")
    url = reverse("messages:telephone", args=[message.pk])
    assert browser.get(url).status_code == 405
    browser.post(url, {"reason": ""})
    assert not AuditEntry.objects.filter(action="message.telephone_shown").exists()
    assert "13935612345" in words(browser.post(url, {"reason": "与居民联系"}))
    assert AuditEntry.objects.filter(action="message.telephone_shown").count() == 1


def test_one_slip_and_all_slips(browser, person):
    message = told(person, "a")
    told(person, "b", topic=CERTIFICATE)
    one = browser.get(reverse("messages:slip", args=[message.pk]))
    every = browser.get(reverse("messages:slips"), {"tab": "open"})
    assert one.content.startswith(b"%PDF-")
    assert every.content.startswith(b"%PDF-")
    assert PrintRecord.objects.filter(paper="message", reference=str(message.pk)).count() == 1
    assert browser.get(reverse("messages:slips"), {"q": "无此人"}).status_code == 302


def test_home_and_desk_say_what_waits(browser, person):
    told(person, "a", -5)
    told(person, "b", 5, text="县里办培训班。")
    home = words(browser.get("/"))
    assert "超期待告知" in home
    assert "待告知消息" in home
    desk = words(browser.get(reverse("counter:desk", args=[person.pk])))
    assert "要告诉居民的：2条" in desk
    assert "镇上砖厂招人。" in desk


def test_township_and_county_see_where_it_lags_and_no_names(county, person):
    told(person, "a", -5)
    told(county.resident("王大山", county.huangcheng), "b", -9)
    township = signed_in(county.caller(DutyKind.TOWNSHIP_ADMIN, county.fengcheng))
    page = words(township.get(reverse("messages:late")))
    assert "水村" in page
    assert "皇城村" not in page
    assert "李秀英" not in page
    assert "各点超期未告知" in words(township.get("/"))
    overseer = signed_in(county.caller(DutyKind.OVERSEER, county.county))
    rows = table_rows(overseer.get(reverse("messages:late")))
    assert len(rows) == 3
    assert overseer.get(LIST).status_code == 403


def test_the_county_tells_what_belongs_to_no_village(county):
    tell(
        topic=JOBS,
        text="请续期。",
        key="employer",
        recipient_name="演示砖厂",
        telephone="13935600001",
        place=Codes("", "", "140522"),
    )
    admin = signed_in(county.business_admin())
    assert "演示砖厂" in words(admin.get(LIST))
    told(county.resident("王大山"), "b")
    assert "王大山" not in words(admin.get(LIST))
    assert "王大山" in words(admin.get(LIST, {"scope": "all"}))
