"""Cases, drafts and advice follow a resident whose two records are made one."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cuncuntong.cases.models import Advice, Case, Draft
from cuncuntong.ledgers.residents.hooks import register_cases, register_merge_part
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.parts import RowsOf


class DraftsOf(RowsOf):
    """Drafts: one that changes a case stays with that case."""

    def __init__(self) -> None:
        super().__init__(Draft)

    def follow(self, kept: Resident, dropped: Resident, numbers: Collection[str]) -> None:
        """A draft begun since for a case that went back goes with it."""
        Draft.objects.filter(resident=kept, case__resident=dropped).update(resident=dropped)


@register_cases
def cases_of(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """Each case of the residents with its resident."""
    return list(Case.objects.filter(resident__in=residents).values_list("number", "resident_id"))


register_merge_part(RowsOf(Case))
register_merge_part(DraftsOf())
register_merge_part(RowsOf(Advice))
