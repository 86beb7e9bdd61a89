"""What this ledger adds to the residents': benefits follow a merge, and say who may come for which item."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from cuncuntong.ledgers.employment.enums import UnemploymentState
from cuncuntong.ledgers.employment.models import Unemployment
from cuncuntong.ledgers.residents.hooks import register_merge_part, register_standing, register_work
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


@register_standing("unemployment.registered")
def registered(resident: Resident) -> QuerySet[Unemployment]:
    """The registration that runs: who has one may claim."""
    return Unemployment.objects.filter(resident=resident, state=UnemploymentState.ACTIVE)


@register_standing("unemployment.benefit")
def granted(resident: Resident) -> QuerySet[Benefit]:
    """Benefits that were granted."""
    return Benefit.objects.filter(resident=resident).exclude(state=BenefitState.UNDONE)
