"""The person's row, locked, for whoever is about to change what it follows from."""

from __future__ import annotations

import datetime as dt

from cuncuntong.ledgers.certification.models import Beneficiary
from cuncuntong.ledgers.certification.selectors.drawing import drawing_of
from cuncuntong.ledgers.certification.standing import follow, last_of, terms_on
from cuncuntong.ledgers.residents.models import Resident


def row_for(resident: Resident, on: dt.date) -> Beneficiary:
    """The person's row as of a day, made where there is none; not saved.

    In the caller's transaction, who holds the lock on the resident. Four questions.
    """
    row = Beneficiary.objects.select_for_update().filter(resident=resident).first()
    if row is None:
        row = Beneficiary(resident=resident, entered_on=on)
    follow(row, resident, drawing_of(resident.pk), last_of(resident), on, terms_on(on))
    return row
