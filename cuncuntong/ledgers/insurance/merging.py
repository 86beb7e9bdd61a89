"""Participations and declarations follow a resident whose two records are made one."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cuncuntong.ledgers.insurance.enums import DeclaredState, InsuranceScheme
from cuncuntong.ledgers.insurance.models import FlexibleDeclaration, Participation, PensionStop
from cuncuntong.ledgers.residents.hooks import register_merge_part, register_work
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.parts import RowsOf


def _both_insured(kept: Resident, dropped: Resident) -> list[str]:
    rows = Participation.objects.filter(resident__in=[kept, dropped]).values_list("scheme", flat=True)
    schemes = list(rows)
    return [
        f"两份档案都有{scheme.label}的参保记录，请先向上级经办机构核实并转移接续。"
        for scheme in InsuranceScheme
        if schemes.count(scheme.value) > 1
    ]


register_merge_part(RowsOf(Participation, conflicts=_both_insured))


def _both_declared(kept: Resident, dropped: Resident) -> list[str]:
    rows = FlexibleDeclaration.objects.filter(
        resident__in=[kept, dropped], state=DeclaredState.WAITING, replaces__isnull=True
    )
    if rows.values("resident").distinct().count() > 1:
        return ["两份档案都有待上级办理的灵活就业参保申报，请先撤销其中一件。"]
    return []


@register_work
def declared_by_case(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """Declarations and suspensions by a case, as far as they were not taken back."""
    return [
        pair
        for model in (FlexibleDeclaration, PensionStop)
        for pair in model.objects.filter(resident__in=residents)
        .exclude(state=DeclaredState.WITHDRAWN)
        .exclude(case_number="")
        .values_list("case_number", "resident_id")
    ]


register_merge_part(RowsOf(FlexibleDeclaration, conflicts=_both_declared))
register_merge_part(RowsOf(PensionStop))
