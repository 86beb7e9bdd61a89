"""The bank's file is the same whenever it is made; its answer is taken where it is clear, and only there."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.foundation.spreadsheets import Sheet, write_workbook
from cuncuntong.ledgers.payments.enums import FailCode, FileLayout, LineState
from cuncuntong.ledgers.payments.models import BankFile, PayLine, PayRun, ReturnProblem
from cuncuntong.ledgers.payments.services import (
    close_run,
    export_run,
    import_return,
    post_return,
    solve_problem,
)
from cuncuntong.ledgers.payments.services.bank_sheet import RETURN_COLUMNS, answer_template
from cuncuntong.ledgers.payments.services.returning import fail_code
from cuncuntong.ledgers.pensions.models import PensionEntry
from cuncuntong.ledgers.refused import LedgerRefused
from tests.ledgers.make import County
from tests.ledgers.payments.make import NOVEMBER, OCTOBER, Office, answer, entitled, line_of, payee

ON = "2026-11-25"


@pytest.mark.parametrize("layout", FileLayout.values)
def test_exported_again_it_is_the_same_to_the_byte(county: County, office: Office, layout: str) -> None:
    person = entitled(county, "㐂某某")  # a name that GBK does not have
    run = office.approved()
    first = export_run(caller=office.preparer, run=run, layout=layout)
    # Everything that may change afterwards: another account, a name that is corrected, another day.
    payee(person.resident, "6228480000000001111", on=dt.date(2026, 11, 25))
    person.resident.name = "改名了"
    person.resident.save()
    with time_machine.travel("2026-12-03 09:00:00+08:00", tick=False):
        again = export_run(caller=office.approver, run=run, layout=layout)
    assert again.content == first.content
    assert BankFile.objects.filter(run=run, kind="export", digest=first.file.digest).count() == 2
    assert AuditEntry.objects.filter(action="payments.exported").count() == 2
    text = {"gb18030": "gb18030", "utf8": "utf-8-sig"}.get(layout)
    if text:
        rows = first.content.decode(text).split("\r\n")
        number = PayLine.objects.get().payee.number  # type: ignore[union-attr]
        reference = line_of(run, person).reference
        assert rows[1] == f"1,{reference},㐂某某,{number},测试银行,173.00,城乡居保养老金202611"
        assert rows[2:] == ["合计,1笔,,,,173.00,", ""]


def test_bytes_that_differ_are_not_handed_out(county: County, office: Office) -> None:
    entitled(county)
    run = office.exported()
    PayLine.objects.update(amount=Decimal("999.00"))
    with pytest.raises(LedgerRefused, match="与第一次报盘的不一致"):
        export_run(caller=office.preparer, run=run, layout=FileLayout.UTF8)


def test_a_run_that_nobody_approved_is_not_exported(county: County, office: Office) -> None:
    entitled(county)
    with pytest.raises(LedgerRefused, match="还不能报盘"):
        export_run(caller=office.preparer, run=office.computed(), layout=FileLayout.UTF8)


@pytest.fixture
def three(county: County, office: Office) -> tuple[PayRun, list[PayLine]]:
    """A run that went to the bank, with three lines of 173.00."""
    people = [entitled(county, f"领取人{number}") for number in range(3)]
    run = office.exported()
    return run, [line_of(run, person) for person in people]


def states(run: PayRun) -> list[str]:
    return list(PayLine.objects.filter(run=run).order_by("reference").values_list("state", flat=True))


def whys() -> list[str]:
    return list(ReturnProblem.objects.order_by("row").values_list("why", flat=True))


def test_a_line_twice_counts_once_and_contradicting_itself_not_at_all(three: Any, office: Office) -> None:
    run, (one, two, _) = three
    office.returned(
        run,
        [
            (one.reference, "173.00", "成功", "", ON),
            (one.reference, "173.00", "成功", "", ON),
            (two.reference, "173.00", "成功", "", ON),
            (two.reference, "173.00", "失败", "账户冻结", ON),
        ],
    )
    assert states(run) == [LineState.PAID, LineState.SENT, LineState.SENT]
    assert whys() == [
        "与第2行重复，没有再登记。",
        "同一流水号在文件里出现2次，结果或金额不一样，都没有登记。",
        "同一流水号在文件里出现2次，结果或金额不一样，都没有登记。",
    ]
    assert PensionEntry.objects.filter(kind="payment").count() == 1


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("14052299", "173.00", "成功", "", ON), "没有这个业务流水号"),
        (("", "172.99", "成功", "", ON), "金额172.99元与报盘的173.00元不符"),
        (("", "很多", "成功", "", ON), "金额读不出来"),
        (("", "173.00", "处理中", "", ON), "结果“处理中”看不懂"),
        (("", "173.00", "成功", "", "昨天"), "日期读不出来"),
        (("", "173.00", "成功", "", "2026-11-26"), "日期2026-11-26还没有到"),
    ],
)
def test_a_row_that_is_not_clear_stays_until_somebody_solved_it(
    three: Any, office: Office, row: tuple[str, ...], why: str
) -> None:
    run, (one, two, last) = three
    fine = [(line.reference, "173.00", "成功", "", ON) for line in (two, last)]
    office.returned(run, [*fine, (row[0] or one.reference, *row[1:])])
    assert states(run) == [LineState.SENT, LineState.PAID, LineState.PAID]
    assert len(whys()) == 1 and whys()[0].startswith(why)
    with pytest.raises(LedgerRefused, match="1笔还没有到账或失败的回盘结果；1条回盘问题没有处理"):
        close_run(caller=office.approver, run=run)
    office.returned(run, [(one.reference, "173.00", "成功", "", ON)])
    problem = ReturnProblem.objects.get()
    if row[0]:
        # It named no line of the run: nothing that comes later can answer it.
        with pytest.raises(LedgerRefused, match="请写明怎样处理的"):
            solve_problem(caller=office.preparer, problem=problem, note=" ")
        problem = solve_problem(caller=office.preparer, problem=problem, note="银行已更正")
    assert problem.state == "solved"
    assert close_run(caller=office.approver, run=run).state == "closed"


def test_a_result_that_contradicts_an_earlier_file_changes_nothing(three: Any, office: Office) -> None:
    run, lines = three
    office.returned(run, [(line.reference, "173.00", "成功", "", ON) for line in lines])
    office.returned(
        run,
        [
            (lines[0].reference, "173.00", "失败", "户名不符", ON),
            (lines[1].reference, "173.00", "成功", "再发一遍", ON),
        ],
    )
    assert states(run) == [LineState.PAID] * 3
    assert whys() == [
        "这一笔已经是“已到账”，与本行结果矛盾。确已退票的，请在这一笔的明细里登记“到账后退回”。"
    ]
    assert BankFile.objects.latest("pk").repeated == 1
    assert PensionEntry.objects.filter(kind="payment").count() == 3


def test_a_wrong_total_takes_nothing_in(three: Any, office: Office) -> None:
    run, lines = three
    rows = [(line.reference, "173.00", "成功", "", ON) for line in lines]
    with pytest.raises(LedgerRefused, match="第5行的合计是518.00，各行相加是519.00"):
        office.returned(run, [*rows, ("合计", "518.00", "", "", "")])
    assert states(run) == [LineState.SENT] * 3 and not ReturnProblem.objects.exists()
    office.returned(run, [*rows, ("合计", "519.00", "", "", "")])
    assert states(run) == [LineState.PAID] * 3


def test_another_months_file_and_the_same_file_twice_are_refused(county: County, office: Office) -> None:
    person = entitled(county)
    october = office.exported(OCTOBER)
    row = (line_of(october, person).reference, "173.00", "成功", "", ON)
    office.returned(october, [row])
    with pytest.raises(LedgerRefused, match="已经导入过"):
        office.returned(october, [row])
    november = office.exported(NOVEMBER)
    with pytest.raises(LedgerRefused, match="这是2026年10月第1批的回盘文件，不是2026年11月第1批的"):
        office.returned(november, [row])
    with pytest.raises(LedgerRefused, match="没有一笔是这一批的"):
        office.returned(november, [("140522", "1.00", "成功", "", ON)])
    with pytest.raises(LedgerRefused, match="没有一行回盘结果"):
        office.returned(november, [])
    assert PensionEntry.objects.filter(kind="payment").count() == 1


def test_an_answer_as_a_workbook_and_in_the_template(three: Any, office: Office) -> None:
    run, lines = three
    assert answer_template(run).startswith(b"PK")
    rows = [
        {"reference": line.reference, "amount": "173", "result": "到账", "on": "20261125"} for line in lines
    ]
    rows.append({"reference": "合计", "amount": "519"})
    content = write_workbook([Sheet("回盘", RETURN_COLUMNS, rows)])
    file = import_return(caller=office.preparer, run=run, name="回盘.xlsx", content=content)
    assert post_return(file.pk).posted == 3
    assert states(run) == [LineState.PAID] * 3


def test_what_banks_write_becomes_a_reason_that_one_can_act_on() -> None:
    said = {
        "账户已销户": FailCode.CLOSED,
        "账号被止付": FailCode.FROZEN,
        "长期不动户": FailCode.DORMANT,
        "户名不符": FailCode.NAME,
        "无此账号": FailCode.NUMBER,
        "E9999": FailCode.OTHER,
    }
    assert {words: fail_code(words) for words in said} == said


def test_what_no_bank_file_looks_like_is_refused(three: Any, office: Office) -> None:
    run, _ = three
    for content in (b"", b"PK\x03\x04broken", "甲,乙\n1,2".encode(), b"\x00\x01\x02"):
        with pytest.raises(LedgerRefused):
            import_return(caller=office.preparer, run=run, name="x", content=content)
    assert not BankFile.objects.filter(kind="return").exists()
    assert answer([]).startswith("业务".encode("gb18030"))
