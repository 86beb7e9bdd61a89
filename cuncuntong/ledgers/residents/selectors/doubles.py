"""Two records that may be one person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count, Q, QuerySet

from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.lookups import by_telephone
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.names import normal_name
from cuncuntong.ledgers.residents.selectors.records import visible
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability

_Group = tuple[str, str, object]
_WAYS = (("birth_date", "姓名和出生日期相同"), ("telephone_index", "姓名和联系电话相同"))


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
    groups = {column: _groups(area, column, limit) for column, _ in _WAYS}
    rows = _members(area, groups)
    for column, reason in _WAYS:
        for one, other in _pairs(rows.values(), column, groups[column]):
            found.setdefault((one.pk, other.pk), []).append(reason)
    pairs = [DuplicatePair(rows[one], rows[other], tuple(why)) for (one, other), why in found.items()]
    pairs.sort(key=lambda pair: (-len(pair.reasons), pair.one.name, pair.one.pk, pair.other.pk))
    return pairs[:limit]


def _groups(area: QuerySet[Resident], column: str, limit: int) -> set[_Group]:
    """County, name and value of a column that several records share."""
    known = area.exclude(**{column: ""}) if column == "telephone_index" else area
    groups = known.values("county_code", "name", column).annotate(people=Count("pk"))
    keys = groups.filter(people__gt=1).order_by("name", column)[:limit]
    return {(key["county_code"], key["name"], key[column]) for key in keys}


def _members(area: QuerySet[Resident], groups: dict[str, set[_Group]]) -> dict[int, Resident]:
    """The records of all groups, the oldest first, in one query."""
    condition = Q()
    for column, keys in groups.items():
        if keys:
            names, values = {key[1] for key in keys}, {key[2] for key in keys}
            condition |= Q(name__in=names, **{f"{column}__in": values})
    if not condition:
        return {}
    return {row.pk: row for row in area.filter(condition).select_related("village").order_by("pk")}


def _pairs(rows: Iterable[Resident], column: str, groups: set[_Group]) -> Iterator[tuple[Resident, Resident]]:
    """Each two records of a group."""
    by_key: dict[_Group, list[Resident]] = {}
    for row in rows:
        key = (row.county_code, row.name, getattr(row, column))
        if key in groups:
            by_key.setdefault(key, []).append(row)
    for people in by_key.values():
        yield from combinations(people, 2)
