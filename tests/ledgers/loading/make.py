"""Files of existing accounts as a sender would fill them in, and what a load of them leaves."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

from cuncuntong.ledgers.loading.figures import TOTALS
from cuncuntong.ledgers.loading.models import LoadBatch
from cuncuntong.ledgers.loading.services import (
    check_batch,
    confirm_totals,
    load_batch,
    send_in,
    start_loading,
)
from cuncuntong.ledgers.loading.template import COLUMNS
from cuncuntong.ledgers.pensions.models import (
    Entitlement,
    EntitlementRevision,
    Payee,
    PensionAccount,
    PensionEntry,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from tests.ledgers.make import id_number

AS_OF = dt.date(2026, 10, 31)
BANK = "6217000010001234567"


def line(number: str, **more: Any) -> dict[str, Any]:
    """A payer's row: 3 years of 300, subsidies 120, interest 10.50, so 1030.50 on the account."""
    values: dict[str, Any] = {
        "id_number": id_number("19800101"),
        "name": "李秀英",
        "village": "140522100005",
        "telephone": "13803560001",
        "scheme": "基本",
        "number": number,
        "state": "缴费",
        "level": "300",
        "opened": "2012-07-01",
        "own": "900",
        "subsidy": "120",
        "interest": "10.50",
        "balance": "1030.50",
        "years": "2023-2025",
    }
    return {**values, **more}


def drawing(number: str, **more: Any) -> dict[str, Any]:
    """A recipient's row: born 1964-03-05, 15 years of 100, 500 subsidies, 60 paid out already."""
    values = {
        "id_number": id_number("19640305"),
        "name": "王建国",
        "state": "领取",
        "level": "",
        "opened": "2009-12-01",
        "own": "1500",
        "subsidy": "500",
        "interest": "0",
        "paid": "60",
        "balance": "1940",
        "years": "15",
        "starts": "2024-04",
        "monthly": "180",
        "bank_account": BANK,
    }
    return line(number, **{**values, **more})


def csv_of(rows: list[dict[str, Any]], encoding: str = "utf-8-sig") -> bytes:
    """The file as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.heading for column in COLUMNS])
    for row in rows:
        writer.writerow([row.get(column.key, "") for column in COLUMNS])
    return out.getvalue().encode(encoding)


def sent(caller: Caller, rows: list[dict[str, Any]], content: bytes = b"") -> LoadBatch:
    """Sent in and checked."""
    batch = send_in(
        caller=caller,
        content=content or csv_of(rows),
        name="存量.csv",
        sender="演示原系统",
        as_of=AS_OF,
        settled_year=2025,
        pay_from=dt.date(2026, 12, 1),
    )
    check_batch.func(batch=batch.pk)
    batch.refresh_from_db()
    return batch


def declared(batch: LoadBatch) -> dict[str, Decimal]:
    """The totals that the file really has."""
    return {name: Decimal(str(batch.figures[name])) for name in TOTALS}


def started(admin: Caller, other: Caller, rows: list[dict[str, Any]]) -> LoadBatch:
    """Confirmed by the other person and begun; nothing is loaded yet."""
    batch = sent(admin, rows)
    assert batch.state == "checked", (batch.remark, batch.samples)
    confirm_totals(caller=other, batch=batch, declared=declared(batch))
    return start_loading(caller=admin, batch=batch)


def loaded(admin: Caller, other: Caller, rows: list[dict[str, Any]]) -> LoadBatch:
    """Loaded to the end."""
    batch = started(admin, other, rows)
    load_batch.func(batch=batch.pk)
    batch.refresh_from_db()
    return batch


def left_behind() -> dict[str, list[Any]]:
    """What stands in the ledgers, without keys and times: equal for equal loads."""
    entries = PensionEntry.objects.order_by("account__resident__id_number_index", "pk")
    return {
        "people": sorted(Resident.objects.values_list("id_number_index", "name", "village_code")),
        "accounts": sorted(
            PensionAccount.objects.values_list(
                "number", "resident__id_number_index", "scheme", "state", "opened_on"
            )
        ),
        "entries": sorted(
            entries.values_list("account__number", "kind", "year", "amount", "paid_on", "source")
        ),
        "entitlements": sorted(
            Entitlement.objects.values_list("account__number", "state", "starts_on", "monthly", "balance")
        ),
        "revisions": sorted(
            EntitlementRevision.objects.values_list(
                "entitlement__account__number", "kind", "from_month", "balance", "years_paid"
            )
        ),
        "payees": sorted(Payee.objects.values_list("resident__id_number_index", "number_index", "state")),
    }
