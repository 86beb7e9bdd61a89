"""Where a resident's pensions are paid to."""

from __future__ import annotations

from cuncuntong.ledgers.pensions.enums import PayeeState
from cuncuntong.ledgers.pensions.models import Payee
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once


@read_once
def payee_of(resident: Resident) -> Payee | None:
    """The bank account that counts, None where none was given."""
    return Payee.objects.filter(resident=resident, state=PayeeState.ACTIVE).first()
