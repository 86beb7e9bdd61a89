"""The account of a session with its duties: one query, and only duties in force."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from cuncuntong.network.access import caller_of
from cuncuntong.network.backends import DutyBackend
from cuncuntong.network.enums import DutyKind
from cuncuntong.network.models import Account, Duty
from tests.ledgers.make import County

pytestmark = pytest.mark.django_db


def test_an_account_comes_with_its_duties_and_point_in_one_query(django_assert_num_queries):
    county = County()
    clerk = county.clerk()
    Duty.objects.create(account=clerk.account, kind=DutyKind.OVERSEER, division=county.county)
    with django_assert_num_queries(1):
        account = DutyBackend().get_user(clerk.account.pk)
        assert account == clerk.account
        known = caller_of(account)
        assert known.kinds == {DutyKind.POINT_CLERK, DutyKind.OVERSEER}
        assert known.place_name == county.points[county.shuicun.code].name
    assert known.grants == clerk.grants


def test_duties_that_are_over_or_to_come_do_not_count():
    county, today = County(), timezone.localdate()
    over, to_come, last_day = (county.clerk() for _ in range(3))
    day = dt.timedelta(days=1)
    Duty.objects.filter(account=over.account).update(ends_on=today - day, starts_on=today - 9 * day)
    Duty.objects.filter(account=to_come.account).update(starts_on=today + day)
    Duty.objects.filter(account=last_day.account).update(ends_on=today)
    found = [caller_of(DutyBackend().get_user(one.account.pk)) for one in (over, to_come, last_day)]
    assert [bool(one.grants) for one in found] == [False, False, True]


def test_a_stopped_or_unknown_account_is_nobody():
    stopped = Account.objects.create(username="gone", full_name="离岗", is_active=False)
    assert DutyBackend().get_user(stopped.pk) is None
    assert DutyBackend().get_user(0) is None


def test_what_is_asked_of_a_row_agrees_with_what_is_asked_of_the_database():
    from cuncuntong.ledgers.residents.models import Resident

    county = County()
    rows = [
        county.resident("李", village) for village in (county.shuicun, county.songzhuang, county.huangcheng)
    ]
    callers = [
        county.clerk(),
        county.caller(DutyKind.TOWNSHIP_ADMIN, county.fengcheng),
        county.caller(DutyKind.REVIEWER, county.county),
        county.caller(DutyKind.AUDITOR, county.county),
    ]
    for one in callers:
        limited = set(one.limit("resident.read", Resident.objects.all()))
        assert {row for row in rows if one.reaches("resident.read", row)} == limited
