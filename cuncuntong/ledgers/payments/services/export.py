"""The file for the bank: the same bytes whenever it is made, and every making of it on record."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.payments.enums import FileKind, FileLayout, LineState, RunState
from cuncuntong.ledgers.payments.models import BankFile, PayRun
from cuncuntong.ledgers.payments.services.bank_sheet import csv_file, file_name, sent_lines, workbook
from cuncuntong.ledgers.payments.services.posting import settle_without_bank
from cuncuntong.ledgers.payments.services.rates import ZERO
from cuncuntong.ledgers.payments.services.runs import locked_run
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability

EXPORTABLE = (RunState.APPROVED, RunState.EXPORTED, RunState.CLOSED)


@dataclass(frozen=True)
class Exported:
    """A file as it is handed out."""

    name: str
    content: bytes
    file: BankFile


def content_of(run: PayRun, layout: str) -> bytes:
    """The bytes of a layout."""
    return workbook(run) if layout == FileLayout.XLSX else csv_file(run, layout)


def export_run(*, caller: Caller, run: PayRun, layout: str) -> Exported:
    """Makes the bank file of an approved run; the first time its lines become sent.

    Each time is kept with digest and person, because full account numbers leave. Raises LedgerRefused
    before approval, and where the bytes are not those of the first time.
    """
    if layout not in FileLayout.values:
        raise LedgerRefused("没有这种文件格式。", "请选择CSV或Excel。")
    with transaction.atomic():
        row = locked_run(caller, Ability.PAY_PREPARE, run.pk)
        if row.state not in EXPORTABLE:
            raise LedgerRefused(f"这一批{row.get_state_display()}，还不能报盘。", "请先完成复核和审批。")
        content = content_of(row, layout)
        digest = sha256(content).hexdigest()
        before = BankFile.objects.filter(run=row, kind=FileKind.EXPORT, layout=layout).first()
        if before is not None and before.digest != digest:
            raise LedgerRefused("生成的文件与第一次报盘的不一致。", "请勿发给银行，并请系统管理员核查数据。")
        lines = sent_lines(row)
        file = BankFile.objects.create(
            run=row,
            kind=FileKind.EXPORT,
            layout=layout,
            name=file_name(row, layout),
            digest=digest,
            rows=lines.count(),
            total=(lines.aggregate(total=Sum("amount"))["total"] or ZERO).quantize(ZERO),
            actor=caller.account,
        )
        if row.state == RunState.APPROVED:
            lines.filter(state=LineState.COMPUTED).update(state=LineState.SENT)
            row.state = RunState.EXPORTED
            row.save(update_fields=["state"])
            settle_without_bank(row, on=timezone.localdate())
        record(
            actor=caller.account,
            action="payments.exported",
            object_type="payments.PayRun",
            object_id=str(row.pk),
            detail={
                "month": f"{row.month:%Y-%m}",
                "number": row.number,
                "layout": layout,
                "rows": file.rows,
                "digest": digest,
            },
        )
    return Exported(file.name, content, file)
