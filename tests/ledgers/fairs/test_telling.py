"""Who hears of a fair, when, and how often; and the calendar file that follows its changes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from icalendar import Calendar

from cuncuntong.ledgers.fairs import services
from cuncuntong.ledgers.fairs.calendar_file import calendar_file
from cuncuntong.ledgers.fairs.models import Fair
from cuncuntong.ledgers.fairs.services.telling import remind, remind_of_fairs, tell_all_of_change
from cuncuntong.ledgers.fairs.words import place_words, time_words
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.network import parameters
from cuncuntong.network.models import Place
from cuncuntong.network.places import forget_places
from tests.ledgers.fairs.make import at, details, employer, fair, posting, seeker, soon
from tests.ledgers.make import County


@pytest.fixture(autouse=True)
def _fresh():
    parameters.forget_parameters()


@pytest.fixture
def county(db) -> County:
    return County()


@pytest.fixture
def admin(county):
    return county.business_admin()


def run(one: Fair) -> list[str]:
    """Who is reminded."""
    remind.func(fair_id=one.pk)
    return sorted(Message.objects.filter(topic="fairs.reminder").values_list("recipient_name", flat=True))


def test_a_fair_three_days_away_is_reminded_of_once(county):
    far, near = fair(county, day=soon(4)), fair(county, day=soon(3))
    assert remind_of_fairs() == "提醒1场招聘会"
    near.refresh_from_db()
    far.refresh_from_db()
    assert near.reminded_on is not None and far.reminded_on is None
    assert remind_of_fairs() == "提醒0场招聘会"


def test_signed_up_employers_and_residents_who_asked_hear_of_it_with_time_and_place(county, admin):
    one = fair(county, day=soon(3))
    services.sign_up_by_county(
        caller=admin, fair_id=one.pk, employer_id=employer(county, "演示丝绸厂").pk, postings=[]
    )
    services.note_interest(fair_id=one.pk, resident=county.resident("王愿去"), actor=None)
    assert run(one) == ["演示丝绸厂（张联系）", "王愿去"]
    text = Message.objects.get(recipient_name="王愿去").text
    assert time_words(one) in text and "凤城镇文化广场" in text and "不收费" in text


def test_seekers_near_who_agreed_hear_of_it_once_and_others_do_not(county):
    one = fair(county, day=soon(3))
    both = county.resident("赵两样")
    seeker(both)
    seeker(both, kind="gig")
    seeker(county.resident("钱不愿"), push_agreed=False)
    seeker(county.resident("孙外镇", village=county.huangcheng))
    seeker(county.resident("李停了"), state="paused")
    seeker(county.resident("周去世", standing=Standing.DECEASED))
    seeker(county.resident("吴过期"), valid_until=soon(-1))
    assert run(one) == ["赵两样"]
    assert run(one) == ["赵两样"]


def test_near_means_within_the_reach_across_the_townships_border(county):
    for division, latitude in ((county.fengcheng, "35.48"), (county.huangcheng, "35.57")):
        Place.objects.create(
            division=division,
            longitude=Decimal("112.4"),
            latitude=Decimal(latitude),
            system="wgs84",
            source="现场",
        )
    forget_places()
    seeker(county.resident("孙外镇", village=county.huangcheng))
    # 0.09° of latitude are 10 km; the reach is 15.
    assert run(fair(county, day=soon(3))) == ["孙外镇"]


def test_an_online_fair_reaches_whose_wishes_it_meets_wherever_they_live(county, admin):
    factory = employer(county)
    job = posting(factory, occupation="6-04-02-01")
    one = fair(county, day=soon(3), way="online", address="", url="https://example.com/")
    services.sign_up_by_county(caller=admin, fair_id=one.pk, employer_id=factory.pk, postings=[job.pk])
    seeker(county.resident("孙缫丝", village=county.huangcheng))
    seeker(county.resident("钱护工"), occupations=["4-10-01-05"])
    assert "孙缫丝" in run(one) and "钱护工" not in run(one)


def change(admin, county, one, **more):
    return services.change_fair(
        caller=admin, fair_id=one.pk, version=one.version, place=county.fengcheng, **details(**more)
    )


def test_a_new_day_is_told_to_whoever_knew_the_old_one(county, admin):
    one = fair(county, day=soon(3))
    services.note_interest(fair_id=one.pk, resident=county.resident("王愿去"), actor=None)
    seeker(county.resident("赵两样"))
    run(one)
    Fair.objects.filter(pk=one.pk).update(reminded_on=soon(0))
    moved = change(admin, county, one, day=soon(8))
    assert moved.reminded_on is None
    tell_all_of_change.func(fair_id=one.pk, sequence=1)
    tell_all_of_change.func(fair_id=one.pk, sequence=1)
    told = Message.objects.filter(topic="fairs.changed")
    assert sorted(told.values_list("recipient_name", flat=True)) == ["王愿去", "赵两样"]
    assert time_words(moved) in told[0].text


def test_calling_off_tells_the_reason_to_employers_and_residents(county, admin):
    one, factory = fair(county), employer(county, "演示丝绸厂")
    services.sign_up_by_county(caller=admin, fair_id=one.pk, employer_id=factory.pk, postings=[])
    services.cancel_fair(caller=admin, fair_id=one.pk, reason="大雪封路")
    tell_all_of_change.func(fair_id=one.pk, sequence=1)
    message = Message.objects.get()
    assert "取消：大雪封路" in message.text and message.telephone == factory.telephone
    assert remind_of_fairs() == "提醒0场招聘会"


def test_a_change_that_was_overtaken_is_not_told(county, admin):
    one = fair(county)
    services.note_interest(fair_id=one.pk, resident=county.resident(), actor=None)
    moved = change(admin, county, one, day=soon(11))
    change(admin, county, moved, day=soon(12))
    tell_all_of_change.func(fair_id=one.pk, sequence=1)
    assert not Message.objects.exists()


def entry(one: Fair):
    calendar = Calendar.from_ical(calendar_file(one, address="https://example.com/p/fairs/1/"))
    return calendar, calendar.walk("VEVENT")[0]


def test_the_calendar_file_is_in_the_countys_time_with_its_zone(county):
    one = fair(county, day=soon(10))
    calendar, event = entry(one)
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert event["DTSTART"].dt == one.starts_at and event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert str(event["LOCATION"]) == "凤城镇文化广场"
    assert event["SEQUENCE"] == 0


def test_a_changed_and_a_cancelled_fair_is_the_same_entry_with_a_higher_number(county, admin):
    one = fair(county)
    moved = change(admin, county, one, day=soon(12))
    off = services.cancel_fair(caller=admin, fair_id=one.pk, reason="大雪")
    entries = [entry(state) for state in (one, moved, off)]
    assert len({str(event["UID"]) for _, event in entries}) == 1
    assert [event["SEQUENCE"] for _, event in entries] == [0, 1, 2]
    assert str(entries[2][0]["METHOD"]) == "CANCEL" and str(entries[2][1]["STATUS"]) == "CANCELLED"


def test_two_fairs_are_two_entries(county):
    assert entry(fair(county))[1]["UID"] != entry(fair(county))[1]["UID"]


def test_what_somebody_typed_cannot_end_the_entry(county):
    one = fair(county, title="好\r\nEND:VEVENT\r\nBEGIN:VEVENT")
    calendar, event = entry(one)
    assert len(calendar.walk("VEVENT")) == 1
    assert "END:VEVENT" in str(event["SUMMARY"])


def test_time_and_place_in_words(county):
    import datetime as dt

    day = dt.date(2026, 12, 6)
    one = Fair(starts_at=at(day, 9), ends_at=at(day, 12), way="both", address="广场", url="https://a.cn/")
    assert time_words(one) == "12月6日（周日）9:00—12:00"
    assert place_words(one) == "广场；网上 https://a.cn/"
    one.ends_at = at(dt.date(2026, 12, 8), 17)
    assert time_words(one) == "12月6日（周日）9:00—12月8日17:00"
