"""The five items as people handle them: filed at a counter, reviewed, in force, and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine

from cuncuntong.cases import clock, numbers
from cuncuntong.cases.enums import State
from cuncuntong.cases.forms import display_case, open_form
from cuncuntong.cases.services.filing import Filed, Incomplete, file_case
from cuncuntong.cases.services.look_up import look_up
from cuncuntong.cases.services.reversing import reverse
from cuncuntong.cases.services.review import approve
from cuncuntong.ledgers.cards.services import lapse_due
from cuncuntong.ledgers.jobs.selectors import active_seeker
from cuncuntong.ledgers.pensions.selectors import basic_account, running_entitlement
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import reading_once
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import forget_parameters
from cuncuntong.rules.pension import Computation
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import Situation
from tests.cases import make
from tests.items.situations import SHANGHAI
from tests.ledgers.make import basic_account as open_basic_account
from tests.ledgers.make import card, pay

NOW = dt.datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI)
TODAY = NOW.date()
WISHES = {
    "action": "register",
    "occupation": "电焊工",
    "work_place": "本县",
    "shown_to_employers": "no",
}


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
def clerk(county: make.Place) -> Caller:
    return county.clerk()


@pytest.fixture
def reviewer(county: make.Place) -> Caller:
    return make.reviewer(county, Line.RESIDENT_PENSION, Line.CARD, Line.EMPLOYMENT)


def file(clerk: Caller, number: str, resident: Resident, form: dict[str, str]) -> Filed:
    """Files with a photographed page of each material that is kept."""
    item = items.get(number)
    draft = make.draft(clerk, item, resident)
    for material in item.materials:
        make.page(draft, material.key)
    return file_case(
        caller=clerk,
        item=item,
        resident=resident,
        form=form,
        idempotency_key=make.key(),
        draft=draft,
    )


def test_enrolling_opens_the_account_on_approval_and_reversing_closes_it(
    county: make.Place, clerk: Caller, reviewer: Caller
) -> None:
    resident = county.resident(birth="19880506")
    case = file(clerk, "28", resident, {"level": "500", "hukou": "rural"}).case
    assert (case.state, case.due_on) == (State.ACCEPTED, dt.date(2026, 11, 26))
    assert basic_account(resident) is None
    case = approve(caller=reviewer, case_id=case.pk, version=case.version)
    account = basic_account(resident)
    assert account is not None and (account.level, account.opened_on) == (500, TODAY)
    assert account.case_number == case.number
    assert case.state == State.APPLIED and case.effect["data"]["number"] == account.number
    shown = {row.label: row.text for section in display_case(case) for row in section.rows}
    assert shown == {"缴费档次": "500元/年，政府补贴60元/年", "户口性质": "农业"}
    reverse(caller=county.business_admin(), case_id=case.pk, reason="录错了人")
    assert basic_account(resident) is None


def test_claiming_starts_what_was_computed_and_says_how(
    county: make.Place, clerk: Caller, reviewer: Caller
) -> None:
    resident = county.resident(birth="19661124")
    account = open_basic_account(resident)
    for year in range(2012, 2027):
        pay(account, year)
    card(resident)
    case = file(clerk, "34", resident, {"pay_to": "card", "declared": "yes"}).case
    assert case.subject == "60周岁，受理时已缴费15年"
    case = approve(caller=reviewer, case_id=case.pk, version=case.version)
    claim = running_entitlement(account)
    # 15 × 300 = 4500; 4500 ÷ 139 = 32.374…; 163 + 32.37
    assert claim is not None and (claim.monthly, claim.starts_on) == (
        Decimal("195.37"),
        dt.date(2026, 12, 1),
    )
    assert [
        (part.name, part.amount) for part in Computation.from_json(claim.revisions.get().computation).parts
    ] == [
        ("基础养老金", Decimal("163.00")),
        ("个人账户养老金", Decimal("32.37")),
    ]
    assert case.effect["data"]["computation"]["total"] == "195.37"
    reverse(caller=county.business_admin(), case_id=case.pk, reason="出生日期有误")
    assert running_entitlement(account) is None


def test_a_claim_before_its_time_is_told_at_the_counter(county: make.Place, clerk: Caller) -> None:
    resident = county.resident(birth="19670205")
    pay(open_basic_account(resident), 2026)
    card(resident)
    with pytest.raises(Incomplete) as told:
        file(clerk, "34", resident, {"pay_to": "card", "declared": "yes"})
    words = [problem.what for problem in told.value.examination.problems]
    assert len(words) == 2
    assert "2027年2月5日年满60周岁，还差3个月" in words[0]
    assert "累计缴费1年，距15年还差14年" in words[1]


def test_registering_a_seeker_ends_at_the_counter(county: make.Place, clerk: Caller) -> None:
    resident = county.resident(birth="19880506")
    case = file(clerk, "1", resident, WISHES).case
    assert case.state == State.FED_BACK
    assert case.subject == "新登记：电焊工，本县"
    seeker = active_seeker(resident, "fixed", TODAY)
    assert seeker is not None and seeker.case_number == case.number


def test_the_form_knows_the_last_registration(county: make.Place, clerk: Caller) -> None:
    resident = county.resident(birth="19880506")
    first = open_form(items.get("1"), resident).initial
    assert first["action"] == "register"
    file(clerk, "1", resident, {**WISHES, "pay_floor": "4000.00", "skills": "焊工证"})
    form = open_form(items.get("1"), resident)
    assert form.initial["action"] == "renew"
    assert form.initial["occupation"] == "电焊工"
    assert form.initial["work_place"] == "本县"
    assert form.initial["pay_floor"] == "4000.00"
    assert form.initial["skills"] == "焊工证"
    assert "电焊工" in form.fields["occupation"].extra["suggestions"]


def test_a_temporary_loss_ends_by_itself_and_its_words_stay(county: make.Place, clerk: Caller) -> None:
    resident = county.resident(birth="19880506")
    held = card(resident)
    case = file(clerk, "40", resident, {"action": "report_temporary"}).case
    held.refresh_from_db()
    assert held.get_state_display() == "临时挂失"
    assert case.effect["message"].startswith("社保卡已临时挂失，到2026年12月1日10:30自动解挂")
    with time_machine.travel(NOW + dt.timedelta(days=8), tick=False):
        assert lapse_due() == 1
        held.refresh_from_db()
        assert held.get_state_display() == "正常"
        shown = [row.text for section in display_case(case) for row in section.rows]
    assert shown == ["临时挂失（到2026年12月1日10:30自动解挂）"]


def test_a_look_up_is_answered_and_counted_once_a_day(county: make.Place, clerk: Caller) -> None:
    resident = county.resident(birth="19880506")
    pay(open_basic_account(resident), 2026)
    first = look_up(caller=clerk, item=items.get("33"), resident=resident)
    again = look_up(caller=clerk, item=items.get("33"), resident=resident)
    assert first.case is not None and again.case == first.case
    assert first.answer.tables[0].total[3] == "300.00"


@pytest.mark.parametrize(
    ("birth", "expected"),
    [("19880506", ["28", "1", "40"]), ("20150506", ["40"])],
)
def test_likely_items_stand_first(county: make.Place, birth: str, expected: list[str]) -> None:
    resident = county.resident(birth=birth)
    card(resident)
    assert [number for number in _likely(resident) if number in _WATCHED] == expected


def test_an_insured_person_near_sixty_is_offered_the_claim(county: make.Place) -> None:
    resident = county.resident(birth="19670205")
    open_basic_account(resident)
    assert [number for number in _likely(resident) if number in _WATCHED] == ["34", "33", "1"]


# Other items that somebody may come for stand between them.
_WATCHED = {"1", "28", "33", "34", "40"}


def _likely(resident: Resident) -> list[str]:
    with reading_once(resident):
        scored = {item.number: item.likely(resident) for item in items.all() if item.likely}
    return [number for number, score in sorted(scored.items(), key=lambda one: -one[1]) if score]


def test_what_the_counter_asks_of_the_database_is_bounded(
    county: make.Place, django_assert_max_num_queries: object
) -> None:
    resident = county.resident(birth="19670205")
    account = open_basic_account(resident)
    for year in range(2010, 2027):
        pay(account, year)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        _likely(resident)
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        look_up_item = items.get("33")
        assert look_up_item.look_up
        look_up_item.look_up(_situation(resident))
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        claim = items.get("34")
        assert claim.preview
        assert claim.preview(_situation(resident))[-1].label.startswith("每月合计")


def _situation(resident: Resident) -> Situation:
    return Situation(resident, {}, TODAY)
