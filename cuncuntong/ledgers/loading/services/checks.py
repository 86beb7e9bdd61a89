"""The check in the background: may be started again at any time, and then says the same."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import SheetRefused
from cuncuntong.foundation.tasks import background
from cuncuntong.ledgers.loading.checking import Checked, check_content
from cuncuntong.ledgers.loading.enums import LoadState
from cuncuntong.ledgers.loading.files import store
from cuncuntong.ledgers.loading.lines import Judge
from cuncuntong.ledgers.loading.models import LoadBatch
from cuncuntong.network.parameters import current


def _given_up(*, batch: int) -> None:
    LoadBatch.objects.filter(pk=batch, state=LoadState.CHECKING).update(
        state=LoadState.FAULTY, remark="核对多次没有完成，请到“后台任务”查看原因，再重新上传。"
    )


@background(name="核对存量文件", retries=3, given_up=_given_up)
def check_batch(*, batch: int) -> str:
    """Reads every row of a file and says what is wrong; nothing of it is loaded."""
    row = LoadBatch.objects.filter(pk=batch, state=LoadState.CHECKING).first()
    if row is None:
        return "没有要核对的文件"
    parameters = current()
    judge = Judge(parameters=parameters, as_of=row.as_of, today=timezone.localdate())
    try:
        checked = check_content(
            row,
            store().get(row.file),
            judge=judge,
            parameters=parameters,
            progress=lambda read: _tell(row, read),
        )
    except SheetRefused as refused:
        _keep(row, Checked(), remark=str(refused)[:300])
        return "文件不能读"
    _keep(row, checked)
    return f"读{checked.rows}行，错误{checked.wrong}行"


def _tell(row: LoadBatch, read: int) -> None:
    LoadBatch.objects.filter(pk=row.pk, state=LoadState.CHECKING).update(position=read)


def _keep(row: LoadBatch, checked: Checked, remark: str = "") -> None:
    sheet = store().put(checked.sheet) if checked.sheet else ""
    if not remark and not checked.rows:
        remark = "文件里没有一行数据。"
    with transaction.atomic():
        kept = LoadBatch.objects.select_for_update().filter(pk=row.pk, state=LoadState.CHECKING).first()
        if kept is None:
            if sheet:
                store().delete(sheet)
            return
        kept.state = LoadState.FAULTY if checked.wrong or remark else LoadState.CHECKED
        kept.rows = kept.position = checked.rows
        kept.wrong, kept.problems, kept.remark = checked.wrong, sheet, remark
        kept.reasons, kept.samples = dict(checked.reasons.most_common()), checked.samples
        kept.figures, kept.checked_at = checked.figures.to_json(), timezone.now()
        kept.save()
        record(
            actor=None,
            action="loading.checked",
            object_type="loading.LoadBatch",
            object_id=str(kept.pk),
            detail={"rows": kept.rows, "wrong": kept.wrong, "digest": kept.digest},
        )
