"""Classes from plan to end: what is refused, what happens to their people."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import ClassState, EnrolmentState, WishState
from cuncuntong.ledgers.training.models import Enrolment, FollowUpTask, TrainingClass
from cuncuntong.ledgers.training.selectors import candidates, demand, roster, waiting_of
from cuncuntong.ledgers.training.services import (
    EntriesRefused,
    Hours,
    ResultLine,
    add_course,
    cancel_class,
    change_class,
    end_course,
    finish_class,
    leave_class,
    open_class,
    place_wishes,
    record_attendance,
    record_results,
    save_institution,
    start_class,
    start_due_classes,
)
from cuncuntong.network.access import Denied, NotVisible
from cuncuntong.network.enums import Ability, DutyKind, Line
from tests.cases.make import reviewer
from tests.ledgers.make import County
from tests.ledgers.training import make

AT = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(AT, tick=False) as travel:
        yield travel


def people(county: County, many: int, **more: Any) -> list[Any]:
    """Wishes that came one day after the other."""
    return [
        make.wish(county.resident(f"人{n}"), at=timezone.now() - dt.timedelta(days=30 - n), **more)
        for n in range(many)
    ]


def filled(county: County, many: int = 3, **more: Any) -> tuple[TrainingClass, list[Any]]:
    """A class of two seats into which so many were placed."""
    row, wishes = make.training_class(county, **more), people(county, many)
    place_wishes(caller=county.business_admin(), training_class=row, wishes=[wish.pk for wish in wishes])
    row.refresh_from_db()
    return row, wishes


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"ends_on": dt.date(2026, 12, 3)}, "结业日期早于开班日期"),
        ({"capacity": 0}, "名额应在1到100人之间"),
        ({"capacity": 101}, "名额应在1到100人之间"),
        ({"ends_on": dt.date(2031, 1, 1)}, "不能覆盖整个班次"),
    ],
)
def test_a_plan_that_can_not_be_is_refused(county: County, more: dict[str, Any], why: str) -> None:
    with pytest.raises(LedgerRefused, match=why):
        make.training_class(county, **more)
    assert not TrainingClass.objects.exists()


def test_numbers_count_within_the_year(county: County) -> None:
    taught = make.course(county)
    numbers = [make.training_class(county, taught).number for _ in range(2)]
    assert numbers == ["PX20260001", "PX20260002"]


def test_only_who_manages_training_here_may(county: County) -> None:
    row = make.training_class(county, opened=False)
    with pytest.raises(Denied):
        open_class(caller=county.clerk(), training_class=row)
    with pytest.raises(Denied):
        open_class(caller=reviewer(county, Line.CARD), training_class=row)
    elsewhere = reviewer(county, Line.TRAINING, division=county.beiliu)
    with pytest.raises(NotVisible):
        open_class(caller=elsewhere, training_class=row)
    with pytest.raises(NotVisible):
        make.institution(county, elsewhere)
    assert open_class(caller=reviewer(county, Line.TRAINING), training_class=row).state == ClassState.OPEN


def test_an_institution_keeps_one_licence_and_its_classes_within_it(county: County) -> None:
    home = make.institution(county, licence_number="演示证1")
    with pytest.raises(LedgerRefused, match="已登记在另一家机构名下"):
        make.institution(county, licence_number="演示证1")
    make.training_class(county, make.course(county, home))
    change = {"caller": county.business_admin(), "place": make.placed(county.shuicun), "pk": home.pk}
    with pytest.raises(LedgerRefused, match="晚于许可证有效期止"):
        save_institution(**change, version=1, licence_until=dt.date(2026, 12, 1))
    with pytest.raises(LedgerRefused, match="还有没有结束的班次"):
        save_institution(**change, version=1, state="stopped")
    assert save_institution(**change, version=1, contact="招生办").version == 2
    with pytest.raises(LedgerRefused, match="刚刚被其他人修改过"):
        save_institution(**change, version=1, contact="教务处")


def test_a_course_is_offered_once_until_it_ends(county: County) -> None:
    taught, admin = make.course(county), county.business_admin()
    again = {"institution": taught.institution, "occupation": make.WELDER, "level": "5", "hours": 80}
    with pytest.raises(LedgerRefused, match="已有同一工种、同一等级"):
        add_course(caller=admin, **again)
    end_course(caller=admin, course=taught)
    assert add_course(caller=admin, **again).active
    with pytest.raises(LedgerRefused, match="已停招"):
        make.training_class(county, taught)


def test_seats_first_then_the_waiting_list_in_order(county: County) -> None:
    row, wishes = filled(county)
    assert (row.taken, row.free) == (2, 0)
    assert [(one.seat, one.wish_id) for one in roster(row)] == [(1, wishes[0].pk), (2, wishes[1].pk)]
    assert [(one.position, one.wish_id) for one in waiting_of(row)] == [(1, wishes[2].pk)]
    assert not FollowUpTask.objects.filter(state="open").exists()


def test_a_group_that_comes_first_goes_before_who_came_first(county: County) -> None:
    rural = people(county, 2)
    watched = make.wish(county.resident("后来"), group="watched")
    row, admin = make.training_class(county), county.business_admin()
    seen = candidates(admin, row, TODAY)
    assert [(one.wish.pk, one.order, one.gets) for one in seen] == [
        (watched.pk, 1, "名额"),
        (rural[0].pk, 2, "名额"),
        (rural[1].pk, 3, "候补"),
    ]
    place_wishes(caller=admin, training_class=row, wishes=[one.wish.pk for one in seen])
    assert [one.wish_id for one in roster(row)] == [watched.pk, rural[0].pk]


def test_the_preview_says_who_does_not_fit_and_why(county: County) -> None:
    row, admin = make.training_class(county), county.business_admin()
    make.wish(county.resident("厨"), occupation=make.COOK, words="厨师")
    make.wish(county.resident("高"), level="3")
    evening = make.wish(county.resident("晚"), times="evening")
    busy = county.resident("忙")
    make.wish(busy, occupation="6-18-02-05", words="另一种焊工")
    other = make.training_class(county, make.course(county, occupation="6-18-02-05"), title="另一个班")
    place_wishes(caller=admin, training_class=other, wishes=[busy.training_wishes.get().pk])
    second = make.wish(busy)
    gone = make.wish(county.resident("退"))
    place_wishes(caller=admin, training_class=row, wishes=[gone.pk])
    leave_class(enrolment=gone.enrolments.get(), reason="家里有事", later=True, on=TODAY, actor=None)
    seen = {one.wish.pk: (one.against, one.chosen) for one in candidates(admin, row, TODAY)}
    assert seen == {
        evening.pk: ("本人方便的时间是晚上，这个班是白天", False),
        second.pk: ("同一时间已在另一个班", False),
        gone.pk: ("退出过这个班次：家里有事", False),
    }


def test_what_changed_meanwhile_is_left_out_and_said(county: County) -> None:
    row, wishes = make.training_class(county), people(county, 2)
    admin = county.business_admin()
    place_wishes(caller=admin, training_class=row, wishes=[wishes[0].pk])
    done = place_wishes(caller=admin, training_class=row, wishes=[wish.pk for wish in wishes])
    assert [one.wish_id for one in done.seated] == [wishes[1].pk]
    assert [(wish.pk, why) for wish, why in done.left_out] == [(wishes[0].pk, "这条意向已安排，不在待安排。")]


def test_who_leaves_makes_room_for_who_waits(county: County) -> None:
    row, wishes = filled(county, 4)
    first = wishes[0].enrolments.get()
    leave_class(enrolment=first, reason="外出务工", later=False, on=TODAY, actor=None)
    row.refresh_from_db()
    assert row.taken == 2
    assert [one.wish_id for one in roster(row)] == [wishes[2].pk, wishes[1].pk]
    assert [(one.position, one.wish_id) for one in waiting_of(row)] == [(1, wishes[3].pk)]
    states = [wish.state for wish in _fresh(wishes)]
    assert states == [WishState.GIVEN_UP, WishState.PLACED, WishState.PLACED, WishState.WAITING]


def test_more_seats_move_the_waiting_list_up_and_fewer_than_taken_are_refused(county: County) -> None:
    row, _ = filled(county, 3)
    admin = county.business_admin()
    with pytest.raises(LedgerRefused, match="名额不能少于2人"):
        change_class(caller=admin, training_class=row, version=row.version, capacity=1)
    changed = change_class(caller=admin, training_class=row, version=row.version, capacity=3)
    assert (changed.taken, len(waiting_of(row))) == (3, 0)
    with pytest.raises(LedgerRefused, match="刚刚被其他人修改过"):
        change_class(caller=admin, training_class=row, version=row.version, capacity=4)


def test_a_cancelled_class_sends_its_people_back_with_their_place_in_the_order(county: County) -> None:
    row, wishes = filled(county)
    places = [wish.ordered_at for wish in wishes]
    admin = county.business_admin()
    with pytest.raises(LedgerRefused, match="写明取消的原因"):
        cancel_class(caller=admin, training_class=row, reason=" ")
    cancel_class(caller=admin, training_class=row, reason="报名不足")
    back = _fresh(wishes)
    assert [wish.state for wish in back] == [WishState.OPEN] * 3
    assert [wish.ordered_at for wish in back] == places
    assert {task.due_on for task in FollowUpTask.objects.filter(state="open")} == {dt.date(2026, 12, 1)}
    assert set(Enrolment.objects.values_list("state", flat=True)) == {EnrolmentState.CANCELLED}
    again = make.training_class(county)
    assert [one.wish.pk for one in candidates(admin, again, TODAY)] == [wish.pk for wish in wishes]


def test_a_class_starts_on_its_day_and_who_waited_in_vain_goes_back(county: County, clock: Any) -> None:
    row, wishes = filled(county)
    admin = county.business_admin()
    with pytest.raises(LedgerRefused, match="2026-12-04才开班"):
        start_class(caller=admin, training_class=row)
    clock.move_to(dt.datetime(2026, 12, 4, 2, tzinfo=dt.UTC))
    empty = make.training_class(county)
    TrainingClass.objects.filter(pk=empty.pk).update(starts_on=dt.date(2026, 12, 4))
    assert start_due_classes() == 1
    assert start_due_classes() == 0
    row.refresh_from_db()
    assert row.state == ClassState.RUNNING
    assert [wish.state for wish in _fresh(wishes)] == [WishState.TRAINING, WishState.TRAINING, WishState.OPEN]
    with pytest.raises(LedgerRefused, match="还没有安排人"):
        start_class(caller=admin, training_class=empty)


def started(county: County, clock: Any, many: int = 2) -> tuple[TrainingClass, list[Enrolment]]:
    row, wishes = filled(county, many)
    clock.move_to(dt.datetime(2026, 12, 5, 2, tzinfo=dt.UTC))
    start_class(caller=county.business_admin(), training_class=row)
    row.refresh_from_db()
    return row, [wish.enrolments.get() for wish in wishes]


def test_a_days_sheet_stays_within_the_class_and_its_hours(county: County, clock: Any) -> None:
    row, (one, two) = started(county, clock)
    sheet = {"caller": county.business_admin(), "training_class": row}
    hours = {one.pk: Hours(8), two.pk: Hours(0, "请假")}
    assert record_attendance(**sheet, on=dt.date(2026, 12, 4), hours=hours) == 2
    assert record_attendance(**sheet, on=dt.date(2026, 12, 4), hours={one.pk: Hours(4)}) == 1
    assert [(a.hours, a.note) for a in one.attendances.all()] == [(4, "")]
    for day in (dt.date(2026, 12, 3), dt.date(2026, 12, 6)):
        with pytest.raises(LedgerRefused, match="不在已经上过的课里"):
            record_attendance(**sheet, on=day, hours=hours)
    with pytest.raises(EntriesRefused) as refused:
        record_attendance(**sheet, on=dt.date(2026, 12, 5), hours={one.pk: Hours(9), two.pk: Hours(8)})
    assert refused.value.faults == {one.pk: "课时应在0到8之间。"}
    assert not two.attendances.filter(on=dt.date(2026, 12, 5)).exists()


def test_results_come_after_the_last_day_and_all_faults_at_once(county: County, clock: Any) -> None:
    row, (one, two) = started(county, clock)
    sheet = {"caller": county.business_admin(), "training_class": row}
    record_attendance(**sheet, on=dt.date(2026, 12, 4), hours={one.pk: Hours(8), two.pk: Hours(2)})
    with pytest.raises(LedgerRefused, match="2026-12-13结业后才能录入"):
        record_results(**sheet, lines={one.pk: ResultLine("passed")})
    clock.move_to(dt.datetime(2026, 12, 14, 2, tzinfo=dt.UTC))
    with pytest.raises(EntriesRefused) as refused:
        record_results(
            **sheet,
            lines={
                one.pk: ResultLine("failed", certificate_number="演示证书1"),
                two.pk: ResultLine("passed"),
            },
        )
    # Eight hours were held, four fifths of them are asked for.
    assert refused.value.faults == {
        one.pk: "只有合格的才有证书编号，请核对结果。",
        two.pk: "只出勤2课时，不到6课时；合格的请写明理由。",
    }
    with pytest.raises(LedgerRefused, match="还有2人没有录入结果"):
        finish_class(**sheet)
    day = dt.date(2026, 12, 14)
    record_results(
        **sheet,
        lines={
            one.pk: ResultLine("passed", "", "演示证书1", day),
            two.pk: ResultLine("passed", "补考合格", "演示证书2", day),
        },
    )
    assert finish_class(**sheet).state == ClassState.FINISHED
    one.refresh_from_db()
    assert (one.state, one.wish.state, one.wish.closed_reason) == (
        EnrolmentState.DONE,
        WishState.FINISHED,
        "合格",
    )


def test_a_certificate_belongs_to_one_person(county: County, clock: Any) -> None:
    row, (one, two) = started(county, clock)
    clock.move_to(dt.datetime(2026, 12, 14, 2, tzinfo=dt.UTC))
    day = dt.date(2026, 12, 14)
    sheet = {"caller": county.business_admin(), "training_class": row}
    same = {key: ResultLine("passed", "", "演示证书1", day) for key in (one.pk, two.pk)}
    with pytest.raises(EntriesRefused) as refused:
        record_results(**sheet, lines=same)
    assert set(refused.value.faults) == {one.pk, two.pk}
    record_results(**sheet, lines={one.pk: same[one.pk]})
    with pytest.raises(EntriesRefused, match="有1人的填写有误"):
        record_results(**sheet, lines={two.pk: ResultLine("passed", "", "", day)})


def test_wishes_against_seats_by_occupation(county: County) -> None:
    people(county, 3)
    make.wish(county.resident("厨"), occupation=make.COOK, words="厨师")
    make.training_class(county)
    rows = demand(county.business_admin(), Ability.TRAINING_MANAGE, TODAY)
    found = {row.occupation: (row.wishes, row.free, row.seats, row.lacking) for row in rows}
    assert found == {make.WELDER: (3, 2, 2, 1), make.COOK: (1, 0, 0, 1)}
    township = county.caller(DutyKind.TOWNSHIP_ADMIN, county.beiliu)
    seen = demand(township, Ability.EMPLOYMENT_FIGURES, TODAY)
    assert [(row.occupation, row.wishes, row.free) for row in seen] == [(make.WELDER, 0, 2)]


def _fresh(wishes: list[Any]) -> list[Any]:
    for wish in wishes:
        wish.refresh_from_db()
    return wishes
