"""Pension accounts: found, shown, posted to; interest and the nightly proof belong to the county."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.bookkeeping.models import (
    AccountProof,
    BookFinding,
    InterestCorrection,
    InterestLine,
    InterestRun,
    ProofRun,
)
from cuncuntong.ledgers.bookkeeping.services import prove_books
from cuncuntong.ledgers.pensions.models import PensionEntry
from cuncuntong.network.enums import DutyKind
from tests.ledgers.make import basic_account, pay
from tests.web.areas import Sample

TABLES = [AccountProof, BookFinding, InterestCorrection, InterestLine, InterestRun, PensionEntry, ProofRun]
ACCOUNT = Sample(lambda world: [world.book_account.pk])
PERSON = Sample(lambda world: [world.book_account.resident_id])
RUN = Sample(lambda world: [world.interest_run.pk])
SAMPLES = {
    "pensions:resident": PERSON,
    "pensions:statement_pdf": PERSON,
    "pensions:statement_xlsx": PERSON,
    "pensions:account": ACCOUNT,
    "pensions:post": ACCOUNT,
    "pensions:reverse": Sample(lambda world: [world.book_account.entries.first().pk]),
    "pensions:interest_run": RUN,
    "pensions:interest_act": RUN,
    "pensions:taking_back": RUN,
    "pensions:taking_back_act": RUN,
    "pensions:settle": Sample(lambda world: [world.book_finding.pk]),
}


def _run(world: Any) -> InterestRun:
    return InterestRun.objects.create(
        county_code="140522",
        scheme="basic",
        year=2025,
        rate=Decimal("0.03"),
        source="演示",
        confirmed_rate=True,
        state="previewed",
        begun_by=world.county.business_admin().account,
    )


def _finding(account: Any, words: str = "演示") -> BookFinding:
    return BookFinding.objects.create(
        account=account,
        kind="seal",
        words=words,
        village_code=account.village_code,
        township_code=account.township_code,
        county_code=account.county_code,
    )


def build(world: Any) -> None:
    """An account with an entry, a finding on it, and a run of the county."""
    world.book_account = basic_account(world.county.resident("账一"))
    pay(world.book_account, 2025)
    world.book_finding = _finding(world.book_account)
    world.interest_run = _run(world)


def build_many(world: Any, many: int) -> None:
    """An account with so many years, entries and changes; so many accounts that are off or bear interest."""
    county = world.county
    accounts = [basic_account(county.resident(f"账户{number}")) for number in range(many)]
    world.book_account = basic_account(county.resident("账二"))
    for number in range(many):
        pay(world.book_account, 2025 - number)
    prove_books()
    run = world.interest_run = _run(world)
    for account in accounts:
        _finding(account)
        line = InterestLine.objects.create(
            run=run, account=account, year=2025, opening=Decimal(300), amount=Decimal(9)
        )
        InterestCorrection.objects.create(
            run=run, line=line, account=account, beyond="closed", was=Decimal(9), due=Decimal(8)
        )
        ProofRun.objects.create(state="done", started_at=timezone.now(), finished_at=timezone.now())
        InterestRun.objects.create(
            county_code="140522",
            scheme="supplementary",
            year=2000 + account.pk % 25,
            number=account.pk,
            rate=Decimal("0.03"),
            source="演示",
            confirmed_rate=True,
            state="cancelled",
            begun_by=run.begun_by,
        )
    world.book_finding = _finding(world.book_account)
    world.book_day = dt.date(2025, 12, 31)


def _read(world: Any) -> list[Any]:
    return [
        ("pensions:find", (), {}),
        ("pensions:find", (), {"q": "账户"}),
        ("pensions:resident", (world.book_account.resident_id,), {}),
        ("pensions:account", (world.book_account.pk,), {}),
    ]


def _books(world: Any) -> list[Any]:
    return [
        *_read(world),
        ("pensions:post", (world.book_account.pk,), {}),
        ("pensions:reverse", (world.book_account.entries.first().pk,), {}),
        ("pensions:interest", (), {}),
        ("pensions:interest_run", (world.interest_run.pk,), {}),
        ("pensions:taking_back", (world.interest_run.pk,), {}),
        ("pensions:books", (), {}),
        ("pensions:settle", (world.book_finding.pk,), {}),
    ]


PAGES = {DutyKind.POINT_CLERK: _read, DutyKind.BUSINESS_ADMIN: _books}
