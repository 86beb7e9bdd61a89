"""Loading a county's existing accounts, measured in one process: check, load, proof, and back as a whole."""

from __future__ import annotations

import csv
import datetime as dt
import io
import resource
from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from time import perf_counter, process_time
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from cuncuntong.foundation.identifiers.resident_id import make_resident_id
from cuncuntong.ledgers.bookkeeping.services import prove_books
from cuncuntong.ledgers.loading.enums import LoadState
from cuncuntong.ledgers.loading.figures import TOTALS
from cuncuntong.ledgers.loading.models import LoadBatch
from cuncuntong.ledgers.loading.services import (
    check_batch,
    confirm_totals,
    load_batch,
    send_in,
    start_loading,
    start_reversal,
    undo_batch,
)
from cuncuntong.ledgers.loading.template import COLUMNS
from cuncuntong.ledgers.pensions.enums import AccountState
from cuncuntong.ledgers.pensions.models import PensionEntry
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DutyKind, Level
from cuncuntong.network.models import Account, Division, Duty
from cuncuntong.network.selectors import home_county
from cuncuntong.rules.ages import add_months

LEVELS = (200, 300, 500, 1000, 2000, 5000)
SUBSIDIES = {200: 35, 300: 40, 500: 60, 1000: 100, 2000: 180, 5000: 300}
_SURNAMES, _GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "山水田春秋梅兰竹菊松柏云雷江河海平安福寿"
# Other counties of the city: 182,500 numbers each.
_COUNTIES = ("140521", "140524", "140525")
# Of every ten accounts three draw a pension, one is paused.
_DRAWS, _PAUSED = 3, 4


def load_send(*, rows: int, seed: int, name: str) -> dict[str, Any]:
    """Makes a file of so many made-up accounts, and measures its check. Totals are agreed, loading begins."""
    first, second = (bench_caller(number) for number in (1, 2))
    as_of = timezone.localdate().replace(day=1) - dt.timedelta(days=1)
    content = _file(rows, seed, as_of)
    batch = send_in(
        caller=first,
        content=content,
        name=name,
        sender="演示原系统",
        as_of=as_of,
        settled_year=as_of.year - 1,
        pay_from=add_months(as_of.replace(day=1), 1),
    )
    measured = timed(lambda: check_batch.func(batch=batch.pk))
    batch.refresh_from_db()
    if batch.state != LoadState.CHECKED:
        return {**measured, "failed": batch.remark or str(batch.samples[:3])}
    declared = {total: Decimal(str(batch.figures[total])) for total in TOTALS}
    confirm_totals(caller=second, batch=batch, declared=declared)
    start_loading(caller=first, batch=batch)
    return {**measured, "rows": batch.rows, "megabytes": round(len(content) / 1e6, 1)}


def load_go() -> dict[str, Any]:
    """Loads what has begun to its end, from wherever it stands; says what it left.

    A small load may have ended before somebody came to kill it: then there is nothing left to do.
    """
    batch = LoadBatch.objects.filter(state__in=[LoadState.LOADING, LoadState.LOADED]).latest("pk")
    measured = {"from_position": batch.position, **timed(lambda: load_batch.func(batch=batch.pk))}
    batch.refresh_from_db()
    entries = PensionEntry.objects.filter(account__loaded_row__batch=batch)
    left = entries.aggregate(
        entries=Count("pk"), total=Sum("amount"), accounts=Count("account", distinct=True)
    )
    total = (left["total"] or Decimal(0)).quantize(Decimal("0.01"))
    return {
        **measured,
        "state": batch.state,
        "accounts": left["accounts"],
        "entries": left["entries"],
        "right": batch.state == LoadState.LOADED
        and left["accounts"] == batch.rows
        and str(total) == batch.figures["balance"],
    }


def load_prove() -> dict[str, Any]:
    """The nightly proof twice: the first night seals everything, the second finds it as it was."""
    first = timed(prove_books)
    return {"first": first, "second": timed(prove_books)}


