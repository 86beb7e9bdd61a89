"""The work on a year's interest in the background: chunk after chunk, each with how far it came.

Killed and started again it goes on behind the last chunk that was committed; a unique constraint keeps a
second line of an account and year away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.bulk import insert_rows, reserve_keys
from cuncuntong.foundation.tasks import background
from cuncuntong.ledgers.bookkeeping.enums import InterestState
from cuncuntong.ledgers.bookkeeping.interest import BEARING, bearing_accounts, interest_of
from cuncuntong.ledgers.bookkeeping.models import InterestLine, InterestRun
from cuncuntong.ledgers.bookkeeping.services.correcting import beyond_reach, correct, waiting_words, why_not
from cuncuntong.ledgers.pensions.enums import EntryKind, PayingKind
from cuncuntong.ledgers.pensions.models import PensionAccount, PensionEntry

CHUNK = 1000
_LINE = ("run_id", "account_id", "year", "opening", "amount", "live")
_ENTRY = (
    "id", "account_id", "kind", "year", "paying", "level", "amount", "paid_on", "arrived_on", "posted_at",
    "source", "reverses_id", "case_number",
)  # fmt: skip


def _given_up(*, run: int) -> None:
    under_way = (InterestState.COMPUTING, InterestState.POSTING, InterestState.REVERSING)
    InterestRun.objects.filter(pk=run, state__in=under_way).update(
        state=InterestState.STOPPED, remark="多次没有完成，请到“后台任务”查看原因并重试，或整批撤销。"
    )


def _chunks(run: int, state: str, work: Callable[[InterestRun], bool]) -> InterestRun | None:
    """Calls ``work`` with the locked run, a transaction each, while the run is in the state and work says
    that there is more; gives the run as it stands then, None where it was not in the state."""
    row = None
    more = True
    while more:
        with transaction.atomic():
            row = InterestRun.objects.select_for_update().filter(pk=run, state=state).first()
            if row is None:
                return None
            more = work(row)
            row.save()
    return row


@background(name="计算利息", retries=20, given_up=_given_up)
def compute_interest(*, run: int) -> str:
    """Works out every account's interest for the preview."""
    row = _chunks(run, InterestState.COMPUTING, _compute)
    return f"{row.accounts}户，合计{row.total}元" if row else "没有要计算的结息"


def _compute(run: InterestRun) -> bool:
    accounts = bearing_accounts(run.county_code, run.scheme).filter(pk__gt=run.position).order_by("pk")
    keys = list(accounts.values_list("pk", flat=True)[:CHUNK])
    if not keys:
        run.state = InterestState.PREVIEWED
        return False
    worked = interest_of(keys, year=run.year, rate=run.rate)
    insert_rows(
        InterestLine,
        _LINE,
        [(run.pk, one.account, run.year, one.opening, one.amount, True) for one in worked],
    )
    run.accounts += len(worked)
    run.total += sum((one.amount for one in worked), Decimal("0.00"))
    run.position, run.done = keys[-1], run.done + len(keys)
    return True


@background(name="利息记账", retries=20, given_up=_given_up)
def post_interest(*, run: int) -> str:
    """Posts what was previewed. An account whose interest is another one by now is left out, and said."""
    row = _chunks(run, InterestState.POSTING, _post)
    return f"{row.accounts}户，合计{row.total}元" if row else "没有要记账的结息"


def _post(run: InterestRun) -> bool:
    lines = list(run.lines.filter(live=True, account__gt=run.position).order_by("account")[:CHUNK])
    if not lines:
        return _posted(run)
    keys = [line.account_id for line in lines]
    # Locked before their keys are taken, as every posting does: an account's entries rise in time.
    rows = PensionAccount.objects.select_for_update().filter(pk__in=keys, state__in=BEARING).order_by("pk")
    open_ones = set(rows.values_list("pk", flat=True))
    now = {one.account: one.amount for one in interest_of(keys, year=run.year, rate=run.rate)}
    good = [
        line for line in lines if line.account_id in open_ones and now.get(line.account_id) == line.amount
    ]
    day, at = dt.date(run.year, 12, 31), timezone.now()
    entries = reserve_keys(PensionEntry, len(good))
    insert_rows(
        PensionEntry,
        _ENTRY,
        [
            (
                entry, line.account_id, EntryKind.INTEREST.value, run.year, PayingKind.NONE.value, None,
                line.amount, day, day, at, f"{run.year}年度结息", None, "",
            )
            for entry, line in zip(entries, good, strict=True)
        ],
    )  # fmt: skip
    for entry, line in zip(entries, good, strict=True):
        line.entry_id = entry
    InterestLine.objects.bulk_update(good, ["entry"], batch_size=400)
    left = {line.pk for line in lines} - {line.pk for line in good}
    if left:
        InterestLine.objects.filter(pk__in=left).update(live=False)
        run.left_out += len(left)
    run.position, run.done = keys[-1], run.done + len(lines)
    return True


