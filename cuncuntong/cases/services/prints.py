"""Every print of a paper is recorded; a second one says 补打第n次."""

from __future__ import annotations

from django.db import transaction

from cuncuntong.cases.models import Case, PrintRecord
from cuncuntong.foundation.audit import record
from cuncuntong.network.access import Caller


def count_print(*, caller: Caller, paper: str, reference: str, case: Case | None = None) -> int:
    """Records a print and returns which reprint it is: 0 for the first, 1 for 补打第1次, …"""
    with transaction.atomic():
        before = PrintRecord.objects.filter(paper=paper, reference=reference).count()
        PrintRecord.objects.create(case=case, paper=paper, reference=reference, printed_by=caller.account)
        record(
            actor=caller.account,
            action="paper.printed",
            object_type="case" if case else "paper",
            object_id=case.number if case else reference,
            detail={"paper": paper, "reprint": before},
        )
    return before
