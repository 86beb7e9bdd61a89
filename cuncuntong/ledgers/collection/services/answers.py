"""What the bank could not deduct: its answer to a deduction file, held against the orders in it.

Money is posted by the file of arrivals alone (services.importing); an answer says who was not charged and
why, so that they are told while there is still time to pay.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import Column, Sheet, read_rows, write_workbook
from cuncuntong.foundation.tasks import background, enqueue
from cuncuntong.ledgers.collection.enums import DEDUCTION_FAILED, OrderState
from cuncuntong.ledgers.collection.files import TOTAL
from cuncuntong.ledgers.collection.models import ContributionOrder, DeductionFile
from cuncuntong.ledgers.collection.references import clean_reference
from cuncuntong.ledgers.collection.refused import OrderRefused
from cuncuntong.ledgers.messages.services import tell
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability, Line

COLUMNS = (
    Column("reference", "缴费编号", width=20),
    Column("amount", "金额", kind="money", width=12),
    Column("outcome", "结果", width=10),
    Column("why", "原因", width=30),
)
DONE, FAILED = ("成功", "已扣款", "扣款成功"), ("失败", "扣款失败", "退回")
SHOWN = 20


class AnswerRefused(OrderRefused):
    """The bank's answer does not fit the file: ``reasons`` say what is wrong, row by row."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(
            "这份回盘与代扣文件对不上，一笔也没有登记。", "请与银行核对，改正后重新导入整份文件。", "file"
        )


@dataclass(frozen=True)
class Answered:
    """How many the bank says it deducted, and how many not."""

    done: int
    failed: int


def answer_template() -> bytes:
    """An empty workbook with the headings, for the bank."""
    return write_workbook([Sheet("代扣回盘", COLUMNS, [], heading="")])


def take_answer(*, caller: Caller, file: DeductionFile, content: bytes) -> Answered:
    """Notes on each order what the bank said of it; who was not charged is told. The same file again says
    the same; a later one corrects an earlier one.

    Raises Denied, NotVisible, SheetRefused for a file that can't be read, AnswerRefused where a line is of
    another file, has another amount, comes twice, or contradicts money that arrived.
    """
    files = DeductionFile.objects.all()
    fetch(caller, Ability.COLLECT_IMPORT, files, line=Line.RESIDENT_PENSION, pk=file.pk)
    sheet = read_rows(content, COLUMNS)
    today = timezone.localdate()
    with transaction.atomic():
        row = files.select_for_update().get(pk=file.pk)
        orders = {one.reference: one for one in row.orders.select_for_update().order_by("pk")}
        reasons = [str(error) for error in sheet.errors]
        told: dict[str, str] = {}
        for number, values in sheet.rows:
            _take(number, values, orders, told, reasons)
        if not told and not reasons:
            reasons.append("文件里没有一笔明细。")
        if reasons:
            raise AnswerRefused(reasons[:SHOWN])
        failed = {reference: why for reference, why in told.items() if why}
        _note(orders, told, today)
        row.answered_at, row.answered_by = timezone.now(), caller.account
        row.save(update_fields=["answered_at", "answered_by"])
        _audit(row, caller, content, done=len(told) - len(failed), failed=len(failed))
        if failed:
            enqueue(tell_not_deducted, file_id=row.pk)
    return Answered(len(told) - len(failed), len(failed))


def _take(
    number: int,
    values: dict[str, Any],
    orders: dict[str, ContributionOrder],
    told: dict[str, str],
    reasons: list[str],
) -> None:
    if values["reference"].startswith(TOTAL):
        return
    reference, outcome = clean_reference(values["reference"]), values["outcome"]
    order = orders.get(reference)
    if order is None:
        reasons.append(f"第{number}行：缴费编号{reference[:20] or '没有填写'}不在这份代扣文件里。")
    elif reference in told:
        reasons.append(f"第{number}行：缴费编号{reference}在文件里有两行。")
    elif values["amount"] != order.amount:
        said = "没有填写" if values["amount"] is None else f"是{values['amount']}元"
        reasons.append(f"第{number}行：金额{said}，报给银行的是{order.amount}元。")
    elif outcome not in DONE + FAILED:
        reasons.append(f"第{number}行：结果“{outcome[:10]}”看不懂，请填“成功”或“失败”。")
    elif outcome in FAILED and order.state == OrderState.PAID:
        reasons.append(f"第{number}行：{reference}已经到账，不会又是扣款失败，请与银行核对。")
    else:
        told[reference] = (values["why"][:60] or "银行没有说明") if outcome in FAILED else ""


def _note(orders: dict[str, ContributionOrder], told: dict[str, str], on: dt.date) -> None:
    changed = []
    for reference, why in told.items():
        order = orders[reference]
        if order.deduct_failed_why != why:
            order.deduct_failed_why, order.deduct_failed_on = why, on if why else None
            changed.append(order)
    ContributionOrder.objects.bulk_update(changed, ["deduct_failed_why", "deduct_failed_on"], batch_size=200)


@background(name="告知代扣没有扣成")
def tell_not_deducted(file_id: int) -> None:
    """Tells each who was not charged and can still pay, once an order; whoever paid meanwhile is not told."""
    rows = ContributionOrder.objects.filter(deduction=file_id, state=OrderState.ISSUED)
    for order in rows.exclude(deduct_failed_why="").select_related("resident").order_by("pk"):
        tell(
            resident=order.resident,
            topic=DEDUCTION_FAILED,
            text=(
                f"{order.resident.name}：{order.year}年度{order.scheme_name}{_plain(order.amount)}元银行没有"
                f"扣成，原因：{order.deduct_failed_why}。请在{order.valid_until:%Y年%m月%d日}前凭缴费编号"
                f"{order.spaced}到银行缴费，或到服务点重新办理代扣。"
            ),
            key=f"deduction-failed-{order.pk}",
            place=order,
        )


def _plain(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _audit(file: DeductionFile, caller: Caller, content: bytes, **counts: int) -> None:
    record(
        actor=caller.account,
        action="collection.deduction_answered",
        object_type="collection.DeductionFile",
        object_id=file.number,
        detail={**counts, "digest": hashlib.sha256(content).hexdigest()[:16]},
    )
