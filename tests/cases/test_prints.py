"""Every print is recorded, and a second one says so."""

from __future__ import annotations

from cuncuntong.cases.models import PrintRecord
from cuncuntong.cases.papers.case_papers import receipt
from cuncuntong.cases.services.prints import count_print
from cuncuntong.foundation.audit.models import AuditEntry
from tests.cases import make


def test_reprints_are_counted_by_paper_and_number(clerk, county, resident):
    case = make.file(clerk, make.REVIEWED, resident).case
    counts = [count_print(caller=clerk, paper="receipt", reference=case.number, case=case) for _ in range(3)]
    assert counts == [0, 1, 2]
    assert count_print(caller=clerk, paper="slip", reference=case.number, case=case) == 0
    assert count_print(caller=clerk, paper="receipt", reference="other") == 0
    assert PrintRecord.objects.filter(case=case).count() == 4
    details = list(
        AuditEntry.objects.filter(action="paper.printed", object_id=case.number)
        .order_by("pk")
        .values_list("detail__reprint", flat=True)
    )
    assert details == [0, 1, 2, 0]


def test_the_paper_says_which_reprint_it_is(clerk, resident):
    case = make.file(clerk, make.REVIEWED, resident).case
    assert receipt(case).reprint == 0
    assert receipt(case, reprint=2).reprint == 2
