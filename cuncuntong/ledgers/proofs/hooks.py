"""Proofs follow a resident whose two records are made one; they say by which case they were made."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cuncuntong.ledgers.proofs.models import InsuranceProof
from cuncuntong.ledgers.residents.hooks import register_merge_part, register_work
from cuncuntong.ledgers.residents.parts import RowsOf

register_merge_part(RowsOf(InsuranceProof))


@register_work
def proofs_by_case(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """Proofs that a case made and that stand."""
    rows = InsuranceProof.objects.filter(resident__in=residents, revoked_at__isnull=True)
    return list(rows.exclude(case_number="").values_list("case_number", "resident_id"))
