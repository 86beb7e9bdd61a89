"""A return file without a total line: taken by its rows, or voided as a whole, once a person looked."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import enqueue
from cuncuntong.ledgers.payments.enums import FileState, ProblemState, RunState
from cuncuntong.ledgers.payments.models import BankFile, ReturnProblem
from cuncuntong.ledgers.payments.services.posting import post_in_background
from cuncuntong.ledgers.payments.services.runs import locked_run
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability


def release_file(*, caller: Caller, file: BankFile, post: bool, note: str) -> BankFile:
    """A held file: its rows are posted, or it is voided with its rows and may be imported again.

    Raises LedgerRefused without words, or where the file is not held any more.
    """
    if not note.strip():
        raise LedgerRefused("请写明怎样核对的。", "例如：已与银行核对，共995笔，文件是完整的。", "note")
    with transaction.atomic():
        run = locked_run(caller, Ability.PAY_PREPARE, file.run_id)
        row = BankFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
        if row.state != FileState.HELD or run.state != RunState.EXPORTED:
            raise LedgerRefused(f"这份文件{row.get_state_display()}，不用再处理。", "请刷新页面查看。")
        row.state, row.note = (FileState.TAKEN if post else FileState.VOID), note.strip()[:200]
        row.decided_by, row.decided_at = caller.account, timezone.now()
        if post:
            wrong = set(row.problems.exclude(reference="").values_list("reference", flat=True))
            said = row.returned.values_list("line__reference", flat=True)
            solve_earlier(row, set(said) - wrong)
            enqueue(post_in_background, file_id=row.pk)
        else:
            # Nothing of it was said; a line may be answered by the next file.
            row.returned.all().delete()
            row.problems.all().delete()
            row.to_post = row.repeated = 0
        row.save()
        record(
            actor=caller.account,
            action="payments.file_released" if post else "payments.file_voided",
            object_type="payments.PayRun",
            object_id=str(run.pk),
            detail={
                "month": f"{run.month:%Y-%m}",
                "file": row.name,
                "rows": row.rows,
                "note": row.note[:100],
            },
        )
    return row


def solve_earlier(file: BankFile, answered: Iterable[str]) -> int:
    """Earlier problems of lines that this file answers well are solved by it; gives how many."""
    known = set(answered)
    still_open = ReturnProblem.objects.filter(file__run=file.run_id, state=ProblemState.OPEN)
    earlier = still_open.exclude(file=file).exclude(reference="").values_list("pk", "reference")
    keys = [key for key, reference in earlier if reference in known]
    for start in range(0, len(keys), 1000):
        ReturnProblem.objects.filter(pk__in=keys[start : start + 1000]).update(
            state=ProblemState.SOLVED,
            note=f"后来导入的文件“{file.name}”里这一笔是对的，自动解决。"[:200],
            solved_by=file.actor,
            solved_at=timezone.now(),
        )
    return len(keys)
