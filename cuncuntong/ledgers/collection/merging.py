"""The orders' part of a merge of two records of one person, and whose work stands in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cuncuntong.ledgers.collection.enums import LIVE
from cuncuntong.ledgers.collection.models import ContributionOrder
from cuncuntong.ledgers.residents.hooks import register_merge_part, register_work
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.parts import RowsOf


class OrdersOf(RowsOf):
    """Orders: each stays with its account, whatever the case."""

    def __init__(self) -> None:
        super().__init__(ContributionOrder)

    def follow(self, kept: Resident, dropped: Resident, numbers: Collection[str]) -> None:
        """What asks for money on an account that went back goes with it."""
        ContributionOrder.objects.filter(resident=kept, account__resident=dropped).update(resident=dropped)
        ContributionOrder.objects.filter(resident=dropped, account__resident=kept).update(resident=kept)


@register_work
def orders_by_case(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """Orders issued by a case, as far as they stand."""
    rows = ContributionOrder.objects.filter(resident__in=residents, state__in=LIVE)
    return list(rows.exclude(case_number="").values_list("case_number", "resident_id"))


register_merge_part(OrdersOf())
