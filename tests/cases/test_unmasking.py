"""The whole numbers of a case's form: only where reading and unmasking both hold, and audited."""

from __future__ import annotations

import pytest

from cuncuntong.cases.models import Case
from cuncuntong.cases.selectors.cases import find_case, unmask_form
from cuncuntong.network.access import Caller, Denied, NotVisible
from cuncuntong.network.enums import DutyKind
from cuncuntong.network.models import Duty
from tests.cases import make

ACCOUNT = "6222021234567890128"


@pytest.fixture
def case(clerk, resident) -> Case:
    form = {**make.FORM, "way": "bank", "account": ACCOUNT}
    return make.file(clerk, make.REVIEWED, resident, form=form).case


def words(sections) -> list[str]:
    return [row.text for section in sections for row in section.rows]


def test_the_points_clerk_and_the_lines_reviewer_see_it_and_it_is_audited(case, clerk, reviewer, audited):
    for caller in (clerk, reviewer):
        assert ACCOUNT in words(unmask_form(caller, case, "核对账号"))
    assert audited().count("case.unmasked") == 2


def test_a_duty_that_only_reads_lends_no_area_to_one_that_unmasks(case, county, audited):
    account = county.clerk(county.huangcheng).account
    Duty.objects.create(account=account, kind=DutyKind.OVERSEER, division=county.county)
    both = Caller(account)
    assert find_case(both, case.number) == case
    with pytest.raises(NotVisible):
        unmask_form(both, case, "看看")
    with pytest.raises(Denied):
        unmask_form(county.caller(DutyKind.OVERSEER, county.county), case, "看看")
    assert "case.unmasked" not in audited()
