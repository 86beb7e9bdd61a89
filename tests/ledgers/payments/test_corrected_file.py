"""The bank's whole file again, corrected: what it repeats is no problem, what it mends is solved by it."""

from __future__ import annotations

import pytest

from cuncuntong.ledgers.payments.models import PayLine, ReturnProblem
from cuncuntong.ledgers.payments.services import close_run, solve_problems
from cuncuntong.ledgers.pensions.models import PensionEntry
from cuncuntong.ledgers.refused import LedgerRefused
from tests.ledgers.make import County
from tests.ledgers.payments.make import Office, entitled

ON = "2026-11-25"


def test_the_corrected_whole_file_closes_the_month(county: County, office: Office) -> None:
    for number in range(4):
        entitled(county, f"领取人{number}")
    run = office.exported()
    one, two, three, four = PayLine.objects.filter(run=run).order_by("reference")
    same = [(one.reference, "173.00", "成功", "", ON), (two.reference, "173.00", "失败", "账户冻结", ON)]
    wrong = [(three.reference, "170.00", "成功", "", ON), (four.reference, "173.00", "处理中", "", ON)]
    first = office.returned(run, [*same, *wrong])
    assert (first.rows, first.posted, first.repeated) == (4, 2, 0)
    assert ReturnProblem.objects.filter(state="open").count() == 2
    right = [(line.reference, "173.00", "成功", "", ON) for line in (three, four)]
    again = office.returned(run, [*same, *right])
    assert (again.rows, again.posted, again.repeated) == (4, 2, 2)
    problems = list(ReturnProblem.objects.all())
    assert {one.state for one in problems} == {"solved"} and len(problems) == 2
    assert problems[0].note == "后来导入的文件“回盘.csv”里这一笔是对的，自动解决。"
    assert PensionEntry.objects.filter(kind="payment").count() == 3
    assert close_run(caller=office.approver, run=run).state == "closed"


def test_a_row_that_is_wrong_again_solves_nothing(county: County, office: Office) -> None:
    entitled(county, "甲")
    run = office.exported()
    line = PayLine.objects.get()
    for amount in ("170.00", "171.00"):
        office.returned(run, [(line.reference, amount, "成功", "", ON)])
    assert ReturnProblem.objects.filter(state="open").count() == 2
    keys = list(ReturnProblem.objects.values_list("pk", flat=True))
    with pytest.raises(LedgerRefused, match="请写明怎样处理的"):
        solve_problems(caller=office.preparer, run=run, problems=keys, note="")
    assert solve_problems(caller=office.preparer, run=run, problems=keys, note="已与银行核对") == 2
    with pytest.raises(LedgerRefused, match="可能已经处理过"):
        solve_problems(caller=office.preparer, run=run, problems=keys, note="再来")
    with pytest.raises(LedgerRefused, match="1笔还没有到账或失败的回盘结果"):
        close_run(caller=office.approver, run=run)
