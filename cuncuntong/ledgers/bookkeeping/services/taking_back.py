"""Taking a year's interest back as a whole, also where some of it went out with closed accounts.

What one person asks for is done at once while the interest still lies on its accounts. Where an account is
closed (its balance, with the interest, was paid to an heir) or used up, each such account is listed with
what the interest comes to when it is worked out anew, and a second person confirms the list: what was paid
out too much is claimed back from who got it, as far as they did, what was paid too little follows; or the
interest stays, for a reason that is written down account by account.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import F, QuerySet

from cuncuntong.foundation.tasks import enqueue
from cuncuntong.ledgers.bookkeeping.enums import Correcting, InterestState
from cuncuntong.ledgers.bookkeeping.hooks import paid_out
from cuncuntong.ledgers.bookkeeping.models import InterestCorrection, InterestRun
from cuncuntong.ledgers.bookkeeping.services.correcting import figures, plan_corrections, waiting_words
from cuncuntong.ledgers.bookkeeping.services.interest import locked_run, log_run
from cuncuntong.ledgers.bookkeeping.services.interest_work import undo_interest
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller

S = InterestState
NO_HEIR = "没有身后结算的记录，查不到付给了谁，利息保留。"


def reverse_interest(*, caller: Caller, run: InterestRun, reason: str) -> InterestRun:
    """Begins to take a posted run back as a whole, each entry by a reversal of its own.

    With accounts whose interest went out, it lists them and waits for a second person
    (``confirm_reversal``). Raises Denied, NotVisible; LedgerRefused without a reason, in another state,
    after a later year's interest, or while a balance is just being paid out.
    """
    if not reason.strip():
        raise LedgerRefused("请写明整批撤销的原因。", "")
    with transaction.atomic():
        row = locked_run(caller, run.pk, S.POSTED, S.STOPPED)
        if row.posted_by_id is None:
            raise LedgerRefused("这批结息还没有记账，不用撤销。", "请作废这一批。")
        later = InterestRun.objects.filter(
            county_code=row.county_code, scheme=row.scheme, year__gt=row.year, posted_by__isnull=False
        )
        if later.exclude(state=S.REVERSED).exists():
            raise LedgerRefused(
                "以后年度已经结息，利息是按含这一年利息的余额算的。", "请先撤销以后年度的结息。"
            )
        _refuse_waiting(row)
        row.reversed_by, row.reverse_reason = caller.account, reason.strip()[:200]
        row.reversal_confirmed_by = None
        planned = _list(row)
        detail = {"reason": row.reverse_reason, "corrections": planned}
        if planned:
            row.state = S.TAKING_BACK
            row.save()
            log_run(row, "interest.reversal_planned", caller.account, detail)
        else:
            _start(row)
            log_run(row, "interest.reversal_started", caller.account, detail)
    return row


def _refuse_waiting(row: InterestRun) -> None:
    if words := waiting_words(row):
        raise LedgerRefused(words, "请等银行回盘以后再撤销。")


def _list(row: InterestRun) -> int:
    """Lists the accounts anew; gives how many there are."""
    row.corrections.filter(done_at__isnull=True).delete()
    plans = plan_corrections(row)
    known = paid_out().known([plan.account_id for plan in plans])
    for plan in plans:
        if plan.beyond == "closed" and plan.account_id not in known:
            plan.treatment, plan.why = Correcting.KEEP, NO_HEIR
    InterestCorrection.objects.bulk_create(plans, batch_size=500)
    return len(plans)


def _start(row: InterestRun) -> None:
    row.state, row.position, row.done, row.remark = S.REVERSING, 0, 0, ""
    row.save()
    enqueue(undo_interest, run=row.pk)


def keep_interest(
    *,
    caller: Caller,
    run: InterestRun,
    why: str,
    correction: int | None = None,
    most: Decimal | None = None,
) -> int:
    """Lets the interest stay as it was on one listed account, or on all whose difference is ``most`` yuan
    at the most; gives on how many. Raises Denied, NotVisible, LedgerRefused without a reason.
    """
    if not why.strip():
        raise LedgerRefused("请写明为什么保留原来的利息。", "例如：差额很小，追回的成本高于金额。", "why")
    with transaction.atomic():
        row = locked_run(caller, run.pk, S.TAKING_BACK)
        rows = _listed(row, correction)
        if most is not None:
            rows = rows.filter(treatment=Correcting.CORRECT).exclude(was=F("due"))
            rows = rows.filter(was__lte=F("due") + most, was__gte=F("due") - most)
        count = rows.update(treatment=Correcting.KEEP, why=why.strip()[:200], decided_by=caller.account)
        detail = {"why": why.strip()[:200], "accounts": count, "most": None if most is None else str(most)}
        log_run(row, "interest.correction_kept", caller.account, {**detail, "correction": correction})
    return count


def correct_interest(*, caller: Caller, run: InterestRun, correction: int) -> None:
    """Puts a listed account back to what is worked out anew.

    Raises Denied, NotVisible; LedgerRefused where nobody knows who got the money.
    """
    with transaction.atomic():
        row = locked_run(caller, run.pk, S.TAKING_BACK)
        rows = _listed(row, correction)
        found = rows.first()
        if found is None:
            return
        if found.beyond == "closed" and not paid_out().known([found.account_id]):
            raise LedgerRefused("这个账户没有身后结算的记录，查不到付给了谁。", "利息只能保留。")
        rows.update(treatment=Correcting.CORRECT, why="", decided_by=caller.account)
        log_run(row, "interest.correction_chosen", caller.account, {"correction": correction})


def _listed(row: InterestRun, correction: int | None) -> QuerySet[InterestCorrection]:
    rows = InterestCorrection.objects.filter(run=row, done_at__isnull=True)
    return rows if correction is None else rows.filter(pk=correction)


def confirm_reversal(*, caller: Caller, run: InterestRun) -> InterestRun:
    """A second person confirms the list: the run is taken back.

    Raises Denied, NotVisible; LedgerRefused in another state, for whoever asked for it or decided about an
    account, and where the list is out of date.
    """
    with transaction.atomic():
        row = locked_run(caller, run.pk, S.TAKING_BACK)
        listed = _listed(row, None)
        if row.reversed_by_id == caller.account.pk or listed.filter(decided_by=caller.account).exists():
            raise LedgerRefused("办理撤销、决定账户处理的人不能自己确认。", "请另一位工作人员确认。")
        _refuse_waiting(row)
        if {figures(plan) for plan in plan_corrections(row)} != {figures(plan) for plan in listed}:
            raise LedgerRefused(
                "列出以后又有账户终止、记账或利率变动，名单过时了。", "请退回，重新办理整批撤销。"
            )
        row.reversal_confirmed_by = caller.account
        _start(row)
        log_run(row, "interest.reversal_started", caller.account, {"reason": row.reverse_reason})
    return row


def cancel_reversal(*, caller: Caller, run: InterestRun) -> InterestRun:
    """Gives the taking back up before it was confirmed: the run is posted as before, or stopped where it was.

    Raises Denied, NotVisible, LedgerRefused.
    """
    with transaction.atomic():
        row = locked_run(caller, run.pk, S.TAKING_BACK)
        row.corrections.filter(done_at__isnull=True).delete()
        begun = row.lines.filter(live=False, entry__isnull=False).exists() or row.corrections.exists()
        # A posting that stopped half way is not a posted one: its remark stood all the while.
        whole = row.posted_at is not None and not begun
        row.state = S.POSTED if whole else S.STOPPED
        if whole or begun:
            row.remark = "整批撤销做了一半，请接着办理整批撤销。" if begun else ""
        row.reversed_by, row.reverse_reason = None, ""
        row.save()
        log_run(row, "interest.reversal_cancelled", caller.account, {})
    return row