def load_back() -> dict[str, Any]:
    """Takes the loaded file back as a whole; every account must be empty then."""
    batch = LoadBatch.objects.filter(state=LoadState.LOADED).latest("pk")

    def back() -> str:
        start_reversal(caller=bench_caller(1), batch=batch, reason="测速后撤销")
        return str(undo_batch.func(batch=batch.pk))

    measured = timed(back)
    rows = batch.loaded.exclude(account__state=AccountState.REVERSED)
    sums = PensionEntry.objects.filter(account__loaded_row__batch=batch).aggregate(total=Sum("amount"))
    return {**measured, "right": not rows.exists() and round(sums["total"] or 0, 2) == 0}


def timed(work: Callable[[], object]) -> dict[str, Any]:
    """Seconds by the clock and of this process's own work, and the most memory that the process held."""
    begun, own = perf_counter(), process_time()
    said = work()
    return {
        "seconds": round(perf_counter() - begun, 1),
        "cpu_seconds": round(process_time() - own, 1),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "said": str(said),
    }


def bench_caller(number: int) -> Caller:
    """A business administrator of the bench's own."""
    account, _ = Account.objects.get_or_create(
        username=f"bench-load-{number}", defaults={"full_name": f"测速管理员{number}"}
    )
    Duty.objects.get_or_create(account=account, kind=DutyKind.BUSINESS_ADMIN, division=home_county())
    return Caller(account)


def _file(rows: int, seed: int, as_of: dt.date) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.heading for column in COLUMNS])
    for line in _lines(rows, Random(seed), as_of):
        writer.writerow([line.get(column.key, "") for column in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _lines(rows: int, dice: Random, as_of: dt.date) -> Iterator[dict[str, Any]]:
    county = home_county().code
    villages = Division.objects.filter(level=Level.VILLAGE, parent__parent__code=county)
    codes = list(villages.order_by("code").values_list("code", flat=True))
    for number in range(rows):
        kind = number % 10
        draws = kind < _DRAWS
        age = dice.randrange(61, 77) if draws else dice.randrange(32, 59)
        # A serial for each day, in another county once they are used up: no two made-up people share a
        # number, nor one with the demonstration.
        place = _COUNTIES[number // (365 * 500)]
        day = dt.date(as_of.year - age, 1, 1) + dt.timedelta(days=number % 365)
        years, level = dice.randrange(8, 15), dice.choice(LEVELS)
        own, subsidy = years * level, years * SUBSIDIES[level]
        interest = round(Decimal(own) * years / 100, 2)
        paid = Decimal(dice.randrange(0, own // 2 + 1)) if draws else Decimal(0)
        last = min(as_of.year - 1, day.year + 60)
        yield {
            "id_number": make_resident_id(place, day, number // 365 % 500, dice.choice("12")),
            "name": dice.choice(_SURNAMES) + dice.choice(_GIVEN) + dice.choice(_GIVEN),
            "village": codes[number % len(codes)],
            "telephone": f"138{number:08d}",
            "scheme": "基本",
            "number": f"YS{number:010d}",
            "state": "领取" if draws else "暂停" if kind == _PAUSED else "缴费",
            "level": "" if draws else level,
            "opened": f"{last - years + 1}-07-01",
            "own": own,
            "subsidy": subsidy,
            "interest": interest,
            "paid": paid,
            "balance": own + subsidy + interest - paid,
            "years": f"{last - years + 1}-{last}",
            **(_pension(day, number) if draws else {}),
        }


def _pension(born: dt.date, number: int) -> dict[str, Any]:
    return {
        "starts": f"{add_months(born.replace(year=born.year + 60, day=1), 1):%Y-%m}",
        "monthly": "180",
        "bank_account": f"62170000{number:011d}",
        "bank": "演示银行",
    }
