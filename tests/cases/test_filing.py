"""Filing: one submission is one case, everything wrong is told at once, nothing outside one's area."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from cuncuntong.cases.enums import BlankState, InboxKind, Move, State
from cuncuntong.cases.models import BlankForm, Case, CaseEvent, Draft, InboxItem
from cuncuntong.cases.services.blank_forms import BlankFormUsed
from cuncuntong.cases.services.filing import FilingRefused, Incomplete, RepeatToday
from cuncuntong.network.access import Denied, NotVisible
from cuncuntong.network.enums import DutyKind, PointState
from tests.cases import make

TUESDAY = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def moves(case: Case) -> list[str]:
    return list(case.events.values_list("move", flat=True))


@time_machine.travel(TUESDAY, tick=False)
def test_reviewed_item_is_accepted_with_a_due_day(clerk, resident, audited):
    filed = make.file(clerk, make.REVIEWED, resident)
    case = Case.objects.get(pk=filed.case.pk)
    assert not filed.repeated
    assert (case.state, case.due_on) == (State.ACCEPTED, dt.date(2026, 11, 26))
    assert (case.form, case.subject, case.version) == (make.FORM, "水村一号", 2)
    assert moves(case) == [Move.FILE, Move.ACCEPT]
    assert audited()[-2:] == ["case.file", "case.accept"]
    assert case.township_code == resident.township_code
    assert case.number.startswith("S20261124")


def test_instant_item_goes_to_its_end_in_one_step(clerk, resident):
    case = Case.objects.get(pk=make.file(clerk, make.INSTANT, resident).case.pk)
    resident.refresh_from_db()
    assert resident.address == "水村一号"
    assert case.state == State.FED_BACK
    assert moves(case) == [Move.FILE, Move.ACCEPT, Move.APPROVE, Move.APPLY, Move.FEED_BACK]
    assert case.effect["message"] == "地址已登记。" and case.in_time and case.fed_back_at
    assert case.events.last().note == "当场告知"
    assert not InboxItem.objects.filter(kind=InboxKind.APPROVED).exists()


def test_instant_item_whose_effect_is_refused_leaves_nothing(clerk, resident):
    with pytest.raises(FilingRefused, match="房屋已灭失。请核对地址。"):
        make.file(clerk, make.INSTANT, resident, form={"address": "塌了", "way": "cash"})
    resident.refresh_from_db()
    assert resident.address == "老宅"
    assert not Case.objects.exists() and not CaseEvent.objects.exists()


def test_same_key_gives_the_first_case(clerk, resident):
    first = make.file(clerk, make.REVIEWED, resident, idempotency_key="k1")
    again = make.file(clerk, make.REVIEWED, resident, idempotency_key="k1", form={"address": "别处"})
    assert again.repeated and again.case.pk == first.case.pk
    assert Case.objects.count() == 1


def test_key_of_another_point_or_another_application_is_refused(county, clerk, resident):
    make.file(clerk, make.REVIEWED, resident, idempotency_key="k1")
    other = county.clerk(county.songzhuang)
    theirs = county.resident("王五", county.songzhuang)
    with pytest.raises(FilingRefused, match="已经提交过"):
        make.file(other, make.REVIEWED, theirs, idempotency_key="k1")
    with pytest.raises(FilingRefused, match="已经提交过"):
        make.file(clerk, make.INSTANT, resident, idempotency_key="k1")


def test_everything_missing_is_told_at_once(clerk, resident):
    with pytest.raises(Incomplete) as caught:
        make.file(
            clerk, make.PAPERS, resident, form={"address": "外地", "way": "bank", "since": "2999-01-01"}
        )
    told = {(problem.where, problem.field) for problem in caught.value.examination.problems}
    assert told == {
        ("填写项", "account"),
        ("填写项", "since"),
        ("材料", "id_card"),
        ("办理条件", "address"),
    }
    assert not Case.objects.exists()


def test_repeat_on_the_same_day_needs_a_reason(clerk, resident):
    first = make.file(clerk, make.REVIEWED, resident).case
    with pytest.raises(RepeatToday) as caught:
        make.file(clerk, make.REVIEWED, resident)
    assert caught.value.case.pk == first.pk
    second = make.file(clerk, make.REVIEWED, resident, repeat_reason="上一份填错了人").case
    assert second.repeat_reason == "上一份填错了人"
    assert "上一份填错了人" in second.events.first().note


def test_yesterdays_or_withdrawn_application_is_no_repeat(clerk, resident):
    with time_machine.travel(TUESDAY - dt.timedelta(days=1)):
        make.file(clerk, make.REVIEWED, resident)
    with time_machine.travel(TUESDAY):
        case = make.file(clerk, make.REVIEWED, resident).case
        Case.objects.filter(pk=case.pk).update(state=State.WITHDRAWN)
        make.file(clerk, make.REVIEWED, resident)
    assert Case.objects.count() == 3


def test_only_at_ones_own_open_point(county, clerk, resident):
    other = county.points[county.songzhuang.code]
    with pytest.raises(NotVisible):
        make.file(clerk, make.REVIEWED, resident, point=other)
    clerk.point.state = PointState.CLOSED
    with pytest.raises(FilingRefused, match="停用"):
        make.file(clerk, make.REVIEWED, resident)


def test_resident_of_another_village_is_not_there(county, clerk):
    stranger = county.resident("赵六", county.huangcheng)
    with pytest.raises(NotVisible):
        make.file(clerk, make.REVIEWED, stranger)


def test_whoever_has_no_duty_at_the_counter_is_denied(county, reviewer, resident):
    for caller in (reviewer, county.caller(DutyKind.OVERSEER, county.county)):
        with pytest.raises(Denied):
            make.file(caller, make.REVIEWED, resident)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (make.CLOSED, "还没有开通"),
        (make.DEMONSTRATION, "只在示范服务点"),
        (make.LOOK_UP, "查询事项"),
    ],
)
def test_items_that_cannot_be_filed_here(clerk, resident, item, words):
    with pytest.raises(FilingRefused, match=words):
        make.file(clerk, item, resident)


def test_demonstration_point_and_channels(clerk, resident):
    clerk.point.demonstration = True
    assert make.file(clerk, make.DEMONSTRATION, resident, channel="visit").case.channel == "visit"
    with pytest.raises(FilingRefused, match="不能用这种方式"):
        make.file(clerk, make.INSTANT, resident, channel="kiosk")


def test_pages_go_with_the_draft_and_the_draft_goes(clerk, resident):
    draft = make.draft(clerk, make.PAPERS, resident)
    page = make.page(draft)
    case = make.file(clerk, make.PAPERS, resident, draft=draft).case
    page.refresh_from_db()
    assert (page.case_id, page.draft_id) == (case.pk, None)
    assert not Draft.objects.exists()


def test_draft_of_another_point_or_person_is_not_taken(county, clerk, resident):
    neighbour = county.clerk(county.songzhuang)
    theirs = make.draft(neighbour, make.PAPERS, county.resident("王五", county.songzhuang))
    with pytest.raises(NotVisible):
        make.file(clerk, make.PAPERS, resident, draft=theirs)


@pytest.fixture
def blank(clerk) -> BlankForm:
    return BlankForm.objects.create(
        number="B20261120000019",
        point=clerk.point,
        item=make.REVIEWED.number,
        county_code="140522",
        printed_by=clerk.account,
        printed_at=TUESDAY - dt.timedelta(days=4),
    )


def test_blank_form_is_entered_with_the_true_time(clerk, resident, blank):
    true_time = TUESDAY - dt.timedelta(days=1)
    with time_machine.travel(TUESDAY):
        case = make.file(clerk, make.REVIEWED, resident, blank_form=blank, accepted_at=true_time).case
    blank.refresh_from_db()
    assert case.number == blank.number and blank.case_id == case.pk
    assert blank.state == BlankState.USED
    assert (case.accepted_at, case.due_on) == (true_time, dt.date(2026, 11, 25))
    assert case.entered_at > case.accepted_at
    with pytest.raises(FilingRefused, match="已经补录"):
        make.file(clerk, make.REVIEWED, resident, blank_form=blank, accepted_at=true_time)


def test_blank_form_used_meanwhile(clerk, resident, blank):
    with time_machine.travel(TUESDAY):
        stale = BlankForm.objects.get(pk=blank.pk)
        make.file(clerk, make.REVIEWED, resident, blank_form=blank, accepted_at=TUESDAY)
        with pytest.raises(BlankFormUsed):
            make.file(
                clerk,
                make.REVIEWED,
                resident,
                blank_form=stale,
                accepted_at=TUESDAY,
                repeat_reason="另一张表",
            )
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("hours", "words"), [(1, "不能晚于现在"), (-24 * 5, "不能早于空白表的打印时间"), (None, "实际受理时间")]
)
def test_impossible_times_of_acceptance(clerk, resident, blank, hours, words):
    with time_machine.travel(TUESDAY, tick=False):
        given = None if hours is None else timezone.now() + dt.timedelta(hours=hours)
        with pytest.raises(FilingRefused, match=words):
            make.file(clerk, make.REVIEWED, resident, blank_form=blank, accepted_at=given)


def test_time_of_acceptance_without_a_blank_form_is_refused(clerk, resident):
    with pytest.raises(FilingRefused, match="只有补录"):
        make.file(clerk, make.REVIEWED, resident, accepted_at=timezone.now())


def test_dead_or_merged_residents(county, clerk, resident):
    resident.standing, resident.deceased_on = "deceased", dt.date(2026, 5, 1)
    resident.save()
    with pytest.raises(Incomplete, match="死亡"):
        make.file(clerk, make.REVIEWED, resident)
    resident.standing, resident.deceased_on = "merged", None
    resident.save()
    with pytest.raises(NotVisible):
        make.file(clerk, make.REVIEWED, resident)


def test_a_case_costs_few_queries(clerk, resident, django_assert_max_num_queries):
    make.file(clerk, make.REVIEWED, resident)
    second = resident.__class__.objects.get(pk=resident.pk)
    with django_assert_max_num_queries(26):
        make.file(clerk, make.INSTANT, second)
