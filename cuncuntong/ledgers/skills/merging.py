"""Subsidies follow a resident into another record."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cuncuntong.ledgers.residents.hooks import register_merge_part, register_work
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.parts import RowsOf
from cuncuntong.ledgers.skills.enums import STANDING, SubsidyState
from cuncuntong.ledgers.skills.models import Subsidy


def _both_granted(kept: Resident, dropped: Resident) -> list[str]:
    """The same occupation and level stands once a person."""
    rows = Subsidy.objects.filter(resident__in=[kept, dropped], state__in=STANDING)
    keys = list(rows.values_list("occupation", "level"))
    return ["两份档案享受过同一职业同一等级的技能提升补贴，请先核查。"] if len(keys) != len(set(keys)) else []


register_merge_part(RowsOf(Subsidy, conflicts=_both_granted))


@register_work
def subsidies_by_case(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """Subsidies that a case approved, as far as they stand."""
    rows = Subsidy.objects.filter(resident__in=residents).exclude(state=SubsidyState.UNDONE)
    return list(rows.exclude(case_number="").values_list("case_number", "resident_id"))
