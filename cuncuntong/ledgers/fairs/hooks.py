"""What the fairs ledger adds to a merge of two residents' records."""

from __future__ import annotations

from cuncuntong.ledgers.fairs.models import FairInterest
from cuncuntong.ledgers.residents.hooks import register_merge_part
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.parts import RowsOf


class InterestsOf(RowsOf):
    """One note a fair: what both records have stays where it is."""

    def __init__(self) -> None:
        super().__init__(FairInterest)

    def move(self, kept: Resident, dropped: Resident) -> list[int]:
        """Only the notes that the kept record does not have too."""
        taken = set(FairInterest.objects.filter(resident=kept).values_list("fair_id", flat=True))
        rows = FairInterest.objects.filter(resident=dropped).order_by("pk")
        keys = [row.pk for row in rows if row.fair_id not in taken]
        self._point(keys, dropped, kept)
        return keys


register_merge_part(InterestsOf())
