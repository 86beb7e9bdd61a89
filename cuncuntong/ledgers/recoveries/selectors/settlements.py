"""What is paid after a death, and what is still in the way of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from cuncuntong.ledgers.payments.enums import ItemKind, LineState
from cuncuntong.ledgers.payments.models import PayItem, PayLine
from cuncuntong.ledgers.pensions.models import PensionEntry
from cuncuntong.ledgers.recoveries.enums import AgreementState, OverpaymentState, ReturnWay
from cuncuntong.ledgers.recoveries.models import Agreement, DeathSettlement, Overpayment, Recovery
from cuncuntong.ledgers.recoveries.selectors.overpayments import with_received
from cuncuntong.network.parameters import current
from cuncuntong.rules.instalments import account_share
from cuncuntong.rules.parameters import DatedValue

GRANT = "recoveries.funeral_grant"
# What a settlement's key begins with in a run.
SETTLEMENT = "recoveries.settlement:"
ZERO = Decimal("0.00")
_FEN = Decimal("0.01")


def funeral_grant(died_on: dt.date) -> DatedValue | None:
    """The funeral grant in force on the day of the death; None where nobody confirmed one."""
    return current().find(GRANT, died_on)


@dataclass(frozen=True)
class Payable:
    """What a settlement comes to today, in yuan, and why it can't be paid yet ("" where it can).

    ``amount`` = balance + returned + grant − deducted: what is set off returns to the account as far as
    it had come out of it (``returned``), and from there to the heir.
    """

    balance: Decimal
    grant: Decimal | None
    owed: Decimal
    deducted: Decimal
    returned: Decimal
    overpayment: Overpayment | None
    waits_for: str = ""

    @property
    def amount(self) -> Decimal:
        """What the heir gets."""
        return self.balance + self.returned + (self.grant or ZERO) - self.deducted


def settlement_key(pk: int) -> str:
    """How a settlement is named to a run."""
    return f"{SETTLEMENT}{pk}"


def payable(settlements: Sequence[DeathSettlement]) -> dict[int, Payable]:
    """Each settlement's state by key, in a fixed number of questions.

    The rows need their ``hold`` at hand (select_related).
    """
    accounts = {one.account_id for one in settlements}
    sums = PensionEntry.objects.filter(account__in=accounts).order_by().values_list("account")
    balances = {key: Decimal(total).quantize(ZERO) for key, total in sums.annotate(Sum("amount"))}
    rows = Overpayment.objects.filter(
        state=OverpaymentState.OPEN, entitlement__account__in=accounts
    ).select_related("entitlement")
    claims: dict[int, list[Overpayment]] = {}
    for claim in with_received(rows).order_by("pk"):
        claims.setdefault(claim.entitlement.account_id, []).append(claim)
    owed = {account: found[0] for account, found in claims.items()}
    keys = {one.hold.entitlement_id for one in settlements}
    moving = PayItem.objects.filter(entitlement__in=keys, live=True).exclude(kind=ItemKind.ONCE)
    moving = moving.filter(line__state__in=[LineState.COMPUTED, LineState.SENT])
    busy = set(moving.values_list("entitlement_id", flat=True))
    paying = PayLine.objects.filter(
        once__in=[settlement_key(one.pk) for one in settlements],
        state__in=[LineState.COMPUTED, LineState.SENT],
    )
    under_way = set(paying.values_list("once", flat=True))
    set_off = set(
        Agreement.objects.filter(
            overpayment__in=[one.pk for one in owed.values()],
            state=AgreementState.STANDING,
            way=ReturnWay.OFFSET,
        ).values_list("overpayment_id", flat=True)
    )
    came = _account_came([one.pk for one in owed.values()])
    return {one.pk: _payable(one, balances, claims, set_off, came, busy, under_way) for one in settlements}


def _account_came(overpayments: Sequence[int]) -> dict[int, Decimal]:
    rows = Recovery.objects.filter(overpayment__in=overpayments).order_by().values_list("overpayment")
    return {key: Decimal(total).quantize(ZERO) for key, total in rows.annotate(Sum("account_amount"))}


def _payable(
    one: DeathSettlement,
    balances: dict[int, Decimal],
    claims: dict[int, list[Overpayment]],
    set_off: set[int],
    came: dict[int, Decimal],
    busy: set[int],
    under_way: set[str],
) -> Payable:
    balance = balances.get(one.account_id, ZERO)
    mine = claims.get(one.account_id, [])
    claim = mine[0] if mine else None
    left = sum((row.left for row in mine), ZERO).quantize(ZERO)  # type: ignore[attr-defined]
    deducted = returned = ZERO
    # Of several claims all but the last come back otherwise: one is set off against what is paid.
    if claim is not None and len(mine) == 1 and claim.pk in set_off:
        deducted, returned = _set_off(claim, left, came.get(claim.pk, ZERO), balance + (one.grant or ZERO))
    waits = ""
    if settlement_key(one.pk) in under_way:
        waits = "已计入本月发放，等银行回盘"
    elif one.hold.entitlement_id in busy:
        waits = "以前月份的待遇还在发放，银行回盘后支付"
    elif claim is not None and (len(mine) > 1 or claim.pk not in set_off):
        waits = f"多领的{left}元退清后支付"
    elif one.heir_id is None and balance + returned + (one.grant or ZERO) - deducted > 0:
        waits = "还没有指定领取人"
    return Payable(balance, one.grant, left, deducted, returned, claim, waits)


def _set_off(
    claim: Overpayment, left: Decimal, account_came: Decimal, there: Decimal
) -> tuple[Decimal, Decimal]:
    """How much of what is owed can be set off against what is there, and what of it returns."""

    def returns(amount: Decimal) -> Decimal:
        return account_share(
            total=claim.total,
            account_total=claim.account_amount,
            came=claim.total - left,
            account_came=account_came,
            amount=amount,
        )

    if left - returns(left) <= there:
        return left, returns(left)
    # Less is there than is owed to the fund: as much as it covers, to the fen.
    low, high = 0, int(left * 100)
    while low < high:
        middle = (low + high + 1) // 2
        amount = middle * _FEN
        if amount - returns(amount) <= there:
            low = middle
        else:
            high = middle - 1
    amount = low * _FEN
    return amount, returns(amount) if amount else ZERO
