"""Money that the bank gives back days after it reported it as paid: the payment is as one that failed.

What the account gave is taken back by a reversal of its entry, what other ledgers took as settled falls,
and the sum is paid again by the next run, once the point has followed it up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.payments.enums import FailCode, ItemKind, LineState, RunState
from cuncuntong.ledgers.payments.hooks import due_sources
from cuncuntong.ledgers.payments.models import LateReturn, PayItem, PayLine
from cuncuntong.ledgers.payments.services.rates import ZERO
from cuncuntong.ledgers.payments.services.reading import RETRY_REF
from cuncuntong.ledgers.payments.services.runs import locked_run
from cuncuntong.ledgers.pensions.services import reverse_entry
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability

ANSWERED = (RunState.EXPORTED, RunState.CLOSED)


def take_payment_back(
    *, caller: Caller, line: PayLine, on: dt.date, receipt: str, fail_code: str, text: str
) -> PayLine:
    """A paid line that the bank gave back on a day, by its slip's number; the bank's words in ``text``.

    Again for the same slip it changes nothing. Raises LedgerRefused, naming the field, for a day or a
    slip that can't be, for a line that was not paid, and where another ledger has settled it otherwise.
    """
    receipt = "".join(receipt.split())[:40]
    _refuse_words(receipt, fail_code)
    with transaction.atomic():
        run = locked_run(caller, Ability.PAY_PREPARE, line.run_id)
        row = PayLine.objects.select_for_update(of=("self",)).select_related("entry").get(pk=line.pk)
        known = LateReturn.objects.filter(line=row).first()
        if known is not None and known.receipt == receipt and known.on == on:
            return row
        if row.state != LineState.PAID or run.state not in ANSWERED or not row.amount:
            raise LedgerRefused(
                f"这一笔现在是“{row.get_state_display()}”，不能登记到账后退回。", "请刷新页面查看。"
            )
        _refuse_day(row, on)
        late = _fail(caller, row, on, receipt, fail_code, text)
        earlier = _owed_again(row)
        lost = _lost([row.pk, *earlier])
        for source in due_sources():
            source.taken_back([row.pk, *earlier], lost)
        if row.once:
            PayItem.objects.filter(line=row).update(live=False)
        record(
            actor=caller.account,
            action="payments.came_back",
            object_type="payments.PayLine",
            object_id=str(row.pk),
            detail={
                "reference": row.reference,
                "resident": row.resident_id,
                "receipt": receipt,
                "amount": str(row.amount),
                "reversal": late.reversal_id,
            },
        )
    return row


def _refuse_words(receipt: str, fail_code: str) -> None:
    if not receipt:
        raise LedgerRefused("没有填写退票凭证号。", "请填写银行退票通知上的编号。", "receipt")
    if fail_code not in FailCode.values:
        raise LedgerRefused("没有选择退回原因。", "请按银行退票通知选择。", "fail_code")


def _refuse_day(row: PayLine, on: dt.date) -> None:
    today, since = timezone.localdate(), row.settled_on
    if on > today or (since is not None and on < since):
        first = f"{since:%Y-%m-%d}" if since else "到账日"
        raise LedgerRefused(f"退回日期应在{first}到今天之间。", "请按银行退票通知上的日期填写。", "on")


def _fail(caller: Caller, row: PayLine, on: dt.date, receipt: str, fail_code: str, text: str) -> LateReturn:
    reversal = None
    if row.entry is not None:
        reversal = reverse_entry(entry=row.entry, on=on, reason=f"银行退票{receipt}", actor=caller.account)
    late = LateReturn.objects.create(
        line=row,
        paid_on=row.settled_on,
        on=on,
        receipt=receipt,
        fail_code=fail_code,
        fail_text=text.strip()[:100],
        entry=row.entry,
        reversal=reversal,
        actor=caller.account,
    )
    row.state, row.fail_code, row.fail_text = LineState.FAILED, fail_code, text.strip()[:100]
    row.settled_on, row.entry, row.follow_note, row.followed_at = on, None, "", None
    row.save()
    return late


def _owed_again(row: PayLine) -> list[int]:
    """Earlier lines that this one had made up for: they are owed again, through it."""
    found: list[int] = []
    waiting = [row.pk]
    while waiting:
        refs = PayItem.objects.filter(line__in=waiting, kind=ItemKind.RETRY).values_list("ref", flat=True)
        waiting = [int(ref.removeprefix(RETRY_REF)) for ref in refs]
        PayLine.objects.filter(pk__in=waiting, state=LineState.REPAID).update(state=LineState.FAILED)
        found += waiting
    return found


def _lost(lines: Sequence[int]) -> dict[str, Decimal]:
    """What other ledgers had heard of as settled, by reference."""
    rows = PayItem.objects.filter(line__in=lines).exclude(ref="").exclude(kind=ItemKind.RETRY)
    lost: dict[str, Decimal] = {}
    for ref, amount in rows.values_list("ref", "amount"):
        lost[ref] = lost.get(ref, ZERO) + amount
    return lost
