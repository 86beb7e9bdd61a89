"""Proofs: what they say, that it stays, that they end, and that they fit on a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.pensions.services import open_account
from cuncuntong.ledgers.proofs.content import MOST_LINES, earliest, records_of, to_json
from cuncuntong.ledgers.proofs.models import InsuranceProof
from cuncuntong.ledgers.proofs.selectors import proof_of_code
from cuncuntong.ledgers.proofs.services import (
    ALPHABET,
    clean_code,
    make_proof,
    revoke_of_case,
    revoke_proof,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.ages import add_months
from tests.ledgers.make import County, basic_account, pay
from tests.ledgers.proofs.make import insured, months

AT = dt.datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
ON = AT.date()
FIRST, LAST = dt.date(2020, 1, 1), dt.date(2026, 11, 1)


@pytest.fixture
def worker(county: County) -> Resident:
    """Two years paid, two months owed, half a year elsewhere, then nothing; unemployment as well."""
    person = county.resident("李工")
    row = insured(person, state="paused", unit="演示甲厂")
    months(row, dt.date(2020, 1, 1), 24, unit="演示甲厂")
    months(row, dt.date(2022, 1, 1), 2, "owed", unit="演示甲厂")
    months(row, dt.date(2022, 3, 1), 6, place="河南省")
    other = insured(person, "unemployment", state="paused")
    months(other, dt.date(2020, 1, 1), 24, unit="演示甲厂")
    return person


def made(person: Resident, **more: Any) -> InsuranceProof:
    values = {"first": FIRST, "last": LAST, "at": AT, "actor": None, "case_number": "P1", **more}
    return make_proof(resident=person, **values)


def lines(scheme: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return [(one["span"], one["count"], one["what"], one["where"]) for one in scheme["lines"]]


def test_unpaid_months_and_those_of_another_province_stand_plainly(worker: Resident) -> None:
    pension, unemployment = made(worker).content["schemes"]
    assert lines(pension) == [
        ("2020-01至2021-12", "24个月", "正常缴费", "演示甲厂"),
        ("2022-01至2022-02", "2个月", "欠缴（没有到账）", "演示甲厂"),
        ("2022-03至2022-08", "6个月", "正常缴费", "河南省"),
    ]
    assert (pension["counted"], pension["unpaid"], pension["abroad"]) == (30, 2, 6)
    assert pension["as_of"] == "2026-10-31" and pension["source"] == "省集中系统"
    assert unemployment["name"] == "失业保险" and unemployment["counted"] == 24


def test_a_period_cuts_both_ends(worker: Resident) -> None:
    proof = made(worker, first=dt.date(2021, 11, 15), last=dt.date(2022, 4, 30))
    assert [one[0] for one in lines(proof.content["schemes"][0])] == [
        "2021-11至2021-12",
        "2022-01至2022-02",
        "2022-03至2022-04",
    ]


def test_months_between_without_a_record_are_told_and_so_is_who_stopped_paying(county: County) -> None:
    person = county.resident("断缴")
    row = insured(person)
    months(row, dt.date(2026, 1, 1), 3)
    months(row, dt.date(2026, 6, 1), 1)
    # Still registered as paying: July to September, the month before the data's day, have none.
    assert lines(made(person).content["schemes"][0])[-4:] == [
        ("2026-01至2026-03", "3个月", "正常缴费", ""),
        ("2026-04至2026-05", "2个月", "没有缴费记录", ""),
        ("2026-06", "1个月", "正常缴费", ""),
        ("2026-07至2026-09", "3个月", "没有缴费记录", ""),
    ]


def test_residents_schemes_count_in_years(county: County) -> None:
    person = county.resident("村民", birth="19800101")
    account = basic_account(person)
    for year in (2021, 2022, 2024):
        pay(account, year)
    (scheme,) = made(person).content["schemes"]
    assert scheme["name"] == Scheme.BASIC.label and scheme["unit"] == "年" and scheme["counted"] == 3
    assert scheme["as_of"] == "2026-11-24"
    assert ("2023", "1年", "没有缴费", "") in lines(scheme)


def test_who_is_insured_nowhere_gets_a_proof_that_says_so(county: County) -> None:
    person = county.resident("没有参保")
    assert made(person).content["schemes"] == []
    assert earliest(person, ON) == dt.date(2026, 11, 1)
    assert earliest(county.resident("二"), ON) == dt.date(2026, 11, 1)


def test_what_it_says_is_frozen(worker: Resident) -> None:
    proof = made(worker)
    before = proof.content
    months(worker.participations.get(scheme="employee"), dt.date(2022, 9, 1), 12)
    worker.name = "改名"
    worker.save()
    again = InsuranceProof.objects.get(pk=proof.pk)
    assert again.content == before and again.content["name"] == "李工"
    assert "*" in again.content["id_number"]


def test_once_for_a_case_and_anew_when_it_was_taken_back(
    worker: Resident, audited: Callable[[], list[str]]
) -> None:
    proof = made(worker)
    assert made(worker).pk == proof.pk
    assert revoke_of_case(case_number="P1", actor=None).revoked_at is not None
    revoke_of_case(case_number="P1", actor=None)
    assert not InsuranceProof.objects.get(pk=proof.pk).holds(ON)
    assert made(worker).pk != proof.pk
    assert audited() == ["proofs.made", "proofs.revoked", "proofs.made"]


def test_it_holds_until_its_day_and_no_longer(worker: Resident) -> None:
    proof = made(worker)
    assert proof.valid_until == dt.date(2027, 2, 22)  # 90 days
    assert proof.holds(proof.valid_until) and not proof.holds(proof.valid_until + dt.timedelta(days=1))


def test_a_code_is_read_as_people_type_it(worker: Resident) -> None:
    proof = made(worker)
    assert len(proof.code) == 16 and set(proof.code) <= set(ALPHABET)
    assert proof_of_code(f" {proof.spaced_code.lower()} ") == proof
    assert clean_code("o-i l") == "011"
    assert proof_of_code("") is None and proof_of_code("0" * 16) is None


def test_bad_periods_and_empty_reasons_are_refused(worker: Resident) -> None:
    for first, last in ((LAST, FIRST), (FIRST, dt.date(2026, 12, 1))):
        with pytest.raises(LedgerRefused):
            made(worker, first=first, last=last, case_number="")
    with pytest.raises(LedgerRefused):
        revoke_proof(proof=made(worker), why=" ", actor=None)
    with pytest.raises(LedgerRefused):
        revoke_of_case(case_number="", actor=None)


def supplementary(person: Resident) -> PensionAccount:
    return open_account(
        resident=person, scheme=Scheme.SUPPLEMENTARY, level=200, on=dt.date(2012, 3, 1), actor=None
    )


def restless(county: County) -> Resident:
    """Forty years with a new employer every month and a gap in every year, in three schemes."""
    person = county.resident("换工多")
    for scheme in ("employee", "unemployment", "injury"):
        row = insured(person, scheme, since=dt.date(1986, 1, 1))
        for number in range(480):
            if number % 7:
                state = "owed" if number % 11 == 0 else "back_paid" if number % 13 == 0 else "arrived"
                place = "河南省" if number % 17 == 0 else ""
                months(
                    row, add_months(dt.date(1986, 1, 1), number), 1, state,
                    unit=f"演示{number}厂", place=place,
                )  # fmt: skip
        months(row, dt.date(1986, 1, 1), 1, "refunded")
    for account in (basic_account(person), supplementary(person)):
        for year in range(2012, 2026, 2):
            pay(account, year)
    return person


def test_forty_restless_years_are_told_in_the_lines_of_one_page(county: County) -> None:
    person = restless(county)
    told = to_json(person, records_of(person, dt.date(1986, 1, 1), LAST, ON))
    count = sum(len(one["lines"]) for one in told["schemes"])
    assert told["level"] == 3 and count == MOST_LINES
    # Each seventh month is without a record but the first, which was refunded.
    first = told["schemes"][0]
    assert first["counted"] + first["unpaid"] + first["nothing"] + 1 == sum(
        int(one["count"].removesuffix("个月")) for one in first["lines"]
    )
    assert timezone.localdate(AT) == ON
