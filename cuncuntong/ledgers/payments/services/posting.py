"""What the bank answered, posted: lines paid or failed, and what the accounts give for them.

Batch after batch, each one transaction: stopped in the middle and started again, it goes on with the rows
that are not posted yet. The rules are the ledger's own: one entry a line, never below zero (once the
account is used up the fund pays alone), none on a closed account.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import background
from cuncuntong.ledgers.payments.enums import FileState, ItemKind, LineState
from cuncuntong.ledgers.payments.hooks import due_sources
from cuncuntong.ledgers.payments.models import BankFile, PayItem, PayLine, PayRun, ReturnProblem, ReturnRow
from cuncuntong.ledgers.payments.services.rates import ZERO
from cuncuntong.ledgers.payments.services.reading import RETRY_REF
from cuncuntong.ledgers.pensions.enums import AccountState, EntryKind
from cuncuntong.ledgers.pensions.models import Entitlement, PensionAccount, PensionEntry

BATCH = 1000


@background(name="登记银行回盘结果")
def post_in_background(file_id: int) -> str:
    """The whole file, from wherever its posting stands."""
    file = post_return(file_id)
    return f"{file.name}：{file.posted}笔"


def post_return(
    file_id: int, *, batch: int = BATCH, after_batch: Callable[[BankFile], None] = lambda file: None
) -> BankFile:
    """Posts the clear rows of a return file to the end. Again it does nothing."""
    while (file := _post_batch(file_id, batch)) is not None:
        after_batch(file)
    return BankFile.objects.get(pk=file_id)


@transaction.atomic
def _post_batch(file_id: int, batch: int) -> BankFile | None:
    file = BankFile.objects.select_for_update().get(pk=file_id)
    if file.state != FileState.TAKEN:
        return None
    rows = list(
        ReturnRow.objects.filter(file=file, posted=False).select_related("line").order_by("pk")[:batch]
    )
    if not rows:
        return None
    lines = {row.line_id: row.line for row in rows if row.line.state == LineState.SENT}
    for row in rows:
        if row.line_id in lines:
            line = row.line
            line.state = LineState.PAID if row.paid else LineState.FAILED
            line.fail_code, line.fail_text, line.settled_on = row.fail_code, row.fail_text, row.on
    paid = [line for line in lines.values() if line.state == LineState.PAID]
    failed = [line for line in lines.values() if line.state == LineState.FAILED]
    closed = _post_entries(paid, {row.line_id: row.row for row in rows}, file)
    ReturnProblem.objects.bulk_create(closed)
    _write_answers([*paid, *failed])
    _free_once(failed)
    settle(paid)
    ReturnRow.objects.filter(pk__in=[row.pk for row in rows]).update(posted=True)
    file.posted += len(rows)
    file.save(update_fields=["posted"])
    _audit(file.run, paid, failed, {"file": file.pk, "posted": file.posted})
    return file


def settle_without_bank(run: PayRun, *, on: dt.date) -> None:
    """Lines over nothing, because all of it was offset, are settled by the run itself."""
    lines = list(PayLine.objects.filter(run=run, state=LineState.COMPUTED, amount=0))
    for line in lines:
        line.state, line.settled_on = LineState.PAID, on
    _post_entries(lines, {}, None)
    _write_answers(lines)
    settle(lines)
    if lines:
        _audit(run, lines, [], {"offset": True})


def _write_answers(lines: Sequence[PayLine]) -> None:
    """Lines with what the bank said: one statement for all, not one built for every two hundred."""
    table = connection.ops.quote_name(PayLine._meta.db_table)
    statement = (
        f"UPDATE {table} SET state = %s, fail_code = %s, fail_text = %s, settled_on = %s, "  # noqa: S608
        "entry_id = %s WHERE id = %s"
    )
    sealed = PayLine._meta.get_field("fail_text").get_prep_value
    values = [
        (
            str(line.state),
            str(line.fail_code),
            sealed(line.fail_text),
            line.settled_on,
            line.entry_id,
            line.pk,
        )
        for line in lines
    ]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def _post_entries(
    lines: Sequence[PayLine], numbers: dict[int, int], file: BankFile | None
) -> list[ReturnProblem]:
    """An entry for each line whose account still has something; gives what could not be posted.

    A line's entitlement is one person's in one scheme, so an account comes once in a run: balances
    within a batch don't depend on each other.
    """
    wanted = _of_account(lines)
    accounts = dict(
        Entitlement.objects.filter(
            pk__in=[line.entitlement_id for line in lines if line.pk in wanted]
        ).values_list("pk", "account_id")
    )
    locked = {
        account.pk: account
        for account in PensionAccount.objects.select_for_update()
        .filter(pk__in=set(accounts.values()))
        .order_by("pk")
    }
    balances = balances_of(list(locked))
    made, problems = [], []
    for line in lines:
        account = locked.get(accounts.get(line.entitlement_id or 0, 0))
        if account is None:
            continue
        amount = min(wanted[line.pk], balances.get(account.pk, ZERO))
        if amount <= 0:
            continue
        if account.state in (AccountState.CLOSED, AccountState.REVERSED):
            problems.append(_closed(file, numbers.get(line.pk, 0), line, account, amount))
            continue
        balances[account.pk] -= amount
        made.append((line, _entry(line, account, amount)))
    PensionEntry.objects.bulk_create([entry for _, entry in made], batch_size=500)
    for line, entry in made:
        line.entry = entry
    return [problem for problem in problems if problem is not None]


def _of_account(lines: Sequence[PayLine]) -> dict[int, Decimal]:
    """What of each line the account gives, in yuan: the sum of its items'."""
    rows = PayItem.objects.filter(line__in=[line.pk for line in lines]).order_by()
    found = rows.values_list("line_id").annotate(Sum("account_amount"))
    return {key: Decimal(total).quantize(ZERO) for key, total in found if total}


