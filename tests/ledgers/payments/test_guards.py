"""A claim that a run pays is not taken back, even where the fund pays alone and no entry tells of it."""

from __future__ import annotations

import pytest

from cuncuntong.ledgers.pensions.models import PensionEntry
from cuncuntong.ledgers.pensions.services import undo_entitlement
from cuncuntong.ledgers.refused import LedgerRefused
from tests.ledgers.make import County
from tests.ledgers.payments.make import Office, entitled


def test_a_month_in_a_run_stands_against_undoing_the_claim(county: County, office: Office) -> None:
    entitled(county, balance="0", case_number="S20261101-0001")
    free = entitled(county, "李老伯", balance="0", case_number="S20261101-0002", birth="19601106")
    office.computed()
    assert not PensionEntry.objects.filter(kind="payment").exists()
    with pytest.raises(LedgerRefused, match="2026年01月的待遇已列入2026年11月的发放"):
        undo_entitlement(case_number="S20261101-0001", actor=None)
    # What no run pays goes back as ever.
    free.pay_items.update(live=False)
    assert undo_entitlement(case_number="S20261101-0002", actor=None).state == "reversed"
