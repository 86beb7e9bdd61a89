"""The bank's return file taken in: what is clear is posted, what is not stays until somebody solved it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.money import MoneyError, yuan
from cuncuntong.foundation.spreadsheets import SheetRefused, read_rows
from cuncuntong.foundation.tasks import enqueue
from cuncuntong.ledgers.payments.enums import FailCode, FileKind, LineState, ProblemState, RunState
from cuncuntong.ledgers.payments.models import BankFile, PayLine, PayRun, ReturnProblem, ReturnRow
from cuncuntong.ledgers.payments.services.bank_sheet import (
    FAILED_WORDS,
    PAID_WORDS,
    RETURN_COLUMNS,
    TOTAL,
    read_day,
)
from cuncuntong.ledgers.payments.services.posting import post_in_background
from cuncuntong.ledgers.payments.services.runs import locked_run
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability

# What banks write, and what it means for who follows it up; the first that fits.
_REASONS: tuple[tuple[FailCode, tuple[str, ...]], ...] = (
    (FailCode.CLOSED, ("销户", "已注销")),
    (FailCode.FROZEN, ("冻结", "止付", "挂失")),
    (FailCode.DORMANT, ("不动户", "长期不动", "睡眠")),
    (FailCode.NAME, ("户名", "姓名")),
    (FailCode.NUMBER, ("账号", "卡号", "不存在", "无此")),
)


@dataclass
class _Row:
    """A row of the file as it was read."""

    number: int
    reference: str
    amount: Decimal | None
    result: str
    reason: str
    on: dt.date | None
    text: str


@dataclass
class _Answer:
    """The file: its rows, and the total that it states."""

    rows: list[_Row]
    total: tuple[Decimal | None, int] | None


def import_return(*, caller: Caller, run: PayRun, name: str, content: bytes) -> BankFile:
    """Takes a return file in (Excel or CSV); its clear rows are posted in the background.

    Refused as a whole, with nothing taken in: no such columns, the same file again, a total that is not
    the sum of its rows, another month's file. A single row that fits nothing is kept as a problem: a line
    twice, an unknown reference, another amount, a result that nobody understands. Raises LedgerRefused.
    """
    answer = _read(content)
    digest = sha256(content).hexdigest()
    try:
        with transaction.atomic():
            row = locked_run(caller, Ability.PAY_PREPARE, run.pk)
            if row.state != RunState.EXPORTED:
                raise LedgerRefused(
                    f"这一批{row.get_state_display()}，不能导入回盘。", "报盘以后、结账以前才能导入。"
                )
            file = _take_in(caller, row, name, digest, answer)
    except IntegrityError as error:
        raise LedgerRefused("这个文件已经导入过，或正在由另一位同事导入。", "请刷新页面查看。") from error
    return file


def _read(content: bytes) -> _Answer:
    try:
        found = read_rows(content, RETURN_COLUMNS)
    except SheetRefused as error:
        raise LedgerRefused(str(error), "表头须有：业务流水号、金额、结果、原因、日期。") from error
    answer = _Answer([], None)
    for number, values in found.rows:
        if TOTAL in (values["reference"], values["result"], values["reason"]):
            answer.total = (_amount(values["amount"]), number)
            continue
        answer.rows.append(
            _Row(
                number,
                values["reference"],
                _amount(values["amount"]),
                values["result"],
                values["reason"],
                read_day(values["on"]),
                "，".join(str(value) for value in values.values() if value)[:200],
            )
        )
    if not answer.rows:
        raise LedgerRefused("文件里没有一行回盘结果。", "请核对是不是选错了文件。")
    return answer


def _amount(text: str) -> Decimal | None:
    try:
        return yuan(text)
    except MoneyError:
        return None


def _take_in(caller: Caller, run: PayRun, name: str, digest: str, answer: _Answer) -> BankFile:
    if BankFile.objects.filter(run=run, kind=FileKind.RETURN, digest=digest).exists():
        raise LedgerRefused("这个文件已经导入过，没有重复登记。", "请导入银行新给的文件。")
    lines = _lines(run)
    _refuse_other_run(run, lines, answer)
    _refuse_total(answer)
    file = BankFile.objects.create(
        run=run,
        kind=FileKind.RETURN,
        name=name[:120],
        digest=digest,
        rows=len(answer.rows),
        total=sum((row.amount or Decimal("0.00") for row in answer.rows), Decimal("0.00")),
        actor=caller.account,
    )
    clear, problems = _sort_out(file, answer, lines)
    ReturnRow.objects.bulk_create(clear, batch_size=2000)
    ReturnProblem.objects.bulk_create(problems, batch_size=1000)
    file.to_post = len(clear)
    file.save(update_fields=["to_post"])
    record(
        actor=caller.account,
        action="payments.returned",
        object_type="payments.PayRun",
        object_id=str(run.pk),
        detail={
            "month": f"{run.month:%Y-%m}",
            "file": file.name,
            "rows": file.rows,
            "clear": len(clear),
            "problems": len(problems),
            "digest": digest,
        },
    )
    enqueue(post_in_background, file_id=file.pk)
    return file


def _lines(run: PayRun) -> dict[str, tuple[int, Decimal, str, bool]]:
    """The run's lines by reference: key, amount, state, and whether an answer waits to be posted."""
    rows = PayLine.objects.filter(run=run).values_list("reference", "pk", "amount", "state")
    waiting = set(ReturnRow.objects.filter(line__run=run, posted=False).values_list("line_id", flat=True))
    return {reference: (pk, amount, state, pk in waiting) for reference, pk, amount, state in rows}


