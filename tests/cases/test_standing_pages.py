"""A page that is being made again stands until its successor is sent with the case."""

from __future__ import annotations

import pytest

from cuncuntong.cases.models import Attachment, Case
from cuncuntong.cases.selectors.cases import current_pages
from cuncuntong.cases.services.changes import correct, resubmit
from cuncuntong.cases.services.review import SlipDraft, approve, return_case
from tests.cases import make


@pytest.fixture
def case(clerk, resident) -> Case:
    draft = make.draft(clerk, make.PAPERS, resident)
    make.page(draft)
    return make.file(clerk, make.PAPERS, resident, draft=draft).case


@pytest.fixture
def successor(clerk, case) -> Attachment:
    """A new photo in a correction that the clerk has not sent."""
    return make.page(make.draft(clerk, make.PAPERS, case.resident, case), replaces=case.attachments.get())


def test_a_correction_that_is_not_sent_takes_no_page_from_the_reviewer(case, successor, reviewer):
    assert current_pages(case) == [successor.replaces]
    approve(caller=reviewer, case_id=case.pk, version=case.version)


def test_a_slip_can_still_point_at_it(case, successor, reviewer):
    slip = [SlipDraft("page", "反光", attachment_id=successor.replaces.pk)]
    return_case(caller=reviewer, case_id=case.pk, version=case.version, lines=slip)
    assert case.slip_lines.get().attachment == successor.replaces


def test_once_sent_the_successor_stands_alone(case, successor, clerk):
    correct(caller=clerk, case_id=case.pk, form=make.FORM, version=case.version, reason="重拍")
    assert current_pages(case) == [successor]


def test_a_page_that_the_slip_does_not_name_is_not_taken_along(case, successor, clerk, reviewer):
    before = successor.replaces
    slip = [
        SlipDraft("field", "门牌号不清", field="address"),
        SlipDraft("material", "缺一页", material="seen"),
    ]
    return_case(caller=reviewer, case_id=case.pk, version=case.version, lines=slip)
    asked = make.page(successor.draft, material="seen")
    resubmit(caller=clerk, case_id=case.pk, form={"address": "水村二号"}, version=None)
    assert set(current_pages(case)) == {before, asked}
    assert not Attachment.objects.filter(pk=successor.pk).exists()
