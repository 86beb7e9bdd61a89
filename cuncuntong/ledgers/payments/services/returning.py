"""The bank's return file taken in: what is clear is posted, what is not stays until somebody solved it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import enqueue
from cuncuntong.ledgers.payments.enums import FailCode, FileKind, FileState, LineState, RunState
from cuncuntong.ledgers.payments.funds import terms_of
from cuncuntong.ledgers.payments.models import BankFile, PayLine, PayRun, ReturnProblem, ReturnRow
from cuncuntong.ledgers.payments.services.answers import Answer, Row, read_answer
from cuncuntong.ledgers.payments.services.bank_sheet import (
    FAILED_WORDS,
    PAID_WORDS,
)
from cuncuntong.ledgers.payments.services.holding import solve_earlier
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


def import_return(*, caller: Caller, run: PayRun, name: str, content: bytes) -> BankFile:
    """Takes a return file in (Excel or CSV); its clear rows are posted in the background.

    Refused as a whole, with nothing taken in: no such columns, the same file again, a total that is not
    the sum of its rows, another month's file, any file while one is held. A file without a total line is
    held: nobody can tell whether it is all of it before a person looked (release_file). A single row that
    fits nothing is kept as a problem: a line twice, an unknown reference, another amount, a result that
    nobody understands. Raises LedgerRefused.
    """
    answer = read_answer(content)
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


def _take_in(caller: Caller, run: PayRun, name: str, digest: str, answer: Answer) -> BankFile:
    _refuse_known(run, digest)
    lines = _lines(run)
    _refuse_other_run(run, lines, answer)
    _refuse_total(answer)
    file = BankFile.objects.create(
        run=run,
        kind=FileKind.RETURN,
        name=name[:120],
        digest=digest,
        rows=len(answer.rows),
        total=answer.sum,
        state=FileState.HELD if answer.total is None else FileState.TAKEN,
        actor=caller.account,
    )
    clear, problems, repeated = _sort_out(file, answer, lines)
    ReturnRow.objects.bulk_create(clear, batch_size=2000)
    ReturnProblem.objects.bulk_create(problems, batch_size=1000)
    file.to_post, file.repeated = len(clear), len(repeated)
    file.save(update_fields=["to_post", "repeated"])
    held = file.state == FileState.HELD
    solved = 0 if held else solve_earlier(file, _answered(answer, problems))
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
            "repeated": len(repeated),
            "problems": len(problems),
            "solved": solved,
            "held": held,
            "digest": digest,
        },
    )
    if not held:
        enqueue(post_in_background, file_id=file.pk)
    return file


def _answered(answer: Answer, problems: list[ReturnProblem]) -> set[str]:
    """The references that a file answers well."""
    wrong = {problem.row for problem in problems}
    found = {row.reference for row in answer.rows if row.number not in wrong}
    return found - {problem.reference for problem in problems}


def _refuse_known(run: PayRun, digest: str) -> None:
    returns = BankFile.objects.filter(run=run, kind=FileKind.RETURN)
    if returns.filter(digest=digest).exclude(state=FileState.VOID).exists():
        raise LedgerRefused("这个文件已经导入过，没有重复登记。", "请导入银行新给的文件。")
    held = returns.filter(state=FileState.HELD).first()
    if held is not None:
        raise LedgerRefused(
            f"回盘文件“{held.name}”没有合计行，还等着确认。", "请先在本页确认或作废那一份，再导入别的文件。"
        )


@dataclass(frozen=True)
class _Known:
    """A line of the run: its key, amount and state, and what a file said about it (paid or not)."""

    pk: int
    amount: Decimal
    state: str
    returned: bool | None

    @property
    def said(self) -> bool | None:
        """What the bank said before: True paid, False failed, None nothing."""
        if self.state in (LineState.PAID, LineState.FAILED, LineState.REPAID):
            return self.state == LineState.PAID
        return self.returned


def _lines(run: PayRun) -> dict[str, _Known]:
    """The run's lines by reference."""
    rows = PayLine.objects.filter(run=run).values_list("reference", "pk", "amount", "state")
    returned = dict(ReturnRow.objects.filter(line__run=run).values_list("line_id", "paid"))
    return {reference: _Known(pk, amount, state, returned.get(pk)) for reference, pk, amount, state in rows}


