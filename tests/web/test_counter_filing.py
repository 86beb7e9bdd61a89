"""Fill in, check, send: one form, one case, nothing typed lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Advice, Case, Draft
from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.ledgers.residents.models import Resident, VisitGrant
from cuncuntong.rules.registry import items
from tests.ledgers.make import County, basic_account, card, pay
from tests.web.counter_make import hidden, photo, signed_in, words

TRANSACTION = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
HTMX = {"HX-Request": "true"}
ENROL, SEEK, LOOK = "28", "1", "33"


@pytest.fixture
def county(db: None) -> County:
    return County()


@pytest.fixture
def person(county: County) -> Resident:
    return county.resident("李秀英", birth="19840305", telephone="13835600001", address="水村12号")


@pytest.fixture
def clerk(county: County) -> Client:
    return signed_in(county.clerk())


def url(step: str, person: Resident, item: str) -> str:
    return reverse(f"counter:{step}", args=[person.pk, item])


def keys(page: Any) -> dict[str, str]:
    return {"draft_key": hidden(page, "draft_key"), "version": hidden(page, "version")}


def upload(clerk: Client, person: Resident, sent: dict[str, str], **more: str) -> Any:
    return clerk.post(
        url("page_add", person, ENROL),
        {**sent, "material": "id_page", "file-id_page": photo(), **more},
        headers=HTMX,
    )


def enrol_checked(clerk: Client, person: Resident) -> Any:
    """The check page of an enrolment with its photograph."""
    sent = keys(clerk.get(url("form", person, ENROL)))
    sent["version"] = hidden(upload(clerk, person, sent), "version")
    return clerk.post(url("check", person, ENROL), {**sent, "level": "300", "hukou": "rural"}, follow=True)


def seek_values() -> dict[str, str]:
    return {"action": "register", "occupation": "电焊工", "work_place": "本县", "shown_to_employers": "yes"}


def test_an_enrolment_is_checked_then_sent_and_becomes_one_case(clerk: Client, person: Resident) -> None:
    page = enrol_checked(clerk, person)
    assert page.status_code == 200, words(page)
    assert "尚未提交" in words(page)
    assert "300元/年" in words(page)
    assert Case.objects.count() == 0
    sent = clerk.post(url("send", person, ENROL), keys(page))
    case = Case.objects.get()
    assert sent.headers["Location"] == reverse("counter:done", args=[case.number])
    assert case.state == State.ACCEPTED
    assert case.attachments.count() == 1
    assert not Draft.objects.exists()
    done = words(clerk.get(sent.headers["Location"]))
    assert case.number in done
    assert "应办结日" in done
    # 24 November 2026 and the like: the page speaks of the stored day.
    assert f"{case.due_on.year}年{case.due_on.month}月{case.due_on.day}日" in done


def test_sent_twice_shows_the_first_receipt(clerk: Client, person: Resident) -> None:
    page = enrol_checked(clerk, person)
    clerk.post(url("send", person, ENROL), keys(page))
    again = clerk.post(url("send", person, ENROL), keys(page), follow=True)
    assert Case.objects.count() == 1
    assert "已受理过，未重复提交" in words(again)


def test_everything_wrong_is_told_at_once_and_nothing_typed_is_lost(clerk: Client, county: County) -> None:
    young = county.resident("赵小明", birth="20180101")
    sent = keys(clerk.get(url("form", young, ENROL)))
    page = clerk.post(url("check", young, ENROL), {**sent, "hukou": "urban"})
    assert page.status_code == 422
    text = words(page)
    assert "请选择缴费档次" in text
    assert "还没有上传" in text
    assert "年满16周岁" in text
    assert "打印一次性告知书" in text
    assert 'value="urban"' in page.content.decode()
    assert "checked" in page.content.decode().split('value="urban"')[1][:120]
    assert "<title>错误：" in page.content.decode()
    assert Draft.objects.get().form == {"hukou": "urban"}
    given = clerk.post(url("advice", young, ENROL), {**keys(page), "hukou": "urban"})
    advice = Advice.objects.get()
    assert given.headers["Location"] == reverse("papers:advice", args=[advice.number])
    assert len(advice.lines) >= 3


def test_a_short_item_is_sent_in_one_step(clerk: Client, person: Resident) -> None:
    sent = keys(clerk.get(url("form", person, SEEK)))
    done = clerk.post(url("check", person, SEEK), {**sent, **seek_values()}, follow=True)
    assert Case.objects.get().state == State.FED_BACK
    assert JobSeeker.objects.get().resident == person
    assert "已办结" in words(done)
    assert "办下一位" in words(done)


def test_the_same_item_again_today_asks_why(clerk: Client, person: Resident) -> None:
    sent = keys(clerk.get(url("form", person, SEEK)))
    clerk.post(url("check", person, SEEK), {**sent, **seek_values()})
    second = {**keys(clerk.get(url("form", person, SEEK))), **seek_values(), "action": "renew"}
    asked = clerk.post(url("check", person, SEEK), second)
    assert asked.status_code == 422
    assert "今天已经办过" in words(asked)
    assert Case.objects.count() == 1
    second |= {**keys(asked), "repeat_asked": "1"}
    missing = clerk.post(url("check", person, SEEK), {**second, "repeat_reason": ""})
    assert "请写明再办一次的理由" in words(missing)
    clerk.post(url("check", person, SEEK), {**second, **keys(missing), "repeat_reason": "地点填错"})
    assert Case.objects.count() == 2
    assert Case.objects.latest("pk").repeat_reason == "地点填错"


def test_the_same_saved_twice_is_no_conflict(clerk: Client, county: County, person: Resident) -> None:
    sent = keys(clerk.get(url("form", person, ENROL)))
    first = {**sent, "level": "300"}
    assert clerk.post(url("draft_save", person, ENROL), first).json()["version"] == 1
    colleague = signed_in(county.clerk())
    newer = {**sent, "version": "1", "level": "500"}
    assert colleague.post(url("draft_save", person, ENROL), newer).json()["version"] == 2
    # The answer was lost on the way, and the same is sent again with the old version.
    assert colleague.post(url("draft_save", person, ENROL), newer).json()["version"] == 2
    assert Draft.objects.get().form["level"] == "500"


def test_a_draft_is_saved_restored_and_never_overwritten_by_another_tab(
    clerk: Client, county: County, person: Resident
) -> None:
    sent = keys(clerk.get(url("form", person, SEEK)))
    saved = clerk.post(url("draft_save", person, SEEK), {**sent, "occupation": "厨师"})
    assert saved.json()["version"] == 1
    assert "saved_at" in saved.json()
    # A colleague of the point goes on with it.
    colleague = signed_in(county.clerk())
    page = colleague.get(url("form", person, SEEK))
    assert 'value="厨师"' in page.content.decode()
    newer = {**keys(page), "occupation": "电工"}
    assert colleague.post(url("draft_save", person, SEEK), newer).json()["version"] == 2
    older = clerk.post(url("draft_save", person, SEEK), {**sent, "version": "1", "occupation": "保安"})
    assert older.status_code == 409
    assert older.json()["rows"] == [["意向职业", "电工", "保安"]]
    both = clerk.post(
        url("check", person, SEEK), {**sent, **seek_values(), "version": "1", "occupation": "保安"}
    )
    assert both.status_code == 409
    assert "电工" in words(both)
    assert "保安" in words(both)
    assert Draft.objects.get().form["occupation"] == "电工"
    assert Case.objects.count() == 0
    # Going on from here means that this one is wanted.
    clerk.post(url("check", person, SEEK), {**keys(both), **seek_values(), "occupation": "保安"})
    assert JobSeeker.objects.get().occupation == "保安"


def test_what_was_checked_is_what_is_sent(clerk: Client, county: County, person: Resident) -> None:
    page = enrol_checked(clerk, person)
    other = signed_in(county.clerk())
    tab = keys(other.get(url("form", person, ENROL)))
    other.post(url("draft_save", person, ENROL), {**tab, "level": "5000", "hukou": "rural"})
    stopped = clerk.post(url("send", person, ENROL), keys(page))
    assert stopped.status_code == 409
    assert "5000元/年" in words(stopped)
    assert Case.objects.count() == 0


def test_an_autosave_after_sending_makes_no_new_draft(clerk: Client, person: Resident) -> None:
    sent = keys(clerk.get(url("form", person, SEEK)))
    clerk.post(url("check", person, SEEK), {**sent, **seek_values()})
    assert clerk.post(url("draft_save", person, SEEK), {**sent, "occupation": "厨师"}).status_code == 204
    assert not Draft.objects.exists()


@pytest.mark.parametrize("item", [ENROL, SEEK, "34", "40", LOOK])
def test_forms_open_within_their_queries(clerk: Client, county: County, item: str) -> None:
    person = county.resident("王满山", birth="19650101")
    account = basic_account(person)
    card(person)
    for year in range(2020, 2026):
        pay(account, year)
    clerk.get(url("form", person, item))
    with CaptureQueriesContext(connection) as queries:
        page = clerk.get(url("form", person, item))
    ours = [one["sql"] for one in queries if not one["sql"].startswith(TRANSACTION)]
    assert len(ours) <= 12, "\n".join(ours)
    assert page.status_code == 200
    assert len(page.content) < 150_000


def test_the_form_alone_is_sent_when_htmx_asks_for_it(clerk: Client, person: Resident) -> None:
    page = clerk.get(url("form", person, ENROL), headers={**HTMX, "HX-Target": "work"})
    assert "<html" not in page.content.decode()
    assert "<title>城乡居民基本养老保险参保登记" in page.content.decode()
    assert len(page.content) < 60_000


def test_pages_are_listed_removed_and_refused_by_name(clerk: Client, person: Resident) -> None:
    sent = keys(clerk.get(url("form", person, ENROL)))
    listed = upload(clerk, person, sent)
    assert "身份证.jpg" in words(listed)
    draft = Draft.objects.get()
    page = draft.attachments.get()
    bad = clerk.post(
        url("page_add", person, ENROL),
        {**sent, "version": "1", "material": "id_page", "file-id_page": photo("说明.pdf")},
        headers=HTMX,
    )
    assert bad.status_code in {200, 422}
    removed = clerk.post(
        reverse("counter:page_remove", args=[person.pk, ENROL, page.pk]), {**sent, "level": "300"}
    )
    assert removed.status_code == 302
    assert not draft.attachments.filter(pk=page.pk).exists()


def test_script_and_sql_stay_text(clerk: Client, person: Resident) -> None:
    nasty = "<script>alert(1)</script>' OR 1=1 --"
    sent = keys(clerk.get(url("form", person, SEEK)))
    values = {**sent, **seek_values(), "occupation": nasty[:30], "skills": nasty, "remarks": nasty}
    page = clerk.post(url("check", person, SEEK), values, follow=True)
    assert "<script>alert(1)" not in page.content.decode()
    assert Case.objects.filter(resident=person).count() == 1
    for name, data in (
        ("find", {"q": nasty}),
        ("start", {"q": nasty}),
        ("cases", {"q": nasty, "item": nasty, "after": nasty}),
    ):
        answer = clerk.get(reverse(f"counter:{name}"), data, follow=True)
        assert answer.status_code == 200
        assert "<script>alert(1)" not in answer.content.decode()


def test_a_closed_item_shows_its_guide_and_a_missing_one_is_not_there(
    clerk: Client, person: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Every item of the list is open; a county may yet get one that is not.
    shut = replace(items.get("23"), effect=None, look_up=None)
    monkeypatch.setitem(items._items, "23", shut)
    closed = clerk.get(url("form", person, "23"))
    assert "还没有开通" in words(closed)
    assert clerk.get(url("form", person, "99")).status_code == 404


def test_a_look_up_is_answered_on_the_page(clerk: Client, person: Resident) -> None:
    page = clerk.get(url("form", person, LOOK))
    assert page.status_code == 200
    assert reverse("papers:look_up", args=[person.pk, LOOK]) in page.content.decode()


def test_an_old_session_comes_back_to_the_step_with_the_draft(clerk: Client, person: Resident) -> None:
    sent = keys(clerk.get(url("form", person, SEEK)))
    clerk.post(url("draft_save", person, SEEK), {**sent, "occupation": "厨师"})
    clerk.logout()
    away = clerk.post(
        url("check", person, SEEK), sent, headers={"Referer": f"http://testserver{url('form', person, SEEK)}"}
    )
    assert away.status_code == 302
    assert f"next={url('form', person, SEEK)}" in away.headers["Location"].replace("%2F", "/")
    assert dt.timedelta(0) <= timezone.now() - Draft.objects.get().saved_at < dt.timedelta(minutes=1)


def test_a_photograph_of_40_mb_is_refused_by_name_and_nothing_is_lost(
    clerk: Client, person: Resident
) -> None:
    sent = keys(clerk.get(url("form", person, ENROL)))
    huge = SimpleUploadedFile("户口簿.jpg", b"\xff\xd8\xff\xe0" + bytes(40 * 1024 * 1024), "image/jpeg")
    page = clerk.post(
        url("page_add", person, ENROL),
        {**sent, "level": "500", "material": "id_page", "file-id_page": huge},
        headers=HTMX,
    )
    assert page.status_code == 422
    assert "户口簿.jpg" in words(page)
    assert "上限" in words(page)
    draft = Draft.objects.get()
    assert draft.form == {"level": "500"}
    assert not draft.attachments.exists()


def test_a_draft_of_another_resident_is_not_written_over(
    clerk: Client, county: County, person: Resident
) -> None:
    sent = keys(clerk.get(url("form", person, SEEK)))
    clerk.post(url("draft_save", person, SEEK), {**sent, "occupation": "厨师"})
    other = county.resident("王大山", birth="19850101")
    crossed = clerk.post(url("draft_save", other, SEEK), {**sent, "version": "1", "occupation": "保安"})
    assert crossed.status_code == 404
    assert Draft.objects.get().form == {"occupation": "厨师"}


def test_another_points_draft_is_neither_saved_nor_attached_to(
    clerk: Client, county: County, person: Resident
) -> None:
    sent = keys(clerk.get(url("form", person, ENROL)))
    clerk.post(url("draft_save", person, ENROL), {**sent, "level": "300"})
    away = county.clerk(county.huangcheng)
    theirs = signed_in(away)
    # Even where the person visits the other point today, the first point's draft is not theirs.
    VisitGrant.objects.create(
        resident=person, point=away.point, granted_by=away.account, on=timezone.localdate(), reason="到场"
    )
    assert theirs.post(url("draft_save", person, ENROL), {**sent, "version": "1"}).status_code == 404
    assert upload(theirs, person, {**sent, "version": "1"}).status_code == 404
    assert theirs.get(url("form", person, ENROL), {"draft_key": sent["draft_key"]}).status_code == 404
    assert Draft.objects.get().form == {"level": "300"}


@pytest.mark.parametrize(
    ("item", "waits"), [("7", "说明了保险"), ("11", "有就业要求"), ("16", "属于六类重点群体")]
)
def test_what_nobody_filled_in_yet_is_neither_a_fault_nor_met(
    clerk: Client, person: Resident, item: str, waits: str
) -> None:
    page = words(clerk.get(url("form", person, item)))
    assert f"{waits} ：待填写" in page or f"{waits}：待填写" in page
    assert "处不符合" not in page and "处待填写" in page
    # Sent as it is, everything that is missing is told.
    sent = clerk.post(url("check", person, item), keys(clerk.get(url("form", person, item))))
    assert sent.status_code == 422 and "需要改正" in words(sent)
    # Told as missing, or by the form itself; never ticked as met.
    assert waits not in sent.content.decode().partition("checks-good")[2].partition("</ul>")[0]
