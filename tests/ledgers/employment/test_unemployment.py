"""Registrations of unemployment: one a person, kept in contact, ended with a reason, undone by the case."""

from __future__ import annotations

import datetime as dt

import pytest

from cuncuntong.ledgers.contradictions import FLEXIBLE_WORK, UNEMPLOYMENT, find_contradictions
from cuncuntong.ledgers.employment.enums import EndReason
from cuncuntong.ledgers.employment.models import Certificate, CertificateEntry, Unemployment
from cuncuntong.ledgers.employment.selectors import (
    active_unemployment,
    certificate_of,
    insured_by_unit,
    is_registered_unemployed,
    last_retirement,
    reason_changes,
    retirements,
)
from cuncuntong.ledgers.employment.services import unemployment
from cuncuntong.ledgers.pensions.models import OtherScheme
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.selectors import find_residents
from cuncuntong.ledgers.residents.services import MergeRefused, merge
from tests.ledgers.employment.make import TODAY, registered, spell, unit_job, woman


@pytest.fixture
def person(county):
    return woman(county)


def test_a_changed_reason_is_told_with_what_stood_before(person):
    row = registered(person, case="S1", reason="90", left_how="")
    unemployment.change(
        unemployment=row, reason="90", remarks="只改说明", on=TODAY, actor=None, case_number="S2"
    )
    row.refresh_from_db()
    assert reason_changes(row) == []
    unemployment.change(
        unemployment=row, reason="20", left_how="unit_ended", on=TODAY, actor=None, case_number="S3"
    )
    row.refresh_from_db()
    assert [(one.on, one.former, one.became) for one in reason_changes(row)] == [
        (TODAY, "其他失业人员", "从企业、机关、事业单位等用人单位失业，单位终止、解除合同或辞退")
    ]


def test_a_registration_runs_with_its_days(person, audited):
    row = registered(person, case="S1", last_unit="演示厂", wishes=["jobs"])
    assert (row.state, row.contact_due_on) == ("active", dt.date(2027, 5, 24))
    # A woman born in March 1986: the later track, (1986+55-2025)×12+3 = 195, 195 ÷ 4 → 49, at most 36.
    assert row.retires_on == dt.date(2044, 3, 5)
    assert is_registered_unemployed(person, TODAY)
    assert not is_registered_unemployed(person, TODAY - dt.timedelta(days=1))
    assert audited() == ["unemployment.register", "certificate.issued"]
    assert [entry.text for entry in CertificateEntry.objects.all()] == [
        "首次发证，阳城县人力资源和社会保障局",
        "失业登记：从企业、机关、事业单位等用人单位失业",
    ]


def test_the_same_case_registers_once_and_another_one_is_refused(person):
    first = registered(person, case="S1")
    assert registered(person, case="S1").pk == first.pk
    with pytest.raises(LedgerRefused, match="已有失业登记"):
        registered(person, case="S2")
    with pytest.raises(LedgerRefused, match="晚于登记日期"):
        registered(person, TODAY, case="S3", unemployed_since=TODAY + dt.timedelta(days=1))
    with pytest.raises(TypeError):
        registered(person, case="S4", state="ended")


def test_a_contact_lets_the_time_run_anew(person):
    row = registered(person)
    unemployment.warn(unemployment=row, on=dt.date(2027, 5, 1))
    after = unemployment.record_contact(
        unemployment=row, channel="phone", note="在找活", on=dt.date(2027, 5, 20), actor=None
    )
    assert (after.last_contact_on, after.contact_due_on) == (dt.date(2027, 5, 20), dt.date(2027, 11, 20))
    assert after.warned_on is None
    assert [event.move for event in after.events.all()] == ["register", "warn", "contact"]


def test_a_change_keeps_what_stood_before_and_gives_it_back(person):
    row = registered(person, case="S1", last_unit="演示厂")
    later = TODAY + dt.timedelta(days=30)
    unemployment.change(
        unemployment=row, on=later, actor=None, case_number="S2", last_unit="演示煤矿", wishes=["training"]
    )
    back = unemployment.undo(case_number="S2", actor=None)
    assert back is not None
    assert (back.last_unit, back.wishes, back.last_contact_on) == ("演示厂", [], TODAY)
    assert unemployment.undo(case_number="S2", actor=None).pk == row.pk