def _refuse_other_run(run: PayRun, lines: dict[str, Any], answer: Answer) -> None:
    if any(row.reference in lines for row in answer.rows):
        return
    references = [row.reference for row in answer.rows[:200]]
    other = PayLine.objects.filter(reference__in=references).exclude(run=run).select_related("run")
    found = other.order_by("-run__month").first()
    if found is not None:
        raise LedgerRefused(
            f"这是{_month_words(found.run)}第{found.run.number}批的回盘文件，"
            f"不是{_month_words(run)}第{run.number}批的。",
            "请到那一批里导入。",
        )
    raise LedgerRefused("文件里没有一笔是这一批的业务流水号。", "请核对是不是选错了文件。")


def _month_words(run: PayRun) -> str:
    return f"{run.month.year}年{run.month.month}月{terms_of(run.fund).short}"


def _refuse_total(answer: Answer) -> None:
    if answer.total is None:
        return
    stated, number, count = answer.total.amount, answer.total.number, answer.total.count
    said = ""
    if stated != answer.sum:
        said = f"第{number}行的合计是{stated if stated is not None else '空'}，各行相加是{answer.sum}"
    elif count is not None and count != len(answer.rows):
        said = f"第{number}行的合计写{count}笔，明细是{len(answer.rows)}笔"
    if said:
        raise LedgerRefused(f"{said}，两者不符，整个文件没有登记。", "请向银行核对，取得正确的文件后再导入。")


def _sort_out(
    file: BankFile, answer: Answer, lines: dict[str, _Known]
) -> tuple[list[ReturnRow], list[ReturnProblem], list[Row]]:
    """Rows to post, rows that are not clear, and rows that say what is known."""
    first: dict[str, Row] = {}
    results: dict[str, set[object]] = {}
    times = Counter(row.reference for row in answer.rows)
    for row in answer.rows:
        results.setdefault(row.reference, set()).add((_said(row), row.amount))
    clear: list[ReturnRow] = []
    problems: list[ReturnProblem] = []
    repeated: list[Row] = []
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
            problems.append(
                ReturnProblem(
                    file=file,
                    row=row.number,
                    reference=row.reference if row.reference in lines else "",
                    text=row.text,
                    why=why[:200],
                )
            )
        elif lines[row.reference].said is not None:
            repeated.append(row)
        else:
            clear.append(_clear_row(file, row, lines[row.reference].pk))
    return clear, problems, repeated


def _wrong(row: Row, lines: dict[str, _Known]) -> str:
    """Why a row can't be taken; empty where it can, or says again what is known."""
    if row.reference not in lines:
        return "没有这个业务流水号，可能是别的批次或别的县的。"
    line = lines[row.reference]
    if row.amount is None:
        return "金额读不出来。"
    if row.amount != line.amount:
        return f"金额{row.amount}元与报盘的{line.amount}元不符。"
    paid = _said(row)
    if paid is None:
        return f"结果“{row.result or '空'}”看不懂，应为“成功”或“失败”。"
    if line.said is not None:
        return "" if line.said == paid else _contradicts(line)
    if line.state != LineState.SENT:
        return f"这一笔已经是“{_label(line)}”，没有发给银行。"
    if row.on is None:
        return "日期读不出来，应如2026-11-25。"
    if row.on > timezone.localdate():
        return f"日期{row.on.isoformat()}还没有到。"
    return ""


def _contradicts(line: _Known) -> str:
    """Also a payment that the bank gave back later: that is registered with the line, not by a file."""
    what = "确已退票的，请在这一笔的明细里登记“到账后退回”。" if line.said else ""
    return f"这一笔已经是“{_label(line)}”，与本行结果矛盾。{what}"


def _label(line: _Known) -> str:
    """The line's state, or what it is about to be."""
    if line.state != LineState.SENT or line.returned is None:
        return str(LineState(line.state).label)
    return str((LineState.PAID if line.returned else LineState.FAILED).label)


def _said(row: Row) -> bool | None:
    if row.result in PAID_WORDS:
        return True
    return False if row.result in FAILED_WORDS else None


def _clear_row(file: BankFile, row: Row, line: int) -> ReturnRow:
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
