"""Two records that may be one person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.lookups import by_telephone
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.names import normal_name
from cuncuntong.ledgers.residents.selectors.records import visible
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability


@dataclass(frozen=True)
class DuplicatePair:
    """Two records and, in words, why they may be one person. ``one`` is the older record."""

    one: Resident
    other: Resident
    reasons: tuple[str, ...]


def likely_doubles(
    caller: Caller,
    *,
    name: str,
    birth_date: dt.date | None = None,
    telephone: str = "",
    exclude: int | None = None,
    ability: str = Ability.RESIDENT_READ,
    limit: int = 10,
) -> list[Resident]:
    """Residents whom the caller sees with the same name and birth, or with the same telephone.

    Same name and birth first. ``telephone`` as it is kept (foundation.identifiers.telephone).
    """
    condition = Q()
    if birth_date:
        condition |= Q(name=normal_name(name), birth_date=birth_date)
    if telephone:
        condition |= Q(pk__in=_keys_with(telephone))
    if not condition:
        return []
    rows = visible(caller, ability).select_related("village").filter(condition)
    if exclude is not None:
        rows = rows.exclude(pk=exclude)
    found = sorted(rows[:100], key=lambda row: (row.birth_date != birth_date, row.name != name, row.pk))
    return found[:limit]


def _keys_with(telephone: str) -> list[int]:
    rows = Resident.objects.filter(by_telephone(telephone)).values_list("pk", flat=True)
    return list(rows[:100])


def duplicate_pairs(caller: Caller, limit: int = 100) -> list[DuplicatePair]:
    """Pairs in the caller's area for the county to look at: same name and birth, or same name and
    telephone (a family often shares a telephone, so the telephone alone makes no pair).

    Raises Denied without Ability.RESIDENT_MERGE.
    """
    caller.need(Ability.RESIDENT_MERGE)
    area = caller.limit(Ability.RESIDENT_MERGE, Resident.objects.exclude(standing=Standing.MERGED))
    found: dict[tuple[int, int], list[str]] = {}
    rows: dict[int, Resident] = {}
    ways = (("birth_date", "姓名和出生日期相同"), ("telephone_index", "姓名和联系电话相同"))
    for column, reason in ways:
        for one, other in _same(area, column, limit):
            rows.update({one.pk: one, other.pk: other})
            found.setdefault((one.pk, other.pk), []).append(reason)
    pairs = [DuplicatePair(rows[one], rows[other], tuple(why)) for (one, other), why in found.items()]
    pairs.sort(key=lambda pair: (-len(pair.reasons), pair.one.name, pair.one.pk, pair.other.pk))
    return pairs[:limit]


def _same(area: QuerySet[Resident], column: str, limit: int) -> list[tuple[Resident, Resident]]:
    """Pairs with the same name and the same value of a column: two queries, whatever the number."""
    known = area.exclude(**{column: ""}) if column == "telephone_index" else area
    groups = known.values("county_code", "name", column).annotate(people=Count("pk"))
    keys = list(groups.filter(people__gt=1).order_by("name", column)[:limit])
    if not keys:
        return []
    names = {key["name"] for key in keys}
    wanted = {(key["county_code"], key["name"], key[column]) for key in keys}
    by_key: dict[tuple[object, ...], list[Resident]] = {}
    rows = known.filter(name__in=names, **{f"{column}__in": {key[column] for key in keys}})
    for row in rows.select_related("village").order_by("pk"):
        key = (row.county_code, row.name, getattr(row, column))
        if key in wanted:
            by_key.setdefault(key, []).append(row)
    return [
        (one, other)
        for people in by_key.values()
        for place, one in enumerate(people)
        for other in people[place + 1 :]
    ]
