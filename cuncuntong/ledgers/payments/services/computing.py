"""Computing a run: batch after batch behind its position, stopped at any moment and gone on with.

A batch is read and worked out without a lock, then written in one transaction that first looks whether
the run still stands where the reading began: two processes take turns, and whoever comes second writes
nothing. So a run is the same to the byte however often it was stopped, and nobody waits long for it.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

from django.db import transaction
from django.db.models import Count, Min, Sum
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import background
from cuncuntong.ledgers.payments.enums import LineState, RunState
from cuncuntong.ledgers.payments.funds import terms_of
from cuncuntong.ledgers.payments.models import PayLine, PayRun
from cuncuntong.ledgers.payments.services.comparing import explain_changes
from cuncuntong.ledgers.payments.services.composing import compose
from cuncuntong.ledgers.payments.services.crosschecking import cross_check
from cuncuntong.ledgers.payments.services.due import number_of
from cuncuntong.ledgers.payments.services.once import write_once_lines
from cuncuntong.ledgers.payments.services.rates import ZERO, Rates
from cuncuntong.ledgers.payments.services.reading import previous_run, read_batch
from cuncuntong.ledgers.payments.services.writing import write_batch

BATCH = 1000
# Between two batches others may write: on SQLite there is one writer at a time.
BREATH = 0.005
UNPAID = (LineState.HELD, LineState.VOID)


@background(name="计算待遇发放批次")
def compute_in_background(run_id: int) -> str:
    """The whole run, from wherever it stands; a run that was cancelled meanwhile is left alone."""
    run = compute_run(run_id)
    name = f"{run.month:%Y年%m月}{terms_of(run.fund).short}"
    return f"{name}：{run.lines}笔，{run.total}元，{run.get_state_display()}"


def compute_run(
    run_id: int, *, batch: int = BATCH, after_batch: Callable[[PayRun], None] = lambda run: None
) -> PayRun:
    """Brings a run to its end. ``after_batch`` hears of each batch that this call wrote."""
    run = PayRun.objects.get(pk=run_id)
    rates, previous = Rates(run), previous_run(run)
    first = number_of(county_first_month(run))
    while run.state == RunState.COMPUTING:
        found = read_batch(run, previous, batch)
        if not found.people:
            return _finish(run, rates)
        lines = compose(run, found, rates, first)
        explain_changes(lines, found, run)
        wrote = write_batch(run, lines, rates, upto=found.span[1], people=len(found.people))
        run.refresh_from_db()
        if wrote:
            after_batch(run)
        time.sleep(BREATH)
    return run


def county_first_month(run: PayRun) -> dt.date:
    """The month of the county's first run: what was due before, somebody else has paid."""
    rows = PayRun.objects.filter(county_code=run.county_code, fund=run.fund).exclude(state=RunState.CANCELLED)
    return min(rows.aggregate(first=Min("month"))["first"] or run.month, run.month)


def _finish(run: PayRun, rates: Rates) -> PayRun:
    """One-off payments, what other ledgers say, and the totals; the last transaction of a computation."""
    with transaction.atomic():
        row = PayRun.objects.select_for_update().get(pk=run.pk)
        if row.state != RunState.COMPUTING:
            return row
        write_once_lines(row, rates)
        cross_check(row)
        row.state, row.computed_at = RunState.COMPUTED, timezone.now()
        row.save(update_fields=["state", "computed_at"])
        add_up(row)
        record(
            actor=None,
            action="payments.computed",
            object_type="payments.PayRun",
            object_id=str(row.pk),
            detail={"month": f"{row.month:%Y-%m}", "number": row.number, "lines": row.lines},
        )
    return row


def add_up(run: PayRun) -> None:
    """The run's count and total as the sum of the lines that pay, in the caller's transaction."""
    rows = PayLine.objects.filter(run=run).exclude(state__in=UNPAID)
    found = rows.aggregate(count=Count("pk"), total=Sum("amount"))
    run.lines, run.total = found["count"], (found["total"] or ZERO).quantize(ZERO)
    run.save(update_fields=["lines", "total"])
