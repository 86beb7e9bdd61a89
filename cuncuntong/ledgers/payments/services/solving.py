"""Problems of return files that a person solved, singly or several with one note."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record_many
from cuncuntong.ledgers.payments.enums import ProblemState
from cuncuntong.ledgers.payments.models import PayRun, ReturnProblem
from cuncuntong.ledgers.payments.services.runs import locked_run
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability

MOST_AT_ONCE = 5000


def solve_problem(*, caller: Caller, problem: ReturnProblem, note: str) -> ReturnProblem:
    """Says how a problem was solved; it stays to be read. Raises LedgerRefused without words."""
    solve_problems(caller=caller, run=problem.file.run, problems=[problem.pk], note=note)
    return ReturnProblem.objects.get(pk=problem.pk)


def solve_problems(*, caller: Caller, run: PayRun, problems: Sequence[int], note: str) -> int:
    """Several problems of one run with one note; returns how many.

    Raises LedgerRefused without words, and where none of them is open any more.
    """
    if not note.strip():
        raise LedgerRefused("请写明怎样处理的。", "例如：已与银行核对，是重复打印的一行。")
    with transaction.atomic():
        row = locked_run(caller, Ability.PAY_PREPARE, run.pk)
        rows = list(
            ReturnProblem.objects.select_for_update(of=("self",)).filter(
                file__run=row, state=ProblemState.OPEN, pk__in=list(problems)[:MOST_AT_ONCE]
            )
        )
        if not rows:
            raise LedgerRefused("没有待处理的，可能已经处理过。", "请刷新页面查看。")
        for one in rows:
            one.state, one.note = ProblemState.SOLVED, note.strip()[:200]
            one.solved_by, one.solved_at = caller.account, timezone.now()
        ReturnProblem.objects.bulk_update(rows, ["state", "note", "solved_by", "solved_at"], batch_size=500)
        record_many(_entry(caller, one) for one in rows)
    return len(rows)


def _entry(caller: Caller, one: ReturnProblem) -> dict[str, object]:
    return {
        "actor": caller.account,
        "action": "payments.problem_solved",
        "object_type": "payments.ReturnProblem",
        "object_id": str(one.pk),
        "detail": {"file": one.file_id, "row": one.row, "note": one.note[:100]},
    }