def test_an_end_has_a_reason_and_may_be_followed_by_another_registration(person):
    row = registered(person, case="S1")
    ended = unemployment.end(
        unemployment=row, reason=EndReason.EMPLOYED, on=TODAY, actor=None, case_number="S2"
    )
    assert (ended.state, ended.get_end_reason_display()) == ("ended", "被用人单位录用")
    with pytest.raises(LedgerRefused, match="已注销"):
        unemployment.end(unemployment=row, reason=EndReason.OTHER, on=TODAY, actor=None)
    again = registered(person, TODAY + dt.timedelta(days=60), case="S3")
    assert again.pk != row.pk
    assert Certificate.objects.count() == 1
    assert not is_registered_unemployed(person, TODAY + dt.timedelta(days=10))


def test_undoing_an_end_gives_the_registration_back_unless_another_one_runs(person):
    row = registered(person, case="S1")
    unemployment.end(unemployment=row, reason=EndReason.OTHER, on=TODAY, actor=None, case_number="S2")
    assert unemployment.undo(case_number="S2", actor=None).state == "active"
    unemployment.end(unemployment=row, reason=EndReason.OTHER, on=TODAY, actor=None, case_number="S3")
    registered(person, case="S4")
    with pytest.raises(LedgerRefused, match="已有失业登记"):
        unemployment.undo(case_number="S3", actor=None)


def test_undoing_a_registration_after_which_something_came_is_refused(person):
    row = registered(person, case="S1")
    unemployment.warn(unemployment=row, on=TODAY)
    unemployment.change(unemployment=row, on=TODAY, actor=None, case_number="S2", remarks="改")
    with pytest.raises(LedgerRefused, match="之后又有"):
        unemployment.undo(case_number="S1", actor=None)
    unemployment.undo(case_number="S2", actor=None)
    assert unemployment.undo(case_number="S1", actor=None).state == "reversed"
    assert active_unemployment(person) is None
    assert unemployment.undo(case_number="S9", actor=None) is None


def test_registered_while_a_unit_insures_says_where_to_settle_it(person):
    assert find_contradictions(person, TODAY, (UNEMPLOYMENT,)) == []
    job = unit_job(person)
    (found,) = find_contradictions(person, TODAY, (UNEMPLOYMENT,))
    assert (found.code, found.weight) == ("employment_insured", "stop")
    assert "请原单位到参保地社保经办机构办理减员" in found.remedy
    registered(person)
    assert Unemployment.objects.filter(insured_by_unit(TODAY)).count() == 1
    job.ends_on = TODAY - dt.timedelta(days=1)
    job.save()
    assert Unemployment.objects.filter(insured_by_unit(TODAY)).count() == 0


def test_an_uninsured_job_and_a_pension_of_ones_own_are_to_be_looked_at(person, county):
    unit_job(person, insured=False)
    assert [one.weight for one in find_contradictions(person, TODAY, (UNEMPLOYMENT,))] == ["look"]
    other = county.resident(birth="19860306")
    OtherScheme.objects.create(
        resident=other, kind="employee", state="paying", as_of=TODAY, source="省集中系统"
    )
    (found,) = find_contradictions(other, TODAY, (UNEMPLOYMENT,))
    assert (found.code, found.weight) == ("other_pension_paying", "look")


def test_work_is_registered_beside_a_unit_with_a_look(person):
    unit_job(person)
    registered(person)
    codes = [one.code for one in find_contradictions(person, TODAY, (FLEXIBLE_WORK,))]
    assert codes == ["employment_active", "unemployment_active"]


def test_a_man_has_one_retirement_and_a_woman_two(county, person):
    man = county.resident(id_number="140522196504030011")
    assert man.sex == "1"
    # (1965+60-2025)×12+4 = 4 months: one month later.
    assert [one.day for one in retirements(man, TODAY)] == [dt.date(2025, 5, 3)]
    assert [one.track.value for one in retirements(person, TODAY)] == ["女50", "女55"]
    assert last_retirement(person, dt.date(2020, 1, 1)).day == dt.date(2044, 3, 5)


def test_two_records_with_two_registrations_are_not_made_one(county, person):
    other = county.resident(birth="19860305")
    registered(person)
    registered(other)
    spell_owner = county.resident(birth="19860305")
    with pytest.raises(MergeRefused, match="失业登记"):
        merge(caller=county.business_admin(), kept=person, dropped=other, reason="同一人")
    spell(spell_owner)
    with pytest.raises(MergeRefused, match="就业创业证"):
        merge(caller=county.business_admin(), kept=person, dropped=spell_owner, reason="同一人")


def test_a_certificates_number_finds_its_holder(county, person):
    registered(person)
    number = certificate_of(person).number
    assert [one.pk for one in find_residents(county.clerk(), number).rows] == [person.pk]
