"""The nightly run: a warning, time to answer, then the end; anything else that ends a registration."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from cuncuntong.ledgers.employment.enums import EndReason
from cuncuntong.ledgers.employment.models import Unemployment
from cuncuntong.ledgers.employment.services import hardship, unemployment
from cuncuntong.ledgers.employment.services.watch import watch
from cuncuntong.ledgers.jobs.services import register_seeker
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.residents.enums import Standing
from tests.ledgers.employment.make import TODAY, registered, woman
from tests.ledgers.make import basic_account

DAY = dt.timedelta(days=1)
DUE = dt.date(2027, 5, 24)


@pytest.fixture
def person(county):
    return woman(county)


@pytest.fixture
def row(person) -> Unemployment:
    return registered(person)


def state(row: Unemployment) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.end_reason


def told(warning: Message, on: dt.date) -> None:
    """As if the point had told it on a day."""
    at = timezone.make_aware(dt.datetime.combine(on, dt.time(10)))
    Message.objects.filter(pk=warning.pk).update(state="told", channel="phone", told_at=at)


def test_warned_a_month_before_and_ended_after_the_day(row):
    watch(DUE - dt.timedelta(days=31))
    assert Message.objects.count() == 0
    assert watch(DUE - dt.timedelta(days=30)).startswith("提醒1人，注销0人")
    assert watch(DUE - dt.timedelta(days=30)).startswith("提醒0人")
    warning = Message.objects.get()
    assert "2027年5月24日" in warning.text
    told(warning, DUE - dt.timedelta(days=29))
    watch(DUE)
    assert state(row) == ("active", "")
    assert "未联系1人" in watch(DUE + DAY)
    assert state(row) == ("ended", EndReason.NO_CONTACT)
    assert "重新登记" in Message.objects.exclude(pk=warning.pk).get().text


def test_nobody_is_ended_without_time_to_answer_the_warning(row):
    """The system was off for a year: the warning comes first, then a fortnight."""
    late = DUE + dt.timedelta(days=200)
    watch(late)
    assert state(row)[0] == "active"
    told(Message.objects.get(), late)
    watch(late + dt.timedelta(days=14))
    assert state(row)[0] == "active"
    watch(late + dt.timedelta(days=15))
    assert state(row)[0] == "ended"


def test_a_warning_that_nobody_passed_on_ends_nothing(row):
    watch(DUE - dt.timedelta(days=30))
    watch(DUE + dt.timedelta(days=60))
    assert state(row) == ("active", "")
    told(Message.objects.get(), DUE + dt.timedelta(days=61))
    watch(DUE + dt.timedelta(days=62))
    assert state(row) == ("active", "")
    watch(DUE + dt.timedelta(days=76))
    assert state(row) == ("ended", EndReason.NO_CONTACT)


def test_a_contact_after_the_warning_keeps_the_registration(row):
    watch(DUE - DAY)
    unemployment.record_contact(unemployment=row, channel="counter", note="", on=DUE, actor=None)
    watch(DUE + dt.timedelta(days=40))
    assert state(row)[0] == "active"
    # Half a year later there is another warning, for another silence.
    watch(dt.date(2027, 11, 1))
    assert Message.objects.filter(topic="employment.contact_due").count() == 2


def test_speaking_about_work_is_a_contact_too(row, person, audited):
    register_seeker(
        resident=person, kind="fixed", occupation="焊工", work_place="本县", on=DUE - DAY, actor=None
    )
    watch(DUE + DAY)
    assert state(row)[0] == "active"
    assert row.last_contact_on == DUE - DAY
    assert Message.objects.count() == 0
    # It stands among what happened, once, on the day of the contact, and is in the audit.
    event = row.events.get(move="contact")
    assert (event.on, event.note) == (DUE - DAY, "办理求职服务时联系过")
    assert audited().count("unemployment.contact") == 1
    watch(DUE + DAY)
    assert row.events.filter(move="contact").count() == 1


def test_what_the_night_took_over_does_not_bar_undoing_a_case(row, person):
    told = {"reason": row.reason, "left_how": row.left_how, "unemployed_since": row.unemployed_since}
    unemployment.change(
        unemployment=row, on=DUE - DAY * 40, actor=None, case_number="S1", **told, last_unit="改过"
    )
    register_seeker(
        resident=person, kind="fixed", occupation="焊工", work_place="本县", on=DUE - DAY, actor=None
    )
    watch(DUE)
    assert unemployment.undo(case_number="S1", actor=None).last_unit == ""


def test_re_registration_after_the_end(row, person):
    watch(DUE - DAY)
    told(Message.objects.get(), DUE)
    watch(DUE + dt.timedelta(days=20))
    assert state(row)[0] == "ended"
    again = registered(person, DUE + dt.timedelta(days=30))
    assert again.state == "active"


def test_death_moving_away_pension_and_age_end_it(county, person, row):
    person.standing, person.deceased_on = Standing.DECEASED, TODAY
    person.save()
    moved = county.resident(birth="19860306")
    other = registered(moved)
    moved.standing = Standing.MOVED_OUT
    moved.save()
    drawing = county.resident(birth="19670101")
    third = registered(drawing)
    Entitlement.objects.create(
        account=basic_account(drawing),
        resident=drawing,
        starts_on=TODAY,
        monthly=Decimal("163"),
        computed_on=TODAY,
        years_paid=15,
        balance=Decimal(0),
        county_code="140522",
    )
    man = county.resident(id_number="140522196612010013")
    fourth = registered(man)
    watch(TODAY)
    assert [state(one)[1] for one in (row, other, third)] == ["26", "33", "21"]
    assert state(fourth)[0] == "active"
    # (1966+60-2025)×12+12 = 24 months, 24 ÷ 4 = 6: retires on 2027-06-01.
    assert fourth.retires_on == dt.date(2027, 6, 1)
    unemployment.record_contact(
        unemployment=fourth, channel="phone", note="", on=dt.date(2027, 5, 1), actor=None
    )
    watch(dt.date(2027, 6, 1))
    assert state(fourth)[1] == EndReason.RETIREMENT
    assert not Message.objects.filter(resident=person).exists()


def test_a_recognition_ends_with_its_time(person, row):
    held = hardship.recognise(
        hardship=hardship.propose(resident=person, category="大龄", evidence="身份证", on=TODAY, actor=None),
        on=TODAY,
        actor=None,
    )
    watch(held.ends_on)
    held.refresh_from_db()
    assert held.state == "active"
    assert "就业困难认定到期1人" in watch(held.ends_on + DAY)
    held.refresh_from_db()
    assert (held.state, held.ended_why) == ("ended", "有效期满")


def test_many_are_done_in_batches_and_one_that_fails_holds_up_nobody(county, monkeypatch):
    from cuncuntong.ledgers.employment.services import watch as module

    monkeypatch.setattr(module, "_BATCH", 2)
    rows = [registered(county.resident(f"人{n}", birth="19860305")) for n in range(5)]
    assert watch(DUE - DAY).startswith("提醒5人")
    for warning in Message.objects.all():
        told(warning, DUE)
    unemployment.end(unemployment=rows[2], reason=EndReason.OTHER, on=DUE, actor=None)
    assert "未联系4人" in watch(DUE + dt.timedelta(days=20))
    assert "未联系0人" in watch(DUE + dt.timedelta(days=20))