def _refuse_other_run(run: PayRun, lines: dict[str, Any], answer: _Answer) -> None:
    if any(row.reference in lines for row in answer.rows):
        return
    references = [row.reference for row in answer.rows[:200]]
    other = PayLine.objects.filter(reference__in=references).exclude(run=run).select_related("run")
    found = other.order_by("-run__month").first()
    if found is not None:
        raise LedgerRefused(
            f"这是{found.run.month.year}年{found.run.month.month}月第{found.run.number}批的回盘文件，"
            f"不是{run.month.year}年{run.month.month}月第{run.number}批的。",
            "请到那一批里导入。",
        )
    raise LedgerRefused("文件里没有一笔是这一批的业务流水号。", "请核对是不是选错了文件。")


def _refuse_total(answer: _Answer) -> None:
    if answer.total is None:
        return
    stated, number = answer.total
    total = sum((row.amount or Decimal("0.00") for row in answer.rows), Decimal("0.00"))
    if stated != total:
        raise LedgerRefused(
            f"第{number}行的合计是{stated if stated is not None else '空'}，各行相加是{total}，两者不符，"
            "整个文件没有登记。",
            "请向银行核对，取得正确的文件后再导入。",
        )


def _sort_out(
    file: BankFile, answer: _Answer, lines: dict[str, tuple[int, Decimal, str, bool]]
) -> tuple[list[ReturnRow], list[ReturnProblem]]:
    first: dict[str, _Row] = {}
    results: dict[str, set[object]] = {}
    times = Counter(row.reference for row in answer.rows)
    for row in answer.rows:
        results.setdefault(row.reference, set()).add((_said(row), row.amount))
    clear, problems = [], []
    for row in answer.rows:
        why = ""
        if times[row.reference] > 1 and len(results[row.reference]) > 1:
            why = f"同一流水号在文件里出现{times[row.reference]}次，结果或金额不一样，都没有登记。"
        elif row.reference in first:
            why = f"与第{first[row.reference].number}行重复，没有再登记。"
        else:
            first[row.reference] = row
            why = _wrong(row, lines)
        if why:
            problems.append(ReturnProblem(file=file, row=row.number, text=row.text, why=why[:200]))
        else:
            clear.append(_clear_row(file, row, lines[row.reference][0]))
    return clear, problems


def _wrong(row: _Row, lines: dict[str, tuple[int, Decimal, str, bool]]) -> str:
    """Why a row can't be taken; empty where it can."""
    if row.reference not in lines:
        return "没有这个业务流水号，可能是别的批次或别的县的。"
    _, amount, state, waiting = lines[row.reference]
    if row.amount is None:
        return "金额读不出来。"
    if row.amount != amount:
        return f"金额{row.amount}元与报盘的{amount}元不符。"
    paid = _said(row)
    if paid is None:
        return f"结果“{row.result or '空'}”看不懂，应为“成功”或“失败”。"
    if waiting:
        return "以前的回盘文件已有这一笔，正在登记。"
    if state != LineState.SENT:
        label = LineState(state).label
        agrees = (state == LineState.PAID and paid) or (state == LineState.FAILED and not paid)
        return (
            f"这一笔已经是“{label}”，没有再登记。" if agrees else f"这一笔已经是“{label}”，与本行结果矛盾。"
        )
    if row.on is None:
        return "日期读不出来，应如2026-11-25。"
    if row.on > timezone.localdate():
        return f"日期{row.on.isoformat()}还没有到。"
    return ""


def _said(row: _Row) -> bool | None:
    if row.result in PAID_WORDS:
        return True
    return False if row.result in FAILED_WORDS else None


def _clear_row(file: BankFile, row: _Row, line: int) -> ReturnRow:
    paid = bool(_said(row))
    return ReturnRow(
        file=file,
        row=row.number,
        line_id=line,
        paid=paid,
        fail_code="" if paid else fail_code(row.reason),
        fail_text="" if paid else row.reason[:100],
        on=row.on or timezone.localdate(),
    )


def fail_code(reason: str) -> FailCode:
    """The bank's words as one of the reasons that a clerk knows what to do about."""
    for code, words in _REASONS:
        if any(word in reason for word in words):
            return code
    return FailCode.OTHER


def solve_problem(*, caller: Caller, problem: ReturnProblem, note: str) -> ReturnProblem:
    """Says how a problem was solved; it stays to be read. Raises LedgerRefused without words."""
    if not note.strip():
        raise LedgerRefused("请写明怎样处理的。", "例如：已与银行核对，是重复打印的一行。")
    with transaction.atomic():
        row = ReturnProblem.objects.select_for_update(of=("self",)).select_related("file").get(pk=problem.pk)
        locked_run(caller, Ability.PAY_PREPARE, row.file.run_id)
        if row.state == ProblemState.SOLVED:
            raise LedgerRefused("这一条已经处理过。", "请刷新页面查看。")
        row.state, row.note = ProblemState.SOLVED, note.strip()[:200]
        row.solved_by, row.solved_at = caller.account, timezone.now()
        row.save(update_fields=["state", "note", "solved_by", "solved_at"])
        record(
            actor=caller.account,
            action="payments.problem_solved",
            object_type="payments.ReturnProblem",
            object_id=str(row.pk),
            detail={"file": row.file_id, "row": row.row, "note": row.note[:100]},
        )
    return row
