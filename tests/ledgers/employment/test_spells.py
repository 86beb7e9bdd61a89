"""Flexible work: one open spell a person, ends unemployment in the same transaction, undone with it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from cuncuntong.ledgers.employment.models import CertificateEntry
from cuncuntong.ledgers.employment.selectors import active_unemployment
from cuncuntong.ledgers.employment.services import certificates, spells, unemployment
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.refused import LedgerRefused
from tests.ledgers.employment.make import TODAY, registered, spell, unit_job, woman


@pytest.fixture
def person(county):
    return woman(county)


def test_registered_once_for_a_case_and_one_at_a_time(person, audited):
    first = spell(person, income_range="2000-3000")
    assert spell(person).pk == first.pk
    assert (first.kind, first.source, first.as_of) == ("flexible", "就业登记（本系统）", TODAY)
    with pytest.raises(LedgerRefused, match="已有灵活就业登记"):
        spell(person, case="S2")
    assert audited() == ["spell.register", "certificate.issued"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Employment.objects.create(
            resident=person, kind="self", starts_on=TODAY, source="并发", case_number="S3"
        )


def test_an_imported_spell_that_runs_counts_too(person):
    Employment.objects.create(resident=person, kind="flexible", starts_on=TODAY, source="导入")
    with pytest.raises(LedgerRefused, match="已有灵活就业登记"):
        spell(person)


def test_a_business_with_a_licence_is_ones_own(person):
    registered(person)
    assert spell(person, work_form="self_run").kind == "self"
    assert person.unemployments.get().end_reason == "12"


def test_work_ends_the_registration_of_unemployment_and_undoing_gives_it_back(person):
    row = registered(person, case="S0")
    work = spell(person, case="S1")
    row.refresh_from_db()
    assert (row.state, row.end_reason, row.ended_on) == ("ended", "13", TODAY)
    texts = list(CertificateEntry.objects.filter(undone_at=None).values_list("text", flat=True))
    assert texts[-2:] == ["注销失业登记：灵活就业，有稳定收入", "灵活就业登记：摆摊经营"]
    spells.undo_spell(case_number="S1", on=TODAY, actor=None)
    unemployment.undo(case_number="S1", actor=None)
    certificates.undo_case(case_number="S1", on=TODAY, actor=None)
    work.refresh_from_db()
    assert work.reversed_at is not None
    assert active_unemployment(person).pk == row.pk
    assert CertificateEntry.objects.filter(undone_at=None).count() == 2
    assert person.certificates.get().state == "valid"


def test_a_refusal_leaves_the_registration_of_unemployment_alone(person):
    registered(person)
    with pytest.raises(LedgerRefused, match="晚于今天"):
        spell(person, starts_on=TODAY + dt.timedelta(days=1))
    assert active_unemployment(person) is not None


def test_changed_and_ended_by_cases_and_undone_backwards(person):
    work = spell(person)
    spells.change_spell(
        spell=work, on=TODAY, actor=None, case_number="S2", work_form="self_run", place="水村"
    )
    with pytest.raises(LedgerRefused, match="早于开始日期"):
        spells.end_spell(
            spell=work, ends_on=dt.date(2026, 1, 1), reason="x", on=TODAY, actor=None, case_number="S3"
        )
    done = spells.end_spell(
        spell=work, ends_on=TODAY, reason="不干了", on=TODAY, actor=None, case_number="S4"
    )
    assert (done.kind, done.place, done.ends_on) == ("self", "水村", TODAY)
    with pytest.raises(LedgerRefused, match="已经结束"):
        spells.change_spell(spell=work, on=TODAY, actor=None, case_number="S5", place="别处")
    with pytest.raises(LedgerRefused, match="之后又有"):
        spells.undo_spell(case_number="S2", on=TODAY, actor=None)
    spells.undo_spell(case_number="S4", on=TODAY, actor=None)
    back = spells.undo_spell(case_number="S2", on=TODAY, actor=None)
    assert (back.kind, back.place, back.ends_on) == ("flexible", "县城", None)


def test_a_units_job_is_no_flexible_work(person):
    job = unit_job(person)
    with pytest.raises(LedgerRefused):
        spells.end_spell(spell=job, ends_on=TODAY, reason="x", on=TODAY, actor=None, case_number="S1")
    assert spell(person, case="S2", overlap_reason="下班后摆摊").overlap_reason == "下班后摆摊"
