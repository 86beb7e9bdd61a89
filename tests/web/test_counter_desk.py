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

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.pensions.services import open_account
from cuncuntong.rules.registry import items
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
    assert "可办“城乡居民基本养老保险待遇申领”" not in words(clerk.get(desk))
    account = open_account(
        resident=person, scheme="basic", level=300, on=today - dt.timedelta(days=1), actor=None
    )
    assert "已满60岁，可办“城乡居民基本养老保险待遇申领”" in words(clerk.get(desk))
    PensionAccount.objects.filter(pk=account.pk).update(state="receiving")
    assert "可办“城乡居民基本养老保险待遇申领”" not in words(clerk.get(desk))


def test_who_is_enrolled_at_sixteen_is_not_told_to_enrol(county: County, clerk: Client) -> None:
    today = timezone.localdate()
    person = county.resident(birth=f"{today.year - 16}{today.month:02d}01")
    desk = reverse("counter:desk", args=[person.pk])
    assert "已满16岁，可办“城乡居民基本养老保险参保登记”" in words(clerk.get(desk))
    open_account(resident=person, scheme="basic", level=300, on=today, actor=None)
    assert "已满16岁" not in words(clerk.get(desk))
