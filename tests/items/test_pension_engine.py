"""The pension items as people handle them: two points in one minute, where money goes, and back again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from cuncuntong.cases import clock, numbers
from cuncuntong.cases.examine import examine
from cuncuntong.cases.models import Case
from cuncuntong.cases.services._deciding import NotApprovable
from cuncuntong.cases.services.filing import RepeatToday, file_case
from cuncuntong.cases.services.reversing import reverse
from cuncuntong.cases.services.review import approve
from cuncuntong.ledgers.pensions.models import Entitlement, PensionAccount
from cuncuntong.ledgers.pensions.selectors import payee_of
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import reading_once
from cuncuntong.ledgers.residents.services import grant_visit
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import forget_parameters
from cuncuntong.rules.registry import items
from tests.cases import make
from tests.items.situations import SHANGHAI
from tests.ledgers.make import basic_account as open_basic_account
from tests.ledgers.make import card, pay

NOW = dt.datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI)
CLAIM = {"pay_to": "card", "declared": "yes"}


@pytest.fixture(autouse=True)
def _frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        clock.forget_calendar()
        forget_parameters()
        numbers.forget_blocks()
        yield


@pytest.fixture
def county(db: None) -> make.Place:
    return make.Place()


@pytest.fixture
def reviewer(county: make.Place) -> Caller:
    return make.reviewer(county, Line.RESIDENT_PENSION)


@pytest.fixture
def resident(county: make.Place) -> Resident:
    return county.resident(birth="19661124")


@pytest.fixture
def account(resident: Resident) -> PensionAccount:
    account = open_basic_account(resident)
    for year in range(2012, 2027):
        pay(account, year)
    card(resident, bank="演示农商银行")
    return account


def file(clerk: Caller, number: str, resident: Resident, form: dict[str, object], again: str = "") -> Case:
    """Files with a photographed page of each material that is kept."""
    item = items.get(number)
    draft = make.draft(clerk, item, resident)
    for material in item.wanted_materials(form):
        make.page(draft, material.key)
    filed = file_case(
        caller=clerk,
        item=item,
        resident=resident,
        form=form,
        idempotency_key=make.key(),
        draft=draft,
        repeat_reason=again,
    )
    return filed.case


def test_nothing_is_called_met_before_it_is_chosen_and_who_draws_is_offered_the_suspension(
    county: make.Place, reviewer: Caller, resident: Resident, account: PensionAccount
) -> None:
    item = items.get("37")
    assert item.likely is not None and item.likely(resident) == 0
    case = file(county.clerk(), "34", resident, {**CLAIM})
    approve(caller=reviewer, case_id=case.pk, version=case.version)
    with reading_once(resident):
        scores = {one.number: one.likely(resident) for one in items.all() if one.likely}
    assert 0 < scores["37"] < scores["33"]
    found = examine(item, resident, {}, on=NOW.date()).findings
    reasons = {one.rule.code: one.verdict for one in found}
    assert reasons["stop_day"].field and reasons["stop_once"].field and reasons["hold_to_lift"].field
    assert not any("不适用：办理的是" in verdict.reason for verdict in reasons.values())


def test_two_claims_at_two_points_in_one_minute_make_one_entitlement(
    county: make.Place, reviewer: Caller, resident: Resident, account: PensionAccount
) -> None:
    here, there = county.clerk(county.shuicun), county.clerk(county.songzhuang)
    grant_visit(caller=there, id_number=resident.id_number, reason="本人持身份证到场")
    first = file(here, "34", resident, {**CLAIM})
    with pytest.raises(RepeatToday):
        file(there, "34", resident, {**CLAIM})
    second = file(there, "34", resident, {**CLAIM}, again="另一个服务点已经受理，本人要求再办")
    approve(caller=reviewer, case_id=first.pk, version=first.version)
    with pytest.raises(NotApprovable) as refused:
        approve(caller=reviewer, case_id=second.pk, version=second.version)
    assert "自2026年12月起已有待遇" in refused.value.examination.summary()
    assert Entitlement.objects.filter(account=account).count() == 1
    second.refresh_from_db()
    assert second.state == "accepted"


def test_a_claim_sets_the_account_that_is_paid_to_and_reversing_takes_it_back(
    county: make.Place, reviewer: Caller, resident: Resident, account: PensionAccount
) -> None:
    case = file(county.clerk(), "34", resident, {**CLAIM})
    assert payee_of(resident) is None
    case = approve(caller=reviewer, case_id=case.pk, version=case.version)
    payee = payee_of(resident)
    assert payee is not None and payee.case_number == case.number
    assert (payee.holder, payee.bank, payee.number, payee.is_card) == (
        "李秀英",
        "演示农商银行",
        "D21345678",
        True,
    )
    assert "D21345678" not in str(case.effect)
    reverse(caller=county.business_admin(), case_id=case.pk, reason="出生日期有误")
    assert payee_of(resident) is None
