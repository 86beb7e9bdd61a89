"""The clerk finds a resident and sees the desk."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases.models import Case
from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.pensions.services import open_account
from cuncuntong.rules.registry import items
from cuncuntong.web.templatetags.counter import with_items
from tests.cases import make as cases
from tests.ledgers.make import County, id_number
from tests.web.counter_make import signed_in, words

MOST_QUERIES = 12
HTMX = {"HX-Request": "true"}


@pytest.fixture
def county(db: None) -> County:
    return County()


@pytest.fixture
def clerk(county: County) -> Client:
    return signed_in(county.clerk())


def test_initials_find_people_of_the_village_with_masked_numbers(county: County, clerk: Client) -> None:
    person = county.resident("李秀英")
    county.resident("李秀英", village=county.huangcheng)
    response = clerk.get(
        reverse("counter:find"), {"q": "/lxy"}, headers=HTMX
    )  # the key that goes to the box, pressed in it
    assert response.status_code == 200
    assert words(response).count("李秀英") == 1
    assert person.id_number not in response.content.decode()
    assert "1964年生" in words(response)
    assert reverse("counter:desk", args=[person.pk]) in response.content.decode()


def test_a_whole_valid_number_opens_the_person_at_once(county: County, clerk: Client) -> None:
    person = county.resident()
    response = clerk.get(reverse("counter:find"), {"q": person.id_number}, headers=HTMX)
    assert response.headers["HX-Redirect"] == reverse("counter:desk", args=[person.pk])
    response = clerk.get(reverse("counter:start"), {"q": person.id_number})
    assert response.headers["Location"] == reverse("counter:desk", args=[person.pk])


def test_a_wrong_checksum_is_said_precisely(clerk: Client) -> None:
    number = id_number()
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    response = clerk.get(reverse("counter:find"), {"q": wrong}, headers=HTMX)
    assert "校验" in words(response)


def test_nobody_found_offers_registration_and_visit_with_what_was_typed(clerk: Client) -> None:
    response = clerk.get(reverse("counter:find"), {"q": "欧阳修远"}, headers=HTMX)
    page = response.content.decode()
    assert "登记新居民" in page
    assert "异地到场办理" in page
    assert reverse("counter:register") + "?q=%E6%AC%A7" in page


def test_the_start_page_answers_without_javascript(county: County, clerk: Client) -> None:
    county.resident("王五六")
    response = clerk.get(reverse("counter:find"), {"q": "王五"}, follow=True)
    assert "王五六" in words(response)


def test_the_desk_is_complete_within_its_queries_and_logs_the_reading(county: County, clerk: Client) -> None:
    person = county.resident(telephone="13835600001")
    clerk.get(reverse("counter:desk", args=[person.pk]))  # caches of parameters and calendar
    before = AuditEntry.objects.filter(action="resident.read").count()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = clerk.get(reverse("counter:desk", args=[person.pk]))
    asked = [
        one["sql"]
        for one in queries
        if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
    ]
    assert len(asked) <= MOST_QUERIES, "\n".join(asked)
    page = response.content.decode()
    assert len(response.content) < 150_000
    assert person.id_number not in page
    assert "13835600001" not in page
    assert 'data-hotkey="1"' in page
    assert ("未开通" in page) == any(not one.open for one in items.all())
    assert AuditEntry.objects.filter(action="resident.read").count() == before + 1


@pytest.mark.parametrize("item", ["", "1", "28", "33", "40"])
def test_headings_go_down_one_step_at_a_time(county: County, clerk: Client, item: str) -> None:
    person = county.resident("李秀英", birth="19660305")
    name, args = ("counter:form", [person.pk, item]) if item else ("counter:desk", [person.pk])
    page = clerk.get(reverse(name, args=args)).content.decode()
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [(a, b) for a, b in zip(levels, levels[1:], strict=False) if b > a + 1] == []


def test_another_townships_resident_is_not_there(county: County, clerk: Client) -> None:
    stranger = county.resident(village=county.huangcheng)
    for name in ("desk", "contact"):
        assert clerk.get(reverse(f"counter:{name}", args=[stranger.pk])).status_code == 404
    assert clerk.get(reverse("counter:form", args=[stranger.pk, "1"])).status_code == 404
    assert (
        clerk.post(
            reverse("counter:unmask", args=[stranger.pk]), {"field": "id_number", "reason": "核对"}
        ).status_code
        == 404
    )
    for name in ("check", "send", "draft_save", "page_add", "advice", "findings"):
        assert clerk.post(reverse(f"counter:{name}", args=[stranger.pk, "28"])).status_code == 404


def test_a_birthday_opens_a_claim_only_to_who_pays_and_does_not_draw(county: County, clerk: Client) -> None:
    today = timezone.localdate()
    near = f"{today.year - 60}{today.month:02d}01"
    person = county.resident(birth=near)
    desk = reverse("counter:desk", args=[person.pk])
    assert "“城乡居民基本养老保险待遇申领”" not in words(clerk.get(desk))
    account = open_account(
        resident=person, scheme="basic", level=300, on=today - dt.timedelta(days=1), actor=None
    )
    assert "已满60岁，可办 第34项“城乡居民基本养老保险待遇申领”" in words(clerk.get(desk))
    PensionAccount.objects.filter(pk=account.pk).update(state="receiving")
    assert "“城乡居民基本养老保险待遇申领”" not in words(clerk.get(desk))


def test_who_is_enrolled_at_sixteen_is_not_told_to_enrol(county: County, clerk: Client) -> None:
    today = timezone.localdate()
    person = county.resident(birth=f"{today.year - 16}{today.month:02d}01")
    desk = reverse("counter:desk", args=[person.pk])
    assert "已满16岁，可办 第28项“城乡居民基本养老保险参保登记”" in words(clerk.get(desk))
    open_account(resident=person, scheme="basic", level=300, on=today, actor=None)
    assert "已满16岁" not in words(clerk.get(desk))


def test_items_carry_their_numbers_and_hints_lead_to_the_item(county: County, clerk: Client) -> None:
    person = county.resident(birth="19850305")
    desk = clerk.get(reverse("counter:desk", args=[person.pk]))
    assert "失业登记 第11项 · 即时办结" in words(desk)
    form = clerk.get(reverse("counter:form", args=[person.pk, "11"]))
    assert "失业登记 第11项" in words(form)
    # Item 23 sends somebody without a registration to item 11: a link to it for this very person.
    claim = clerk.get(reverse("counter:form", args=[person.pk, "23"])).content.decode()
    address = reverse("counter:form", args=[person.pk, "11"])
    assert f'请先办理<a href="{address}">第11项“失业登记”</a>' in claim
    sent = clerk.post(
        reverse("counter:check", args=[person.pk, "23"]),
        {"draft_key": hidden_of(claim, "draft_key"), "version": "0"},
    )
    assert sent.status_code == 422
    assert "<title>错误：" in sent.content.decode()
    # A rule about a line that is still empty is not ticked as met, before sending or after.
    for page in (claim, sent.content.decode()):
        before, told, _ = page.partition("有求职要求</span>：待填写")
        assert told and before.rpartition("<li class=")[2].startswith('"check-wait"')
    summary = sent.content.decode().partition("data-error-summary")[2].partition("<form")[0]
    assert f'<a href="{address}">第11项“失业登记”</a>' in summary


def hidden_of(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def test_what_is_typed_into_a_hint_stays_text() -> None:
    said = with_items("<b>第11项</b>“<i>”、第99项", 7)
    assert said.startswith("&lt;b&gt;<a href=") and "第99项" in said and said.count("<a ") == 1


@pytest.mark.parametrize("address", ["/nowhere/", "/counter/residents/999999/"])
def test_staff_keep_their_frame_where_nothing_is_found(clerk: Client, address: str) -> None:
    page = clerk.get(address)
    assert page.status_code == 404
    assert "没有找到" in words(page) and "本点办件" in words(page) and "我要招人" not in words(page)


def test_staff_keep_their_frame_on_a_page_that_is_too_old(county: County) -> None:
    clerk = Client(enforce_csrf_checks=True)
    clerk.cookies = signed_in(county.clerk()).cookies
    page = clerk.post(reverse("counter:take_over"))
    assert page.status_code == 403
    assert "页面已过期" in words(page) and "本点办件" in words(page)


def test_residents_keep_theirs(db: None) -> None:
    page = Client().get("/p/nowhere/")
    assert page.status_code == 404 and "我要招人" in words(page)


def test_what_is_open_at_another_point_is_counted_and_not_named(
    county: County, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(items._items, cases.REVIEWED.number, cases.REVIEWED)
    person = county.resident()
    address = reverse("counter:desk", args=[person.pk])
    assert "没有在办的事项" in words(clerk.get(address))
    case = cases.file(county.clerk(), cases.REVIEWED, person).case
    there = county.points[county.songzhuang.code]
    Case.objects.update(point=there, village_code=there.village_code, township_code=there.township_code)
    page = words(clerk.get(address))
    assert "在别的服务点在办：1件" in page and "没有在办的事项" not in page
    assert case.number not in page
