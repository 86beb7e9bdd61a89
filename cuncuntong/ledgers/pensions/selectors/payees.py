"""Where a resident's pensions are paid to."""

from __future__ import annotations

from cuncuntong.foundation.sealed.fields import exact
from cuncuntong.ledgers.pensions.enums import PayeeState
from cuncuntong.ledgers.pensions.models import Payee
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once


@read_once
def payee_of(resident: Resident) -> Payee | None:
    """The bank account that counts, None where none was given."""
    return Payee.objects.filter(resident=resident, state=PayeeState.ACTIVE).first()


def others_paid_on(resident: Resident, number: str, *, holder_id: str = "") -> int:
    """How many others are paid on a bank account: shared by a family, or a slip in typing.

    ``holder_id`` is the ID number of who owns the account where that is not the resident (an heir): what
    they draw there themselves is no sharing.
    """
    rows = Payee.objects.filter(exact(Payee, "number_index", number), state=PayeeState.ACTIVE)
    if holder_id:
        rows = rows.exclude(
            resident__in=Resident.objects.filter(exact(Resident, "id_number_index", holder_id))
        )
    return rows.exclude(resident=resident).count()


def shared_words(others: int) -> str:
    """The same in words; empty where nobody else is paid there."""
    return f"另有{others}人的待遇也发放到这个账户，请核对账号有没有填错。" if others else ""
