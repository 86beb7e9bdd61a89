"""The scene of pensions beside the basic accounts: consistent, made once, each state to be seen."""

from __future__ import annotations

import random

import pytest
from django.utils import timezone

from cuncuntong.demo.pension_details import bank_number, pension_details
from cuncuntong.foundation.identifiers import bank_card
from cuncuntong.ledgers.pensions.models import (
    AccountChange,
    BackPayment,
    Entitlement,
    Payee,
    PensionAccount,
)
from cuncuntong.ledgers.pensions.selectors import balance, years_paid

pytestmark = pytest.mark.django_db


def test_the_scene_is_made_once_and_hangs_together(people):
    today = timezone.localdate()
    pension_details(seed=3, today=today)
    counts = [kind.objects.count() for kind in (Payee, PensionAccount, AccountChange, BackPayment)]
    pension_details(seed=3, today=today)
    again = [kind.objects.count() for kind in (Payee, PensionAccount, AccountChange, BackPayment)]
    assert again == counts
    running = Entitlement.objects.filter(state="running", account__scheme="basic")
    # Most are paid somewhere, a few nowhere yet: a run has to say so.
    assert 0.9 * running.count() < Payee.objects.filter(state="active").count() <= running.count()
    for payee in Payee.objects.filter(is_card=False)[:20]:
        assert bank_card.check(payee.number).warning == ""
    second = PensionAccount.objects.filter(scheme="supplementary")
    assert second.count() > 5
    assert len(set(second.values_list("number", flat=True))) == second.count()
    for row in Entitlement.objects.filter(account__scheme="supplementary"):
        assert (row.balance, row.years_paid) == (balance(row.account), years_paid(row.account))
        assert row.account.state == "receiving"
        assert row.revisions.get().computation["total"] == f"{row.monthly:.2f}"
    for change in AccountChange.objects.select_related("account"):
        assert change.account.state == change.after == "paused"
    for owed in BackPayment.objects.select_related("account"):
        assert not owed.account.entries.filter(kind="own", year=owed.year).exists()
        assert owed.year < today.year


def test_made_up_accounts_have_a_right_check_digit():
    rng = random.Random(1)
    assert all(bank_card.check(bank_number(rng)).warning == "" for _ in range(50))
