"""Loads of existing accounts: a small file that was loaded, and one given back with its wrong rows.

Supplementary accounts of demonstration residents who have none; made-up figures, and they say so.
"""

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
from cuncuntong.ledgers.pensions.enums import AccountState, Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.network.models import Account
from cuncuntong.rules.ages import add_months

SENDER = "演示原系统"
MANY = 6
LEVEL, YEARS, SUBSIDY = 500, 3, 120


def loading_scene(*, seed: int, today: dt.date) -> None:
    """Both files, where none was sent in yet and the two administrators are there."""
    if LoadBatch.objects.exists():
        return
    people = _people(today)
    rows = Account.objects.filter(username__in=["business01", "business02"]).order_by("username")
    admins = [Caller(account) for account in rows]
    if len(admins) < 2 or len(people) < 2 * MANY:
        return
    first, second = admins
    good = [_line(person, number, today) for number, person in enumerate(people[:MANY])]
    batch = _sent(first, "演示-补充养老存量.csv", good, today)
    confirm_totals(
        caller=second,
        batch=batch,
        declared={name: Decimal(str(batch.figures[name])) for name in TOTALS},
    )
    start_loading(caller=first, batch=batch)
    load_batch.func(batch=batch.pk)
    wrong = [_line(person, MANY + number, today) for number, person in enumerate(people[MANY:])]
    wrong[0]["balance"] = "1"
    wrong[1]["level"] = "250"
    wrong[2]["village"] = "140522999999"
    wrong[3]["name"] = "演示"
    _sent(first, "演示-有错误的存量.csv", wrong, today)


def _people(today: dt.date) -> list[Resident]:
    """Payers of the basic scheme between forty and fifty without a supplementary account."""
    insured = PensionAccount.objects.filter(scheme=Scheme.SUPPLEMENTARY).values("resident")
    found = Resident.objects.filter(
        birth_date__gt=today.replace(year=today.year - 50, day=1),
        birth_date__lt=today.replace(year=today.year - 40, day=1),
        pension_accounts__scheme=Scheme.BASIC,
        pension_accounts__state=AccountState.PAYING,
        standing="present",
    )
    return list(found.exclude(pk__in=insured).order_by("pk")[: 2 * MANY])


def _line(person: Resident, number: int, today: dt.date) -> dict[str, Any]:
    last = today.year - 2
    own = LEVEL * YEARS
    return {
        "id_number": person.id_number,
        "name": person.name,
        "village": person.village_code,
        "scheme": "补充",
        "number": f"YANSHI{number:06d}",
        "state": "缴费",
        "level": LEVEL,
        "opened": f"{last - YEARS + 1}-07-01",
        "own": own,
        "subsidy": SUBSIDY * YEARS,
        "balance": own + SUBSIDY * YEARS,
        "years": f"{last - YEARS + 1}-{last}",
    }


def _sent(caller: Caller, name: str, rows: list[dict[str, Any]], today: dt.date) -> LoadBatch:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.heading for column in COLUMNS])
    for row in rows:
        writer.writerow([row.get(column.key, "") for column in COLUMNS])
    as_of = today.replace(day=1) - dt.timedelta(days=1)
    batch = send_in(
        caller=caller,
        content=b"\xef\xbb\xbf" + out.getvalue().encode(),
        name=name,
        sender=SENDER,
        as_of=as_of,
        settled_year=as_of.year - 1,
        pay_from=add_months(as_of.replace(day=1), 1),
    )
    check_batch.func(batch=batch.pk)
    batch.refresh_from_db()
    return batch
