"""Rows that all belong to one line of business: open to its reviewers, closed to those of other lines."""

from __future__ import annotations

import pytest

from cuncuntong.network.access import Denied, NotVisible, fetch
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.models import ServicePoint
from cuncuntong.network.selectors import place_columns
from tests.cases.make import reviewer
from tests.ledgers.make import County

pytestmark = pytest.mark.django_db
REVIEW = Ability.EMPLOYER_REVIEW


def test_a_reviewer_of_another_line_has_the_ability_and_none_of_the_rows():
    county = County()
    card, jobs = reviewer(county, Line.CARD), reviewer(county, Line.EMPLOYMENT)
    # Stands for any placed rows: what counts is whose duty opens them.
    rows = ServicePoint.objects.all()
    assert card.can(REVIEW) and not card.can(REVIEW, Line.EMPLOYMENT)
    assert card.limit(REVIEW, rows, line=Line.EMPLOYMENT).count() == 0
    with pytest.raises(Denied):
        fetch(card, REVIEW, rows, line=Line.EMPLOYMENT, pk=rows[0].pk)
    assert jobs.limit(REVIEW, rows, line=Line.EMPLOYMENT).count() == rows.count()
    assert fetch(jobs, REVIEW, rows, line=Line.EMPLOYMENT, pk=rows[0].pk) == rows[0]
    with pytest.raises(NotVisible):
        fetch(jobs, REVIEW, rows, line=Line.EMPLOYMENT, pk=0)


def test_a_line_in_one_duty_opens_nothing_where_another_duty_lies():
    """Card at the county and employment in one township are not employment at the county."""
    county = County()
    caller = reviewer(county, Line.CARD)
    caller.account.duties.create(kind="reviewer", division=county.fengcheng, lines=[Line.EMPLOYMENT])
    found = caller.limit(REVIEW, ServicePoint.objects.all(), line=Line.EMPLOYMENT)
    assert {point.township_code for point in found} == {county.fengcheng.code}
    assert caller.covers(REVIEW, village="", township="140522100", county="140522", line=Line.EMPLOYMENT)
    assert not caller.covers(REVIEW, village="", township="140522101", county="140522", line=Line.EMPLOYMENT)


def test_clerks_and_administrators_have_no_lines_and_are_not_limited():
    county = County()
    assert county.clerk().can(Ability.EMPLOYER_WRITE, Line.EMPLOYMENT)
    assert county.business_admin().can(REVIEW, Line.EMPLOYMENT)


def test_the_columns_of_a_place_come_from_the_tree():
    county = County()
    assert place_columns(county.shuicun.code) == {
        "village_code": "140522100005",
        "township_code": "140522100",
        "county_code": "140522",
    }
    assert place_columns("140522100") == {
        "village_code": "",
        "township_code": "140522100",
        "county_code": "140522",
    }
    assert place_columns("140522") == {"village_code": "", "township_code": "", "county_code": "140522"}
    assert place_columns("999999") is None
