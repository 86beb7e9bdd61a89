"""Benefits follow a resident into another record."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cuncuntong.ledgers.residents.hooks import register_merge_part, register_work
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.parts import RowsOf
from cuncuntong.ledgers.unemployment.enums import BenefitState
from cuncuntong.ledgers.unemployment.models import Benefit, Overpaid


def _both_drawing(kept: Resident, dropped: Resident) -> list[str]:
    rows = Benefit.objects.filter(resident__in=[kept, dropped], state=BenefitState.RUNNING)
    return ["两份档案都在领取失业保险金，请先停止其中一份。"] if rows.count() > 1 else []


register_merge_part(RowsOf(Benefit, conflicts=_both_drawing))
register_merge_part(RowsOf(Overpaid))


@register_work
def benefits_by_case(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """Benefits that a case granted, as far as they stand."""
    rows = Benefit.objects.filter(resident__in=residents).exclude(state=BenefitState.UNDONE)
    return list(rows.exclude(case_number="").values_list("case_number", "resident_id"))
