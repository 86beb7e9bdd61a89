"""What the pages read: one total everywhere, and failures that stay until somebody dealt with them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cuncuntong.ledgers.payments.models import Finding
from cuncuntong.ledgers.payments.selectors import (
    by_scheme,
    by_township,
    comparison,
    lines_compared,
    lines_to_follow,
    sent_again,
)
from cuncuntong.ledgers.payments.services import change_account, decide_findings, note_follow_up
from tests.ledgers.make import County
from tests.ledgers.payments.make import NOVEMBER, OCTOBER, Office, entitled, hold, line_of


def test_all_sums_of_a_run_are_its_total(county: County, office: Office) -> None:
    people = [entitled(county, f"领取人{number}") for number in range(4)]
    office.answered(office.exported(OCTOBER))
    hold(people[0], NOVEMBER)
    entitled(county, "无户人", with_account=False)
    people[1].resident.standing = "moved_out"
    people[1].resident.save()
    run = office.computed(NOVEMBER)
    keys = list(Finding.objects.filter(run=run).exclude(kind="jump").values_list("pk", flat=True))
    decide_findings(caller=office.preparer, run=run, findings=keys, decision="hold", reason="查")
    run.refresh_from_db()
    rows = {one.kind: one for one in comparison(run)}
    total = rows["total"]
    assert (total.count, total.amount) == (run.lines, run.total) == (2, Decimal("346.00"))
    for shares in (by_scheme(run), by_township(run)):
        assert (sum(one.count for one in shares), sum(one.amount for one in shares)) == (2, run.total)
    assert (rows["same"].count, rows["ended"].count, rows["ended"].before) == (2, 1, Decimal("173.00"))
    assert rows["held"].count == 2 and rows["held"].difference == Decimal("-173.00")
    assert all(lines_compared(run, kind).count() == one.count for kind, one in rows.items())


@pytest.mark.parametrize("how", ["note", "account"])
def test_a_failure_that_is_sent_again_stays_until_somebody_dealt_with_it(
    county: County, office: Office, how: str
) -> None:
    person = entitled(county, "王老伯")
    october = office.exported(OCTOBER)
    office.answered(october, {person.pk: "卡号不存在"})
    clerk = county.clerk()
    run = office.computed(NOVEMBER)
    (line,) = lines_to_follow(clerk)
    assert line == line_of(october, person) and sent_again([line]) == {line.pk: run}
    if how == "note":
        note_follow_up(caller=clerk, line=line, note="本人说卡是好的")
    else:
        number = "6228480000000000992"
        change_account(
            caller=clerk, line=line, holder="王老伯", bank="农信社", number=number, again=number, note=""
        )
    assert not lines_to_follow(clerk).exists()


def test_failed_twice_it_stands_there_once(county: County, office: Office) -> None:
    person = entitled(county, "王老伯")
    office.answered(office.exported(OCTOBER), {person.pk: "卡号不存在"})
    november = office.exported(NOVEMBER)
    office.answered(november, {person.pk: "卡号不存在"})
    assert list(lines_to_follow(county.clerk())) == [line_of(november, person)]
