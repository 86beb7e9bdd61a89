"""Numbers, days and places in addresses and hidden inputs that no page of ours wrote: never a fault."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases.services import blank_forms
from cuncuntong.network.enums import DutyKind
from cuncuntong.rules.registry import items
from cuncuntong.web import asked
from tests.ledgers.make import County
from tests.web.counter_make import hidden, signed_in

ODD = ["²", "٣", "9" * 40, "9" * 4400, "-1", "1e3", ""]
FIRST_DAY = "0001-01-01T00:00:00+08:00"


@pytest.mark.parametrize("text", ["²", "٣", "9" * 19, "9" * 4400, "-1", "+1", "1e3", " 1", ""])
def test_what_is_no_number_is_nothing(text: str) -> None:
    assert asked.whole(text) is None


def test_numbers_days_and_moments_are_read() -> None:
    assert asked.whole("0042") == 42
    assert asked.day("20261124") == asked.day("2026-11-24") == dt.date(2026, 11, 24)
    assert asked.day("20260231") is None
    assert asked.moment("2026-11-24T09:30:00+08:00") is not None


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "昨天", ""])
def test_a_day_of_another_age_is_nothing(text: str) -> None:
    assert asked.day(text) is None
    assert asked.moment(text) is None


@pytest.fixture
def county(db: None) -> County:
    return County()


@pytest.fixture
def clerk(county: County) -> Client:
    return signed_in(county.clerk())


@pytest.mark.parametrize("number", ODD)
def test_the_counters_lists_take_anything(clerk: Client, number: str) -> None:
    assert clerk.get(reverse("counter:inbox"), {"before": number}).status_code == 200
    after = f"{FIRST_DAY}~{number}"
    assert clerk.get(reverse("counter:cases"), {"tab": "all", "after": after}).status_code == 200
    assert clerk.get(reverse("oversight:cases"), {"point": number, "age": number}).status_code == 200


@pytest.mark.parametrize("after", [f"{FIRST_DAY}~5", "9999-12-31T23:59:59-12:00~5", "2026-01-01~²"])
def test_a_place_in_a_list_that_can_not_be_starts_over(clerk: Client, after: str) -> None:
    assert clerk.get(reverse("oversight:cases"), {"after": after}).status_code == 200
    assert clerk.get(reverse("counter:cases"), {"tab": "all", "after": after}).status_code == 200


@pytest.mark.parametrize("number", ODD)
def test_a_form_with_an_odd_version_is_taken_as_new(county: County, clerk: Client, number: str) -> None:
    person = county.resident()
    form = clerk.get(reverse("counter:form", args=[person.pk, "1"]))
    sent = {"draft_key": hidden(form, "draft_key"), "version": number, "occupation": "厨师"}
    assert clerk.post(reverse("counter:draft_save", args=[person.pk, "1"]), sent).status_code == 200


def test_a_blank_form_of_another_age_is_not_found(county: County) -> None:
    worker = county.clerk()
    person = county.resident()
    blank = blank_forms.issue(caller=worker, item=items.get("28"), count=1)[0]
    address = reverse("counter:form", args=[person.pk, "28"])
    clerk = signed_in(worker)
    assert clerk.get(address, {"blank": blank.number, "accepted_at": FIRST_DAY}).status_code == 404
    now = timezone.localtime().isoformat()
    assert clerk.get(address, {"blank": blank.number, "accepted_at": now}).status_code == 200


@pytest.mark.parametrize("number", ODD)
def test_reviewers_take_anything(county: County, number: str) -> None:
    reviewer = signed_in(county.caller(DutyKind.REVIEWER, county.county))
    sent = {"item": "28", "case": [number], "ids": f"{number},{number}", "key": "k"}
    for name in ("review:batch_check", "review:batch_start"):
        assert reviewer.post(reverse(name), sent).status_code in {302, 403}
    place = {"after": f"0001-01-01~{number}"}
    assert reviewer.get(reverse("review:queue"), place).status_code == 200


@pytest.mark.parametrize("day", ["00010101", "99991231", "0001-01-01", "9999-12-31"])
def test_the_log_takes_any_day(county: County, day: str) -> None:
    auditor = signed_in(county.caller(DutyKind.AUDITOR, county.county))
    assert auditor.get(reverse("admin_desk:audit"), {"day": day}).status_code == 200


@pytest.mark.parametrize("year", ["²", "9" * 4400])
def test_the_calendar_has_no_such_year(county: County, year: str) -> None:
    admin = signed_in(county.business_admin())
    assert admin.get(reverse("admin_desk:calendar"), {"year": year}).status_code == 404
