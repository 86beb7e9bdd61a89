"""The bank's answer to a deduction file: who was not charged, and why; money comes by another file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cuncuntong.foundation.spreadsheets import Sheet, SheetRefused, write_workbook
from cuncuntong.ledgers.collection.files import csv_of
from cuncuntong.ledgers.collection.models import ContributionOrder, DeductionFile
from cuncuntong.ledgers.collection.services import Payer, take_answer, take_in
from cuncuntong.ledgers.collection.services.answers import COLUMNS, AnswerRefused, tell_not_deducted
from cuncuntong.ledgers.collection.services.deductions import make_deduction
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.network.access import Caller, Denied
from tests.ledgers.collection.make import county_reviewer, csv_file, line, order, payer
from tests.ledgers.make import County

BANK = Payer("李大", "演示银行", "6222021234567890123")


@pytest.fixture
def reviewer(county: County) -> Caller:
    return county_reviewer(county)


@pytest.fixture
def orders(county: County) -> list[ContributionOrder]:
    return [order(payer(county, name), payer=BANK) for name in ("甲", "乙", "丙")]


@pytest.fixture
def asked(reviewer: Caller, orders: list[ContributionOrder]) -> DeductionFile:
    return make_deduction(caller=reviewer, year=2026)


def said(of: ContributionOrder, outcome: str = "成功", why: str = "", **more: str) -> dict[str, str]:
    return {"reference": of.reference, "amount": "300.00", "outcome": outcome, "why": why, **more}


def answer(*lines: dict[str, Any]) -> bytes:
    return csv_of([*lines, {"reference": "合计", "amount": "900.00"}], COLUMNS)


def test_who_was_not_charged_is_noted_and_told_once(
    orders: list[ContributionOrder],
    asked: DeductionFile,
    reviewer: Caller,
    audited: Callable[[], list[str]],
) -> None:
    one, two, three = orders
    content = answer(said(one), said(two, "失败", "余额不足"), said(three, "失败"))
    done = take_answer(caller=reviewer, file=asked, content=content)
    assert (done.done, done.failed) == (1, 2)
    for row in orders:
        row.refresh_from_db()
    assert [row.deduct_failed_why for row in orders] == ["", "余额不足", "银行没有说明"]
    # What was deducted is no money yet: the file of arrivals brings it.
    assert {row.state for row in orders} == {"issued"}
    asked.refresh_from_db()
    assert asked.answered_by == reviewer.account
    assert audited()[-1] == "collection.deduction_answered"
    take_in(caller=reviewer, name="到账", content=csv_file([line(three)]))
    tell_not_deducted.func(file_id=asked.pk)
    tell_not_deducted.func(file_id=asked.pk)
    told = Message.objects.get()
    assert told.resident == two.resident and "余额不足" in told.text and two.spaced in told.text
    # A later answer corrects an earlier one.
    take_answer(caller=reviewer, file=asked, content=answer(said(two)))
    two.refresh_from_db()
    assert (two.deduct_failed_why, two.deduct_failed_on) == ("", None)


def test_an_answer_as_a_workbook(
    orders: list[ContributionOrder], asked: DeductionFile, reviewer: Caller
) -> None:
    content = write_workbook([Sheet("回盘", COLUMNS, [said(orders[0], "失败", "账户冻结")])])
    assert take_answer(caller=reviewer, file=asked, content=content).failed == 1


def test_nothing_is_noted_of_an_answer_that_does_not_fit(
    county: County, orders: list[ContributionOrder], asked: DeductionFile, reviewer: Caller
) -> None:
    one, two, three = orders
    stranger = order(payer(county, "丁"))
    take_in(caller=reviewer, name="到账", content=csv_file([line(three)]))
    content = answer(
        said(one, "失败", "余额不足"),
        said(one),
        said(two, amount="30.00"),
        said(stranger),
        said(three, "失败", "余额不足"),
        said(two, "不知道"),
    )
    with pytest.raises(AnswerRefused) as refused:
        take_answer(caller=reviewer, file=asked, content=content)
    assert refused.value.reasons == [
        f"第3行：缴费编号{one.reference}在文件里有两行。",
        "第4行：金额是30.00元，报给银行的是300.00元。",
        f"第5行：缴费编号{stranger.reference}不在这份代扣文件里。",
        f"第6行：{three.reference}已经到账，不会又是扣款失败，请与银行核对。",
        "第7行：结果“不知道”看不懂，请填“成功”或“失败”。",
    ]
    assert not ContributionOrder.objects.exclude(deduct_failed_why="").exists()
    with pytest.raises(AnswerRefused, match="一笔也没有登记"):
        take_answer(caller=reviewer, file=asked, content=answer())
    with pytest.raises(SheetRefused, match="缺少"):
        take_answer(caller=reviewer, file=asked, content=b"a,b\n1,2\n")


def test_a_clerk_takes_no_answer(county: County, asked: DeductionFile) -> None:
    with pytest.raises(Denied):
        take_answer(caller=county.clerk(), file=asked, content=b"")