def balances_of(accounts: Sequence[int]) -> dict[int, Decimal]:
    """Balances in yuan, in one question."""
    rows = PensionEntry.objects.filter(account__in=accounts).order_by()
    return {
        key: Decimal(total).quantize(ZERO)
        for key, total in rows.values_list("account_id").annotate(Sum("amount"))
    }


def _entry(line: PayLine, account: PensionAccount, amount: Decimal) -> PensionEntry:
    on = line.settled_on or timezone.localdate()
    return PensionEntry(
        account=account,
        kind=EntryKind.PAYMENT,
        year=on.year,
        amount=-amount,
        paid_on=on,
        arrived_on=on,
        posted_at=timezone.now(),
        source=f"待遇发放{line.reference}"[:60],
    )


def _closed(
    file: BankFile | None, row: int, line: PayLine, account: PensionAccount, amount: Decimal
) -> ReturnProblem | None:
    if file is None:
        return None
    why = f"已到账，但账户{account.number}{account.get_state_display()}，账户支付{amount}元没有记账，请核对。"
    # The row's own number may have a problem already; below zero there is none.
    return ReturnProblem(file=file, row=row, text=line.reference, why=why)


def _free_once(failed: Sequence[PayLine]) -> None:
    """A one-off payment that failed is owed again by its own ledger."""
    PayItem.objects.filter(line__in=[line.pk for line in failed if line.once]).update(live=False)


def settle(lines: Sequence[PayLine]) -> None:
    """Lines were paid: failed lines that they made up for are repaid, other ledgers hear of their sums."""
    amounts: dict[str, Decimal] = defaultdict(lambda: ZERO)
    waiting = [line.pk for line in lines]
    while waiting:
        rows = PayItem.objects.filter(line__in=waiting).exclude(ref="").values_list("kind", "ref", "amount")
        retried = []
        for kind, ref, amount in rows:
            if kind == ItemKind.RETRY:
                retried.append(int(ref.removeprefix(RETRY_REF)))
            else:
                amounts[ref] += amount
        PayLine.objects.filter(pk__in=retried, state=LineState.FAILED).update(state=LineState.REPAID)
        waiting = retried
    for source in due_sources() if amounts else ():
        source.settled(dict(amounts))


def _audit(run: PayRun, paid: Sequence[PayLine], failed: Sequence[PayLine], more: dict[str, object]) -> None:
    entries = [line.entry for line in paid if line.entry is not None]
    record(
        actor=None,
        action="payments.posted",
        object_type="payments.PayRun",
        object_id=str(run.pk),
        detail={
            "month": f"{run.month:%Y-%m}",
            "number": run.number,
            "paid": len(paid),
            "failed": len(failed),
            "total": str(sum((line.amount for line in paid), ZERO)),
            "entries": len(entries),
            "of_account": str(-sum((entry.amount for entry in entries), ZERO)),
            **more,
        },
    )
