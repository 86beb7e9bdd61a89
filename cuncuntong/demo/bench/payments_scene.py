"""Fills the bench's own database with people who draw a pension, and a bank account for each; made up.

Residents of the installation get an account in the basic scheme, and where residents are too few one in the
supplementary scheme too. What is there already counts, so that the scene grows step by step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from cuncuntong.demo.bulk import insert
from cuncuntong.ledgers.payments.models import (
    BankFile,
    Finding,
    PayItem,
    PayLine,
    PayRun,
    ReturnProblem,
    ReturnRow,
)
from cuncuntong.ledgers.pensions.enums import (
    AccountState,
    EntitlementState,
    EntryKind,
    PayeeState,
    PayingKind,
    RevisionKind,
    Scheme,
)
from cuncuntong.ledgers.pensions.models import (
    Entitlement,
    EntitlementRevision,
    Payee,
    PensionAccount,
    PensionEntry,
)
from cuncuntong.ledgers.pensions.services.accounts import account_number
from cuncuntong.ledgers.recoveries.models import OverpaidItem
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident

SOURCE = "测速"
STARTS = dt.date(2020, 1, 1)
# Years of which an account shows entries.
POSTED_YEARS = 5


@transaction.atomic
def fill_recipients(*, recipients: int, seed: int) -> dict[str, int]:
    """Brings the county to so many entitlements that are paid, each with a history and a bank account."""
    rng = Random(f"{seed} payments")
    for scheme in (Scheme.BASIC, Scheme.SUPPLEMENTARY):
        missing = recipients - _running()
        if missing > 0:
            _entitle(scheme, missing, rng)
    insert(Payee, _payees())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"recipients": _running(), "payees": Payee.objects.filter(state=PayeeState.ACTIVE).count()}


@transaction.atomic
def forget_runs() -> dict[str, int]:
    """Takes the demonstration's own runs away: the bench pays the same months itself."""
    runs = PayRun.objects.count()
    for model in (OverpaidItem, ReturnRow, ReturnProblem, Finding, BankFile, PayItem, PayLine, PayRun):
        model.objects.all().delete()
    return {"forgotten": runs}


def _running() -> int:
    return Entitlement.objects.filter(state=EntitlementState.RUNNING).count()


def _entitle(scheme: Scheme, most: int, rng: Random) -> None:
    has = PensionAccount.objects.filter(scheme=scheme).values("resident")
    people = Resident.objects.filter(standing=Standing.PRESENT).exclude(pk__in=has).order_by("pk")
    columns = list(people.values_list("pk", "village_code", "township_code", "county_code")[:most])
    first = (PensionAccount.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    insert(PensionAccount, (_account(scheme, row, first + at) for at, row in enumerate(columns)))
    accounts = dict(
        PensionAccount.objects.filter(pk__gte=first, scheme=scheme).values_list("resident_id", "pk")
    )
    years = [rng.randrange(15, 30) for _ in columns]
    # Interest makes every balance another: nothing is worked out for two at once.
    balances = [Decimal(rng.randrange(300_000, 4_000_000)) / 100 for _ in columns]
    insert(PensionEntry, _entries(columns, accounts, balances))
    last = Entitlement.objects.aggregate(last=Max("pk"))["last"] or 0
    insert(
        Entitlement,
        (_entitlement(row, accounts[row[0]], years[at], balances[at]) for at, row in enumerate(columns)),
    )
    insert(EntitlementRevision, _revisions(last))


def _place(row: tuple[int, str, str, str]) -> dict[str, str]:
    return {"village_code": row[1], "township_code": row[2], "county_code": row[3]}


def _account(scheme: Scheme, row: tuple[int, str, str, str], serial: int) -> PensionAccount:
    return PensionAccount(
        resident_id=row[0],
        scheme=scheme,
        number=account_number(row[3], scheme, serial),
        state=AccountState.RECEIVING,
        level=500,
        opened_on=dt.date(2005, 1, 1),
        **_place(row),
    )


def _entries(
    columns: list[tuple[int, str, str, str]],
    accounts: dict[int, int],
    balances: list[Decimal],
) -> Iterator[PensionEntry]:
    for at, row in enumerate(columns):
        left = balances[at]
        for year in range(2020 - POSTED_YEARS, 2020):
            amount = left if year == 2019 else Decimal(100)
            left -= amount
            yield PensionEntry(
                account_id=accounts[row[0]],
                kind=EntryKind.OWN,
                year=year,
                paying=PayingKind.NORMAL,
                amount=amount,
                paid_on=dt.date(year, 6, 1),
                posted_at=timezone.now(),
                source=SOURCE,
            )


def _entitlement(row: tuple[int, str, str, str], account: int, years: int, balance: Decimal) -> Entitlement:
    return Entitlement(
        account_id=account,
        resident_id=row[0],
        state=EntitlementState.RUNNING,
        starts_on=STARTS,
        monthly=Decimal("0.00"),
        computed_on=STARTS,
        years_paid=years,
        balance=balance,
        **_place(row),
    )


def _revisions(after: int) -> Iterator[EntitlementRevision]:
    rows = Entitlement.objects.filter(pk__gt=after).order_by("pk")
    for key, balance, years in rows.values_list("pk", "balance", "years_paid"):
        yield EntitlementRevision(
            entitlement_id=key,
            kind=RevisionKind.CLAIM,
            from_month=STARTS,
            balance=balance,
            years_paid=years,
            computed_on=STARTS,
        )


def _payees() -> Iterator[Payee]:
    has = Payee.objects.filter(state=PayeeState.ACTIVE).values("resident")
    people = Entitlement.objects.exclude(resident__in=has).order_by("resident_id").distinct()
    columns = people.values_list(
        "resident_id", "resident__name", "village_code", "township_code", "county_code"
    )
    seen: set[int] = set()
    for resident, name, village, township, county in columns:
        if resident not in seen:
            seen.add(resident)
            yield Payee(
                resident_id=resident,
                holder=name,
                bank="测速银行",
                number=f"62284800{resident:011d}",
                state=PayeeState.ACTIVE,
                since=STARTS,
                village_code=village,
                township_code=township,
                county_code=county,
            )
