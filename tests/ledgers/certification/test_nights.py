"""The night's work: everybody once, the same however often it is stopped, and nothing row by row."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cuncuntong.ledgers.certification.enums import BeneficiaryState, LossState, NightState
from cuncuntong.ledgers.certification.models import Beneficiary, CertificationNight, Loss
from cuncuntong.ledgers.certification.services import run_night
from cuncuntong.ledgers.insurance.models import PensionStop
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.pensions.enums import EntitlementState, HoldKind
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold
from cuncuntong.ledgers.residents.models import Resident
from tests.ledgers.certification.make import TODAY, employee, night, row_of, seen
from tests.ledgers.make import County
from tests.ledgers.payments.make import entitled, hold

EARLY = dt.date(2025, 12, 1)  # due 2026-12-01: six days left, so warned


class Stopped(Exception):
    pass


def columns() -> list[tuple]:
    names = ("resident_id", "state", "due_on", "first_warned_on", "second_warned_on", "grace_until")
    return list(Beneficiary.objects.order_by("resident_id").values_list(*names))


def test_a_night_that_another_process_finished_is_left_alone(county: County) -> None:
    for number in range(4):
        entitled(county, f"王{number}", starts=EARLY)

    def finished_elsewhere(found: CertificationNight) -> None:
        assert found.position <= 4
        CertificationNight.objects.update(state=NightState.DONE)

    assert run_night(TODAY, keys=1, after_range=finished_elsewhere).state == NightState.DONE
    assert Beneficiary.objects.count() < 4


def test_a_night_that_was_stopped_goes_on_and_tells_nobody_twice(county: County) -> None:
    people = [entitled(county, f"王{number}", starts=EARLY) for number in range(6)]

    def stop(found: CertificationNight) -> None:
        # The first ranges may hold nobody: keys go on counting where other rows were taken back.
        if Beneficiary.objects.exists():
            raise Stopped

    with pytest.raises(Stopped):
        run_night(TODAY, keys=2, after_range=stop)
    assert 0 < Beneficiary.objects.count() < 6
    found = run_night(TODAY, keys=2)
    assert (found.state, found.people, found.entered, found.warned) == (NightState.DONE, 6, 6, 6)
    assert Message.objects.count() == 6
    before = columns()
    assert run_night(TODAY, keys=2).warned == 6  # done is done
    CertificationNight.objects.all().delete()
    again = run_night(TODAY)
    assert (again.people, again.entered, again.warned, columns()) == (6, 0, 0, before)
    assert Message.objects.count() == len(people)


def test_the_number_of_questions_does_not_grow_with_the_people(county: County) -> None:
    def asked(day: dt.date) -> int:
        with CaptureQueriesContext(connection) as captured:
            run_night(day)
        return len(captured)

    for number in range(3):
        entitled(county, f"王{number}", starts=EARLY)
    few = asked(TODAY)
    for number in range(12):
        entitled(county, f"李{number}", starts=EARLY)
    CertificationNight.objects.all().delete()
    assert asked(TODAY) <= few + 2


def test_who_stops_drawing_leaves_the_list_and_may_come_back(county: County) -> None:
    pension = entitled(county, starts=EARLY)
    night(TODAY)
    Entitlement.objects.update(state=EntitlementState.ENDED)
    found = night(TODAY + dt.timedelta(days=1))
    assert (found.left, row_of(pension.resident).state) == (1, BeneficiaryState.OUT)
    Entitlement.objects.update(state=EntitlementState.RUNNING)
    night(TODAY + dt.timedelta(days=2))
    assert row_of(pension.resident).due_on == dt.date(2026, 12, 1)


def test_who_comes_overdue_to_the_list_is_given_time(county: County) -> None:
    pension = entitled(county, starts=dt.date(2020, 1, 1))
    night(TODAY)
    row = row_of(pension.resident)
    # 90 days from 2026-11-25
    assert (row.due_on, row.grace_until) == (dt.date(2021, 1, 1), dt.date(2027, 2, 23))
    for days in (7, 14, 60, 90):
        night(TODAY + dt.timedelta(days=days))
    assert not EntitlementHold.objects.exists()
    assert Message.objects.filter(topic="certification.warned").count() == 2
    night(TODAY + dt.timedelta(days=91))
    hold_ = EntitlementHold.objects.get()
    assert (hold_.kind, hold_.from_month) == (HoldKind.UNCERTIFIED, dt.date(2027, 2, 1))
    assert row_of(pension.resident).state == BeneficiaryState.SUSPENDED


def test_an_employees_pensioner_is_warned_and_not_held_here(county: County) -> None:
    person = county.resident("赵退休", birth="19600101")
    employee(person, starts=dt.date(2015, 1, 1), certified=dt.date(2025, 10, 1))
    for days in range(0, 130, 7):
        night(TODAY + dt.timedelta(days=days))
    row = row_of(person)
    assert (row.last_way, row.due_on, row.state) == (
        "above",
        dt.date(2026, 10, 1),
        BeneficiaryState.OVERDUE,
    )
    assert not EntitlementHold.objects.exists()


def test_a_certification_above_counts_and_ends_the_warnings(county: County) -> None:
    person = county.resident("赵退休", birth="19600101")
    pension = employee(person, certified=dt.date(2025, 12, 1))
    night(TODAY)
    assert row_of(person).state == BeneficiaryState.WARNED_ONCE
    pension.certified_on = dt.date(2026, 11, 20)
    pension.save()
    night(TODAY + dt.timedelta(days=1))
    row = row_of(person)
    assert (row.due_on, row.first_warned_on, row.state) == (
        dt.date(2027, 11, 20),
        None,
        BeneficiaryState.VALID,
    )


def test_a_certification_takes_back_warnings_that_nobody_told_yet(county: County) -> None:
    person = entitled(county, starts=EARLY).resident
    night(TODAY)
    assert Message.objects.get().state == "waiting"
    seen(person)
    assert Message.objects.get().state == "dropped"
    assert row_of(person).first_warned_on is None


def test_somebody_who_moved_is_listed_where_they_live(county: County) -> None:
    person = entitled(county).resident
    night(TODAY)
    Resident.objects.filter(pk=person.pk).update(
        village_code=county.huangcheng.code, township_code=county.beiliu.code
    )
    night(TODAY + dt.timedelta(days=1))
    assert row_of(person).village_code == county.huangcheng.code


def test_a_loss_of_an_employees_pensioner_is_closed_by_item_24(county: County) -> None:
    person = county.resident("赵退休", birth="19600101")
    pension = employee(person, certified=dt.date(2026, 6, 1))
    loss = Loss.objects.create(
        resident=person, kind="missing", learned_on=TODAY, due_on=TODAY, county_code="140522"
    )
    stop = PensionStop.objects.create(
        resident=person,
        participation=pension.participation,
        move="suspend",
        kind="missing",
        from_month=dt.date(2026, 12, 1),
        state="refused",
        decided_on=TODAY,
        county_code="140522",
    )
    night(TODAY)
    loss.refresh_from_db()
    assert loss.state == LossState.OPEN
    PensionStop.objects.filter(pk=stop.pk).update(state="waiting")
    night(TODAY + dt.timedelta(days=1))
    loss.refresh_from_db()
    assert (loss.state, loss.closing) == (LossState.DONE, "已按第24项报送上级暂停")


def test_a_loss_is_closed_once_the_pension_is_held_for_it(county: County) -> None:
    pension = entitled(county)
    loss = Loss.objects.create(
        resident=pension.resident,
        kind="missing",
        learned_on=TODAY,
        due_on=TODAY,
        county_code="140522",
    )
    night(TODAY)
    loss.refresh_from_db()
    assert loss.state == LossState.OPEN
    hold(pension, dt.date(2026, 12, 1), HoldKind.MISSING)
    night(TODAY + dt.timedelta(days=1))
    loss.refresh_from_db()
    assert (loss.state, loss.closing) == (LossState.DONE, "已按第37项暂停待遇")
