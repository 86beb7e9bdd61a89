"""Queues: overdue first, paged by key without gaps, counted in one query that an index carries."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Case
from cuncuntong.cases.selectors.cases import (
    find_case,
    open_case,
    review_sheet,
    unmask_form,
)
from cuncuntong.cases.selectors.queues import (
    QUEUES,
    point_counts,
    queue_page,
    queue_rows,
    review_counts,
    review_counts_by_item,
)
from cuncuntong.cases.services.review import SlipDraft, approve, claim, return_case
from cuncuntong.network.access import Denied, NotVisible
from cuncuntong.network.enums import Line
from tests.cases import make

WEDNESDAY = dt.datetime(2026, 11, 25, 2, tzinfo=dt.UTC)


@pytest.fixture
def cases(county, clerk):
    """Seven cases, one a day back from Wednesday: due on Friday the 27th and before."""
    made = []
    for back in range(7):
        with time_machine.travel(WEDNESDAY - dt.timedelta(days=back)):
            made.append(make.file(clerk, make.REVIEWED, county.resident(f"居民{back}")).case)
    with time_machine.travel(WEDNESDAY, tick=False):
        yield made


def test_overdue_stands_on_top_and_pages_meet(reviewer, cases):
    seen, after = [], ""
    while True:
        page = queue_page(reviewer, "waiting", after=after, size=3)
        seen += page.rows
        if not page.more:
            break
        after = page.after
    assert [case.pk for case in seen] == [
        case.pk for case in sorted(cases, key=lambda case: (case.due_on, case.pk))
    ]
    first = queue_page(reviewer, "waiting", size=3)
    assert first.words[first.rows[0].pk] == "超期2个工作日"
    assert first.queue.empty and first.queue.columns[-1] == "state"


def test_newest_first_pages_meet_too(clerk, cases):
    first = queue_page(clerk, "point_all", size=4)
    rest = queue_page(clerk, "point_all", size=4, after=first.after)
    assert [case.pk for case in [*first.rows, *rest.rows]] == [case.pk for case in cases]
    assert first.more and not rest.more


@pytest.mark.parametrize("after", ["nonsense", "~", "2026-01-01~x", "x~1", "1~2~3", "2026-01-01T00:00~1"])
def test_a_bent_place_starts_over(clerk, reviewer, cases, after):
    assert len(queue_page(reviewer, "waiting", after=after).rows) == 7
    assert len(queue_page(clerk, "point_all", after=after).rows) == 7


def test_counts_of_all_tabs_come_in_one_query(county, reviewer, cases, django_assert_num_queries):
    claim(caller=reviewer, case_id=cases[0].pk)
    make.reviewer(county)
    reviewer.can("case.review")
    review_counts(reviewer)
    with django_assert_num_queries(1):
        counts = review_counts(reviewer)
    # Due: 27, 26, 25, 24 (three accepted over the weekend or on Friday), 23.
    by_due = [case.due_on for case in cases]
    today = dt.date(2026, 11, 25)
    assert counts.waiting == 7 and counts.mine == 1
    assert counts.overdue == sum(due < today for due in by_due) == 4
    assert counts.soon == sum(due in (today, dt.date(2026, 11, 26)) for due in by_due) == 2
    assert len(queue_rows(reviewer, "overdue")) == 4
    assert len(queue_rows(reviewer, "soon")) == 2
    assert [case.pk for case in queue_rows(reviewer, "mine")] == [cases[0].pk]
    assert review_counts_by_item(reviewer) == {"T1": 7}


def test_a_point_sees_its_work_whoever_did_it(county, clerk, reviewer, cases):
    colleague = county.clerk()
    approve(caller=reviewer, case_id=cases[0].pk, version=None)
    return_case(
        caller=reviewer, case_id=cases[1].pk, version=None, lines=[SlipDraft("field", "不清", field="way")]
    )
    counts = point_counts(colleague)
    assert (counts.open, counts.returned, counts.to_tell, counts.inbox, counts.today) == (5, 1, 1, 2, 1)
    assert [case.pk for case in queue_rows(colleague, "point_returned")] == [cases[1].pk]
    assert [case.pk for case in queue_rows(colleague, "point_to_tell")] == [cases[0].pk]
    assert len(queue_rows(colleague, "point_open")) == 5
    assert point_counts(county.clerk(county.songzhuang)).open == 0


def test_others_do_not_see_them(county, clerk, cases):
    assert review_counts(make.reviewer(county, Line.CARD)).waiting == 0
    assert not queue_page(make.reviewer(county, division=county.beiliu), "waiting").rows
    with pytest.raises(Denied):
        queue_rows(clerk, "waiting")
    with pytest.raises(Denied):
        queue_rows(make.reviewer(county), "point_all")
    neighbour = county.clerk(county.songzhuang)
    with pytest.raises(NotVisible):
        open_case(neighbour, cases[0].number)


def test_every_queue_runs_and_is_filtered(county, clerk, reviewer, cases):
    for name, queue in QUEUES.items():
        caller = reviewer if queue.ability in ("case.review", "case.read") else clerk
        rows = queue_page(caller, name, text="居民1", item="T1", line=Line.RESIDENT_PENSION).rows
        assert {case.resident.name for case in rows} <= {"居民1"}
    assert [case.pk for case in queue_page(reviewer, "waiting", text=cases[2].number.lower()).rows] == [
        cases[2].pk
    ]


def test_a_page_costs_the_same_whatever_its_length(reviewer, cases, django_assert_max_num_queries):
    reviewer.can("case.review")
    with django_assert_max_num_queries(3):
        assert len(queue_page(reviewer, "waiting").rows) == 7


def test_the_queue_and_its_counts_read_an_index(reviewer, cases):
    rows = queue_rows(reviewer, "waiting")
    sql, params = rows.query.sql_with_params()
    if connection.vendor == "sqlite":
        plan = rows.explain()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}", params)
            plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "case_queue" in plan


def test_one_screen_for_the_reviewer(county, clerk, reviewer, cases, audited):
    case = open_case(reviewer, f" {cases[0].number.lower()} ")
    assert audited()[-1] == "case.read"
    sheet = review_sheet(reviewer, case)
    assert sheet.may_decide and sheet.examination.ok
    assert sheet.sections[0].rows[0].text == "水村一号"
    assert [line.title for line in sheet.history] == ["提交", "受理"]
    claim(caller=make.reviewer(county), case_id=case.pk)
    other = review_sheet(reviewer, find_case(reviewer, case.number))
    assert not other.may_decide and "正在审核" in other.why_not
    assert not review_sheet(clerk, case).may_decide


def test_sealed_values_are_shown_in_full_with_a_reason_only(clerk, resident, audited):
    form = {"address": "甲", "way": "bank", "account": "6222021234567890128"}
    case = make.file(clerk, make.REVIEWED, resident, form=form).case
    assert "6222021234567890128" not in str(review_sheet(clerk, case).sections)
    assert "6222021234567890128" in str(unmask_form(clerk, case, "核对账号"))
    assert audited()[-1] == "case.unmasked"
    assert Case.objects.get(pk=case.pk).state == State.ACCEPTED
