"""A return file without a total line waits until a person looked; one that disagrees is refused."""

from __future__ import annotations

import pytest

from cuncuntong.ledgers.payments.enums import FileState, LineState, RunState
from cuncuntong.ledgers.payments.models import BankFile, PayLine, PayRun, ReturnProblem, ReturnRow
from cuncuntong.ledgers.payments.services import (
    close_run,
    import_return,
    post_return,
    release_file,
    what_is_open,
)
from cuncuntong.ledgers.refused import LedgerRefused
from tests.ledgers.make import County
from tests.ledgers.payments.make import Office, answer, entitled

ON = "2026-11-25"


@pytest.fixture
def run(county: County, office: Office) -> PayRun:
    """Two lines of 173.00 at the bank."""
    entitled(county, "甲"), entitled(county, "乙")
    return office.exported()


def rows(run: PayRun) -> list[tuple[str, ...]]:
    lines = PayLine.objects.filter(run=run).order_by("reference")
    return [(line.reference, "173.00", "成功", "", ON) for line in lines]


def held(office: Office, run: PayRun, name: str = "回盘.csv") -> BankFile:
    content = answer([*rows(run), ("999", "1.00", "成功", "", ON)], total=False)
    file = import_return(caller=office.preparer, run=run, name=name, content=content)
    return post_return(file.pk)


def states(run: PayRun) -> set[str]:
    return set(PayLine.objects.filter(run=run).values_list("state", flat=True))


def test_without_a_total_nothing_is_posted_before_somebody_confirms(office: Office, run: PayRun) -> None:
    file = held(office, run)
    assert file.state == FileState.HELD and file.posted == 0
    assert states(run) == {LineState.SENT}
    assert what_is_open(run)[0] == "1份回盘文件没有合计行，等待确认"
    with pytest.raises(LedgerRefused, match="写明怎样核对"):
        release_file(caller=office.preparer, file=file, post=True, note=" ")
    release_file(caller=office.preparer, file=file, post=True, note="已与银行核对，共2笔")
    post_return(file.pk)
    assert states(run) == {LineState.PAID}
    # What fitted nothing in it is still there to be solved.
    assert what_is_open(run) == ["1条回盘问题没有处理"]
    with pytest.raises(LedgerRefused, match="不用再处理"):
        release_file(caller=office.preparer, file=file, post=False, note="再来一次")


def test_while_one_waits_no_other_is_taken_and_the_month_stays_open(office: Office, run: PayRun) -> None:
    file = held(office, run)
    with pytest.raises(LedgerRefused, match="没有合计行，还等着确认"):
        office.returned(run, rows(run))
    with pytest.raises(LedgerRefused, match="没有合计行，等待确认"):
        close_run(caller=office.approver, run=run)
    release_file(caller=office.preparer, file=file, post=False, note="银行说少了一页")
    assert not ReturnRow.objects.exists() and not ReturnProblem.objects.exists()
    # The same file may come again, and the whole one is taken as if nothing had been.
    again = held(office, run, "又一次.csv")
    release_file(caller=office.preparer, file=again, post=False, note="还是那一份")
    office.returned(run, rows(run))
    assert states(run) == {LineState.PAID}
    assert close_run(caller=office.approver, run=run).state == RunState.CLOSED


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (("合计", "345.00", "", "", ""), "合计是345.00，各行相加是346.00"),
        (("合计", "346.00", "3笔", "", ""), "合计写3笔，明细是2笔"),
        (("3笔", "346.00", "", "", ""), "合计写3笔，明细是2笔"),
    ],
)
def test_a_total_that_disagrees_is_refused_whole(
    office: Office, run: PayRun, total: tuple[str, ...], words: str
) -> None:
    content = answer([*rows(run), total], total=False)
    with pytest.raises(LedgerRefused, match=words):
        import_return(caller=office.preparer, run=run, name="x", content=content)
    assert states(run) == {LineState.SENT} and not BankFile.objects.filter(kind="return").exists()


def test_a_bank_that_sends_our_own_total_line_back_is_understood(office: Office, run: PayRun) -> None:
    # Our own file says 合计 in a column that a return need not have: what is read is “2笔”.
    content = answer([*rows(run), ("2笔", "346.00", "", "", "")], total=False)
    file = import_return(caller=office.preparer, run=run, name="x", content=content)
    assert file.state == FileState.TAKEN and file.rows == 2


def test_two_total_lines_are_refused(office: Office, run: PayRun) -> None:
    total = ("合计", "346.00", "", "", "")
    with pytest.raises(LedgerRefused, match="都是合计"):
        office.returned(run, [*rows(run), total, total])
