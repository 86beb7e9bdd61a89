"""Hard-to-employ persons: proposed with papers by one, recognised by another, for a time."""

from __future__ import annotations

import datetime as dt

import pytest

from cuncuntong.ledgers.employment.models import CertificateEntry, Hardship
from cuncuntong.ledgers.employment.selectors import is_hard_to_employ, offers, open_hardship
from cuncuntong.ledgers.employment.services import hardship
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Household
from tests.ledgers.employment.make import TODAY, registered, unit_job, woman


@pytest.fixture
def person(county):
    """A woman of forty, registered as unemployed."""
    one = woman(county)
    registered(one)
    return one


def proposed(person, category="大龄", actor=None) -> Hardship:
    return hardship.propose(resident=person, category=category, evidence="身份证", on=TODAY, actor=actor)


def test_recognised_for_three_years_told_and_entered(county, person, audited):
    clerk, reviewer = county.clerk().account, county.business_admin().account
    row = proposed(person, actor=clerk)
    assert open_hardship(person).pk == row.pk
    assert not is_hard_to_employ(person, TODAY)
    done = hardship.recognise(hardship=row, on=TODAY, actor=reviewer, note="属实")
    assert (done.starts_on, done.ends_on) == (TODAY, dt.date(2029, 11, 23))
    assert is_hard_to_employ(person, TODAY)
    assert is_hard_to_employ(person, done.ends_on)
    assert not is_hard_to_employ(person, done.ends_on + dt.timedelta(days=1))
    assert "大龄失业人员" in Message.objects.get().text
    assert "认定为就业困难人员" in CertificateEntry.objects.last().text
    assert audited()[-1] == "hardship.recognised"


def test_two_people_stand_for_it(county, person):
    clerk = county.clerk().account
    row = proposed(person, actor=clerk)
    with pytest.raises(LedgerRefused, match="两个人"):
        hardship.recognise(hardship=row, on=TODAY, actor=clerk)
    with pytest.raises(LedgerRefused, match="两个人"):
        hardship.refuse(hardship=row, why="不符", actor=clerk)


def test_who_does_not_fit_is_told_why(county, person):
    with pytest.raises(LedgerRefused, match="才满12个月"):
        proposed(person, "长期失业")
    young = county.resident(birth="19960305")
    with pytest.raises(LedgerRefused, match="没有正在登记的失业"):
        proposed(young)
    with pytest.raises(LedgerRefused, match="材料"):
        hardship.propose(resident=person, category="残疾", evidence=" ", on=TODAY, actor=None)
    assert Hardship.objects.count() == 0


def test_one_open_at_a_time_and_again_after_a_refusal(county, person):
    row = proposed(person)
    with pytest.raises(LedgerRefused, match="已上报"):
        proposed(person, "残疾")
    with pytest.raises(LedgerRefused, match="原因"):
        hardship.refuse(hardship=row, why="", actor=None)
    hardship.refuse(hardship=row, why="年龄不符", actor=None)
    with pytest.raises(LedgerRefused, match="不予认定"):
        hardship.recognise(hardship=row, on=TODAY, actor=None)
    assert "年龄不符" in Message.objects.get().text
    assert proposed(person, "残疾").state == "proposed"


def test_the_county_takes_it_back_with_a_reason(county, person):
    row = hardship.recognise(hardship=proposed(person), on=TODAY, actor=None)
    later = TODAY + dt.timedelta(days=10)
    with pytest.raises(LedgerRefused, match="原因"):
        hardship.end(hardship=row, why=" ", on=later, actor=None)
    hardship.end(hardship=row, why="已稳定就业", on=later, actor=None)
    assert is_hard_to_employ(person, TODAY + dt.timedelta(days=9))
    assert not is_hard_to_employ(person, later)
    assert CertificateEntry.objects.last().text == "退出就业困难人员：已稳定就业"
    assert "认定已退出。原因：已稳定就业。" in Message.objects.get(key=f"hardship:{row.pk}:ended").text
    with pytest.raises(LedgerRefused, match="已退出"):
        hardship.end(hardship=row, why="再来", on=later, actor=None)


def test_an_earner_in_the_household_speaks_against_a_family_without(county, person):
    home = Household.objects.create(number="H1", county_code="140522")
    person.household = home
    person.save()
    mother = county.resident("张大山", birth="19700101", household=home)
    found = {offer.kind.category.value: offer.finding for offer in offers(person, TODAY)}
    assert found["零就业家庭"].met
    unit_job(mother)
    found = {offer.kind.category.value: offer.finding for offer in offers(person, TODAY)}
    assert "张大山" in found["零就业家庭"].reason
    pensioner = county.resident("王老汉", birth="19500101", household=home)
    mother.household = None
    mother.save()
    unit_job(pensioner)
    assert {o.kind.category.value: o.finding.met for o in offers(person, TODAY)}["零就业家庭"]


def test_without_a_registration_nothing_is_offered(county):
    assert offers(county.resident(birth="19800101"), TODAY) == []
