"""Rows in bulk: as their columns ask, with keys that nobody else gets."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.bulk import NotInTransaction, insert_rows, reserve_keys
from cuncuntong.ledgers.pensions.models import Payee, PensionEntry
from tests.ledgers.make import County, basic_account, pay

NAMES = (
    "id", "account_id", "kind", "year", "paying", "level", "amount", "paid_on", "arrived_on", "posted_at",
    "source", "case_number",
)  # fmt: skip


@pytest.mark.django_db
def test_rows_are_read_back_as_any_others() -> None:
    account = basic_account(County().resident())
    pay(account, 2024)
    now = timezone.now()
    one, two = reserve_keys(PensionEntry, 2)
    day = dt.date(2025, 3, 1)
    rows = [
        (one, account.pk, "own", 2025, "normal", 300, Decimal("300.10"), day, None, now, "甲", ""),
        (two, account.pk, "interest", 2025, "none", None, Decimal("0.01"), day, day, now, "乙", ""),
    ]
    assert insert_rows(PensionEntry, NAMES, rows) == 2
    found = list(account.entries.order_by("pk").values_list(*NAMES[:-1]))[1:]
    assert found == [row[:-1] for row in rows]
    after = pay(account, 2023)
    assert after.pk > two > one


@pytest.mark.django_db
def test_sealed_columns_are_sealed_and_truth_values_kept() -> None:
    person = County().resident()
    names = (
        "resident_id", "holder", "bank", "number", "number_index", "is_card", "state", "since", "fault",
        "case_number", "village_code", "township_code", "county_code",
    )  # fmt: skip
    row = (
        person.pk, "李", "", "6217000010001234567", "x", True, "active", dt.date(2026, 1, 1), "", "", "", "",
        "140522",
    )  # fmt: skip
    insert_rows(Payee, names, [row])
    made = Payee.objects.get()
    assert (made.number, made.is_card) == ("6217000010001234567", True)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_done() -> None:
    with pytest.raises(NotInTransaction):
        reserve_keys(PensionEntry, 1)
    with pytest.raises(NotInTransaction):
        insert_rows(PensionEntry, NAMES, [])
    with transaction.atomic():
        assert reserve_keys(PensionEntry, 0) == []
