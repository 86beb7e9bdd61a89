"""Employers at a fair: room, postings, the QR code and its misuses, people at the door."""

from __future__ import annotations

import pytest

from cuncuntong.ledgers.fairs import services
from cuncuntong.ledgers.fairs.models import FairInterest, Stand
from cuncuntong.ledgers.fairs.selectors import counted, stands_of, with_counts
from cuncuntong.ledgers.fairs.services import FairRefused
from cuncuntong.network.access import Denied, NotVisible
from tests.ledgers.fairs.make import employer, fair, posting, soon
from tests.ledgers.make import County


@pytest.fixture
def county(db) -> County:
    return County()


@pytest.fixture
def admin(county):
    return county.business_admin()


def sign(admin, one, of, *postings, number="") -> Stand:
    return services.sign_up_by_county(
        caller=admin, fair_id=one.pk, employer_id=of.pk, postings=[p.pk for p in postings], number=number
    )


def test_the_county_signs_an_employer_up_with_its_postings(county, admin):
    one, factory = fair(county), employer(county, "演示丝绸厂")
    jobs = [posting(factory), posting(factory, "质检员", headcount=2)]
    sign(admin, one, factory, *jobs, number="a12")
    (stand,) = stands_of(one)
    assert (stand.number, stand.employer.name, len(stand.brought.all())) == ("A12", "演示丝绸厂", 2)
    (row,) = with_counts(type(one).objects.filter(pk=one.pk))
    assert (row.employers_count, row.postings_count, row.headcount) == (1, 2, 7)


def test_signing_up_again_brings_the_postings_up_to_date_on_the_same_stand(county, admin):
    one, factory = fair(county), employer(county)
    first, second = posting(factory), posting(factory, "保洁")
    stand = sign(admin, one, factory, first)
    again = sign(admin, one, factory, second)
    assert again.pk == stand.pk
    assert [row.posting for row in again.brought.all()] == [second]


def test_only_own_open_postings_are_brought(county, admin):
    one, factory, other = fair(county), employer(county), employer(county)
    with pytest.raises(FairRefused, match="只能带本单位正在招聘的岗位"):
        sign(admin, one, factory, posting(other))
    with pytest.raises(FairRefused, match="只能带本单位正在招聘的岗位"):
        sign(admin, one, factory, posting(factory, state="paused"))
    assert not Stand.objects.exists()


def test_an_employer_that_is_not_verified_does_not_come(county, admin):
    with pytest.raises(FairRefused, match="待核验"):
        sign(admin, fair(county), employer(county, state="pending"))


def test_stands_are_not_given_twice_nor_beyond_their_number(county, admin):
    one = fair(county, stands=2)
    first, second, third = (employer(county) for _ in range(3))
    stand = sign(admin, one, first, number="1")
    with pytest.raises(FairRefused, match="展位1已给了"):
        sign(admin, one, second, number="1")
    sign(admin, one, second, number="2")
    with pytest.raises(FairRefused, match="2个展位已经报满"):
        sign(admin, one, third)
    sign(admin, one, first, number="1")  # who is in may change
    services.withdraw(caller=admin, fair_id=one.pk, stand_id=stand.pk)
    assert sign(admin, one, third, number="1").number == "1"


def test_an_employer_signs_itself_up_until_the_closing_day(county):
    factory = employer(county)
    open_one = fair(county, sign_up_until=soon(1))
    stand = services.sign_up_by_employer(fair_id=open_one.pk, employer=factory, postings=[])
    assert (stand.via, stand.signed_by) == ("public", None)
    closed = fair(county, sign_up_until=soon(-1))
    with pytest.raises(FairRefused, match="报名已经截止"):
        services.sign_up_by_employer(fair_id=closed.pk, employer=factory, postings=[])
    with pytest.raises(NotVisible):
        services.sign_up_by_employer(fair_id=fair(county, published=False).pk, employer=factory, postings=[])


def test_its_own_change_leaves_the_stands_number(county, admin):
    one, factory = fair(county), employer(county)
    sign(admin, one, factory, number="7")
    stand = services.sign_up_by_employer(fair_id=one.pk, employer=factory, postings=[posting(factory).pk])
    assert (stand.number, stand.brought.count(), stand.via) == ("7", 1, "county")


