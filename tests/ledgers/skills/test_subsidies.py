"""Subsidies: once a certificate and an occupation and level, paid once, back when it was wrong."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from cuncuntong.ledgers.above.hooks import Outcome
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.payments.enums import FindingKind
from cuncuntong.ledgers.payments.models import Finding, PayLine
from cuncuntong.ledgers.payments.services import check_payments, check_run
from cuncuntong.ledgers.payments.services.bank_sheet import bank_rows
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.skills.enums import SubsidyState
from cuncuntong.ledgers.skills.models import Subsidy
from cuncuntong.ledgers.skills.numbers import looks_right, plain
from cuncuntong.ledgers.skills.selectors import used_by_another
from cuncuntong.ledgers.skills.services import above_key, approve_subsidy, return_subsidy, undo_subsidy
from cuncuntong.ledgers.skills.up import answered
from tests.ledgers.above.answering import answer
from tests.ledgers.make import County
from tests.ledgers.payments.make import NOVEMBER, Office, payee

TODAY = dt.date(2026, 11, 25)


def granted(person: Resident, number: str = "S000140522001234", **more: Any) -> Subsidy:
    told: dict[str, Any] = {
        "amount": Decimal("1500.00"),
        "most_a_year": 3,
        "on": TODAY,
        "case_number": "",
        "claimed_as": "unit",
        "certificate_name": "职业技能等级证书",
        "occupation": "6-18-02-04",
        "occupation_name": "焊工",
        "level": "中级",
        "issued_on": dt.date(2026, 10, 20),
        "insured_months": 48,
        "relaxed": False,
        "as_of": TODAY,
    }
    return approve_subsidy(
        resident=person, at=timezone.now(), actor=None, certificate_number=number, **{**told, **more}
    )


def test_numbers_are_the_same_however_they_are_typed() -> None:
    assert plain("s0001405－2200 1234") == plain("Ｓ000140522001234") == "S000140522001234"
    assert looks_right("S0001405 2200-1234") and not looks_right("焊工证1234") and not looks_right("12")


def test_a_certificates_number_is_sealed_and_found_however_it_is_typed(county: County) -> None:
    mine, other = county.resident("焊工甲"), county.resident("焊工乙")
    granted(mine)
    with connection.cursor() as cursor:
        cursor.execute("SELECT certificate_number, certificate_number_index FROM skills_subsidy")
        (stored,) = cursor.fetchall()
    assert all("S000140522001234" not in text for text in stored)
    assert used_by_another(other, "s000140522 00-1234") and not used_by_another(mine, "S000140522001234")
    with pytest.raises(LedgerRefused, match="已被他人用于申领"):
        granted(other, "s000140522-001234", occupation="4-10-01-05")


def test_it_is_paid_once_by_the_funds_run(county: County, office: Office) -> None:
    person = county.resident("焊工甲")
    payee(person)
    row = granted(person, case_number="S1")
    assert granted(person, case_number="S1") == row
    run = office.exported(NOVEMBER)
    line = PayLine.objects.get(run=run)
    assert (line.amount, line.scheme, line.why) == (Decimal("1500.00"), "skill", "焊工（中级）技能提升补贴")
    assert next(bank_rows(run))[6] == "技能提升补贴202611"
    with pytest.raises(LedgerRefused, match="已列入发放"):
        undo_subsidy(case_number="S1", actor=None)
    office.answered(run)
    row.refresh_from_db()
    assert (row.state, row.paid_on) == (SubsidyState.PAID, TODAY)
    assert office.computed(NOVEMBER).lines == 0
    assert check_payments() == []


def test_the_same_number_of_another_person_is_refused_without_a_name(county: County) -> None:
    granted(county.resident("焊工甲"))
    with pytest.raises(LedgerRefused, match="已被他人用于申领") as refused:
        granted(county.resident("焊工乙"), "s0001405 2200 1234", occupation="6-29-03-04")
    assert "焊工甲" not in str(refused.value) + refused.value.message + refused.value.remedy


def test_the_same_number_is_found_under_a_key_that_is_being_changed(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted(county.resident("焊工甲"))
    # As while keys are changed: the table holds the index of one key, a new row would have another's.
    monkeypatch.setattr(Subsidy, "save", lambda self, **kept: pytest.fail("it is asked before it is saved"))
    with pytest.raises(LedgerRefused, match="已被他人用于申领"):
        granted(county.resident("焊工乙"), occupation="6-29-03-04")


def test_an_occupation_and_level_once(county: County) -> None:
    person = county.resident("焊工甲")
    granted(person)
    with pytest.raises(LedgerRefused, match="同一职业同一等级"):
        granted(person, "S000140522009999")
    assert granted(person, "S000140522009998", level="高级").level == "高级"


def test_three_times_a_year(county: County) -> None:
    person = county.resident("焊工甲")
    for number, level in enumerate(("初级", "中级", "高级")):
        granted(person, f"S00014052200000{number}", level=level)
    with pytest.raises(LedgerRefused, match="2026年已经享受3次"):
        granted(person, "S000140522000009", occupation="6-29-03-04")
    next_year = dt.date(2027, 1, 4)
    assert granted(person, "S000140522000009", occupation="6-29-03-04", on=next_year).pk


def test_taken_back_the_certificate_is_free_again(county: County) -> None:
    person = county.resident("焊工甲")
    granted(person, case_number="S1")
    assert undo_subsidy(case_number="S1", actor=None).state == SubsidyState.UNDONE
    assert granted(person, case_number="S2").state == SubsidyState.APPROVED


def test_a_no_from_above_before_and_after_it_is_paid(county: County, office: Office) -> None:
    early, late = county.resident("早"), county.resident("晚")
    payee(early), payee(late)
    first, second = granted(early), granted(late, "S000140522005678")
    run = office.computed(NOVEMBER)
    no = Outcome(False, "E7", "证书核验不通过", {}, timezone.now())
    answered(Handover.objects.get(key=above_key(first)), no)
    with pytest.raises(LedgerRefused, match="刚刚又发现1条"):
        check_run(caller=office.checker, run=run)
    finding = Finding.objects.get(run=run)
    assert finding.kind == FindingKind.OVER and "证书核验不通过" in finding.words
    from cuncuntong.ledgers.payments.services import decide_findings

    decide_findings(
        caller=office.preparer, run=run, findings=[finding.pk], decision="hold", reason="上级不同意"
    )
    office.answered(office.exported(NOVEMBER, run))
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, first.to_return) == (SubsidyState.REFUSED, 0)
    answered(Handover.objects.get(key=above_key(second)), no)
    second.refresh_from_db()
    assert (second.state, second.to_return) == (SubsidyState.REFUSED, Decimal("1500.00"))
    with pytest.raises(LedgerRefused, match="请填写缴款凭证号"):
        return_subsidy(subsidy=second, receipt=" ", on=TODAY, actor=None)
    assert return_subsidy(subsidy=second, receipt="B1", on=TODAY, actor=None).returned_on == TODAY


def test_a_yes_after_a_no_puts_it_back_or_stands_among_the_problems(county: County, office: Office) -> None:
    paid, due = county.resident("已发"), county.resident("未发")
    payee(paid)
    first = granted(paid, "S000140522000001")
    office.answered(office.exported(NOVEMBER))
    second, third = granted(due, "S000140522000002"), granted(due, "S000140522000003", level="高级")
    ups = [Handover.objects.get(key=above_key(row)) for row in (first, second, third)]
    for up in ups:
        answer(up, agreed=False)
        answer(up, agreed=False, words="再次核验仍不通过")
    granted(due, "S000140522000004", level="高级")
    for up in ups[:2]:
        answer(up, agreed=True)
    assert "已另行核定" in answer(ups[2], agreed=True, expect_problem=True).words_here
    for row in (first, second, third):
        row.refresh_from_db()
    assert (first.state, first.to_return, first.above_words) == (SubsidyState.PAID, 0, "同意")
    assert (second.state, second.to_return) == (SubsidyState.APPROVED, 0)
    assert (third.state, third.above_words) == (SubsidyState.REFUSED, "再次核验仍不通过")
    assert "不用退回" in Message.objects.filter(resident=paid).latest("pk").text
    # What came back stays back, until a person has looked.
    answer(ups[0], agreed=False)
    return_subsidy(subsidy=first, receipt="B1", on=TODAY, actor=None)
    assert "已经退回" in answer(ups[0], agreed=True, expect_problem=True).words_here
