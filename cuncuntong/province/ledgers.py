"""Made-up ledgers for the demonstration's residents that it is given: the same residents, the same rows.

``residents.json`` in its folder: [{"id_number": "…", "name": "…"}]. Rows may be given as
``ledgers/<code>.jsonl``, a row a line; they are served with what was agreed to since (following.py).
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from cuncuntong.province.following import Followed
from cuncuntong.province.memory import BEIJING

PAGE = 1000
_CODE = re.compile(r"[a-z][a-z_.]{0,60}")
MONTHS = 12
Row = dict[str, Any]
UNITS = ("演示机械制造有限公司", "演示煤业服务有限公司", "演示蚕桑合作社", "演示商贸有限公司")


def _number(text: str, most: int) -> int:
    return int(sha256(text.encode()).hexdigest()[:12], 16) % most


def _months(today: dt.date, count: int) -> list[str]:
    """The last months before this one, oldest first."""
    year, month, found = today.year, today.month, []
    for _ in range(count):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        found.append(f"{year}-{month:02d}")
    return found[::-1]


def _participations(person: Row, today: dt.date) -> Iterator[Row]:
    who = str(person["id_number"])
    yield {
        "id_number": who,
        "name": person.get("name", ""),
        "scheme": "企业职工基本养老保险",
        "number": f"14{_number(who, 10**8):08d}",
        "insured_as": "单位职工",
        "state": "正常参保",
        "unit": UNITS[_number(who, len(UNITS))],
        "office": "演示省社会保险局",
        "since": f"{today.year - 1}-{1 + _number(who, 12):02d}",
    }


def _contributions(person: Row, today: dt.date) -> Iterator[Row]:
    who = str(person["id_number"])
    base = 4500 + 100 * _number(who, 40)
    for month in _months(today, MONTHS):
        yield {
            "id_number": who,
            "scheme": "企业职工基本养老保险",
            "month": month,
            "base": f"{base}.00",
            "own": f"{base * 8 // 100}.00",
            "unit_amount": f"{base * 16 // 100}.00",
            "to_account": f"{base * 8 // 100}.00",
            "state": "已到账",
            "arrived_on": f"{month}-25",
            "unit": UNITS[_number(who, len(UNITS))],
        }


MAKERS: dict[str, Callable[[Row, dt.date], Iterator[Row]]] = {
    "insurance.participations": _participations,
    "insurance.contributions": _contributions,
}
# Ledgers that it keeps without having anything new, unless it was given rows of them.
EMPTY = {"insurance.pensions", "insurance.payments", "cards"}


class NoSuchLedger(Exception):
    """The province does not keep this ledger."""


def page(
    folder: Path, code: str, cursor: str, now: dt.datetime, agreed: Iterable[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """One page of a ledger: its rows, the day they are of, the mark of the next page.

    ``agreed`` is what was handed over and agreed to, in order.
    """
    start = int(cursor) if cursor.isdigit() else 0
    today = now.astimezone(BEIJING).date()
    found = Followed(agreed).over(code, _rows(folder, code, today), now)
    rows = list(islice(found, start, start + PAGE + 1))
    more = len(rows) > PAGE
    return {
        "as_of": today.isoformat(),
        "rows": rows[:PAGE],
        "next": str(start + PAGE) if more else "",
    }


def _rows(folder: Path, code: str, today: dt.date) -> Iterator[Row]:
    """Those that it was given, and those that it makes up for its residents."""
    given = folder / "ledgers" / f"{code}.jsonl"
    known = bool(_CODE.fullmatch(code)) and given.is_file()
    if not known and code not in MAKERS and code not in EMPTY:
        raise NoSuchLedger(code)
    if known:
        with given.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())
    if code in MAKERS:
        for person in residents(folder):
            yield from MAKERS[code](person, today)


def residents(folder: Path) -> list[Row]:
    """The residents that it was given; none where there is no file."""
    try:
        found = json.loads((folder / "residents.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return list(found)
