"""Conditions that find residents by their sealed numbers, through the keyed indexes."""

from __future__ import annotations

from django.db.models import Q

from cuncuntong.foundation.sealed.fields import exact
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
