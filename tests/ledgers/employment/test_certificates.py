"""The certificate: numbers that check themselves, papers whose code holds or says why not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.ledgers.employment.models import Certificate
from cuncuntong.ledgers.employment.selectors import certificate_of, check_token, holding_copy
from cuncuntong.ledgers.employment.services import certificates
from cuncuntong.ledgers.employment.services.certificates import is_number, with_check_digit
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import ParameterValue
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.employment.make import TODAY, woman


@pytest.fixture
def person(county):
    return woman(county)


def issued(person) -> Certificate:
    return certificates.issue(resident=person, on=TODAY, actor=None)


def test_a_number_says_county_household_and_year_and_checks_itself(county, person):
    # 140522, 2 农业, check digit, 26, 000001: Luhn over 1405222?26000001 → 8.
    assert issued(person).number == "1405222826000001"
    assert issued(person).pk == issued(person).pk
    urban = county.resident(birth="19860306", hukou="urban")
    assert issued(urban).number[:7] == "1405221"
    assert issued(urban).number[8:] == "26000002"


@given(st.text("0123456789", min_size=7, max_size=7), st.text("0123456789", min_size=8, max_size=8))
def test_a_wrong_digit_is_found(head, tail):
    number = with_check_digit(head, tail)
    assert is_number(number)
    wrong = number[:3] + str((int(number[3]) + 1) % 10) + number[4:]
    assert not is_number(wrong)


def test_the_county_sets_its_own_prefix(county, person):
    ParameterValue.objects.create(
        key="employment.certificate_prefix",
        starts_on="2026-01-01",
        value=140599,
        source="县里文件",
        proposed_by=county.clerk().account,
        confirmed_by=county.business_admin().account,
        confirmed_at="2026-01-01T00:00:00+08:00",
    )
    forget_parameters()
    assert issued(person).number.startswith("140599")
    forget_parameters()


def test_a_lost_one_is_issued_again_under_its_number_and_the_old_code_says_so(person, audited):
    first = issued(person)
    old = holding_copy(first)
    certificates.report_lost(certificate=first, on=TODAY, actor=None)
    assert (check_token(old.token).holds, check_token(old.token).why) == (False, "这本证已挂失。")
    with pytest.raises(LedgerRefused, match="原因"):
        certificates.reissue(certificate=first, why=" ", on=TODAY, actor=None)
    new = certificates.reissue(certificate=first, why="遗失", on=TODAY, actor=None)
    assert (new.place, certificate_of(person).state) == (2, "valid")
    assert check_token(new.token).holds
    assert check_token(old.token).why == "这本证已作废，持证人另有补发的证。"
    assert audited() == ["certificate.issued", "certificate.lost", "certificate.reissued"]


def test_a_found_one_holds_again(person):
    one = issued(person)
    certificates.report_lost(certificate=one, on=TODAY, actor=None)
    certificates.report_found(certificate=one, on=TODAY, actor=None)
    assert check_token(holding_copy(one).token).holds


def test_a_cancelled_one_holds_no_more_and_another_may_be_issued(person):
    one = issued(person)
    token = holding_copy(one).token
    with pytest.raises(LedgerRefused, match="原因"):
        certificates.cancel(certificate=one, why="", on=TODAY, actor=None)
    certificates.cancel(certificate=one, why="重复发证", on=TODAY, actor=None)
    assert certificates.cancel(certificate=one, why="再来", on=TODAY, actor=None).cancelled_why == "重复发证"
    assert check_token(token).why == "这本证已注销。"
    with pytest.raises(LedgerRefused, match="不能补发"):
        certificates.reissue(certificate=one, why="遗失", on=TODAY, actor=None)
    with pytest.raises(LedgerRefused):
        certificates.report_lost(certificate=one, on=TODAY, actor=None)
    assert issued(person).number != one.number
    assert certificate_of(person).state == "valid"


@pytest.mark.parametrize("token", ["", "nobody-gave-this-out", "x" * 500, "'; drop table"])
def test_a_code_that_we_never_gave_out_leads_nowhere(person, token):
    issued(person)
    assert check_token(token) is None


def test_other_ledgers_enter_what_happened_once_and_only_where_one_is_held(county, person):
    told = {"kind": "training", "on": TODAY, "text": "电焊工培训合格", "key": "training:5"}
    assert not certificates.enter_if_held(resident=person, **told)
    one = issued(person)
    assert certificates.enter_if_held(resident=person, **told)
    assert certificates.enter_if_held(resident=person, **told)
    assert one.entries.filter(kind="training").count() == 1


def test_undoing_a_case_cancels_what_it_issued_unless_something_else_stands_in_it(county, person):
    one = certificates.issue(resident=person, on=TODAY, actor=None, case_number="S1")
    certificates.undo_case(case_number="S1", on=TODAY, actor=None)
    one.refresh_from_db()
    assert (one.state, one.cancelled_why) == ("cancelled", "办理结果撤销")
    kept = certificates.issue(resident=person, on=TODAY, actor=None, case_number="S2")
    certificates.enter_if_held(resident=person, kind="policy", on=TODAY, text="社保补贴", key="p:1")
    certificates.undo_case(case_number="S2", on=TODAY, actor=None)
    kept.refresh_from_db()
    assert kept.state == "valid"
