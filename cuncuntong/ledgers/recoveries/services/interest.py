"""What an heir got out of a year's interest that is corrected: claimed back, or paid to them too.

The account is closed and its balance went out (a settlement after a death): the bookkeeping's ledger tells
by its hooks what the interest should have been.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import Sum

from cuncuntong.ledgers.bookkeeping.hooks import register_paid_out
from cuncuntong.ledgers.bookkeeping.models import InterestLine
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.pensions.selectors.holds import first_of_month
from cuncuntong.ledgers.recoveries.enums import OverpaymentState, SettlementState
from cuncuntong.ledgers.recoveries.models import DeathSettlement, Overpayment
from cuncuntong.ledgers.recoveries.services._shared import audit
from cuncuntong.ledgers.recoveries.services.came_back import go_on
from cuncuntong.ledgers.recoveries.services.late_grants import OVER, in_a_run
from cuncuntong.ledgers.recoveries.services.overpayments import numbered
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account


class Settled:
    """The ledger of settlements after a death (bookkeeping.hooks.PaidOut)."""

    def on_its_way(self, accounts: Iterable[int]) -> set[int]:
        """Accounts whose settlement stands in a run: what it pays was fixed with the interest."""
        rows = list(DeathSettlement.objects.filter(state=SettlementState.WAITING, account__in=accounts))
        fixed = in_a_run(rows)
        return {row.account_id for row in rows if row.pk in fixed}

    def known(self, accounts: Iterable[int]) -> set[int]:
        """Accounts with a settlement that is over."""
        rows = DeathSettlement.objects.filter(account__in=accounts, state__in=OVER)
        return set(rows.values_list("account_id", flat=True))

    def received(self, lines: Sequence[InterestLine]) -> dict[int, Decimal]:
        """By account, the parts of it that the bank paid since; a grant alone is none of it."""
        since = {line.account_id: line.entry_id or 0 for line in lines}
        # An account's entries rise in time: a later one than the interest's paid that out too.
        paid = DeathSettlement.objects.filter(account__in=since, state=SettlementState.PAID)
        found = dict.fromkeys(since, Decimal("0.00"))
        for account, entry, part in paid.values_list("account_id", "entry_id", "balance_part"):
            if (entry or 0) > since[account]:
                found[account] += part or Decimal(0)
        claims = Overpayment.objects.filter(interest_line__account__in=since).order_by()
        claims = claims.exclude(state=OverpaymentState.UNDONE)
        for account, total in claims.values_list("interest_line__account").annotate(Sum("total")):
            found[account] -= Decimal(total).quantize(Decimal("0.00"))
        return found

    def claim(self, *, line: InterestLine, amount: Decimal, on: dt.date, actor: Account | None) -> str:
        """An overpayment of the account's last settlement, of which nothing returns to the account."""
        settled = _last(line.account_id)
        entitlement = settled.hold.entitlement
        paid = first_of_month(settled.settled_on or on)
        row = Overpayment.objects.create(
            # The number holds the key, which the insert gives.
            number=f"?{secrets.token_hex(8)}",
            resident_id=entitlement.resident_id,
            entitlement=entitlement,
            hold=settled.hold,
            interest_line=line,
            total=amount,
            first_month=paid,
            last_month=paid,
            found_on=on,
            actor=actor,
            case_number=settled.case_number,
            village_code=settled.village_code,
            township_code=settled.township_code,
            county_code=settled.county_code,
        )
        numbered(row, on)
        audit(row, "overpayment.recorded", actor, {"total": str(amount), "interest": line.year})
        return row.number

    def pay_more(self, *, account: int, on: dt.date) -> None:
        """The account is opened again and its balance follows to the heir, as late interest does."""
        go_on(PensionAccount.objects.get(pk=account), why="更正结息，补付")


def _last(account: int) -> DeathSettlement:
    rows = DeathSettlement.objects.filter(account=account, state__in=OVER)
    row = rows.select_related("hold__entitlement", "account").order_by("-pk").first()
    if row is None:
        raise LedgerRefused("这个账户没有身后结算的记录，查不到付给了谁。", "利息只能保留。")
    return row


register_paid_out(Settled())
