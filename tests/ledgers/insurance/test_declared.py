"""What was decided here and what the province says to it: agreed, refused, late figures, undone in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cuncuntong.ledgers.above.enums import HandoverState
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.contradictions import PENSION_ENROL, find_contradictions
from cuncuntong.ledgers.insurance.enums import DeclaredState
from cuncuntong.ledgers.insurance.models import FlexibleDeclaration, PensionStop
from cuncuntong.ledgers.insurance.selectors.flexible import outdated, renewals
from cuncuntong.ledgers.insurance.services import (
    StopAsked,
    declare_flexible,
    redeclare,
    resume_above,
    suspend_above,
    undo_flexible,
    undo_stop,
)
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.pensions.models import OtherScheme
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import NotVisible
from cuncuntong.network.models import Account, ParameterValue
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.insurance.make import answer, drawing
from tests.ledgers.make import County, id_number

pytestmark = pytest.mark.django_db
FLOOR = Decimal("4244.00")


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC), tick=False):
        forget_parameters()
        yield
    forget_parameters()


@pytest.fixture
def worker(county: County) -> Resident:
    return county.resident("李秀英", id_number=id_number("19900305", male=False))


@pytest.fixture
def pensioner(county: County) -> Resident:
    person = county.resident("王五", id_number=id_number("19500305"))
    drawing(person)
    return person


def _declare(person: Resident, case: str = "S1", **more: object) -> FlexibleDeclaration:
    values = {"work": "打零工", "share": 60, "base": FLOOR, "on": dt.date(2026, 11, 24), **more}
    return declare_flexible(resident=person, at=timezone.now(), actor=None, case_number=case, **values)


def _suspend(person: Resident, case: str = "S1", kind: str = "death") -> PensionStop:
    asked = StopAsked(kind, dt.date(2026, 11, 10), "家属申请")
    on = dt.date(2026, 11, 24)
    return suspend_above(resident=person, asked=asked, on=on, at=timezone.now(), actor=None, case_number=case)


def _resume(person: Resident, case: str = "S2", kind: str = "death") -> PensionStop:
    return resume_above(
        resident=person,
        kind=kind,
        back_pay=True,
        reason="登记有误",
        on=dt.date(2026, 11, 24),
        at=timezone.now(),
        actor=None,
        case_number=case,
    )


def test_a_case_declares_once_and_says_what_is_needed_above(worker: Resident) -> None:
    row = _declare(worker)
    assert _declare(worker) == row and FlexibleDeclaration.objects.count() == 1
    sent = Handover.objects.get(key="insurance.flexible:S1")
    assert sent.state == HandoverState.WAITING
    assert (sent.payload["base"], sent.payload["monthly"]) == ("4244.00", "848.80")
    assert sent.payload["id_number"] == worker.id_number
    with pytest.raises(LedgerRefused, match="正在等上级办理"):
        _declare(worker, "S9")


@pytest.mark.parametrize(("base", "why"), [("4243.99", "低于2026年下限"), ("21219.01", "高于2026年上限")])
def test_a_base_out_of_its_bounds_is_refused(worker: Resident, base: str, why: str) -> None:
    with pytest.raises(LedgerRefused, match=why):
        _declare(worker, share=None, base=Decimal(base))
    assert not Handover.objects.exists()


def test_agreed_above_the_residents_scheme_hears_and_the_person_is_told(worker: Resident) -> None:
    row = _declare(worker)
    answer(row.handover_key, agreed=True, data={"number": "14059"})
    row.refresh_from_db()
    assert (row.state, row.number) == (DeclaredState.AGREED, "14059")
    assert OtherScheme.objects.get(resident=worker).state == "paying"
    assert "每月缴费848.80元" in Message.objects.get(resident=worker).text
    # The answer twice changes nothing; what is done above is not undone here.
    answer(row.handover_key, agreed=True)
    assert Message.objects.count() == 1
    with pytest.raises(LedgerRefused, match="上级已办结"):
        undo_flexible(case_number="S1", actor=None)


def test_refused_above_it_can_be_declared_again(worker: Resident) -> None:
    row = _declare(worker)
    answer(row.handover_key, agreed=False, words="姓名与省库不一致")
    assert "姓名与省库不一致" in Message.objects.get().text
    with pytest.raises(LedgerRefused, match="没有生效"):
        undo_flexible(case_number="S1", actor=None)
    assert not OtherScheme.objects.exists()
    assert _declare(worker, "S2").state == DeclaredState.WAITING


def test_taken_back_before_it_went_up_and_not_after(worker: Resident) -> None:
    row = _declare(worker)
    undo_flexible(case_number="S1", actor=None)
    undo_flexible(case_number="S1", actor=None)
    assert Handover.objects.get().state == HandoverState.WITHDRAWN
    again = _declare(worker)
    assert again.pk != row.pk and again.handover_key == "insurance.flexible:S1:2"
    Handover.objects.filter(key=again.handover_key).update(state=HandoverState.SENT)
    with pytest.raises(LedgerRefused, match="不能直接撤回"):
        undo_flexible(case_number="S1", actor=None)
    again.refresh_from_db()
    assert again.state == DeclaredState.WAITING


def _issue(key: str, value: str) -> None:
    """Two persons of the county put a figure in force, late."""
    accounts = [Account.objects.create(username=f"{key}{at}", full_name="张三") for at in (1, 2)]
    ParameterValue.objects.create(
        key=key,
        starts_on=dt.date(2026, 1, 1),
        value=value,
        source="省文件",
        proposed_by=accounts[0],
        confirmed_by=accounts[1],
        confirmed_at=timezone.now(),
    )
    forget_parameters()


def test_a_floor_that_comes_late_lists_what_was_declared_under_the_old_one(
    county: County, worker: Resident
) -> None:
    # Declared in July at the floor; in November the county confirms another for the whole year.
    row = _declare(worker, on=dt.date(2026, 7, 10))
    own = _declare(county.resident(birth="19850505"), "S2", share=None, base=Decimal(9000))
    for one in (row, own):
        answer(one.handover_key, agreed=True)
    assert not outdated(FlexibleDeclaration.objects.all())[0].exists()
    _issue("employees.base_floor", "4300")
    _issue("employees.average_wage", "7166")
    rows, figures = outdated(FlexibleDeclaration.objects.all())
    found = renewals(rows, figures, dt.date(2026, 11, 24))
    # 60% of 7166 is 4299.60, whole 4300; 20% is 860.00, 11.20 more a month, July to November: 56.00.
    assert [(one.row.pk, one.base, one.monthly, one.months, one.owed) for one in found] == [
        (row.pk, Decimal("4300.00"), Decimal("860.00"), 5, Decimal("56.00"))
    ]
    made = redeclare(caller=county.clerk(), declaration=row.pk, at=timezone.now())
    assert redeclare(caller=county.clerk(), declaration=row.pk, at=timezone.now()) == made
    assert Handover.objects.get(key=made.handover_key).payload["replaces"] == row.handover_key
    assert not outdated(FlexibleDeclaration.objects.all())[0].exists()
    answer(made.handover_key, agreed=True)
    row.refresh_from_db()
    assert row.state == DeclaredState.REPLACED
    with pytest.raises(NotVisible):
        redeclare(caller=county.clerk(county.huangcheng), declaration=own.pk, at=timezone.now())


def test_a_renewal_refused_above_is_listed_again(county: County, worker: Resident) -> None:
    row = _declare(worker)
    answer(row.handover_key, agreed=True)
    _issue("employees.base_floor", "4300")
    made = redeclare(caller=county.clerk(), declaration=row.pk, at=timezone.now())
    answer(made.handover_key, agreed=False, words="系统维护")
    assert list(outdated(FlexibleDeclaration.objects.all())[0]) == [row]
    again = redeclare(caller=county.clerk(), declaration=row.pk, at=timezone.now())
    assert again.pk != made.pk


def test_a_death_enters_the_record_and_a_refusal_takes_it_out(pensioner: Resident) -> None:
    row = _suspend(pensioner)
    assert _suspend(pensioner) == row
    pensioner.refresh_from_db()
    assert (pensioner.standing, pensioner.deceased_on) == (Standing.DECEASED, dt.date(2026, 11, 10))
    assert row.from_month == dt.date(2026, 12, 1)
    assert Handover.objects.get().due_on == dt.date(2026, 11, 25)
    answer(row.handover_key, agreed=False, words="经核实本人健在")
    pensioner.refresh_from_db()
    assert pensioner.standing == Standing.PRESENT
    assert "经核实本人健在" in Message.objects.get().text


def test_a_newer_answer_may_say_otherwise(pensioner: Resident, worker: Resident) -> None:
    row, declared = _suspend(pensioner), _declare(worker, "S7")
    answer(declared.handover_key, agreed=True)
    answer(declared.handover_key, agreed=False, words="更正：资料不全")
    declared.refresh_from_db()
    assert (declared.state, declared.answer_words) == (DeclaredState.REFUSED, "更正：资料不全")
    assert OtherScheme.objects.get(resident=worker).state == "ended"
    answer(row.handover_key, agreed=False, words="经核实本人健在")
    answer(row.handover_key, agreed=True, words="更正：已死亡")
    pensioner.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, pensioner.standing) == (DeclaredState.AGREED, Standing.DECEASED)


def test_an_answer_to_what_was_taken_back_is_for_a_person(worker: Resident) -> None:
    row = _declare(worker)
    undo_flexible(case_number="S1", actor=None)
    with pytest.raises(LedgerRefused, match="答复没有采用"):
        answer(row.handover_key, agreed=True)


def test_a_second_death_and_one_in_the_future_are_refused(pensioner: Resident) -> None:
    _suspend(pensioner)
    with pytest.raises(LedgerRefused, match="已于2026年11月24日登记过死亡"):
        _suspend(pensioner, "S2")
    asked = StopAsked("missing", dt.date(2026, 11, 25), "家属申请")
    with pytest.raises(LedgerRefused, match="失踪日期2026年11月25日晚于今天"):
        suspend_above(
            resident=pensioner,
            asked=asked,
            on=dt.date(2026, 11, 24),
            at=timezone.now(),
            actor=None,
            case_number="S3",
        )


def test_undone_before_it_went_up(pensioner: Resident) -> None:
    _suspend(pensioner)
    undo_stop(case_number="S1", actor=None)
    pensioner.refresh_from_db()
    assert pensioner.standing == Standing.PRESENT
    assert Handover.objects.get().state == HandoverState.WITHDRAWN
    assert _suspend(pensioner).handover_key == "insurance.stop:S1:2"


def test_resumed_once_the_province_carried_it_out(pensioner: Resident) -> None:
    row = _suspend(pensioner)
    with pytest.raises(LedgerRefused, match="还在等上级办理"):
        _resume(pensioner)
    answer(row.handover_key, agreed=True)
    lifted = _resume(pensioner)
    pensioner.refresh_from_db()
    assert pensioner.standing == Standing.PRESENT
    assert Handover.objects.get(key=lifted.handover_key).payload["suspension"] == row.handover_key
    # Refused above, the suspension and the death stand again.
    answer(lifted.handover_key, agreed=False, words="材料不全")
    pensioner.refresh_from_db()
    row.refresh_from_db()
    assert pensioner.standing == Standing.DECEASED and row.lifted_on is None
    assert _resume(pensioner, "S4").pk != lifted.pk


def test_without_a_pension_nothing_is_suspended(worker: Resident) -> None:
    with pytest.raises(LedgerRefused, match="没有正在领取的企业职工养老待遇"):
        _suspend(worker)
    worker.refresh_from_db()
    assert worker.standing == Standing.PRESENT


@pytest.mark.parametrize("what", ["stop", "flexible", "resume"])
def test_undoing_locks_what_went_up_before_the_ledger_s_row(
    worker: Resident, pensioner: Resident, what: str
) -> None:
    """As an answer does: in another order the two would wait for each other."""
    if what == "flexible":
        table, act = FlexibleDeclaration, lambda: undo_flexible(case_number="S1", actor=None)
        _declare(worker)
    elif what == "stop":
        table, act = PensionStop, lambda: undo_stop(case_number="S1", actor=None)
        _suspend(pensioner)
    else:
        table, act = Resident, lambda: _resume(pensioner)
        answer(_suspend(pensioner).handover_key, agreed=True)
    with CaptureQueriesContext(connection) as asked:
        act()
    said = [one["sql"] for one in asked.captured_queries]
    up = next(at for at, one in enumerate(said) if f'FROM "{Handover._meta.db_table}"' in one)
    if connection.vendor == "postgresql":
        assert "FOR UPDATE" in said[up]
    mine = [
        at
        for at, one in enumerate(said)
        if one.startswith("SELECT") and f'FROM "{table._meta.db_table}"' in one
    ]
    assert mine[-1] > up
    if what == "resume":
        assert mine[0] > up


def test_nobody_is_enrolled_with_the_residents_while_the_employees_scheme_was_declared(
    worker: Resident,
) -> None:
    def against() -> list[tuple[str, str]]:
        found = find_contradictions(worker, dt.date(2026, 11, 24), [PENSION_ENROL])
        return [(one.weight, one.words) for one in found if one.code == "flexible_declared"]

    assert against() == []
    row = _declare(worker)
    ((weight, words),) = against()
    assert weight == "stop" and "正在等上级答复" in words and "2026年11月24日" in words
    answer(row.handover_key, agreed=True)
    assert "上级已同意" in against()[0][1]
    answer(row.handover_key, agreed=False)
    assert against() == []
