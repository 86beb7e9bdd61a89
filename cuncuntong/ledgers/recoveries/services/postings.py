"""Posting what came back, and reversing it: a posting that stands is never changed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q, Sum

from cuncuntong.ledgers.payments.enums import LineState
from cuncuntong.ledgers.payments.models import PayLine
from cuncuntong.ledgers.pensions.enums import AccountState, EntryKind
from cuncuntong.ledgers.pensions.models import PensionEntry
from cuncuntong.ledgers.pensions.services import post_entry, reverse_entry
from cuncuntong.ledgers.recoveries.enums import RecoveryKind, SettlementState
from cuncuntong.ledgers.recoveries.models import DeathSettlement, Overpayment, Recovery
from cuncuntong.ledgers.recoveries.selectors import received, remaining, set_off_pending
from cuncuntong.ledgers.recoveries.selectors.overpayments import NOT_APPROVED
from cuncuntong.ledgers.recoveries.selectors.settlements import settlement_key
from cuncuntong.ledgers.recoveries.services._shared import audit, follow, locked, refuse_unless_open
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account
from cuncuntong.rules.instalments import account_share

ZERO = Decimal("0.00")


def receive(
    *,
    overpayment: Overpayment,
    amount: Decimal,
    received_on: dt.date,
    receipt: str,
    on: dt.date,
    actor: Account | None,
    payer: str = "",
    note: str = "",
) -> Recovery:
    """Posts money that the bank received (no cash passes through a point), by the receipt's number.

    The account's part goes back to the account in the same transaction. The same receipt with the same
    amount again gives the first posting. Raises LedgerRefused for more than is left, a day that can't
    be, or a receipt that was posted otherwise.
    """
    receipt = "".join(receipt.split())[:40]
    with transaction.atomic():
        row = locked(overpayment.pk)
        if not receipt:
            raise LedgerRefused("没有填写缴款凭证号。", "请填写银行缴款凭证上的编号。", "receipt")
        known = Recovery.objects.filter(key=f"bank:{receipt}").select_related("overpayment").first()
        if known is not None:
            return _known(known, row, amount)
        refuse_unless_open(row)
        _refuse_day(row, received_on, on)
        _refuse_too_much(row, amount)
        try:
            with transaction.atomic():
                return post(
                    row,
                    kind=RecoveryKind.BANK,
                    amount=amount,
                    received_on=received_on,
                    key=f"bank:{receipt}",
                    actor=actor,
                    receipt=receipt,
                    payer=payer.strip()[:40],
                    note=note.strip()[:200],
                )
        except IntegrityError as error:
            raise LedgerRefused(
                f"凭证{receipt}刚刚已经记过。", "请刷新后核对退回记录。", "receipt"
            ) from error


def _refuse_day(row: Overpayment, received_on: dt.date, on: dt.date) -> None:
    if received_on > on or received_on < row.first_month:
        raise LedgerRefused(
            f"到账日期应在{row.first_month:%Y-%m-%d}到今天之间。",
            "请按缴款凭证上的日期填写。",
            "received_on",
        )


def post(
    row: Overpayment,
    *,
    kind: str,
    amount: Decimal,
    received_on: dt.date,
    key: str,
    actor: Account | None,
    receipt: str = "",
    payer: str = "",
    note: str = "",
) -> Recovery:
    """Posts one amount of a locked overpayment, and what of it goes back to the account."""
    part = account_share(
        total=row.total,
        account_total=row.account_amount,
        came=received(row),
        account_came=_account_came(row),
        amount=amount,
    )
    posting = Recovery(
        overpayment=row,
        kind=kind,
        amount=amount,
        account_amount=part,
        received_on=received_on,
        receipt=receipt,
        payer=payer,
        note=note,
        key=key,
        entry=_return_to_account(row, part, received_on, actor),
        actor=actor,
    )
    posting.save()
    follow(row)
    audit(row, "overpayment.received", actor, {"amount": str(amount), "kind": kind})
    return posting


def reverse(*, posting: Recovery, reason: str, on: dt.date, actor: Account | None) -> Recovery:
    """Takes a posting back, with its entry on the account. Again it gives the first reversal.

    Raises LedgerRefused without a reason, for a reversal, for a set-off (which goes with its run), and
    where the account's part has gone out already.
    """
    if posting.kind != RecoveryKind.BANK:
        raise LedgerRefused("只有银行缴款可以冲正。", "待遇抵扣随发放批次更正。")
    if not reason.strip():
        raise LedgerRefused("没有写冲正的原因。", "请写明为什么冲正，例如“记错了人”。")
    with transaction.atomic():
        row = locked(posting.overpayment_id)
        return take_posting_back(row, posting, reason=reason.strip(), on=on, actor=actor)


def take_posting_back(
    row: Overpayment, posting: Recovery, *, reason: str, on: dt.date, actor: Account | None
) -> Recovery:
    """The reversal of a posting of a locked overpayment, of whatever kind; again the first one."""
    done = Recovery.objects.filter(reverses_id=posting.pk).first()
    if done is not None:
        return done
    entry = None
    if posting.entry is not None:
        entry = reverse_entry(entry=posting.entry, on=on, reason=reason, actor=actor)
    reversal = Recovery(
        overpayment=row,
        kind=RecoveryKind.REVERSAL,
        amount=-posting.amount,
        account_amount=-posting.account_amount,
        received_on=on,
        receipt=posting.receipt,
        note=reason[:200],
        key=f"reversal:{posting.pk}",
        entry=entry,
        reverses=posting,
        actor=actor,
    )
    reversal.save()
    follow(row)
    audit(row, "overpayment.reversed", actor, {"posting": posting.pk, "amount": str(posting.amount)})
    return reversal


def _known(known: Recovery, row: Overpayment, amount: Decimal) -> Recovery:
    reversed_since = Recovery.objects.filter(reverses=known).exists()
    if known.overpayment_id == row.pk and known.amount == amount and not reversed_since:
        return known
    raise LedgerRefused(
        f"凭证{known.receipt}已经记过{known.amount}元（{known.overpayment.number}"
        f"{'，已冲正' if reversed_since else ''}）。",
        "请核对凭证号；冲正后重记的，请在凭证号后加“-2”。",
        "receipt",
    )


def _refuse_too_much(row: Overpayment, amount: Decimal) -> None:
    if amount <= 0:
        raise LedgerRefused("退回金额应大于0。", "请按缴款凭证上的金额填写。", "amount")
    if _payout_moving(row):
        raise LedgerRefused("身后结算正在抵扣这笔多领待遇。", "请等银行回盘后再记，免得退两次。")
    left, moving = remaining(row), set_off_pending([row.pk]).get(row.pk, ZERO)
    if amount > left:
        raise LedgerRefused(
            f"只剩{left}元没有退，不能记{amount}元。", "请核对金额；多缴的应退给缴款人。", "amount"
        )
    if amount > left - moving:
        raise LedgerRefused(
            f"本月发放中正在抵扣{moving}元，最多还能记{left - moving}元。",
            "请等银行回盘后再记其余的。",
            "amount",
        )


def _payout_moving(row: Overpayment) -> bool:
    """Whether an heir's payment that is on its way was lessened by what is owed here."""
    rows = DeathSettlement.objects.filter(
        account=row.entitlement.account_id, state=SettlementState.WAITING, deducted__gt=0
    )
    keys = [settlement_key(pk) for pk in rows.values_list("pk", flat=True)]
    moving = Q(state__in=[LineState.COMPUTED, LineState.SENT])
    moving |= Q(state=LineState.HELD, run__state__in=NOT_APPROVED)
    under_way = PayLine.objects.filter(moving, once__in=keys)
    return bool(keys) and under_way.exists()


def _account_came(row: Overpayment) -> Decimal:
    total = row.postings.aggregate(total=Sum("account_amount"))["total"]
    return ZERO if total is None else total.quantize(ZERO)


def _return_to_account(
    row: Overpayment, part: Decimal, on: dt.date, actor: Account | None
) -> PensionEntry | None:
    """The entry that gives the account back what had come out of it; none on a closed account."""
    account = row.entitlement.account
    if part <= 0 or account.state == AccountState.CLOSED:
        return None
    return post_entry(
        account=account,
        kind=EntryKind.RETURNED,
        year=on.year,
        amount=part,
        paid_on=on,
        source=f"多领退回{row.number}",
        actor=actor,
    )