def _posted(run: InterestRun) -> bool:
    posted = run.lines.filter(live=True).aggregate(total=Sum("amount"), last=Max("pk"))
    run.accounts = run.lines.filter(live=True).count()
    run.total = (posted["total"] or Decimal(0)).quantize(Decimal("0.01"))
    run.state, run.posted_at = InterestState.POSTED, timezone.now()
    record(
        actor=run.posted_by,
        action="interest.posted",
        object_type="bookkeeping.InterestRun",
        object_id=str(run.pk),
        detail={"accounts": run.accounts, "total": str(run.total), "left_out": run.left_out},
    )
    return False


@background(name="撤销结息", retries=20, given_up=_given_up)
def undo_interest(*, run: int) -> str:
    """Takes every posted entry of a run back."""
    row = _chunks(run, InterestState.REVERSING, _undo)
    return f"已撤销{row.done}户" if row else "没有要撤销的结息"


def _undo(run: InterestRun) -> bool:
    lines = list(
        run.lines.filter(live=True, account__gt=run.position)
        .order_by("account")
        .select_related("entry")[:CHUNK]
    )
    if not lines:
        run.state, run.reversed_at = InterestState.REVERSED, timezone.now()
        record(
            actor=run.reversed_by,
            action="interest.reversed",
            object_type="bookkeeping.InterestRun",
            object_id=str(run.pk),
            detail={"accounts": run.done, "reason": run.reverse_reason},
        )
        return False
    keys = [line.account_id for line in lines]
    # Locked before anything is asked of them.
    list(PensionAccount.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    beyond = list(beyond_reach(run).filter(pk__in=[line.pk for line in lines]))
    plans = {plan.line_id: plan for plan in run.corrections.filter(line__in=beyond)}
    words = why_not(run, beyond, plans) or waiting_words(run, keys)
    if words:
        run.state, run.remark = InterestState.STOPPED, words
        return False
    correct(run, beyond, plans)
    # What was listed and can be taken back after all is taken back like the others.
    run.corrections.filter(line__in=lines, done_at__isnull=True).delete()
    # Corrected now or before, an account's line stays as it was left.
    apart = set(run.corrections.filter(line__in=lines).values_list("line_id", flat=True))
    lines = [line for line in lines if line.pk not in apart]
    _take_back(run, [line for line in lines if line.entry_id])
    InterestLine.objects.filter(pk__in=[line.pk for line in lines]).update(live=False)
    run.position, run.done = keys[-1], run.done + len(keys)
    return True


def _take_back(run: InterestRun, posted: list[InterestLine]) -> None:
    """A reversal for each entry."""
    # An entry that somebody took back singly stays as it is.
    done = set(
        PensionEntry.objects.filter(reverses__in=[line.entry_id for line in posted]).values_list(
            "reverses_id", flat=True
        )
    )
    posted = [line for line in posted if line.entry_id not in done]
    today, at = timezone.localdate(), timezone.now()
    insert_rows(
        PensionEntry,
        _ENTRY,
        [
            (
                key, line.account_id, EntryKind.REVERSAL.value, run.year, PayingKind.NONE.value, None,
                -line.amount, today, None, at, f"冲正：{run.year}年度结息整批撤销", line.entry_id, "",
            )
            for key, line in zip(reserve_keys(PensionEntry, len(posted)), posted, strict=True)
        ],
    )  # fmt: skip
