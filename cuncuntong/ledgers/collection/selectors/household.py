"""What a resident, and who lives with them, has to pay for a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from cuncuntong.ledgers.collection.enums import LIVE
from cuncuntong.ledgers.collection.models import ContributionOrder
from cuncuntong.ledgers.collection.selectors.standing import NOT, Stands, stand
from cuncuntong.ledgers.pensions.enums import AccountState, BackPaymentState, PayeeState
from cuncuntong.ledgers.pensions.models import Payee, PensionAccount
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once


@dataclass(frozen=True)
class Paying:
    """The accounts of a person by scheme, those of the household that could be ordered for, and how all
    of them stand for the year by the accounts' keys."""

    accounts: dict[str, PensionAccount]
    members: tuple[PensionAccount, ...]
    stands: dict[int, Stands]


@read_once
def paying_of(resident: Resident, year: int) -> Paying:
    """Four queries, for one person as for a household."""
    whose = Q(resident=resident)
    if resident.household_id:
        whose |= Q(resident__household=resident.household_id, state=AccountState.PAYING)
    rows = PensionAccount.objects.filter(whose).exclude(state=AccountState.REVERSED)
    accounts = list(rows.select_related("resident").order_by("resident__birth_date", "resident_id", "scheme"))
    stands = stand(accounts, year)
    own = {row.scheme: row for row in accounts if row.resident_id == resident.pk}
    others = tuple(
        row
        for row in accounts
        if row.resident_id != resident.pk and stands[row.pk].state == NOT and row.level
    )
    return Paying(own, others, stands)


def orders_of_case(case_number: str) -> list[ContributionOrder]:
    """What a case ordered, as far as it stands."""
    if not case_number:
        return []
    rows = ContributionOrder.objects.filter(case_number=case_number, state__in=LIVE)
    return list(rows.select_related("resident", "account").order_by("pk"))


def may_issue_again(order: ContributionOrder) -> bool:
    """Whether the year behind an order that ended is still to be paid, and no other order asks for it."""
    back = order.back_payment
    if back is None or order.state in LIVE or back.state != BackPaymentState.APPROVED:
        return False
    return not ContributionOrder.objects.filter(back_payment=back, state__in=LIVE).exists()


def known_payers(residents: Sequence[int]) -> dict[int, Payee]:
    """The bank accounts that are known of residents, by their keys; what a deduction may be asked of."""
    rows = Payee.objects.filter(resident__in=residents, state=PayeeState.ACTIVE)
    return {row.resident_id: row for row in rows}