def test_a_code_checks_in_once_and_a_second_time_does_no_harm(county, admin):
    one, factory = fair(county), employer(county)
    token = services.check_in_token(sign(admin, one, factory))
    first = services.check_in(caller=admin, fair_id=one.pk, token=token)
    second = services.check_in(caller=admin, fair_id=one.pk, token=f" {token}\n")
    assert (first.again, second.again) == (False, True)
    assert first.stand.checked_in_at == second.stand.checked_in_at
    assert counted(one).checked_in == 1


@pytest.mark.parametrize(
    "token", ["", "hello", "1-1-1", "1-1-1:abcdef", "https://example.com/?a=1", "１-１-１:x", "x" * 5000]
)
def test_a_foreign_code_is_said_to_be_none_of_ours(county, admin, token):
    with pytest.raises(FairRefused, match="不是本系统的参会二维码"):
        services.check_in(caller=admin, fair_id=fair(county).pk, token=token)


def test_a_code_of_another_fair_names_the_other(county, admin):
    token = services.check_in_token(sign(admin, fair(county, title="春季专场"), employer(county)))
    with pytest.raises(FairRefused, match="这是“春季专场”的二维码"):
        services.check_in(caller=admin, fair_id=fair(county).pk, token=token)


def test_a_code_dies_with_its_sign_up_and_stays_dead_after_signing_up_again(county, admin):
    one, factory = fair(county), employer(county)
    stand = sign(admin, one, factory)
    token = services.check_in_token(stand)
    services.withdraw(caller=admin, fair_id=one.pk, stand_id=stand.pk)
    with pytest.raises(FairRefused, match="已经作废"):
        services.check_in(caller=admin, fair_id=one.pk, token=token)
    again = sign(admin, one, factory)
    with pytest.raises(FairRefused, match="已经作废"):
        services.check_in(caller=admin, fair_id=one.pk, token=token)
    assert not services.check_in(caller=admin, fair_id=one.pk, token=services.check_in_token(again)).again


def test_who_forgot_the_paper_is_checked_in_out_of_the_list(county, admin):
    one = fair(county)
    stand = sign(admin, one, employer(county))
    assert services.check_in(caller=admin, fair_id=one.pk, stand_id=stand.pk).stand == stand
    with pytest.raises(FairRefused, match="已经签到，不能取消"):
        services.withdraw(caller=admin, fair_id=one.pk, stand_id=stand.pk)


def test_a_clerk_checks_nobody_in(county, admin):
    one = fair(county)
    token = services.check_in_token(sign(admin, one, employer(county)))
    with pytest.raises(Denied):
        services.check_in(caller=county.clerk(), fair_id=one.pk, token=token)


def test_visitors_add_up_and_a_click_sent_twice_counts_once(county, admin):
    one = fair(county)
    assert services.count_visitors(caller=admin, fair_id=one.pk, number=3, key="a")
    assert not services.count_visitors(caller=admin, fair_id=one.pk, number=3, key="a")
    services.count_visitors(caller=admin, fair_id=one.pk, number=40, key="b")
    assert counted(one).visitors == 43
    for number in (0, -1, 501):
        with pytest.raises(FairRefused, match="一次计1到500人"):
            services.count_visitors(caller=admin, fair_id=one.pk, number=number, key="c")


def test_a_residents_wish_to_come_is_noted_once_and_taken_back(county):
    one, person = fair(county), county.resident()
    services.note_interest(fair_id=one.pk, resident=person, actor=None)
    services.note_interest(fair_id=one.pk, resident=person, actor=None)
    assert FairInterest.objects.get().village_code == person.village_code
    assert services.drop_interest(fair_id=one.pk, resident=person, actor=None)
    assert not services.drop_interest(fair_id=one.pk, resident=person, actor=None)
    with pytest.raises(NotVisible):
        services.note_interest(fair_id=fair(county, published=False).pk, resident=person, actor=None)


def test_stands_are_listed_by_number_as_people_count(county, admin):
    one = fair(county)
    for number in ("10", "2", ""):
        sign(admin, one, employer(county), number=number)
    assert [stand.number for stand in stands_of(one)] == ["2", "10", ""]
