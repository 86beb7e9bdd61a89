"""The recoveries' parts of a merge of two records of one person, and in whose rows a case's work stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cuncuntong.ledgers.recoveries.enums import OverpaymentState
from cuncuntong.ledgers.recoveries.models import DeathSettlement, Heir, Overpayment
from cuncuntong.ledgers.residents.hooks import register_merge_part, register_work
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.parts import RowsOf


def _both_have_heirs(kept: Resident, dropped: Resident) -> list[str]:
    rows = Heir.objects.filter(undone_at__isnull=True)
    if rows.filter(resident=kept).exists() and rows.filter(resident=dropped).exists():
        return ["两份档案都指定了身后待遇领取人，请先撤销其中一个。"]
    return []


def _both_settled(kept: Resident, dropped: Resident) -> list[str]:
    rows = DeathSettlement.objects.exclude(state="undone").filter(grant__isnull=False)
    if rows.filter(resident=kept).exists() and rows.filter(resident=dropped).exists():
        return ["两份档案都登记了丧葬补助金，请先撤销其中一笔身后结算。"]
    return []


@register_work
def recoveries_by_case(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """Overpayments found by a case, as far as they stand."""
    rows = Overpayment.objects.filter(resident__in=residents).exclude(state=OverpaymentState.UNDONE)
    return [pair for pair in rows.values_list("case_number", "resident_id") if pair[0]]


register_merge_part(RowsOf(Overpayment))
register_merge_part(RowsOf(Heir, conflicts=_both_have_heirs))
register_merge_part(RowsOf(DeathSettlement, conflicts=_both_settled))
