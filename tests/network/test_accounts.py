"""Accounts and duties: inside one's own area, never one's own, and nothing kept of a password."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.network.access import Caller, Denied, NotVisible
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import Account, Division, Duty, ServicePoint, Session
from cuncuntong.network.selectors import accounts_within, points_within, villages_within
from cuncuntong.network.services.accounts import (
    AccountRefused,
    create_account,
    end_duty,
    freeze,
    give_duty,
    one_time_password,
    reset_password,
    unfreeze,
)
from cuncuntong.network.services.divisions import load_divisions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _county() -> None:
    load_divisions()


def _somebody(username: str, kind: str, code: str, **more) -> Caller:
    made = create_account(caller=None, username=username, full_name=username)
    give_duty(caller=None, account=made.account, kind=kind, division=Division.objects.get(code=code), **more)
    return Caller(made.account)


@pytest.fixture
def county_admin() -> Caller:
    return _somebody("county", "system_admin", "140522")


@pytest.fixture
def township_admin() -> Caller:
    return _somebody("township", "system_admin", "140522101")


def test_one_time_passwords_differ_and_are_easy_to_read():
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert not set("01lIoO") & set("".join(made))
    assert all(len(one) == 19 for one in made)


def test_a_new_account_must_change_its_password_and_it_is_written_down_without_it(county_admin: Caller):
    made = create_account(caller=county_admin, username=" Li.Si ", full_name="李四", telephone="15400000001")
    account = Account.objects.get(username="li.si")
    assert account.must_change_password and account.check_password(made.password)
    entry = AuditEntry.objects.get(action="account.created", object_id=str(account.pk))
    assert entry.actor_id == county_admin.account.pk
    assert made.password not in str(entry.detail)


@pytest.mark.parametrize(
    ("username", "name", "field"),
    [
        ("李四", "李四", "username"),
        ("ab", "李四", "username"),
        ("county", "李四", "username"),
        ("lisi", " ", "full_name"),
    ],
)
def test_what_is_wrong_with_an_account_is_told_at_its_field(county_admin, username, name, field):
    with pytest.raises(AccountRefused) as caught:
        create_account(caller=county_admin, username=username, full_name=name)
    assert caught.value.field == field


def test_a_clerk_makes_no_accounts():
    point = ServicePoint.objects.get(code="14052210000501")
    clerk = _somebody("clerk", "point_clerk", "140522100005", point=point)
    with pytest.raises(Denied):
        create_account(caller=clerk, username="friend", full_name="友")


def test_a_township_gives_duties_inside_itself_alone(township_admin: Caller):
    made = create_account(caller=township_admin, username="lisi", full_name="李四")
    inside = ServicePoint.objects.filter(township_code="140522101").exclude(village_code="").first()
    duty = give_duty(
        caller=township_admin,
        account=made.account,
        kind="point_clerk",
        division=inside.division,
        point=inside,
    )
    assert duty.division_id == inside.division_id
    outside = ServicePoint.objects.get(code="14052210000501")
    with pytest.raises(NotVisible):
        give_duty(
            caller=township_admin,
            account=made.account,
            kind="point_clerk",
            division=inside.division,
            point=outside,
        )
    for code in ("140522", "1405", "14"):
        with pytest.raises(NotVisible):
            give_duty(
                caller=township_admin,
                account=made.account,
                kind="system_admin",
                division=Division.objects.get(code=code),
            )


def test_an_account_with_a_duty_elsewhere_is_not_theirs(township_admin: Caller, county_admin: Caller):
    other = _somebody("other", "overseer", "140522100").account
    for act in (
        lambda: reset_password(caller=township_admin, account=other),
        lambda: freeze(caller=township_admin, account=other, reason="x"),
        lambda: unfreeze(caller=township_admin, account=other),
        lambda: end_duty(caller=township_admin, duty=other.duties.get()),
    ):
        with pytest.raises(NotVisible):
            act()
    # The county's administrator stands above both.
    assert reset_password(caller=county_admin, account=other)
    with pytest.raises(NotVisible):
        reset_password(caller=township_admin, account=county_admin.account)


def test_nobody_changes_their_own_duties(county_admin: Caller):
    own = county_admin.account
    with pytest.raises(AccountRefused, match="另一位系统管理员"):
        give_duty(
            caller=county_admin,
            account=own,
            kind="business_admin",
            division=Division.objects.get(code="140522"),
        )
    with pytest.raises(AccountRefused):
        freeze(caller=county_admin, account=own, reason="休假")
    with pytest.raises(AccountRefused):
        end_duty(caller=county_admin, duty=own.duties.get())


def test_lines_belong_to_reviewers(county_admin: Caller):
    made = create_account(caller=county_admin, username="lisi", full_name="李四")
    county = Division.objects.get(code="140522")
    with pytest.raises(AccountRefused) as caught:
        give_duty(caller=county_admin, account=made.account, kind="reviewer", division=county)
    assert caught.value.field == "lines"
    duty = give_duty(
        caller=county_admin, account=made.account, kind="reviewer", division=county, lines=["card", "card"]
    )
    assert duty.lines == ["card"]
    overseer = give_duty(
        caller=county_admin, account=made.account, kind="overseer", division=county, lines=["card"]
    )
    assert overseer.lines == []


def test_freezing_and_resetting_end_the_sessions(county_admin: Caller):
    account = _somebody("lisi", "overseer", "140522").account
    later = timezone.now() + dt.timedelta(hours=1)
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=later, account=account)
    old = account.password
    password = reset_password(caller=county_admin, account=account)
    assert not Session.objects.filter(account=account).exists()
    account.refresh_from_db()
    assert account.password != old and account.check_password(password) and account.must_change_password
    Session.objects.create(session_key="b" * 32, session_data="", expire_date=later, account=account)
    freeze(caller=county_admin, account=account, reason="已离职")
    assert not Session.objects.filter(account=account).exists()
    account.refresh_from_db()
    assert not account.is_active
    unfreeze(caller=county_admin, account=account)
    account.refresh_from_db()
    assert account.is_active


def test_an_ended_duty_gives_no_more_abilities(county_admin: Caller):
    auditor = _somebody("lisi", "auditor", "140522")
    assert auditor.can(Ability.AUDIT_READ)
    end_duty(caller=county_admin, duty=auditor.account.duties.get())
    assert not Caller(auditor.account).can(Ability.AUDIT_READ)
    assert Duty.objects.in_force().filter(account=auditor.account).count() == 0


def test_whom_an_administrator_sees(county_admin, township_admin, django_assert_max_num_queries):
    point = ServicePoint.objects.get(code="14052210000501")
    _somebody("clerk", "point_clerk", "140522100005", point=point)
    _somebody("city", "overseer", "1405")
    create_account(caller=None, username="nobody", full_name="无岗位")
    with django_assert_max_num_queries(5):
        rows = list(accounts_within(county_admin))
        names = [account.username for account in rows]
    assert names == ["clerk", "county", "nobody", "township"]
    assert rows[0].duties_in_force[0].point.name == "水村社区就业社保服务点"
    assert [account.username for account in accounts_within(township_admin)] == ["nobody", "township"]


def test_places_of_an_area():
    county = _somebody("county2", "overseer", "140522")
    township = _somebody("township2", "township_admin", "140522100")
    assert points_within(county).count() == 351
    assert points_within(township).count() == 56
    point = ServicePoint.objects.get(code="14052210000501")
    clerk = _somebody("clerk", "point_clerk", "140522100005", point=point)
    assert [one.name for one in villages_within(clerk, Ability.RESIDENT_WRITE)] == ["水村社区"]
    business = _somebody("business", "business_admin", "140522")
    assert villages_within(business, Ability.RESIDENT_WRITE).count() == 341
    assert villages_within(township, Ability.RESIDENT_WRITE).count() == 0


def test_a_duty_to_come_elsewhere_protects_an_account_already(township_admin: Caller):
    later = timezone.localdate() + dt.timedelta(days=1)
    other = _somebody("soon", "reviewer", "140522", lines=["card"], starts_on=later).account
    with pytest.raises(NotVisible):
        reset_password(caller=township_admin, account=other)
    assert other not in accounts_within(township_admin)


@pytest.mark.parametrize("kind", ["business_admin", "auditor"])
def test_what_holds_for_the_whole_county_is_not_charged_to_a_township(township_admin: Caller, kind: str):
    made = create_account(caller=township_admin, username="lisi", full_name="李四")
    with pytest.raises(AccountRefused, match="全县") as caught:
        give_duty(
            caller=township_admin,
            account=made.account,
            kind=kind,
            division=Division.objects.get(code="140522101"),
        )
    assert caught.value.field == "division"
    assert not made.account.duties.exists()


def test_a_duty_that_is_over_is_not_ended_anew(county_admin: Caller):
    over = timezone.localdate() - dt.timedelta(days=300)
    duty = _somebody("past", "overseer", "140522").account.duties.get()
    end_duty(caller=county_admin, duty=duty, last_day=over)
    with pytest.raises(AccountRefused, match="止期"):
        end_duty(caller=county_admin, duty=duty)
    duty.refresh_from_db()
    assert duty.ends_on == over
