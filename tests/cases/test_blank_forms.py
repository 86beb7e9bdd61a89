"""Blank forms for when the power is out: one number, entered once, with the true time."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from cuncuntong.cases.enums import BlankState
from cuncuntong.cases.models import BlankForm, Case
from cuncuntong.cases.services.blank_forms import BlankFormUsed, find, issue, void
from cuncuntong.cases.services.filing import FilingRefused
from cuncuntong.network.access import Denied, NotVisible
from tests.cases import make

MONDAY = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)


@pytest.fixture
def blank(clerk) -> BlankForm:
    with time_machine.travel(MONDAY - dt.timedelta(days=3)):
        return issue(caller=clerk, item=make.REVIEWED, count=1)[0]


def enter(clerk, resident, blank, at=MONDAY, **more):
    found = find(caller=clerk, number=blank.number)
    return make.file(clerk, make.REVIEWED, resident, blank_form=found, accepted_at=at, **more)


def test_numbers_are_the_points_own_and_never_the_same(clerk, county, audited):
    forms = issue(caller=clerk, item=make.REVIEWED, count=5)
    more = issue(caller=county.clerk(county.huangcheng), item=make.REVIEWED, count=5)
    numbers = {form.number for form in [*forms, *more]}
    assert len(numbers) == 10
    assert all(number.startswith("B") for number in numbers)
    assert {form.point for form in forms} == {clerk.point}
    assert audited().count("blank_form.issued") == 2


@pytest.mark.parametrize("count", [0, -1, 51])
def test_how_many_at_once_is_bounded(clerk, count):
    with pytest.raises(ValueError, match="1到50份"):
        issue(caller=clerk, item=make.REVIEWED, count=count)


def test_only_an_item_with_a_form_and_only_a_clerk(clerk, reviewer):
    with pytest.raises(ValueError, match="不需要填表"):
        issue(caller=clerk, item=make.LOOK_UP, count=1)
    with pytest.raises(Denied):
        issue(caller=reviewer, item=make.REVIEWED, count=1)


def test_the_limit_runs_from_the_true_time(clerk, resident, blank):
    with time_machine.travel(MONDAY + dt.timedelta(days=2)):
        case = enter(clerk, resident, blank).case
    assert case.number == blank.number
    assert case.accepted_at == MONDAY
    assert case.entered_at == MONDAY + dt.timedelta(days=2)
    assert case.due_on == dt.date(2026, 11, 25)
    blank.refresh_from_db()
    assert (blank.state, blank.case) == (BlankState.USED, case)


def test_entered_twice_gives_one_case_and_says_so(clerk, resident, blank, county):
    with time_machine.travel(MONDAY + dt.timedelta(days=1)):
        stale = BlankForm.objects.get(pk=blank.pk)
        case = enter(clerk, resident, blank).case
        with pytest.raises(BlankFormUsed) as used:
            find(caller=clerk, number=blank.number)
        assert case.number in str(used.value)
        # Two windows had found it before either entered it.
        with pytest.raises(BlankFormUsed):
            make.file(
                clerk,
                make.REVIEWED,
                county.resident("王五", address="老宅"),
                blank_form=stale,
                accepted_at=MONDAY,
                form={**make.FORM, "address": "水村九号"},
            )
    assert Case.objects.count() == 1


def test_a_void_form_is_not_entered_and_keeps_its_reason(clerk, blank):
    with pytest.raises(ValueError, match="作废原因"):
        void(caller=clerk, number=blank.number, reason="  ")
    assert void(caller=clerk, number=blank.number, reason="写坏了").state == BlankState.VOID
    with pytest.raises(BlankFormUsed, match="已作废（写坏了）"):
        find(caller=clerk, number=blank.number)
    with pytest.raises(BlankFormUsed):
        void(caller=clerk, number=blank.number, reason="再来一次")


def test_a_used_form_can_not_be_void(clerk, resident, blank):
    with time_machine.travel(MONDAY + dt.timedelta(days=1)):
        enter(clerk, resident, blank)
    with pytest.raises(BlankFormUsed):
        void(caller=clerk, number=blank.number, reason="想作废")
    assert BlankForm.objects.get().state == BlankState.USED


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (None, "实际受理时间"),
        (MONDAY + dt.timedelta(days=9), "不能晚于现在"),
        (MONDAY - dt.timedelta(days=9), "不能早于空白表的打印时间"),
    ],
)
def test_a_time_that_can_not_be_true_is_refused(clerk, resident, blank, at, words):
    with time_machine.travel(MONDAY + dt.timedelta(days=1)), pytest.raises(FilingRefused, match=words):
        enter(clerk, resident, blank, at)
    assert not Case.objects.exists()
    blank.refresh_from_db()
    assert blank.state == BlankState.PRINTED


def test_without_a_blank_form_no_time_of_ones_own(clerk, resident):
    with pytest.raises(FilingRefused, match="只有补录"):
        make.file(clerk, make.REVIEWED, resident, accepted_at=timezone.now() - dt.timedelta(days=1))


def test_another_points_number_is_not_there(county, blank):
    stranger = county.clerk(county.huangcheng)
    with pytest.raises(NotVisible):
        find(caller=stranger, number=blank.number)
    with pytest.raises(NotVisible):
        void(caller=stranger, number=blank.number, reason="偷作废")
    with pytest.raises(FilingRefused, match="不是本服务点"):
        make.file(
            stranger,
            make.REVIEWED,
            county.resident("外村人", county.huangcheng),
            blank_form=blank,
            accepted_at=MONDAY,
        )


def test_a_form_of_another_item_is_refused(clerk, resident, blank):
    with pytest.raises(FilingRefused, match="不是这个事项的表"):
        make.file(clerk, make.INSTANT, resident, blank_form=blank, accepted_at=timezone.now())


def test_a_number_is_found_however_it_is_typed(clerk, blank):
    assert find(caller=clerk, number=f" {blank.number.lower()} ") == blank


def test_taken_in_the_very_minute_of_printing(clerk, resident):
    with time_machine.travel(MONDAY.replace(second=40)):
        blank = issue(caller=clerk, item=make.REVIEWED, count=1)[0]
    with time_machine.travel(MONDAY + dt.timedelta(hours=1)):
        with pytest.raises(FilingRefused, match="打印时间"):
            enter(clerk, resident, blank, MONDAY - dt.timedelta(minutes=1))
        assert enter(clerk, resident, blank, MONDAY).case.accepted_at == MONDAY
