"""Conditions that find residents by their sealed numbers, through the keyed indexes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q

from cuncuntong.foundation.sealed.cipher import index_candidates
from cuncuntong.foundation.sealed.fields import IndexField, exact, normalise
from cuncuntong.ledgers.residents.models import Resident


def by_id_number(number: str) -> Q:
    """Residents with the whole ID number; at most one, merged records counted."""
    return exact(Resident, "id_number_index", number)


def by_id_tail(tail: str) -> Q:
    """Residents whose ID number ends with the four characters."""
    return exact(Resident, "id_tail_index", tail)


def by_telephone(number: str) -> Q:
    """Residents with the telephone, written as it is kept."""
    return exact(Resident, "telephone_index", number)


def surviving(resident: Resident) -> Resident:
    """The record that stands for one that was merged, however often; else the record itself."""
    seen = {resident.pk}
    while resident.merged_into_id is not None and resident.merged_into_id not in seen:
        seen.add(resident.merged_into_id)
        resident = Resident.objects.get(pk=resident.merged_into_id)
    return resident


def resident_with_id(number: str) -> Resident | None:
    """The record that stands for an ID number, wherever it is. Callers check what may be told."""
    row = Resident.objects.filter(by_id_number(number)).first()
    return surviving(row) if row else None


class Known(NamedTuple):
    """As much of a record as a list of other offices is matched by."""

    pk: int
    name: str
    standing: str


_ASK = 900


def residents_with_ids(numbers: Iterable[str]) -> dict[str, Known]:
    """The records that stand for many ID numbers, by number: a question for nine hundred of them."""
    column = Resident._meta.get_field("id_number_index")
    assert isinstance(column, IndexField)
    by_index = {
        index: number
        for number in dict.fromkeys(numbers)
        for index in index_candidates(normalise(number), context=column.context)
    }
    found: dict[str, Known] = {}
    merged: dict[int, list[str]] = {}
    indexes = list(by_index)
    for start in range(0, len(indexes), _ASK):
        rows = Resident.objects.filter(id_number_index__in=indexes[start : start + _ASK])
        for pk, index, into, *said in rows.values_list(
            "pk", "id_number_index", "merged_into_id", "name", "standing"
        ):
            if into is None:
                found[by_index[index]] = Known(pk, *said)
            else:
                merged.setdefault(into, []).append(by_index[index])
    while merged:
        # Merged records are few: each step asks for all of them at once.
        rows = Resident.objects.filter(pk__in=list(merged))
        further: dict[int, list[str]] = {}
        for pk, into, *said in rows.values_list("pk", "merged_into_id", "name", "standing"):
            if into is None:
                found.update((number, Known(pk, *said)) for number in merged[pk])
            else:
                further.setdefault(into, []).extend(merged[pk])
        merged = further
    return found
