"""The handbook: entries, issues to every point, acknowledgements and what is late."""

from __future__ import annotations

import datetime as dt

import pytest

from cuncuntong.ledgers.policies.models import HandbookEntry, IssueDelivery
from cuncuntong.ledgers.policies.selectors import (
    acknowledgements,
    deliveries,
    entries_by_item,
    find_entries,
    issue_contents,
    overdue,
    to_acknowledge,
)
from cuncuntong.ledgers.policies.services import (
    EntryDraft,
    acknowledge,
    issue_handbook,
    save_entry,
    send_to_missing,
    withdraw_entry,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network import parameters, workdays
from cuncuntong.network.access import NotVisible
from cuncuntong.network.enums import DutyKind, PointState
from cuncuntong.network.models import ServicePoint
from tests.ledgers.policies.make import DAY, entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _afresh() -> None:
    parameters.forget_parameters()
    workdays.forget_calendar()


def change(one: HandbookEntry, answer: str) -> HandbookEntry:
    draft = EntryDraft(one.question, answer, one.item, one.basis, one.order)
    return save_entry(draft=draft, actor=None, entry_id=one.pk, version=one.version)


def test_the_book_goes_from_general_questions_through_the_items() -> None:
    for item in ("D1", "10", "2", ""):
        entry("问题", item=item)
    assert [group.item for group in entries_by_item()] == ["", "2", "10", "D1"]


def test_a_question_stands_once_in_an_item() -> None:
    entry(item="1")
    entry(item="2")
    with pytest.raises(LedgerRefused, match="同样的问题"):
        entry(item="1")


def test_words_find_question_before_answer() -> None:
    entry("求职登记要带什么？", "带身份证。", item="1")
    entry("电话改了怎么办？", "办理求职登记时说明。", item="1")
    entry("卡丢了怎么办？", "办理挂失。", item="40")
    page = find_entries(words="求职登记")
    assert [row.entry.question for row in page.rows] == ["求职登记要带什么？", "电话改了怎么办？"]
    assert [piece.text for piece in page.rows[0].question if piece.hit] == ["求职登记"]
    assert len(find_entries(words="怎么办").rows) == 0
    assert [row.entry.item for row in find_entries(words="挂失", item="40").rows] == ["40"]


def test_an_issue_goes_to_every_point_that_is_not_closed(county, audited) -> None:
    entry()
    ServicePoint.objects.filter(division=county.songzhuang).update(state=PointState.CLOSED)
    issue = issue_handbook(note="第一次发放", actor=None, on=DAY)
    assert str(issue) == "2026年第1期" and (issue.added, issue.changed, issue.dropped) == (1, 0, 0)
    # Five working days after Tuesday, 24 November 2026.
    assert issue.due_on == dt.date(2026, 12, 1)
    assert set(IssueDelivery.objects.values_list("point__division__name", flat=True)) == {"水村", "皇城村"}
    assert audited()[-1] == "handbook.issued"


def test_a_second_issue_tells_what_changed(county) -> None:
    kept, changed, dropped = entry("甲？"), entry("乙？"), entry("丙？")
    issue_handbook(note="", actor=None, on=DAY)
    with pytest.raises(LedgerRefused, match="没有改动"):
        issue_handbook(note="", actor=None, on=DAY)
    change(changed, "新的解答")
    withdraw_entry(entry_id=dropped.pk, version=1, reason="事项取消", actor=None)
    entry("丁？")
    second = issue_handbook(note="", actor=None, on=DAY)
    assert (second.serial, second.added, second.changed, second.dropped) == (2, 1, 1, 1)
    contents = {one.version.question: one.fresh for one in issue_contents(second)}
    assert contents == {kept.question: False, "乙？": True, "丁？": True}


def test_an_old_issue_stays_as_it_was(county) -> None:
    one = entry("甲？", "旧解答")
    first = issue_handbook(note="", actor=None, on=DAY)
    change(one, "新解答")
    assert [content.version.answer for content in issue_contents(first)] == ["旧解答"]


def test_an_empty_book_is_not_issued(county) -> None:
    with pytest.raises(LedgerRefused, match="还没有条目"):
        issue_handbook(note="", actor=None, on=DAY)


def test_the_serial_begins_anew_each_year(county) -> None:
    one = entry()
    issue_handbook(note="", actor=None, on=DAY)
    change(one, "改")
    assert str(issue_handbook(note="", actor=None, on=dt.date(2027, 1, 5))) == "2027年第1期"


def test_a_point_acknowledges_its_own_once(county, audited) -> None:
    entry()
    issue = issue_handbook(note="", actor=None, on=DAY)
    clerk, other = county.clerk(), county.clerk()
    assert [one.issue for one in to_acknowledge(clerk)] == [issue]
    done = acknowledge(caller=clerk, issue_id=issue.pk)
    again = acknowledge(caller=other, issue_id=issue.pk)
    assert again.acknowledged_by == clerk.account and again.acknowledged_at == done.acknowledged_at
    assert audited().count("handbook.acknowledged") == 1
    assert to_acknowledge(clerk) == []
    assert acknowledgements(county.business_admin(), [issue]) == {issue.pk: (1, 3)}


def test_only_a_clerk_of_a_point_that_got_it_can_acknowledge(county) -> None:
    entry()
    issue = issue_handbook(note="", actor=None, on=DAY)
    with pytest.raises(NotVisible):
        acknowledge(caller=county.business_admin(), issue_id=issue.pk)
    with pytest.raises(NotVisible):
        acknowledge(caller=county.clerk(), issue_id=issue.pk + 99)


def test_what_is_late_is_listed_for_each_ones_area(county) -> None:
    entry()
    issue = issue_handbook(note="", actor=None, on=DAY)
    acknowledge(caller=county.clerk(county.huangcheng), issue_id=issue.pk)
    admin, township = county.business_admin(), county.caller(DutyKind.TOWNSHIP_ADMIN, county.fengcheng)
    assert not overdue(admin, issue.due_on).exists()
    late = issue.due_on + dt.timedelta(days=1)
    assert {one.point.division.name for one in overdue(admin, late)} == {"水村", "宋庄村"}
    assert {one.point.division.name for one in overdue(township, late)} == {"水村", "宋庄村"}
    assert {one.point.division.name for one in deliveries(county.clerk(), issue)} == {"水村"}


def test_a_point_that_opens_later_gets_the_issue_too(county) -> None:
    entry()
    point = county.points[county.songzhuang.code]
    ServicePoint.objects.filter(pk=point.pk).update(state=PointState.CLOSED)
    issue = issue_handbook(note="", actor=None, on=DAY)
    ServicePoint.objects.filter(pk=point.pk).update(state=PointState.OPEN)
    assert send_to_missing(issue_id=issue.pk, actor=None) == 1
    assert send_to_missing(issue_id=issue.pk, actor=None) == 0
    assert IssueDelivery.objects.filter(issue=issue).count() == 3


def test_two_people_do_not_overwrite_each_other() -> None:
    one = entry()
    change(one, "改一次")
    with pytest.raises(LedgerRefused, match="别人已经修改过"):
        save_entry(draft=EntryDraft(one.question, "改两次"), actor=None, entry_id=one.pk, version=1)
