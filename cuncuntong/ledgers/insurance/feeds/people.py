"""Whom a chunk of rows speaks of: the residents, and their participations above."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from cuncuntong.ledgers.insurance.enums import InsuranceScheme
from cuncuntong.ledgers.insurance.feeds.texts import Wrong, choice, id_number
from cuncuntong.ledgers.insurance.models import Participation
from cuncuntong.ledgers.residents.lookups import Known, residents_with_ids

Row = Mapping[str, str]
NOBODY = "居民台账中没有这个身份证号码，请先登记居民或核对号码"
NOT_INSURED = "没有这个险种的参保登记，请先取回参保登记再取回这份台账"
_ASK = 900


class Insured(NamedTuple):
    """A participation as the feeds need it; the days are ISO texts, empty where there is none."""

    pk: int
    contributions_as_of: str
    payments_as_of: str


def people_of(rows: Sequence[Row]) -> dict[str, Known]:
    """The residents of the rows by ID number; numbers that are none are left out."""
    return residents_with_ids(number for number in map(_number, rows) if number)


def _number(row: Row) -> str:
    try:
        return id_number(row.get("id_number") or "")
    except Wrong:
        return ""


def insured_of(people: Mapping[str, Known]) -> dict[tuple[str, str], Insured]:
    """Their participations by ID number and scheme."""
    by_key: dict[int, list[str]] = {}
    for number, known in people.items():
        by_key.setdefault(known.pk, []).append(number)
    found: dict[tuple[str, str], Insured] = {}
    keys = list(by_key)
    columns = ("pk", "resident_id", "scheme", "contributions_as_of", "payments_as_of")
    for start in range(0, len(keys), _ASK):
        rows = Participation.objects.filter(resident__in=keys[start : start + _ASK])
        for pk, resident, scheme, contributions, payments in rows.values_list(*columns):
            one = Insured(pk, str(contributions or ""), str(payments or ""))
            found.update(((number, scheme), one) for number in by_key[resident])
    return found


def reasons(rows: Sequence[Row], read: Callable[[Row], object], known: Callable[[Row], str]) -> list[str]:
    """What is wrong with each row, by itself or beside an earlier one of the chunk; "" where nothing is.

    ``read`` gives what may stand once in a chunk; ``known`` says what the ledgers have against it.
    """
    found: list[str] = []
    seen: set[object] = set()
    for row in rows:
        try:
            key = read(row)
            why = known(row)
        except Wrong as wrong:
            found.append(f"{wrong}。")
            continue
        if not why and key in seen:
            why = "与前面的一行说的是同一件事，重复了"
        seen.add(key)
        found.append(f"{why}。" if why else "")
    return found


def scheme_of(row: Row) -> str:
    """The row's scheme."""
    return choice(InsuranceScheme, row.get("scheme") or "", "险种")
