"""Where one person stands, without a lock: for screens and for what a rule looks at."""

from __future__ import annotations

import datetime as dt

from cuncuntong.ledgers.certification.enums import BeneficiaryState
from cuncuntong.ledgers.certification.models import Beneficiary
from cuncuntong.ledgers.certification.selectors.drawing import drawing_of
from cuncuntong.ledgers.certification.standing import follow, last_of, terms_on
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once


@read_once
def _kept(resident: Resident) -> Beneficiary | None:
    return Beneficiary.objects.filter(resident=resident).first()


def row_as_of(resident: Resident, on: dt.date) -> Beneficiary | None:
    """The person's row; worked out, not saved, for who was not listed yet; None where nothing is drawn."""
    row = _kept(resident)
    if row is None or row.state == BeneficiaryState.OUT:
        row = _worked_out(resident, on)
    return None if row.state == BeneficiaryState.OUT else row


def _worked_out(resident: Resident, on: dt.date) -> Beneficiary:
    """As the night would enter it: a pension may have been granted today."""
    row = Beneficiary(resident=resident, entered_on=on)
    follow(row, resident, drawing_of(resident.pk), last_of(resident), on, terms_on(on))
    return row
